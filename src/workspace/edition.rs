//! One issue of a pack, checked together with what it builds on, its rules as written still at hand:
//! for who compares two issues.

use std::path::{Path, PathBuf};

use crate::diag::Messages;
use crate::pack::{self, Compiled, Manifest, PackSource, Trust};
use crate::vfs::Files;

use super::workspace::{LoadError, gather, unbroken};

/// An issue of a pack without mistakes.
#[derive(Debug)]
pub struct Edition {
    /// The packs that take part, the lowest first.
    pub packs: Vec<PackSource>,
    /// The manifest of the pack itself.
    pub manifest: Manifest,
    /// All of them checked together.
    pub compiled: Compiled,
}

/// Reads the pack at a path, or the one inside the binary with this id. `bases` are packs that it
/// builds on and that are not inside the binary. Messages that are no errors are given back with it.
pub fn edition(
    files: &dyn Files,
    path: &Path,
    bases: &[PathBuf],
    trust: &Trust,
) -> Result<(Edition, Messages), LoadError> {
    let mut paths = vec![path.to_owned()];
    paths.extend_from_slice(bases);
    let (mut packs, gathered) = gather(files, &paths, trust)?;
    let Messages {
        mut diagnostics,
        sources,
    } = gathered;
    let (chain, judge) = pack::chain(&packs, 0);
    let compiled = pack::compile(&chain, judge, &sources, &mut diagnostics);
    let order: Vec<String> = chain.iter().map(|it| it.manifest.id.clone()).collect();
    let place = |pack: &PackSource| order.iter().position(|id| *id == pack.manifest.id);
    packs.retain(|pack| place(pack).is_some());
    packs.sort_by_key(place);
    let messages = unbroken(diagnostics, sources)?;
    let Some(manifest) = compiled.top().cloned() else {
        let shown = super::inputs::display(path);
        return Err(LoadError::NotAPack(format!("“{shown}”不是规则包")));
    };
    Ok((
        Edition {
            packs,
            manifest,
            compiled,
        },
        messages,
    ))
}
