//! Years, and how often something is done.

use crate::source::TextRange;

use super::figure::char_at;
use super::lexicon::{Lexicon, prose_tag};
use super::numeral::{arabic_number, chinese_number, digit_at, is_chinese_numeral};
use super::quantity::Quantities;

/// A calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Year {
    /// The digits and 年 or 年度.
    pub range: TextRange,
    /// The year.
    pub year: u16,
}

/// A frequency without a number: 每季度, 按月.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frequency {
    /// The whole expression.
    pub range: TextRange,
    /// The period.
    pub period: TextRange,
}

/// The years of a passage, in digits or Chinese numerals; both ends of 2021-2023年.
pub fn years(text: &str) -> Vec<Year> {
    let bytes = text.as_bytes();
    let mut years: Vec<Year> = Vec::new();
    // A year before a range sign, which is one if a year follows.
    let mut waiting: Option<Year> = None;
    let mut at = 0_usize;
    while at < bytes.len() {
        let read = match bytes.get(at) {
            Some(b'0'..=b'9') => true,
            Some(0..=0x7F) => false,
            Some(0xEF) => digit_at(bytes, at).is_some(),
            _ => char_at(text, at).is_some_and(is_chinese_numeral),
        };
        let step = char_at(text, at).map_or(1, char::len_utf8);
        if !read {
            at = at.saturating_add(step);
            continue;
        }
        let (value, end) = match arabic_number(text, at) {
            Some(number) => (number.value.filter(|_| number.places == 0), number.end),
            None => match chinese_number(text.get(at..).unwrap_or_default()) {
                Some((value, len)) => (Some(value), at.saturating_add(len)),
                None => (None, at.saturating_add(step)),
            },
        };
        let year = value.and_then(|value| u16::try_from(value).ok());
        let rest = text.get(end..).unwrap_or_default();
        if let Some(year) = year.filter(|year| (1900..=2100).contains(year)) {
            let behind = ["年度", "年"]
                .into_iter()
                .find(|word| rest.starts_with(word));
            let len = behind.map_or(0, str::len);
            let found = Year {
                range: TextRange::of(at..end.saturating_add(len)),
                year,
            };
            if behind.is_some() {
                years.extend(waiting.take());
                years.push(found);
            } else if rest.starts_with(['-', '—', '~', '～', '至', '、', '/', '和', '－']) {
                waiting = Some(found);
            }
        } else {
            waiting = None;
        }
        at = end.max(at.saturating_add(step));
    }
    years
}

/// The frequencies of a passage that no number belongs to.
pub fn frequencies(text: &str, quantities: &Quantities, lexicon: &Lexicon) -> Vec<Frequency> {
    let mut found = Vec::new();
    // Both lists are in the order of the text.
    let asides = &quantities.set_aside;
    let mut bound: Vec<TextRange> = quantities.found.iter().filter_map(|q| q.per).collect();
    bound.sort_unstable();
    let used = |range: TextRange| {
        let before = asides.partition_point(|aside| aside.range.start <= range.start);
        let aside = before.checked_sub(1).and_then(|last| asides.get(last));
        bound.binary_search(&range).is_ok() || aside.is_some_and(|aside| aside.range.covers(range))
    };
    for (at, c) in text.char_indices() {
        if c == '每' {
            let start = at.saturating_add(c.len_utf8());
            let Some(hit) = lexicon.periods.longest(text, start) else {
                continue;
            };
            let range = TextRange::of(at..hit.end);
            if !used(range) {
                found.push(Frequency {
                    range,
                    period: TextRange::of(hit.start..hit.end),
                });
            }
        } else if matches!(c, '按' | '逐')
            && let Some(hit) = lexicon
                .prose
                .all(text, at)
                .find(|h| h.tag & prose_tag::ADVERB_PERIOD != 0)
        {
            let range = TextRange::of(hit.start..hit.end);
            let period = TextRange::of(hit.start.saturating_add(c.len_utf8())..hit.end);
            found.push(Frequency { range, period });
        }
    }
    found
}
