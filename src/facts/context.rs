//! What stands around a number: comparing words, the period it is for, the role it has.
//!
//! Everything looks a bounded number of characters away, so that reading stays linear.

use super::figure::{char_at, char_before, skip_blanks};
use super::lexicon::{Lexicon, role_tag};
use super::quantity::{Comparator, Role};
use super::words::Hit;

/// What stands before a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    /// Where the expression starts, comparing words included.
    pub(super) start: usize,
    pub(super) comparator: Comparator,
    pub(super) approximate: bool,
    /// Whether 为 or 是 stands right before: equal, if the clause ends behind the quantity.
    pub(super) copula: bool,
}

/// Whether `c` ends a clause, or nothing follows.
pub(super) fn is_boundary(c: Option<char>) -> bool {
    c.is_none_or(|c| {
        matches!(
            c,
            '，' | '；'
                | '。'
                | '：'
                | '？'
                | '！'
                | '、'
                | '）'
                | ')'
                | ','
                | ';'
                | ':'
                | '?'
                | '!'
                | '\n'
                | '\r'
                | '\t'
                | '|'
                | '｜'
                | '”'
                | '"'
                | '》'
                | '」'
                | '】'
                | ']'
                | '}'
                | '…'
                | '.'
                | '/'
        )
    })
}

/// Whether a clause ends before `at`.
pub(super) fn starts_clause(text: &str, at: usize) -> bool {
    let mut head = text.get(..at).unwrap_or_default().chars().rev();
    let before = head.find(|c| !matches!(c, ' ' | '\u{3000}' | '\u{a0}'));
    before.is_none_or(|c| {
        matches!(
            c,
            '，' | '；'
                | '。'
                | '：'
                | '？'
                | '！'
                | '、'
                | '（'
                | '('
                | ','
                | ';'
                | ':'
                | '?'
                | '!'
                | '\n'
                | '\r'
                | '\t'
                | '|'
                | '｜'
                | '“'
                | '《'
                | '「'
                | '【'
        )
    })
}

fn skip_back(text: &str, at: usize) -> usize {
    let mut at = at;
    for _ in 0..3 {
        match char_before(text, at) {
            Some(c @ (' ' | '\u{3000}' | '\u{a0}' | '¥' | '￥' | '：' | ':' | '±')) => {
                at = at.saturating_sub(c.len_utf8());
            }
            _ => break,
        }
    }
    at
}

/// Reads the comparing words before the number at `at`.
///
/// `every` is the place of a 每-phrase in the same clause, which may stand between them and the
/// number (不超过每平方米1200元).
pub(super) fn before(
    text: &str,
    at: usize,
    every: Option<(usize, usize)>,
    lexicon: &Lexicon,
) -> Before {
    let mut found = Before {
        start: at,
        comparator: Comparator::None,
        approximate: false,
        copula: false,
    };
    let mut place = skip_back(text, at);
    let mut moved = 0_u8;
    for _ in 0..6 {
        let Some(hit) = lexicon.compare_before.longest_before(text, place) else {
            if moved < 2
                && let Some(start) = base_phrase(text, place, every, lexicon)
            {
                place = skip_back(text, start);
                moved = moved.saturating_add(1);
                continue;
            }
            if found.start == at
                && let Some((start, comparator)) = far_comparator(text, place, lexicon)
            {
                (found.start, found.comparator) = (start, comparator);
            }
            break;
        };
        let comparator = Comparator::from_tag(hit.tag);
        match comparator {
            Comparator::None | Comparator::Range => break,
            Comparator::About => {
                found.approximate = true;
                if found.comparator == Comparator::None {
                    found.comparator = comparator;
                }
            }
            Comparator::Eq => {
                if matches!(found.comparator, Comparator::None | Comparator::About) {
                    found.comparator = match found.comparator {
                        Comparator::About => Comparator::About,
                        _ => Comparator::Eq,
                    };
                }
            }
            Comparator::Ge | Comparator::Le | Comparator::Gt | Comparator::Lt => {
                let weak = matches!(
                    found.comparator,
                    Comparator::None | Comparator::About | Comparator::Eq
                );
                if weak {
                    found.comparator = comparator;
                }
            }
        }
        found.start = hit.start;
        place = skip_back(text, hit.start);
    }
    if found.comparator == Comparator::None {
        // 为每人每月190元
        found.copula = copula(text, skip_back(text, at)) || (moved > 0 && copula(text, place));
    }
    found
}

/// A bound that a verb or a phrase parts from its number: 至少开展1次, 不低于总投资的20%.
fn far_comparator(text: &str, at: usize, lexicon: &Lexicon) -> Option<(usize, Comparator)> {
    let bound = |place: usize| {
        let hit = lexicon.compare_before.longest_before(text, place)?;
        let comparator = Comparator::from_tag(hit.tag);
        matches!(
            comparator,
            Comparator::Ge | Comparator::Le | Comparator::Gt | Comparator::Lt
        )
        .then_some((hit.start, comparator))
    };
    if let Some(verb) = lexicon.verbs_before.longest_before(text, at) {
        return bound(verb.start);
    }
    let mut place = at;
    if char_before(text, at) != Some('的') {
        return None;
    }
    for _ in 0..10 {
        let c = char_before(text, place).filter(|c| c.is_alphabetic())?;
        place = place.saturating_sub(c.len_utf8());
        if let Some(found) = bound(place) {
            return Some(found);
        }
    }
    None
}

/// The start of 人均, 每户 or the like that ends at `at`.
fn base_phrase(
    text: &str,
    at: usize,
    every: Option<(usize, usize)>,
    lexicon: &Lexicon,
) -> Option<usize> {
    if let Some(hit) = lexicon.per_words.longest_before(text, at) {
        return Some(hit.start);
    }
    if let Some((start, _)) = every.filter(|(_, end)| *end == at) {
        return Some(start);
    }
    // 每人 before 每月.
    let head = text.get(..at)?;
    let (start, _) = head
        .char_indices()
        .rev()
        .take(4)
        .find(|(_, c)| *c == '每')?;
    let unit = start.saturating_add(3);
    let known = |hit: Hit| hit.end == at;
    let fits = lexicon.periods.longest(text, unit).is_some_and(known)
        || lexicon.unit_words.longest(text, unit).is_some_and(known);
    fits.then_some(start)
}

/// Whether 为 or 是 with a subject ends at `at`.
fn copula(text: &str, at: usize) -> bool {
    if !matches!(char_before(text, at), Some('为' | '是')) {
        return false;
    }
    let head = at.saturating_sub(3);
    let compound = matches!(
        char_before(text, head),
        Some(
            '分' | '作'
                | '设'
                | '改'
                | '认'
                | '成'
                | '列'
                | '因'
                | '划'
                | '称'
                | '化'
                | '只'
                | '可'
        )
    );
    !compound && !starts_clause(text, head)
}

/// Reads the comparing word behind a quantity that ends at `at`.
pub(super) fn after(text: &str, at: usize, family: &str, lexicon: &Lexicon) -> Option<Hit> {
    let place = skip_blanks(text, at, 1);
    let hit = lexicon.compare_after.longest(text, place)?;
    let word = text.get(hit.start..hit.end).unwrap_or_default();
    let next = char_at(text, hit.end);
    let fits = match word {
        "内" => {
            matches!(family, "time" | "length" | "money" | "rate")
                && !matches!(
                    next,
                    Some('部' | '容' | '径' | '外' | '涵' | '控' | '设' | '生' | '置')
                )
        }
        "多" | "余" => {
            matches!(
                family,
                "time" | "length" | "area" | "money" | "weight" | "volume"
            ) && !matches!(next, Some('元' | '样' | '部' | '种' | '层' | '功' | '媒'))
        }
        "+" | "＋" => !next.is_some_and(char::is_alphanumeric),
        _ => true,
    };
    fits.then_some(hit)
}

/// Joins the comparing words of both sides.
pub(super) fn joined(before: Comparator, after: Option<Comparator>) -> Comparator {
    let Some(after) = after else { return before };
    let up = |c| matches!(c, Comparator::Ge | Comparator::Gt);
    let down = |c| matches!(c, Comparator::Le | Comparator::Lt);
    let same_way = (up(before) && up(after)) || (down(before) && down(after));
    if same_way { before } else { after }
}

/// The role that the words right before the expression at `at` give it.
pub(super) fn role_before(text: &str, at: usize, lexicon: &Lexicon) -> u32 {
    let place = skip_back(text, at);
    lexicon
        .roles_before
        .longest_before(text, place)
        .map_or(0, |hit| hit.tag)
}

/// The role for these tags; totals and parts are bound later, when the whole clause is known.
pub(super) fn role_of(tag: u32) -> Role {
    if tag & role_tag::BASE != 0 {
        Role::Base
    } else if tag & role_tag::SCOPE != 0 {
        Role::Scope
    } else {
        Role::Target
    }
}

/// Whether 到, 至 or 为 follows within the clause behind `at`.
pub(super) fn leads_to(text: &str, at: usize) -> bool {
    for c in text.get(at..).unwrap_or_default().chars().take(16) {
        if matches!(c, '到' | '至' | '为') {
            return true;
        }
        if matches!(c, '；' | '。' | ';' | '\n') {
            return false;
        }
    }
    false
}
