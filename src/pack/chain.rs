//! Which packs take part where one judges, and what they take over from those they build on.

use super::load::PackSource;
use super::manifest::Manifest;

/// The pack at `index`, those it builds on and those that join them, the lowest first, and where in
/// this list the pack itself is.
///
/// A pack that joins comes right behind the one it builds on, with those that join it in turn, so
/// that all above may change its rules. Of several that join one pack the order is that of their
/// ids, so that nothing depends on the order in which packs are named.
pub fn chain(packs: &[PackSource], index: usize) -> (Vec<&PackSource>, usize) {
    let line = line(packs, index);
    let mut chain: Vec<&PackSource> = Vec::new();
    for pack in &line {
        add(packs, &line, pack, &mut chain);
    }
    let judge = packs.get(index).map(|pack| pack.manifest.id.as_str());
    let judge = chain
        .iter()
        .position(|it| judge == Some(it.manifest.id.as_str()));
    (chain, judge.unwrap_or_default())
}

/// A pack and those it builds on, the lowest first. A circle ends where it began.
fn line(packs: &[PackSource], index: usize) -> Vec<&PackSource> {
    let mut line: Vec<&PackSource> = Vec::new();
    let mut next = packs.get(index);
    while let Some(pack) = next {
        if holds(&line, &pack.manifest.id) {
            break;
        }
        line.push(pack);
        next = base(pack).and_then(|id| packs.iter().find(|it| it.manifest.id == id));
    }
    line.reverse();
    line
}

/// Adds a pack and those that join it. Each comes once, which bounds the recursion.
fn add<'p>(
    packs: &'p [PackSource],
    line: &[&PackSource],
    pack: &'p PackSource,
    chain: &mut Vec<&'p PackSource>,
) {
    if holds(chain, &pack.manifest.id) {
        return;
    }
    chain.push(pack);
    let of = Some(pack.manifest.id.as_str());
    let joins = |it: &&PackSource| it.manifest.joins && base(it) == of;
    let mut joining: Vec<&PackSource> = packs.iter().filter(joins).collect();
    joining.sort_by_key(|it| &it.manifest.id);
    for it in joining {
        if !holds(line, &it.manifest.id) {
            add(packs, line, it, chain);
        }
    }
}

/// The index of the pack that judges for the one at `index`: itself, or for one that joins another
/// the nearest below it that does not. Without such a one it is the pack itself.
pub fn judge_of(packs: &[PackSource], index: usize) -> usize {
    let below = line(packs, index);
    let judge = below.iter().rev().find(|pack| !pack.manifest.joins);
    let judge = judge.map(|pack| pack.manifest.id.as_str());
    let found = packs
        .iter()
        .position(|pack| judge == Some(pack.manifest.id.as_str()));
    found.unwrap_or(index)
}

/// How many packs a pack builds on, directly and in turn.
pub fn depth(packs: &[PackSource], index: usize) -> usize {
    line(packs, index).len().saturating_sub(1)
}

/// Whether one pack builds on another, directly or in turn.
pub(super) fn builds_on(packs: &[PackSource], index: usize, base: usize) -> bool {
    let base = packs.get(base).map(|pack| pack.manifest.id.as_str());
    let line = line(packs, index);
    line.iter().any(|pack| base == Some(&pack.manifest.id))
}

/// The manifest of the pack at `judge` of a chain with what it does not say itself taken over from
/// those it builds on: the years, the units, and when it has no form, the forms.
pub(super) fn inherit(chain: &[&PackSource], judge: usize) -> Option<Manifest> {
    let pack = chain.get(judge)?;
    let mut manifest = pack.manifest.clone();
    let mut forms = !pack.forms.is_empty() || !manifest.forms.is_empty();
    let mut below = *pack;
    for _ in chain {
        let next = base(below).and_then(|id| chain.iter().find(|it| it.manifest.id == id));
        let Some(next) = next else { break };
        below = next;
        if manifest.years() == (None, None) {
            (manifest.judges.since, manifest.judges.until) = below.manifest.years();
        }
        if manifest.judges.units.is_empty() {
            manifest
                .judges
                .units
                .clone_from(&below.manifest.judges.units);
        }
        if !forms {
            let own = below.forms.iter().map(|form| &form.name);
            manifest.forms = own.chain(&below.manifest.forms).cloned().collect();
            forms = !manifest.forms.is_empty();
        }
    }
    Some(manifest)
}

fn holds(chain: &[&PackSource], id: &str) -> bool {
    chain.iter().any(|it| it.manifest.id == id)
}

fn base(pack: &PackSource) -> Option<&str> {
    pack.manifest
        .builds_on
        .as_ref()
        .map(|base| base.id.as_str())
}
