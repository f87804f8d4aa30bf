//! Finds the numbers of a passage and decides of each what it is.
//!
//! One walk over the bytes: only at a digit, a Chinese numeral or one of a few trigger words is
//! anything looked at more closely, and then only a bounded stretch around it. What is left after
//! names, dates, codes and list marks is measured in `measure.rs`.

use crate::source::TextRange;

use super::context;
use super::figure::{self, Figure, char_at, skip_blanks};
use super::guard::{self, Aside};
use super::item;
use super::lexicon::{Lexicon, role_tag};
use super::numeral::{arabic_number, digit_at, is_chinese_numeral};
use super::quantity::{Comparator, Quantities, Reason, SetAside};
use super::totals;
use super::unit;
use super::verdict::Verdict;

/// Reads the numbers of a passage.
pub fn quantities(text: &str, lexicon: &Lexicon) -> Quantities {
    let mut scanner = Scanner {
        text,
        lexicon,
        out: Quantities::default(),
        quote: None,
        every: None,
        from: None,
        far: 0,
        totals: false,
    };
    scanner.run();
    if scanner.totals {
        totals::bind(text, lexicon, &mut scanner.out);
    }
    scanner.out
}

pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    pub(super) lexicon: &'t Lexicon,
    pub(super) out: Quantities,
    /// The opening quotation mark that is not closed yet, and the mark that closes it.
    pub(super) quote: Option<(usize, char)>,
    /// The last 每-phrase of the clause.
    pub(super) every: Option<(usize, usize)>,
    /// The last 由 or 从 of the clause that no number followed yet.
    pub(super) from: Option<usize>,
    /// Roles that reach to the next numbers of the clause.
    pub(super) far: u32,
    /// Whether a word of totals or parts was seen.
    totals: bool,
}

impl Scanner<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            at = match byte {
                b'0'..=b'9' => self.number(at),
                b',' | b';' | b':' | b'!' | b'?' | b'\n' => {
                    self.end_clause();
                    at.saturating_add(1)
                }
                0..=0x7F => at.saturating_add(1),
                0xC0..=0xDF => at.saturating_add(2),
                0xF0.. => at.saturating_add(4),
                _ => self.wide(at),
            };
        }
    }

    fn end_clause(&mut self) {
        self.every = None;
        self.from = None;
        self.far = 0;
    }

    /// Looks at a character of three bytes.
    fn wide(&mut self, at: usize) -> usize {
        let next = at.saturating_add(3);
        let Some(c) = three_bytes(self.text.as_bytes(), at) else {
            return at.saturating_add(1);
        };
        match c {
            '“' => self.open(at, '”'),
            '「' => self.open(at, '」'),
            '《' => self.open(at, '》'),
            '”' | '」' | '》' => self.quote = None,
            '，' | '：' | '；' | '。' | '！' | '？' => self.end_clause(),
            '每' => {
                let end = every_end(self.text, next, self.lexicon);
                self.every = Some((at, end));
            }
            '０'..='９' => return self.number(at),
            c if c < '\u{4e00}' => {
                if c == '〇' {
                    return self.number(at);
                }
            }
            c if is_chinese_numeral(c) => return self.number(at),
            _ => {
                if let Some(hit) = self.lexicon.triggers.longest(self.text, at) {
                    if hit.tag & role_tag::FROM != 0 {
                        self.from = Some(hit.end);
                    }
                    self.totals |= hit.tag & role_tag::TOTAL != 0;
                    self.far |= hit.tag & (role_tag::BASE | role_tag::SCOPE);
                    return hit.end;
                }
            }
        }
        next
    }

    fn open(&mut self, at: usize, close: char) {
        if self.quote.is_none() {
            self.quote = Some((at, close));
        }
    }

    pub(super) fn aside(&mut self, start: usize, aside: Aside) -> usize {
        self.out.set_aside.push(SetAside {
            range: TextRange::of(start..aside.end),
            reason: aside.reason,
        });
        aside.end
    }

    pub(super) fn put_aside(&mut self, start: usize, end: usize, reason: Reason) -> usize {
        self.aside(start, Aside { end, reason })
    }

    /// Reads the number at `at`; gives the offset to go on from, always behind `at`.
    fn number(&mut self, at: usize) -> usize {
        let one = char_at(self.text, at).map_or(1, char::len_utf8);
        let past = at.saturating_add(one);
        if let Some(end) = self.quoted(at) {
            return end.max(past);
        }
        if let Some((start, aside)) = self.name(at) {
            return self.aside(start, aside).max(past);
        }
        let (text, lexicon) = (self.text, self.lexicon);
        let is_unit = |at| lexicon.unit_words.longest(text, at).is_some();
        let Some(figure) = figure::read(text, at, is_unit) else {
            return past;
        };
        let Some(value) = figure.value else {
            return self.put_aside(at, figure.end, Reason::Identifier).max(past);
        };
        if let Some(end) = self.special(&figure) {
            return end.max(past);
        }
        self.measure(figure, value).max(past)
    }

    /// A number inside quotation marks is part of a name, unless it is a value such as “≥95%”.
    fn quoted(&mut self, at: usize) -> Option<usize> {
        let (open, close) = self.quote?;
        let rest = self.text.get(at..)?;
        let (len, _) = rest.char_indices().take(60).find(|(_, c)| *c == close)?;
        let end = at.checked_add(len)?.checked_add(close.len_utf8())?;
        let inside = self.text.get(open..end)?;
        if inside.contains(['≥', '≤', '%', '％', '=']) && close != '》' {
            return None;
        }
        self.quote = None;
        let words = inside.contains(|c: char| c.is_alphabetic() && !is_chinese_numeral(c));
        let reason = if words { Reason::Name } else { Reason::Slogan };
        Some(self.put_aside(open, end, reason))
    }

    /// A known name with this number in it.
    fn name(&self, at: usize) -> Option<(usize, Aside)> {
        let (text, bytes) = (self.text, self.text.as_bytes());
        let hit = self.lexicon.names.all(text, at).find(|hit| {
            let digit = digit_at(bytes, hit.end.saturating_sub(1)).is_some();
            let longer = digit_at(bytes, hit.end).is_some()
                || (bytes.get(hit.end) == Some(&b'.')
                    && digit_at(bytes, hit.end.saturating_add(1)).is_some());
            !(digit && (longer || self.counts(hit.end))) && !self.times(at, hit.end)
        })?;
        let reason = Reason::from_tag(hit.tag);
        let passage = hit.start == 0 && hit.end == text.len();
        if matches!(reason, Reason::Slogan | Reason::Name | Reason::Hotline) && hit.start == at {
            let before = context::before(text, at, None, self.lexicon);
            let words = reason != Reason::Hotline && before.comparator == Comparator::Eq;
            if passage || (before.comparator != Comparator::None && !words) {
                return None;
            }
        }
        Some((
            hit.start,
            Aside {
                end: hit.end,
                reason,
            },
        ))
    }

    /// Whether the name that ends at `end` is a number of times here: 培训三期.
    fn times(&self, at: usize, end: usize) -> bool {
        let (text, lexicon) = (self.text, self.lexicon);
        let unit = figure::read(text, at, |at| {
            lexicon.unit_words.longest(text, at).is_some()
        })
        .and_then(|figure| Some((unit::read(text, figure.end, lexicon)?, figure)));
        unit.is_some_and(|(unit, figure)| {
            unit.end == end
                && figure.chinese
                && lexicon.unit_family(unit.id) == "activities"
                && Verdict { text, lexicon }.counted_event(&figure, &unit)
        })
    }

    /// Whether a unit or a multiplier follows, so that 120人 is not the number of a hotline.
    fn counts(&self, at: usize) -> bool {
        let next = skip_blanks(self.text, at, 1);
        char_at(self.text, next).is_some_and(|c| matches!(c, '万' | '亿' | '余' | '多'))
            || (self.lexicon.unit_words.longest(self.text, next).is_some()
                && self.lexicon.guard_after.longest(self.text, next).is_none())
    }

    /// Numbers whose shape or neighbours make them something else. Gives the offset to go on from.
    fn special(&mut self, figure: &Figure) -> Option<usize> {
        let (text, lexicon, start) = (self.text, self.lexicon, figure.start);
        if !figure.chinese {
            if let Some(aside) = guard::code(text, start, lexicon) {
                return Some(self.aside(start, aside));
            }
            if let Some(aside) = guard::standard(text, figure) {
                return Some(self.aside(start, aside));
            }
            if let Some(aside) = guard::scale(text, figure, lexicon) {
                return Some(self.aside(start, aside));
            }
            if let Some(aside) = guard::document(text, start) {
                return Some(self.aside(start.saturating_sub(3), aside));
            }
        }
        if let Some(hit) = lexicon.guard_before.longest_before(text, start)
            && let Some(end) = self.guarded(figure, Reason::from_tag(hit.tag))
        {
            return Some(self.put_aside(hit.start, end, Reason::from_tag(hit.tag)));
        }
        if let Some(end) = self.next_name(figure) {
            return Some(self.put_aside(start, end, Reason::Name));
        }
        if let Some(aside) = guard::date(text, figure) {
            return Some(self.aside(start, aside));
        }
        if let Some(aside) = item::list_mark(text, figure, lexicon) {
            return Some(self.aside(start, aside));
        }
        if figure.chinese {
            return None;
        }
        if let Some(aside) = item::numbered_list(text, figure, lexicon) {
            return Some(self.aside(start, aside));
        }
        match char_at(text, figure.end) {
            // 1+6+N, 7×24小时, 5-8-3.
            Some('+' | '＋')
                if char_at(text, figure.end.saturating_add(1))
                    .is_some_and(char::is_alphanumeric)
                    && char_at(text, figure.end.saturating_add(1))
                        .is_some_and(|c| c.is_ascii()) =>
            {
                Some(self.put_aside(start, guard::code_end(text, figure.end), Reason::Name))
            }
            Some('×' | '*' | '✕') => {
                let next = skip_blanks(text, figure.end.saturating_add(1), 2);
                let end = arabic_number(text, next).map_or(figure.end, |number| number.end);
                Some(self.put_aside(start, end, Reason::Name))
            }
            Some(c)
                if c.is_ascii_alphabetic() && unit::read(text, figure.end, lexicon).is_none() =>
            {
                Some(self.put_aside(start, guard::code_end(text, figure.end), Reason::Class))
            }
            Some('-') if figure.high.is_some() => {
                Some(self.put_aside(start, guard::code_end(text, figure.end), Reason::Identifier))
            }
            _ => None,
        }
    }

    /// 12路、35路: the second of the lines that are named.
    fn next_name(&self, figure: &Figure) -> Option<usize> {
        let (text, last) = (self.text, self.out.set_aside.last()?);
        let gap = text.get(last.range.end as usize..figure.start)?;
        let name = TextRange::of(last.range.start as usize..last.range.end as usize).slice(text);
        let unit = unit::read(text, figure.end, self.lexicon)?;
        let word = text.get(unit.start..unit.end)?;
        let lists = matches!(gap, "、" | "和" | "及" | "与") && last.reason == Reason::Name;
        (lists && matches!(word, "路" | "线") && name.ends_with(word)).then_some(unit.behind)
    }

    /// Whether the word before the number makes it no target; gives the end of the expression.
    fn guarded(&mut self, figure: &Figure, reason: Reason) -> Option<usize> {
        let (text, lexicon) = (self.text, self.lexicon);
        let unit = unit::read(text, figure.end, lexicon);
        let unit_text = unit
            .and_then(|unit| text.get(unit.start..unit.end))
            .unwrap_or_default();
        let end = unit.map_or(figure.end, |unit| unit.behind);
        match reason {
            Reason::Ordinal => Some(if figure.chinese || unit.is_none() {
                figure.end
            } else {
                end
            }),
            Reason::Base => {
                let end = unit.map_or_else(
                    || {
                        lexicon
                            .periods
                            .longest(text, figure.end)
                            .map_or(figure.end, |hit| hit.end)
                    },
                    |unit| unit.behind,
                );
                self.every = Some((figure.start.saturating_sub(3), end));
                Some(end)
            }
            Reason::Name => {
                // 公交12路 names a line, 公交30辆 does not.
                matches!(unit_text, "路" | "线").then_some(end)
            }
            Reason::Rank => {
                let adverb = [
                    "提", "目", "之", "以", "日", "年", "月", "当", "此", "先", "空", "从",
                ];
                let head = text
                    .get(..figure.start.saturating_sub(3))
                    .unwrap_or_default();
                if text.get(..figure.start)?.ends_with('前')
                    && adverb.iter().any(|it| head.ends_with(it))
                {
                    return None;
                }
                let ranks = matches!(unit_text, "名" | "位" | "%" | "强") || unit.is_none();
                let period = unit.is_some_and(|u| lexicon.unit_family(u.id) == "time");
                (ranks || period).then_some(end)
            }
            Reason::Period => {
                let period = unit.is_some_and(|u| lexicon.unit_family(u.id) == "time");
                let long = !matches!(unit_text, "小时" | "个小时" | "分钟" | "秒");
                (period && long).then_some(end)
            }
            Reason::Identifier => {
                let number = unit.is_none() && !figure.scaled && figure.places == 0;
                number.then_some(figure.end)
            }
            Reason::Tax => Some(end),
            _ => Some(end),
        }
    }
}

/// The character of three bytes at `at`.
fn three_bytes(bytes: &[u8], at: usize) -> Option<char> {
    match bytes.get(at..at.checked_add(3)?)? {
        [a, b, c] => {
            let bits = |byte: &u8| u32::from(byte & 0x3F);
            char::from_u32((u32::from(a & 0x0F) << 12) | (bits(b) << 6) | bits(c))
        }
        _ => None,
    }
}

/// The end of the 每-phrase whose first character 每 ends at `at`.
fn every_end(text: &str, at: usize, lexicon: &Lexicon) -> usize {
    let period = lexicon.periods.longest(text, at).map(|hit| hit.end);
    let unit = || lexicon.unit_words.longest(text, at).map(|hit| hit.end);
    period
        .or_else(unit)
        .unwrap_or_else(|| char_at(text, at).map_or(at, |c| at.saturating_add(c.len_utf8())))
}
