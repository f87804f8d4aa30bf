//! Packs that cannot be used together: two of one id, two that claim the same declarations.

use crate::diag::Diagnostic;

use super::chain::{builds_on, chain, inherit};
use super::diagnostics as messages;
use super::load::PackSource;
use super::manifest::Manifest;

/// Checks packs that are used together, `judges` being the indices of those that judge.
pub fn check_together(packs: &[PackSource], judges: &[usize], found: &mut Vec<Diagnostic>) {
    for (index, pack) in packs.iter().enumerate() {
        let id = &pack.manifest.id;
        let mut before = packs.iter().take(index);
        if let Some(first) = before.find(|it| it.manifest.id == *id) {
            let (at, first) = (pack.places.id, first.places.id);
            found.push(messages::same_id(id, at, first));
        }
    }
    for (number, a) in judges.iter().enumerate() {
        for b in judges.iter().skip(number.saturating_add(1)) {
            let apart = builds_on(packs, *a, *b) || builds_on(packs, *b, *a);
            if !apart {
                found.extend(rivals(packs, *a, *b));
            }
        }
    }
}

/// Complains of two packs, neither of which builds on the other, that claim one declaration.
fn rivals(packs: &[PackSource], a: usize, b: usize) -> Option<Diagnostic> {
    let (first, second) = (packs.get(a)?, packs.get(b)?);
    let claim = |index| {
        let (chain, judge) = chain(packs, index);
        inherit(&chain, judge)
    };
    let (one, other) = (claim(a)?, claim(b)?);
    let form = shared_form((first, &one), (second, &other))?;
    let years = share_years(&one, &other);
    if !years || !share_units(&one.judges.units, &other.judges.units) {
        return None;
    }
    let ids = (first.manifest.id.as_str(), second.manifest.id.as_str());
    let (at, label) = (second.places.id, first.places.id);
    Some(messages::rivals(ids, form, at, label))
}

/// A form that both judge.
fn shared_form<'p>(
    (a, one): (&'p PackSource, &'p Manifest),
    (b, other): (&'p PackSource, &'p Manifest),
) -> Option<&'p str> {
    let own = |pack: &'p PackSource, manifest: &'p Manifest| {
        let forms = pack.forms.iter().map(|form| &form.name);
        forms.chain(&manifest.forms)
    };
    let mut forms = own(a, one);
    let shared = forms.find(|name| own(b, other).any(|it| it == *name));
    shared.map(String::as_str)
}

fn share_years(one: &Manifest, other: &Manifest) -> bool {
    let ((since, until), (from, to)) = (one.years(), other.years());
    let starts = since.max(from);
    let ends = match (until, to) {
        (Some(until), Some(to)) => Some(until.min(to)),
        (until, to) => until.or(to),
    };
    starts.zip(ends).is_none_or(|(starts, ends)| starts <= ends)
}

/// Whether some unit is surely one of both. Who names no units is for those that nobody names.
fn share_units(one: &[String], other: &[String]) -> bool {
    let same = |a: &String| {
        other
            .iter()
            .any(|b| a.contains(b.as_str()) || b.contains(a.as_str()))
    };
    (one.is_empty() && other.is_empty()) || one.iter().any(same)
}
