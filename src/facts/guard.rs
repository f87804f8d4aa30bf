//! Numbers that are something else than quantities: dates, codes, numbers of documents.
//!
//! Each function looks at one kind of thing at one place and gives the end of it. The words come
//! from the lexicon; only the shapes of dates and codes are written here.

use rust_decimal::Decimal;

use super::figure::{Figure, char_at, char_before, range_sign, ratio_before, skip_blanks};
use super::lexicon::Lexicon;
use super::numeral::{arabic_number, chinese_number, digit_at};
use super::quantity::Reason;

/// A number that is something else, up to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Aside {
    pub(super) end: usize,
    pub(super) reason: Reason,
}

pub(super) fn aside(end: usize, reason: Reason) -> Option<Aside> {
    Some(Aside { end, reason })
}

fn whole(value: Option<Decimal>) -> Option<u32> {
    value
        .filter(Decimal::is_integer)
        .and_then(|value| u32::try_from(value).ok())
}

/// Whether `value` can be a calendar year.
pub(super) fn is_year(value: Option<Decimal>) -> bool {
    whole(value).is_some_and(|year| (1900..=2100).contains(&year))
}

pub(super) fn rest(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

/// Reads a small number, of digits or Chinese numerals.
fn small(text: &str, at: usize) -> Option<(u32, usize)> {
    if let Some(number) = arabic_number(text, at) {
        return (number.places == 0 && number.whole <= 4)
            .then(|| whole(number.value).map(|value| (value, number.end)))
            .flatten();
    }
    let (value, len) = chinese_number(rest(text, at))?;
    Some((whole(Some(value))?, at.saturating_add(len)))
}

/// A code: Latin letters and digits grown together, GB3838-2002 or S205. The letter stands before
/// `at`.
pub(super) fn code(text: &str, at: usize, lexicon: &Lexicon) -> Option<Aside> {
    let last = char_before(text, at)?;
    let joined = match last {
        '-' | '/' | '_' | '.' => {
            let run = text.get(..at)?.bytes().rev().take(24);
            let mut run = run.take_while(|b| b.is_ascii_alphanumeric() || b"-/_.".contains(b));
            run.any(|b| b.is_ascii_alphabetic())
        }
        c => c.is_ascii_alphabetic(),
    };
    if !joined {
        return None;
    }
    let letters = text
        .get(..at)?
        .chars()
        .rev()
        .take(8)
        .take_while(char::is_ascii_alphabetic)
        .count();
    let number = arabic_number(text, at)?;
    if letters >= 2
        && lexicon
            .unit_words
            .longest(text, skip_blanks(text, number.end, 1))
            .is_some()
    {
        // 购置CT2台: a quantity after a Latin name.
        return None;
    }
    aside(code_end(text, number.end), Reason::Identifier)
}

/// The end of a run of Latin letters, digits and the signs that join them.
pub(super) fn code_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while let Some(byte) = bytes.get(end) {
        let joins = matches!(byte, b'-' | b'.' | b'/' | b'+' | b'_')
            && bytes
                .get(end.saturating_add(1))
                .is_some_and(u8::is_ascii_alphanumeric);
        if !byte.is_ascii_alphanumeric() && !joins {
            if rest(text, end).starts_with('—') && digit_at(bytes, end.saturating_add(3)).is_some()
            {
                end = end.saturating_add(3);
                continue;
            }
            break;
        }
        end = end.saturating_add(1);
    }
    end
}

/// The number of a standard behind its letters: XF 10—2014, GB/T 1.1—2020, DB43/T 1234—2021.
pub(super) fn standard(text: &str, figure: &Figure) -> Option<Aside> {
    let head = text.get(..figure.start)?.trim_end_matches([' ', '\u{a0}']);
    let letters = head.chars().rev().take_while(char::is_ascii_uppercase);
    if letters.count() == 0 {
        return None;
    }
    let number = arabic_number(text, figure.start)?;
    let year = arabic_number(text, range_sign(text, number.end)?)?;
    (year.whole == 4 && is_year(year.value)).then_some(Aside {
        end: year.end,
        reason: Reason::Document,
    })
}

/// The scale of a map: 1:500, 1∶10000.
pub(super) fn scale(text: &str, figure: &Figure, lexicon: &Lexicon) -> Option<Aside> {
    let one = figure.value.is_some_and(|value| value == Decimal::ONE) && figure.places == 0;
    let sign = char_at(text, figure.end).filter(|c| matches!(c, ':' | '：' | '∶'))?;
    let next = skip_blanks(text, figure.end.saturating_add(sign.len_utf8()), 1);
    let number = arabic_number(text, next)?;
    let round = whole(number.value).is_some_and(|it| it >= 100 && it % 100 == 0);
    let end = match char_at(text, number.end) {
        Some('万') => number.end.saturating_add(3),
        _ => number.end,
    };
    let scale = round || (end > number.end && number.places == 0);
    let counted = lexicon.unit_words.longest(text, skip_blanks(text, end, 1));
    (one && scale && counted.is_none()).then_some(Aside {
        end,
        reason: Reason::Class,
    })
}

/// 〔2021〕101号 and the like; the bracket stands before `at`.
pub(super) fn document(text: &str, at: usize) -> Option<Aside> {
    let open = char_before(text, at)?;
    let round = matches!(open, '（' | '(');
    if !round && !matches!(open, '〔' | '[' | '【' | '［' | '﹝') {
        return None;
    }
    let year = arabic_number(text, at).filter(|year| is_year(year.value))?;
    let close = char_at(text, year.end)?;
    if !matches!(close, '〕' | ']' | '】' | '］' | '﹞' | '）' | ')') {
        return None;
    }
    let mut end = year.end.saturating_add(close.len_utf8());
    let next = rest(text, end)
        .strip_prefix('第')
        .map_or(end, |_| end.saturating_add(3));
    match arabic_number(text, next) {
        Some(number) if rest(text, number.end).starts_with('号') => {
            end = number.end.saturating_add(3);
        }
        _ if round => return None,
        _ => {}
    }
    aside(end, Reason::Document)
}

/// A date, a year, a span of years, a time of the day.
pub(super) fn date(text: &str, figure: &Figure) -> Option<Aside> {
    if figure.places > 0 && !is_year(figure.value) && !numeric_date(text, figure) {
        return None;
    }
    if let Some(end) = numeric_date_end(text, figure) {
        return aside(end, Reason::Date);
    }
    let next = skip_blanks(text, figure.end, 1);
    let behind = char_at(text, next)?;
    let low = whole(figure.value)?;
    let high = figure.high.map_or(Some(low), |high| whole(Some(high)))?;
    if figure.scaled || figure.open {
        return None;
    }
    match behind {
        '年' if is_year(figure.value) && (is_year(figure.high) || figure.high.is_none()) => {
            let end = next.saturating_add(3);
            let (end, dated) =
                month_and_day(text, skip_blanks(text, end, 1)).unwrap_or((end, false));
            aside(end, if dated { Reason::Date } else { Reason::Period })
        }
        '月' if (1..=12).contains(&low) && high <= 12 => {
            let end = day(text, next.saturating_add(3));
            aside(end, Reason::Date)
        }
        '日' | '号' if (1..=31).contains(&low) && high <= 31 => {
            let end = next.saturating_add(3);
            let word = rest(text, end);
            let deadline = ["前", "之前", "以前", "起", "至", "止", "后", "上午", "下午"];
            let dated = deadline.iter().any(|w| word.starts_with(w));
            (dated && !word.starts_with("起步")).then_some(Aside {
                end,
                reason: Reason::Date,
            })
        }
        ':' | '：' if !figure.chinese && low <= 24 => {
            let sign = next.saturating_add(behind.len_utf8());
            let minutes = arabic_number(text, sign)?;
            let clock = minutes.end.saturating_sub(sign) == 2
                && whole(minutes.value).is_some_and(|value| value < 60)
                && !ratio_before(text, figure.start);
            clock.then_some(Aside {
                end: minutes.end,
                reason: Reason::TimeOfDay,
            })
        }
        '时' | '点' if low <= 24 && !figure.chinese => {
            let end = next.saturating_add(3);
            if matches!(char_at(text, end), Some('位' | '长' | '段' | '效' | '多')) {
                return None;
            }
            let end = small(text, end)
                .filter(|(_, behind)| rest(text, *behind).starts_with('分'))
                .map_or(end, |(_, behind)| behind.saturating_add(3));
            aside(end, Reason::TimeOfDay)
        }
        _ => None,
    }
}

fn month_and_day(text: &str, at: usize) -> Option<(usize, bool)> {
    let (month, end) = small(text, at)?;
    let end = skip_blanks(text, end, 1);
    if !(1..=12).contains(&month) {
        return None;
    }
    if rest(text, end).starts_with('月') {
        return Some((day(text, end.saturating_add(3)), true));
    }
    // 2021年1-6月
    let next = range_sign(text, end)?;
    let (last, end) = small(text, next)?;
    (last <= 12 && rest(text, end).starts_with('月'))
        .then(|| (day(text, end.saturating_add(3)), true))
}

fn day(text: &str, at: usize) -> usize {
    let next = skip_blanks(text, at, 1);
    match small(text, next) {
        Some((day, end)) if (1..=31).contains(&day) => {
            let end = skip_blanks(text, end, 1);
            match char_at(text, end) {
                Some('日' | '号') => end.saturating_add(3),
                _ => at,
            }
        }
        _ => at,
    }
}

fn numeric_date(text: &str, figure: &Figure) -> bool {
    numeric_date_end(text, figure).is_some()
}

/// 2021-12-31, 2021/6/30, 2021.06.30.
fn numeric_date_end(text: &str, figure: &Figure) -> Option<usize> {
    if figure.chinese {
        return None;
    }
    let bytes = text.as_bytes();
    let (mut at, mut parts) = (figure.start, 0_u8);
    let mut limits = [(1900_u32, 2100_u32), (1, 12), (1, 31)].into_iter();
    loop {
        let mut digits = 0_u8;
        let mut value = 0_u32;
        while let Some((digit, len)) = digit_at(bytes, at) {
            value = value.checked_mul(10)?.checked_add(u32::from(digit))?;
            digits = digits.saturating_add(1);
            at = at.saturating_add(len);
        }
        let (low, high) = limits.next()?;
        if digits == 0 || !(low..=high).contains(&value) {
            return None;
        }
        parts = parts.saturating_add(1);
        if parts == 3 {
            return Some(at);
        }
        match bytes.get(at)? {
            b'-' | b'/' | b'.' => at = at.saturating_add(1),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(text: &str) -> Figure {
        super::super::figure::read(text, 0, |_| false).unwrap()
    }

    #[test]
    fn reads_dates() {
        for (text, rest) in [
            ("2021年6月30日前完成", "前完成"),
            ("2021-12-31", ""),
            ("2021/6/30前", "前"),
            ("12月底前", "底前"),
            ("6月1日至", "至"),
            ("二〇二一年度", "度"),
            ("8:30开门", "开门"),
            ("2021-2023年实施", "实施"),
        ] {
            let end = date(text, &figure(text)).map(|aside| aside.end);
            assert_eq!(end, Some(text.len() - rest.len()), "{text}");
        }
        for text in ["12个月", "5日内", "3年", "95.5分"] {
            assert_eq!(date(text, &figure(text)), None, "{text}");
        }
    }

    #[test]
    fn reads_document_numbers() {
        let text = "〔2021〕101号文";
        assert_eq!(
            document(text, 3).map(|aside| aside.end),
            Some(text.len() - 3)
        );
        assert_eq!(document("（2021年度）", 3), None);
    }
}
