//! Ordinals with what they count, and references to documents.

use crate::source::TextRange;

use super::figure::{char_at, char_before, skip_blanks};
use super::guard;
use super::lexicon::Lexicon;
use super::numeral::{arabic_number, chinese_number};

/// An ordinal: 第十六届民族团结进步表彰大会.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordinal {
    /// From 第 to the end of what is counted.
    pub range: TextRange,
    /// The number.
    pub number: u32,
    /// The counter (届, 次, 期); empty when it is missing.
    pub counter: TextRange,
    /// The name of what is counted; may be empty.
    pub name: TextRange,
}

/// What a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceKind {
    /// A title in 《》.
    Title,
    /// A document number, 国办发〔2021〕101号.
    Number,
    /// An article of a law, 第三十一条.
    Article,
}

/// A reference to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The whole reference.
    pub range: TextRange,
    /// What it names.
    pub kind: ReferenceKind,
}

/// The longest name of an ordinal, in characters.
const NAME: usize = 30;

fn number(text: &str, at: usize) -> Option<(u32, usize)> {
    let at = skip_blanks(text, at, 1);
    if let Some(number) = arabic_number(text, at) {
        return u32::try_from(number.value?)
            .ok()
            .map(|value| (value, number.end));
    }
    let (value, len) = chinese_number(text.get(at..)?)?;
    u32::try_from(value)
        .ok()
        .map(|value| (value, at.saturating_add(len)))
}

/// The ordinals of a passage that begin with 第.
pub fn ordinals(text: &str, lexicon: &Lexicon) -> Vec<Ordinal> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('第') {
        let Some((value, end)) = number(text, at.saturating_add(3)) else {
            continue;
        };
        let end = skip_blanks(text, end, 1);
        let counters = [
            '届', '次', '期', '批', '轮', '条', '款', '号', '季', '版', '章', '节', '名', '类',
            '类', '个', '年', '场',
        ];
        let counter = match char_at(text, end) {
            Some(c) if counters.contains(&c) => {
                TextRange::of(end..end.saturating_add(c.len_utf8()))
            }
            _ => TextRange::empty(crate::source::offset(end)),
        };
        let name = name(text, counter.end as usize, lexicon);
        let range = TextRange::of(at..name.end as usize);
        found.push(Ordinal {
            range,
            number: value,
            counter,
            name,
        });
    }
    found
}

/// The run of words at `at`, cut behind the first word that ends the name of an event.
fn name(text: &str, at: usize, lexicon: &Lexicon) -> TextRange {
    let mut end = at;
    for c in text.get(at..).unwrap_or_default().chars().take(NAME) {
        if let Some(hit) = lexicon.event_heads.longest(text, end) {
            return TextRange::of(at..hit.end);
        }
        let joins = c.is_alphanumeric() || matches!(c, '“' | '”' | '（' | '）');
        if !joins {
            break;
        }
        end = end.saturating_add(c.len_utf8());
    }
    TextRange::of(at..end)
}

/// The references of a passage to documents.
pub fn references(text: &str, lexicon: &Lexicon) -> Vec<Reference> {
    let mut found = Vec::new();
    // Where the words before a document number may start: 国办发〔2021〕101号.
    let mut words = 0_usize;
    let mut skip = 0_usize;
    for (at, c) in text.char_indices() {
        if at < skip {
            continue;
        }
        let next = at.saturating_add(c.len_utf8());
        match c {
            '《' => {
                let rest = text.get(next..).unwrap_or_default();
                let close = rest.char_indices().take(80).find(|(_, c)| *c == '》');
                if let Some((len, close)) = close {
                    skip = next.saturating_add(len).saturating_add(close.len_utf8());
                    words = skip;
                    found.push(Reference {
                        range: TextRange::of(at..skip),
                        kind: ReferenceKind::Title,
                    });
                }
            }
            '〔' | '[' | '【' | '［' | '﹝' => {
                if let Some(aside) = guard::document(text, next) {
                    let start = issuer(text, words, at, lexicon);
                    let range = TextRange::of(start..aside.end);
                    found.push(Reference {
                        range,
                        kind: ReferenceKind::Number,
                    });
                    skip = aside.end;
                }
                words = next;
            }
            '第' => {
                if let Some((_, end)) = number(text, next)
                    && char_at(text, end) == Some('条')
                {
                    let range = TextRange::of(at..end.saturating_add(3));
                    found.push(Reference {
                        range,
                        kind: ReferenceKind::Article,
                    });
                }
            }
            c if !c.is_alphabetic() => words = next,
            _ => {}
        }
    }
    found
}

/// The start of the short name of the issuing office before a document number.
fn issuer(text: &str, from: usize, at: usize, lexicon: &Lexicon) -> usize {
    let mut start = at;
    for _ in 0..8 {
        if start <= from || lexicon.verbs_before.longest_before(text, start).is_some() {
            break;
        }
        match char_before(text, start) {
            Some(c) if c.is_alphabetic() && !matches!(c, '年' | '和' | '与' | '的') => {
                start = start.saturating_sub(c.len_utf8());
            }
            _ => break,
        }
    }
    start
}
