//! Which packs take part where one judges.

use super::load::PackSource;

/// The pack at `index`, those it builds on and those that join them, the lowest first, and where in
/// this list the pack itself is. A pack that joins comes right behind the one it builds on, so that
/// all above may change its rules.
pub fn chain(packs: &[PackSource], index: usize) -> (Vec<&PackSource>, usize) {
    let mut chain: Vec<&PackSource> = Vec::new();
    let mut next = packs.get(index);
    while let Some(pack) = next {
        if holds(&chain, &pack.manifest.id) {
            break;
        }
        chain.push(pack);
        next = base(pack).and_then(|id| packs.iter().find(|it| it.manifest.id == id));
    }
    chain.reverse();
    for pack in packs.iter().filter(|pack| pack.manifest.joins) {
        let known = holds(&chain, &pack.manifest.id);
        let below = chain
            .iter()
            .position(|it| base(pack) == Some(it.manifest.id.as_str()));
        if let Some(below) = below.filter(|_| !known) {
            chain.insert(below.saturating_add(1), pack);
        }
    }
    let judge = packs.get(index).map(|pack| pack.manifest.id.as_str());
    let judge = chain
        .iter()
        .position(|it| judge == Some(it.manifest.id.as_str()));
    (chain, judge.unwrap_or_default())
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
