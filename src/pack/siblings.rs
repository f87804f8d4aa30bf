//! Packs that join the same one: what they say of years and units is not looked at, and where two
//! change the same setting the order of their ids decides, which nobody should have to know.

use std::mem::discriminant;

use crate::diag::Diagnostic;
use crate::ir::{Change, ChangeKind, Layers};

use super::chain::inherit;
use super::diagnostics as messages;
use super::load::PackSource;

/// Complains of packs that join another and claim years or units that are not those of the one that
/// judges, at `judge` of the chain.
pub(super) fn check_claims(chain: &[&PackSource], judge: usize, found: &mut Vec<Diagnostic>) {
    let Some(judging) = inherit(chain, judge) else {
        return;
    };
    for pack in chain.iter().filter(|pack| pack.manifest.joins) {
        let own = &pack.manifest;
        let other_years = own.years() != (None, None) && own.years() != judging.years();
        let units = &own.judges.units;
        let other_units = !units.is_empty() && *units != judging.judges.units;
        // Of one that is checked alone nobody knows whom it joins.
        if own.id != judging.id && (other_years || other_units) {
            let years = match judging.years() {
                (None, None) => judging.years_words(),
                _ => format!(" {}", judging.years_words()),
            };
            let at = pack.places.id;
            found.push(messages::claims(&own.id, &judging.id, &years, at));
        }
    }
}

/// Complains of settings that two packs have changed, neither of which builds on the other.
pub(super) fn check_changes(chain: &[&PackSource], layers: &Layers, found: &mut Vec<Diagnostic>) {
    for (index, change) in layers.changes.iter().enumerate() {
        let before = layers.changes.iter().take(index);
        let mut rivals = before.filter(|it| same_setting(it, change) && it.layer != change.layer);
        // The nearest one is the one that is changed back.
        let Some(first) = rivals.next_back() else {
            continue;
        };
        let pack = |id: &str| chain.iter().find(|it| it.manifest.id == id).copied();
        let (Some(one), Some(other)) = (pack(&first.layer), pack(&change.layer)) else {
            continue;
        };
        if are_siblings(chain, one, other) {
            let places = (other.places.id, one.places.id);
            found.push(messages::changed_by_both(first, change, places));
        }
    }
}

fn same_setting(a: &Change, b: &Change) -> bool {
    let adds = |kind: &ChangeKind| matches!(kind, ChangeKind::Words(_) | ChangeKind::Basis);
    a.subject == b.subject && !adds(&a.kind) && discriminant(&a.kind) == discriminant(&b.kind)
}

/// Whether nothing but their ids says which of two packs comes first: where their ways down part,
/// both have joined the same pack.
fn are_siblings(chain: &[&PackSource], a: &PackSource, b: &PackSource) -> bool {
    let (a, b) = (way(chain, a), way(chain, b));
    let parted = a
        .iter()
        .zip(&b)
        .find(|(a, b)| a.manifest.id != b.manifest.id);
    parted.is_some_and(|(a, b)| a.manifest.joins && b.manifest.joins)
}

/// A pack and those it builds on, the lowest first.
fn way<'p>(chain: &[&'p PackSource], pack: &'p PackSource) -> Vec<&'p PackSource> {
    let mut way = vec![pack];
    let mut next = pack;
    // A circle has been told before; it ends here too.
    for _ in chain {
        let base = next.manifest.builds_on.as_ref();
        let found = base.and_then(|base| chain.iter().find(|it| it.manifest.id == base.id));
        let Some(found) = found else { break };
        way.push(found);
        next = found;
    }
    way.reverse();
    way
}
