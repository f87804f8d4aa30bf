//! Totals of what was said before: which parts a total has, and whether they add up.
//!
//! A total (合计, 共计) is bound to the quantities of the same unit before it in the same sentence,
//! or in the sentence before when its own starts with the total; 其中 binds the quantities behind it
//! to the one before. Nothing is added across items, nothing that is only approximate, and parts
//! that do not use up a total behind 其中 claim nothing; what stands in brackets behind an addend
//! tells about it and is none. A part for each of something counts as often as the passage says
//! (每个县, 5个县) or as the year has its period (每月); where neither makes the total, nothing is
//! claimed.

use rust_decimal::Decimal;

use super::addends::{Binding, MOST, addable, bindings, is_each, like, names};
use super::lexicon::Lexicon;
use super::quantity::{Comparator, Quantities, Quantity, Role};

/// How the parts stand to the total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The parts make the total.
    Balanced,
    /// The parts make the total only when they are read in another way.
    BalancedOnlyIf(Reading),
    /// The parts do not make the total.
    Differs {
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
    /// The sum of the parts as read.
    pub sum: Decimal,
    /// How they stand to each other.
    pub relation: Relation,
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
        .filter_map(|binding| {
            judge(
                &binding,
                &Reader {
                    text,
                    quantities,
                    lexicon,
                },
            )
        })
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

/// A passage with its numbers.
struct Reader<'r> {
    text: &'r str,
    quantities: &'r Quantities,
    lexicon: &'r Lexicon,
}

impl Reader<'_> {
    fn get(&self, index: usize) -> Option<&Quantity> {
        self.quantities.found.get(index)
    }

    /// The factor in brackets right behind a part: 6场/个（2个社区馆）.
    fn own_factor(&self, part: usize) -> Decimal {
        self.get(part.saturating_add(1))
            .filter(|next| next.role == Role::Factor)
            .map_or(Decimal::ONE, |next| next.value)
    }

    /// How often a year has the period that a part is for.
    fn times_a_year(&self, part: &Quantity) -> Option<Decimal> {
        let each = part.per?.slice(self.text).strip_prefix('每')?;
        self.lexicon.times_a_year(each)
    }

    /// How often a part for each of something counts, if that is known.
    fn times(&self, part: &Quantity) -> Option<Decimal> {
        if let Some(times) = self.times_a_year(part) {
            return Some(times);
        }
        let mut counts = self.counts(part).map(|(_, count)| count.value);
        let first = counts.next()?;
        counts.all(|other| other == first).then_some(first)
    }

    /// The counts of what a part is said of: 5个县 for 县600批次.
    fn counts<'s>(&'s self, part: &'s Quantity) -> impl Iterator<Item = (usize, &'s Quantity)> {
        let found = self.quantities.found.iter().enumerate().take(MOST);
        found.filter(|(_, count)| {
            let whole = count.value.is_integer() && count.value > Decimal::ONE;
            let lone = count.per.is_none() && count.high.is_none() && !count.approximate;
            whole && lone && !like(count, part) && names(self.text, count, part)
        })
    }
}

fn judge(binding: &Binding, reader: &Reader<'_>) -> Option<Subtotal> {
    let text = reader.text;
    let total = reader.get(binding.total)?;
    let parts: Vec<&Quantity> = binding
        .parts
        .iter()
        .filter_map(|part| reader.get(*part))
        .collect();
    if !binding.closed || parts.iter().any(|part| !addable(part, text)) || !addable(total, text) {
        return None;
    }
    let over = binding.over.and_then(|over| reader.get(over));
    let values: Vec<Decimal> = binding
        .parts
        .iter()
        .zip(&parts)
        .map(|(index, part)| {
            let factor = match over {
                Some(over) => {
                    let times = reader.times_a_year(part).unwrap_or(Decimal::ONE);
                    over.value.checked_mul(times).unwrap_or(over.value)
                }
                None => reader.own_factor(*index),
            };
            part.value.checked_mul(factor).unwrap_or(part.value)
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
    let made = |sum: Decimal, relation: Relation| {
        Some(Subtotal {
            total: binding.total,
            parts: binding.parts.clone(),
            sum,
            relation,
        })
    };
    let difference = total.value.checked_sub(sum)?;
    if equal(sum) && ends_balance(total, &parts) {
        return made(sum, Relation::Balanced);
    }
    if over.is_some() {
        // At least 800 in each of 5 may well be 4500.
        let firm = |it: &Quantity| matches!(it.comparator, Comparator::None | Comparator::Eq);
        let firm = firm(total)
            && parts
                .iter()
                .all(|part| firm(part) && reader.times_a_year(part).is_none());
        return firm.then(|| made(sum, Relation::Differs { difference }))?;
    }
    if parts.iter().any(|part| is_each(part, text)) {
        let repeated = values.iter().zip(&parts).map(|(value, part)| {
            match is_each(part, text) && total.per.is_none() {
                true => value.checked_mul(reader.times(part)?),
                false => Some(*value),
            }
        });
        let sum = add(&repeated.collect::<Option<Vec<_>>>()?)?;
        return equal(sum).then(|| made(sum, Relation::Balanced))?;
    }
    match other_reading(binding, reader, &values, total.value, &equal) {
        Some(reading) => made(sum, Relation::BalancedOnlyIf(reading)),
        None => made(sum, Relation::Differs { difference }),
    }
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
    reader: &Reader<'_>,
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
    let times = |part: usize, source: usize, count: &Quantity| {
        let value = values.get(part)?.checked_mul(count.value);
        with(part, value).then_some(Reading::PartTimes {
            part,
            factor: count.value,
            source,
        })
    };
    let first = binding.parts.first().copied()?;
    let near = reader.quantities.found.iter().enumerate().skip(first);
    let near = near.take(limit.saturating_add(8));
    for (source, factor) in near.filter(|(_, quantity)| quantity.role == Role::Factor) {
        if let Some(reading) = (0..limit).find_map(|part| times(part, source, factor)) {
            return Some(reading);
        }
    }
    // A count of what the part is said of, elsewhere in the item.
    for (part, index) in binding.parts.iter().enumerate().take(limit) {
        let quantity = reader.get(*index)?;
        let mut counts = reader.counts(quantity);
        if let Some(reading) = counts.find_map(|(source, count)| times(part, source, count)) {
            return Some(reading);
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
