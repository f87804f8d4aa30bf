//! The unit behind a number.

use super::context::is_boundary;
use super::figure::{char_at, skip_blanks};
use super::lexicon::{Lexicon, UnitId, unit_id};
use super::numeral::digit_at;

/// A unit as written behind a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct UnitText {
    /// Offset of its first byte.
    pub(super) start: usize,
    /// Offset behind it.
    pub(super) end: usize,
    /// Offset behind the part that the number was read up to: a closing bracket may follow a unit.
    pub(super) behind: usize,
    /// The unit before the slash.
    pub(super) id: UnitId,
    /// Where the part behind the slash starts; equal to `end` when there is none.
    pub(super) under: usize,
}

/// Families whose units may follow a needless 个: 56个小时, 3个百分点.
fn takes_ge(family: &str) -> bool {
    matches!(family, "time" | "rate" | "age")
}

/// Reads the unit at `at`; a blank may stand before it.
pub(super) fn read(text: &str, at: usize, lexicon: &Lexicon) -> Option<UnitText> {
    let at = skip_blanks(text, at, 2);
    if let Some(open) = char_at(text, at).filter(|c| matches!(c, '（' | '(')) {
        // 50（场）: the unit in brackets of its own.
        let inside = at.saturating_add(open.len_utf8());
        let hit = lexicon.unit_words.longest(text, inside)?;
        let close = char_at(text, hit.end).filter(|c| matches!(c, '）' | ')'))?;
        let behind = hit.end.saturating_add(close.len_utf8());
        let id = unit_id(hit.tag)?;
        return Some(UnitText {
            start: inside,
            end: hit.end,
            behind,
            id,
            under: hit.end,
        });
    }
    let hit = lexicon.unit_words.longest(text, at)?;
    let (mut end, mut id) = (hit.end, unit_id(hit.tag)?);
    if text.get(at..end) == Some("个") {
        let inner = match char_at(text, end) {
            Some('多' | '余') => end.saturating_add(3),
            _ => end,
        };
        if let Some(more) = lexicon.unit_words.longest(text, inner)
            && let Some(inner_id) = unit_id(more.tag)
            && takes_ge(lexicon.unit_family(inner_id))
            && !names_a_thing(text, more.end)
        {
            (end, id) = (more.end, inner_id);
        }
    }
    // A Latin unit must not be the start of a longer Latin word.
    let latin = text
        .get(at..end)
        .is_some_and(|word| word.ends_with(|c: char| c.is_ascii_alphabetic()));
    if latin && char_at(text, end).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let under = end;
    if let Some(denominator) = denominator(text, end, lexicon) {
        end = denominator.1;
        return Some(UnitText {
            start: at,
            end,
            behind: end,
            id,
            under: denominator.0,
        });
    }
    Some(UnitText {
        start: at,
        end,
        behind: end,
        id,
        under,
    })
}

/// 个月 is a time, 个季节 is not: whether the word goes on as the name of a thing.
fn names_a_thing(text: &str, at: usize) -> bool {
    char_at(text, at).is_some_and(|c| matches!(c, '饼' | '节' | '经' | '本'))
}

fn is_slash(c: char) -> bool {
    matches!(c, '/' | '／')
}

/// Reads what stands behind the slash at `at`: its start and its end.
fn denominator(text: &str, at: usize, lexicon: &Lexicon) -> Option<(usize, usize)> {
    let slash = char_at(text, at).filter(|c| is_slash(*c))?;
    let start = at.saturating_add(slash.len_utf8());
    if digit_at(text.as_bytes(), start).is_some() {
        return None;
    }
    if let Some(open) = char_at(text, start).filter(|c| matches!(c, '（' | '(')) {
        let inside = start.saturating_add(open.len_utf8());
        let len = text
            .get(inside..)?
            .char_indices()
            .take(12)
            .find_map(|(len, c)| {
                matches!(c, '）' | ')').then(|| len.saturating_add(c.len_utf8()))
            })?;
        return Some((start, inside.saturating_add(len)));
    }
    let mut end = denominator_word(text, start, lexicon)?;
    for _ in 0..4 {
        let Some(sign) = char_at(text, end) else {
            break;
        };
        let next = end.saturating_add(sign.len_utf8());
        let joins =
            is_slash(sign) || matches!(sign, '·' | '・' | '•' | '⋅' | '.' | '、' | '*' | '×');
        if !joins || digit_at(text.as_bytes(), next).is_some() {
            break;
        }
        let known = lexicon.unit_words.longest(text, next).map(|hit| hit.end);
        let Some(more) = known.or_else(|| is_slash(sign).then(|| word(text, next)).flatten())
        else {
            break;
        };
        end = more;
    }
    // 5000人次/车辆1200台次: the second half is a quantity of its own.
    let mut behind = text.get(end..)?.chars();
    let grown = behind
        .next()
        .is_some_and(|c| c.is_alphabetic() && !c.is_ascii());
    let counts = grown && behind.next().is_some_and(|c| c.is_ascii_digit());
    (!counts).then_some((start, end))
}

fn denominator_word(text: &str, at: usize, lexicon: &Lexicon) -> Option<usize> {
    let at = match char_at(text, at) {
        Some('每') => at.saturating_add(3),
        _ => at,
    };
    let known = lexicon.unit_words.longest(text, at).map(|hit| hit.end);
    match known {
        // 元/生, 元/标箱: a short word of its own.
        None => word(text, at),
        // 次/支部: a longer word that begins like a unit.
        Some(end) => match longer(text, at, end) {
            Some(longer) if lexicon.unit_words.longest(text, end).is_some() => Some(longer),
            _ => Some(end),
        },
    }
}

/// The end of the word of two characters at `at`, of which one is read up to `end`.
fn longer(text: &str, at: usize, end: usize) -> Option<usize> {
    let whole = word(text, at)?;
    let chars = text.get(at..whole)?.chars().count();
    (chars == 2 && whole > end && is_boundary(char_at(text, whole))).then_some(whole)
}

/// A word of one to three characters that ends before punctuation.
fn word(text: &str, at: usize) -> Option<usize> {
    let mut end = at;
    for (count, c) in text.get(at..)?.chars().take(4).enumerate() {
        if !c.is_alphabetic() || c.is_ascii() {
            return (count > 0).then_some(end);
        }
        if count == 3 {
            return None;
        }
        end = end.saturating_add(c.len_utf8());
    }
    (end > at).then_some(end)
}
