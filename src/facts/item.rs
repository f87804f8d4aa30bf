//! Numbers that mark items of a list, and lists of numbers that name things (3、4、5号楼).

use super::context::{is_boundary, starts_clause};
use super::figure::{Figure, char_at, char_before};
use super::guard::{Aside, aside, is_year, rest};
use super::lexicon::{Lexicon, unit_id};
use super::numeral::{arabic_number, digit_at};
use super::quantity::Reason;

/// The mark of a list item at the start of a line or a clause: `1.`, `2、`, `（3）`, 一是.
pub(super) fn list_mark(text: &str, figure: &Figure, lexicon: &Lexicon) -> Option<Aside> {
    if figure.high.is_some() || figure.scaled || figure.open || figure.fraction.is_some() {
        return None;
    }
    let behind = char_at(text, figure.end);
    // （3） and (三), anywhere.
    if char_before(text, figure.start).is_some_and(|c| matches!(c, '（' | '(' | '【' | '['))
        && behind.is_some_and(|c| matches!(c, '）' | ')' | '】' | ']'))
        && figure.whole <= 2
        && figure.places == 0
    {
        return aside(
            figure.end.saturating_add(behind.map_or(0, char::len_utf8)),
            Reason::ListMark,
        );
    }
    if !starts_clause(text, figure.start) {
        return None;
    }
    if figure.chinese {
        let marks = behind.is_some_and(|c| matches!(c, '是' | '．' | '.'))
            || (behind == Some('、') && starts_line(text, figure.start));
        return marks.then_some(Aside {
            end: figure.end.saturating_add(behind.map_or(0, char::len_utf8)),
            reason: Reason::ListMark,
        });
    }
    if figure.places > 0 {
        return glued_mark(text, figure, lexicon);
    }
    if figure.whole > 2 {
        return None;
    }
    let c = behind?;
    let end = figure.end.saturating_add(c.len_utf8());
    match c {
        '.' | '．' | ')' | '）' if digit_at(text.as_bytes(), end).is_none() => {
            (!is_boundary(char_at(text, end))).then_some(Aside {
                end,
                reason: Reason::ListMark,
            })
        }
        '、' if digit_at(text.as_bytes(), end).is_none() => {
            (starts_line(text, figure.start) || !is_boundary(char_at(text, end))).then_some(Aside {
                end,
                reason: Reason::ListMark,
            })
        }
        // " 8建设": a mark without a sign.
        c if c.is_alphabetic()
            && !c.is_ascii()
            && starts_passage(text, figure.start)
            && lexicon.unit_words.longest(text, figure.end).is_none()
            && lexicon.guard_after.longest(text, figure.end).is_none() =>
        {
            aside(figure.end, Reason::ListMark)
        }
        _ => None,
    }
}

fn starts_passage(text: &str, at: usize) -> bool {
    text.get(..at)
        .is_some_and(|head| head.chars().rev().take(40).all(char::is_whitespace))
}

fn starts_line(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default();
    head.chars()
        .rev()
        .find(|c| !matches!(c, ' ' | '\u{3000}' | '\t'))
        .is_none_or(|c| c == '\n' || c == '。' || c == '；' || c == '：')
}

/// `2.12345市民热线`, `3.10个社区`, `1.2021年`: a mark grown together with the number behind it.
fn glued_mark(text: &str, figure: &Figure, lexicon: &Lexicon) -> Option<Aside> {
    if figure.whole > 2 || !starts_passage(text, figure.start) {
        return None;
    }
    let digits = text.get(figure.start..figure.end)?;
    let point = digits.find(['.', '．'])?;
    let sign = digits.get(point..)?.chars().next()?;
    let end = figure
        .start
        .saturating_add(point)
        .saturating_add(sign.len_utf8());
    let inner = arabic_number(text, end)?;
    let padded = inner.padded || inner.value.is_some_and(|value| value.is_zero());
    if padded {
        return None;
    }
    let year = is_year(inner.value) && rest(text, inner.end).starts_with('年');
    let named = lexicon.guard_after.longest(text, inner.end).is_some()
        || lexicon.names.all(text, end).any(|hit| hit.end >= inner.end);
    let counted = lexicon
        .unit_words
        .longest(text, inner.end)
        .is_some_and(|hit| {
            let family = unit_id(hit.tag).map_or("", |id| lexicon.unit_family(id));
            let counts = matches!(
                family,
                "people" | "activities" | "things" | "households" | "places"
            );
            counts && !is_boundary(char_at(text, hit.end))
        });
    (year || named || counted).then_some(Aside {
        end,
        reason: Reason::ListMark,
    })
}

/// A list of numbers of things, 3、4、5号楼; `figure` is the first.
pub(super) fn numbered_list(text: &str, figure: &Figure, lexicon: &Lexicon) -> Option<Aside> {
    if figure.places > 0 || figure.scaled || figure.whole > 4 {
        return None;
    }
    let mut end = figure.end;
    let mut more = 0_u8;
    while more < 32 {
        let Some(sign) = char_at(text, end) else {
            break;
        };
        let sign_end = end.saturating_add(sign.len_utf8());
        if !matches!(
            sign,
            '、' | '，' | ',' | '和' | '及' | '与' | '至' | '-' | '—'
        ) {
            break;
        }
        let Some(next) = arabic_number(text, sign_end) else {
            break;
        };
        end = next.end;
        more = more.saturating_add(1);
    }
    if more == 0 {
        return None;
    }
    if let Some(hit) = lexicon.guard_after.longest(text, end) {
        let reason = Reason::from_tag(hit.tag);
        if matches!(
            reason,
            Reason::Name | Reason::Class | Reason::Meeting | Reason::Period
        ) {
            return aside(hit.end, reason);
        }
    }
    let last = text.get(..end)?;
    let year = last.ends_with(|c: char| c.is_ascii_digit()) && is_year(figure.value);
    match char_at(text, end) {
        Some('月') => aside(end.saturating_add(3), Reason::Date),
        Some('年') if year => aside(end.saturating_add(3), Reason::Period),
        _ => None,
    }
}
