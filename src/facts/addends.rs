//! Which numbers of a passage a total is of: 合计 and what was said before it, 其中 and what follows.
//!
//! Only the numbers are chosen here, by their units, marks and brackets; whether they make the total
//! is judged in `totals.rs`.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::source::TextRange;

use super::context::starts_clause;
use super::figure::char_before;
use super::lexicon::{Lexicon, role_tag};
use super::quantity::{Comparator, Quantities, Quantity, Role};

/// How many numbers of a passage are looked at for a count.
pub(super) const MOST: usize = 64;

/// Parts of a total before they are added up.
pub(super) struct Binding {
    pub(super) total: usize,
    pub(super) parts: Vec<usize>,
    /// Whether the parts must use up the total.
    pub(super) closed: bool,
    /// What the total says it is over, where that is a count: 5个县合计.
    pub(super) over: Option<usize>,
}

/// What a mark of totals or parts before a quantity says; nothing when there is none.
fn mark_before(text: &str, quantity: &Quantity, lexicon: &Lexicon) -> u32 {
    let mut place = quantity.range.start as usize;
    for _ in 0..3 {
        match char_before(text, place) {
            Some(c @ (' ' | '：' | ':' | '为' | '达')) => {
                place = place.saturating_sub(c.len_utf8());
            }
            _ => break,
        }
    }
    // The mark may stand right before the number, or before 培训, 完成 and the like; one that opens
    // the clause, before the name of any thing.
    for step in 0..16 {
        if let Some(hit) = lexicon.roles_before.longest_before(text, place) {
            let wanted = role_tag::TOTAL | role_tag::STRONG_TOTAL | role_tag::AMONG;
            let near = step < 6;
            let opens = hit.tag & role_tag::AMONG != 0 && starts_clause(text, hit.start);
            if hit.tag & wanted != 0 && (near || opens) {
                return hit.tag;
            }
        }
        match char_before(text, place) {
            Some(c) if c.is_alphabetic() => place = place.saturating_sub(c.len_utf8()),
            _ => break,
        }
    }
    0
}

/// The totals of a passage with their parts, in the order of the text.
pub(super) fn bindings(text: &str, quantities: &Quantities, lexicon: &Lexicon) -> Vec<Binding> {
    let found = &quantities.found;
    let mut all = Vec::new();
    if found.len() < 2 {
        return all;
    }
    // First quantity that the next total may reach back to.
    let mut floor = 0_usize;
    // Parts of totals that are addends themselves.
    let mut used: Vec<usize> = Vec::new();
    for (index, total) in found.iter().enumerate() {
        let mark = mark_before(text, total, lexicon);
        if mark & role_tag::AMONG != 0 {
            if let Some(binding) = among(text, found, (index, floor), lexicon) {
                let whole = found.get(binding.total).map_or(0, |it| it.range.end);
                let gap = TextRange::new(whole.min(total.range.start), total.range.start);
                if brackets(gap.slice(text)) > 0 && used.len() < MOST {
                    // The whole is still an addend of the total behind the brackets.
                    used.extend(&binding.parts);
                    all.push(binding);
                    continue;
                }
                floor = binding
                    .parts
                    .last()
                    .copied()
                    .unwrap_or(index)
                    .saturating_add(1);
                all.push(binding);
            }
            continue;
        }
        if mark & role_tag::TOTAL == 0 || index < floor {
            continue;
        }
        if used.len() < MOST
            && let Some((over, part)) = over(text, found, index, floor)
        {
            used.push(part);
            all.push(Binding {
                total: index,
                parts: vec![part],
                closed: true,
                over: Some(over),
            });
            continue;
        }
        let strong = mark & role_tag::STRONG_TOTAL != 0;
        let mut parts: Vec<usize> = Vec::new();
        let mut edge = total.range.start as usize;
        let mut depth = 0;
        for (earlier, quantity) in found.iter().enumerate().take(index).skip(floor).rev() {
            let gap = text
                .get(quantity.range.end as usize..edge)
                .unwrap_or_default();
            let stops = gap.matches('。').count();
            let near_stop = strong && parts.is_empty() && starts_sentence(text, total);
            if stops > usize::from(near_stop) || gap.contains('\n') {
                break;
            }
            // A total in brackets is one of what stands in them.
            depth += brackets(gap);
            if gap.contains(['；', ';']) || depth > 0 {
                break;
            }
            edge = quantity.range.start as usize;
            if used.contains(&earlier) || is_detail(text, found, earlier, 0..total.range.start) {
                continue;
            }
            if addable(quantity, text) && like(quantity, total) {
                parts.push(earlier);
            }
        }
        parts.reverse();
        if parts.len() >= 2 && addable(total, text) {
            floor = index.saturating_add(1);
            all.push(Binding {
                total: index,
                parts,
                closed: true,
                over: None,
            });
        }
    }
    all
}

/// The count that a total is over (5个县合计4000批次), and the one quantity before it that is for
/// each of what is counted (每个县800批次).
fn over(text: &str, found: &[Quantity], index: usize, floor: usize) -> Option<(usize, usize)> {
    let total = found.get(index)?;
    let count = index.checked_sub(1)?;
    let counted = found.get(count)?;
    let name = TextRange::new(counted.range.end, total.range.start).slice(text);
    if like(counted, total) || name.contains(STOPS) || name.contains(['，', '、', ',']) {
        return None;
    }
    let mut each = (floor..count).rev().take(MOST).filter(|&part| {
        let quantity = found.get(part);
        quantity.is_some_and(|it| like(it, total) && is_each(it, text) && names(text, counted, it))
    });
    let part = each.next()?;
    each.next().is_none().then_some((count, part))
}

/// What ends a group of addends.
const STOPS: [char; 4] = ['。', '；', ';', '\n'];

/// Whether a quantity stands in brackets right behind another one that it is a part of:
/// 8.6万人（老人5.2万人）. The brackets stand in the range.
fn is_detail(text: &str, found: &[Quantity], index: usize, within: Range<u32>) -> bool {
    let Some(quantity) = found.get(index) else {
        return false;
    };
    let head = text.get(..quantity.range.start as usize);
    let mut depth = 0_i32;
    let open = head
        .unwrap_or_default()
        .char_indices()
        .rev()
        .take(60)
        .find(|(_, c)| {
            depth -= bracket(*c);
            depth < 0
        });
    let Some((open, _)) = open.filter(|(open, _)| *open >= within.start as usize) else {
        return false;
    };
    let behind = text.get(quantity.range.end as usize..within.end as usize);
    let mut depth = 0;
    let closes = behind.unwrap_or_default().chars().take(120).any(|c| {
        depth += bracket(c);
        depth < 0
    });
    if !closes {
        return false;
    }
    let mut earlier = found.iter().take(index).rev();
    let outer = earlier.find(|it| (it.range.end as usize) <= open);
    outer.is_some_and(|outer| {
        let gap = text.get(outer.range.end as usize..open).unwrap_or_default();
        let name = gap.chars().count() <= 12 && gap.chars().all(char::is_alphabetic);
        name && like(outer, quantity) && quantity.value <= outer.value
    })
}

/// How many more brackets open than close.
fn brackets(text: &str) -> i32 {
    text.chars().map(bracket).sum()
}

fn bracket(c: char) -> i32 {
    match c {
        '（' | '(' => 1,
        '）' | ')' => -1,
        _ => 0,
    }
}

/// Whether nothing but the total mark stands between the total and the stop before it.
fn starts_sentence(text: &str, total: &Quantity) -> bool {
    let head = text.get(..total.range.start as usize).unwrap_or_default();
    head.chars().rev().take(8).any(|c| c == '。')
}

/// 其中: the quantities behind belong to the last one before of the same unit.
fn among(
    text: &str,
    found: &[Quantity],
    (first, floor): (usize, usize),
    lexicon: &Lexicon,
) -> Option<Binding> {
    let head = found.get(first)?;
    let (total, _) = found
        .iter()
        .enumerate()
        .take(first)
        .skip(floor)
        .rev()
        .take(3)
        .find(|(_, quantity)| like(quantity, head))?;
    let start = found.get(total)?.range.end as usize;
    let gap = text.get(start..head.range.start as usize)?;
    if gap.contains(['。', '\n']) {
        return None;
    }
    let mut parts = vec![first];
    let mut edge = head.range.end as usize;
    let mut depth = 0;
    for (index, quantity) in found.iter().enumerate().skip(first.saturating_add(1)) {
        let gap = text
            .get(edge..quantity.range.start as usize)
            .unwrap_or_default();
        // Parts in brackets end with them.
        depth += brackets(gap);
        if gap.contains(STOPS) || depth < 0 || !like(quantity, head) {
            break;
        }
        if mark_before(text, quantity, lexicon) & role_tag::TOTAL != 0 {
            break;
        }
        edge = quantity.range.end as usize;
        let end = crate::source::offset(text.len());
        if !is_detail(text, found, index, head.range.end..end) {
            parts.push(index);
        }
    }
    let sum = parts
        .iter()
        .filter_map(|part| found.get(*part))
        .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part.value));
    let whole = found.get(total)?;
    // The list is only complete for certain when it adds up; or when it is too much.
    let closed = parts.len() >= 2 && sum.is_some_and(|sum| sum >= whole.value);
    Some(Binding {
        total,
        parts,
        closed,
        over: None,
    })
}

/// Whether a quantity is for each of something: 每个县800批次, 春季、秋季各3次.
pub(super) fn is_each(quantity: &Quantity, text: &str) -> bool {
    let each = |per: TextRange| per.slice(text).starts_with('每');
    let start = quantity.range.start as usize;
    quantity.per.is_some_and(each) || char_before(text, start) == Some('各')
}

/// Whether a quantity can be added up at all; averages (户均) cannot.
pub(super) fn addable(quantity: &Quantity, text: &str) -> bool {
    (quantity.per.is_none() || is_each(quantity, text))
        && !quantity.approximate
        && quantity.comparator != Comparator::About
        && !matches!(quantity.role, Role::Base | Role::Factor)
}

/// Whether both count the same thing; 6场/个 counts 场.
pub(super) fn like(a: &Quantity, b: &Quantity) -> bool {
    match (a.unit_id, b.unit_id) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a.unit.is_empty() && b.unit.is_empty(),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Whether what a count counts (5个县（区）局) is what a part is said of: 每个县（区）800批次,
/// 县（区）不少于600批次.
pub(super) fn names(text: &str, count: &Quantity, part: &Quantity) -> bool {
    let head = text.get(..part.range.start as usize).unwrap_or_default();
    let clause = head
        .rfind(['，', '。', '；', '：', ',', ';', ':', '、', '\n'])
        .map_or(head, |at| head.get(at..).unwrap_or_default());
    let clause = clause.trim_start_matches([
        '，', '。', '；', '：', ',', ';', ':', '、', '\n', '每', '各',
    ]);
    let unit = count.unit.slice(text);
    let behind = text.get(count.range.end as usize..).unwrap_or_default();
    // 5县: the unit is the name; 5个县: the name stands behind it.
    let starts = |name: &str| {
        let length: usize = name.chars().take(2).map(char::len_utf8).sum();
        name.get(..length).is_some_and(|name| {
            let all = name.chars().all(char::is_alphabetic);
            let long = name.chars().count() == 2;
            all && ((long && clause.contains(name)) || (!name.is_empty() && clause == name))
        })
    };
    let single = |name: &str| {
        let first = name.chars().next().filter(|c| c.is_alphabetic());
        first.is_some_and(|first| {
            let rest = clause.trim_start_matches(unit);
            let mut chars = rest.chars();
            chars.next() == Some(first) && !chars.next().is_some_and(char::is_alphabetic)
        })
    };
    starts(behind) || single(behind) || (!unit.is_empty() && clause == unit)
}
