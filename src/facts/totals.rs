//! Totals of what was said before: which parts a total has, and whether they add up.
//!
//! A total (合计, 共计) is bound to the quantities of the same unit before it in the same sentence,
//! or in the sentence before when its own starts with the total; 其中 binds the quantities behind it
//! to the one before. Nothing is added across items, nothing that is only approximate, and parts
//! that do not use up a total behind 其中 claim nothing.

use rust_decimal::Decimal;

use super::figure::char_before;
use super::lexicon::{Lexicon, role_tag};
use super::quantity::{Comparator, Quantities, Quantity, Role};

/// How the parts stand to the total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The parts make the total.
    Balanced,
    /// The parts make the total only when they are read in another way.
    BalancedOnlyIf(Reading),
    /// The parts do not make the total: the stated total minus the sum of the parts.
    Differs {
        /// The sum of the parts.
        sum: Decimal,
        /// The total minus the sum.
        difference: Decimal,
    },
}

/// Another way to read the numbers of a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Part `part` counts once for each of `factor`: 2000册 for each of 2 libraries.
    PartTimes {
        /// Index of the part in [`Subtotal::parts`].
        part: usize,
        /// How often it counts.
        factor: Decimal,
        /// Index of the quantity that names the factor.
        source: usize,
    },
    /// 万 is missing at, or too much for, part `part`.
    TenThousand {
        /// Index of the part in [`Subtotal::parts`].
        part: usize,
    },
    /// 万 is missing at, or too much for, the total.
    TotalTenThousand,
    /// The total leaves part `part` out.
    Without {
        /// Index of the part in [`Subtotal::parts`].
        part: usize,
    },
}

/// A total and its parts, as indices into [`Quantities::found`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subtotal {
    /// The total.
    pub total: usize,
    /// The parts, in the order of the text.
    pub parts: Vec<usize>,
    /// How they stand to each other.
    pub relation: Relation,
}

/// Parts of a total before they are added up.
struct Binding {
    total: usize,
    parts: Vec<usize>,
    /// Whether the parts must use up the total.
    closed: bool,
}

/// The totals of a passage.
pub fn subtotals(text: &str, quantities: &Quantities, lexicon: &Lexicon) -> Vec<Subtotal> {
    if !quantities
        .found
        .iter()
        .any(|quantity| quantity.role == Role::Total)
    {
        return Vec::new();
    }
    bindings(text, quantities, lexicon)
        .into_iter()
        .filter_map(|binding| judge(&binding, quantities))
        .collect()
}

/// Gives totals and parts their roles.
pub(super) fn bind(text: &str, lexicon: &Lexicon, out: &mut Quantities) {
    for binding in bindings(text, out, lexicon) {
        for part in &binding.parts {
            if let Some(part) = out.found.get_mut(*part) {
                part.role = Role::Part;
            }
        }
        if let Some(total) = out.found.get_mut(binding.total) {
            total.role = Role::Total;
        }
    }
}

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
    // The mark may stand right before the number, or before 培训, 完成 and the like.
    for _ in 0..6 {
        if let Some(hit) = lexicon.roles_before.longest_before(text, place) {
            let wanted = role_tag::TOTAL | role_tag::STRONG_TOTAL | role_tag::AMONG;
            if hit.tag & wanted != 0 {
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

fn bindings(text: &str, quantities: &Quantities, lexicon: &Lexicon) -> Vec<Binding> {
    let found = &quantities.found;
    let mut all = Vec::new();
    if found.len() < 2 {
        return all;
    }
    // First quantity that the next total may reach back to.
    let mut floor = 0_usize;
    for (index, total) in found.iter().enumerate() {
        let mark = mark_before(text, total, lexicon);
        if mark & role_tag::AMONG != 0 {
            if let Some(binding) = among(text, found, index, floor) {
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
        let strong = mark & role_tag::STRONG_TOTAL != 0;
        let mut parts: Vec<usize> = Vec::new();
        let mut edge = total.range.start as usize;
        for (earlier, quantity) in found.iter().enumerate().take(index).skip(floor).rev() {
            let gap = text
                .get(quantity.range.end as usize..edge)
                .unwrap_or_default();
            let stops = gap.matches('。').count();
            let near_stop = strong && parts.is_empty() && starts_sentence(text, total);
            if stops > usize::from(near_stop) || gap.contains('\n') {
                break;
            }
            if gap.contains(['；', ';']) {
                break;
            }
            edge = quantity.range.start as usize;
            if addable(quantity) && like(quantity, total) {
                parts.push(earlier);
            }
        }
        parts.reverse();
        if parts.len() >= 2 && addable(total) {
            floor = index.saturating_add(1);
            all.push(Binding {
                total: index,
                parts,
                closed: true,
            });
        }
    }
    all
}

/// Whether nothing but the total mark stands between the total and the stop before it.
fn starts_sentence(text: &str, total: &Quantity) -> bool {
    let head = text.get(..total.range.start as usize).unwrap_or_default();
    head.chars().rev().take(8).any(|c| c == '。')
}

/// 其中: the quantities behind belong to the last one before of the same unit.
fn among(text: &str, found: &[Quantity], first: usize, floor: usize) -> Option<Binding> {
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
    for (index, quantity) in found.iter().enumerate().skip(first.saturating_add(1)) {
        let gap = text
            .get(edge..quantity.range.start as usize)
            .unwrap_or_default();
        if gap.contains(['。', '；', '\n', ';']) || !like(quantity, head) {
            break;
        }
        edge = quantity.range.end as usize;
        parts.push(index);
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
    })
}

/// Whether a quantity can be added up at all.
fn addable(quantity: &Quantity) -> bool {
    !quantity.approximate
        && quantity.comparator != Comparator::About
        && !matches!(quantity.role, Role::Base | Role::Factor)
}

/// Whether both count the same thing; 6场/个 counts 场.
fn like(a: &Quantity, b: &Quantity) -> bool {
    match (a.unit_id, b.unit_id) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a.unit.is_empty() && b.unit.is_empty(),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn judge(binding: &Binding, quantities: &Quantities) -> Option<Subtotal> {
    let found = &quantities.found;
    let total = found.get(binding.total)?;
    let parts: Vec<&Quantity> = binding
        .parts
        .iter()
        .filter_map(|part| found.get(*part))
        .collect();
    if !binding.closed || parts.iter().any(|part| !addable(part)) || !addable(total) {
        return None;
    }
    let values: Vec<Decimal> = binding
        .parts
        .iter()
        .zip(&parts)
        .map(|(index, part)| {
            part.value
                .checked_mul(own_factor(*index, found))
                .unwrap_or(part.value)
        })
        .collect();
    let sum = add(&values)?;
    let slack = if total.places > 0
        || parts
            .iter()
            .any(|part| part.places > 0 && part.value.scale() > 0)
    {
        Decimal::new(1, 2)
    } else {
        Decimal::ZERO
    };
    let equal = |sum: Decimal| {
        total
            .value
            .checked_sub(sum)
            .is_some_and(|difference| difference.abs() <= slack)
    };
    let relation = if equal(sum) && ends_balance(total, &parts) {
        Relation::Balanced
    } else if let Some(reading) = other_reading(binding, found, &values, total.value, &equal) {
        Relation::BalancedOnlyIf(reading)
    } else {
        Relation::Differs {
            sum,
            difference: total.value.checked_sub(sum)?,
        }
    };
    Some(Subtotal {
        total: binding.total,
        parts: binding.parts.clone(),
        relation,
    })
}

/// The factor in brackets right behind a part: 6场/个（2个社区馆）.
fn own_factor(index: usize, found: &[Quantity]) -> Decimal {
    found
        .get(index.saturating_add(1))
        .filter(|next| next.role == Role::Factor)
        .map_or(Decimal::ONE, |next| next.value)
}

/// Ranges add end by end.
fn ends_balance(total: &Quantity, parts: &[&Quantity]) -> bool {
    let Some(high) = total.high else { return true };
    let ends: Vec<Decimal> = parts
        .iter()
        .map(|part| part.high.unwrap_or(part.value))
        .collect();
    add(&ends) == Some(high)
}

fn add(values: &[Decimal]) -> Option<Decimal> {
    values
        .iter()
        .try_fold(Decimal::ZERO, |sum, value| sum.checked_add(*value))
}

/// Tries the other readings, the likeliest first.
fn other_reading(
    binding: &Binding,
    found: &[Quantity],
    values: &[Decimal],
    total: Decimal,
    equal: &impl Fn(Decimal) -> bool,
) -> Option<Reading> {
    let with = |part: usize, value: Option<Decimal>| {
        let mut changed = values.to_vec();
        if let (Some(place), Some(value)) = (changed.get_mut(part), value) {
            *place = value;
        }
        add(&changed).is_some_and(equal)
    };
    let limit = values.len().min(32);
    let first = binding.parts.first().copied()?;
    let near = found
        .iter()
        .enumerate()
        .skip(first)
        .take(limit.saturating_add(8));
    for (source, factor) in near.filter(|(_, quantity)| quantity.role == Role::Factor) {
        for part in 0..limit {
            let value = values
                .get(part)
                .and_then(|value| value.checked_mul(factor.value));
            if with(part, value) {
                return Some(Reading::PartTimes {
                    part,
                    factor: factor.value,
                    source,
                });
            }
        }
    }
    let ten_thousand = Decimal::from(10_000_u32);
    let scaled = |value: Decimal| {
        [
            value.checked_mul(ten_thousand),
            value.checked_div(ten_thousand),
        ]
    };
    for part in 0..limit {
        let value = values.get(part).copied()?;
        if scaled(value)
            .into_iter()
            .any(|value| value.is_some() && with(part, value))
        {
            return Some(Reading::TenThousand { part });
        }
    }
    let sum = add(values)?;
    if scaled(sum).into_iter().flatten().any(|sum| sum == total) {
        return Some(Reading::TotalTenThousand);
    }
    if binding.parts.len() >= 3 {
        for part in 0..limit {
            if with(part, Some(Decimal::ZERO)) {
                return Some(Reading::Without { part });
            }
        }
    }
    None
}
