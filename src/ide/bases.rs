//! The packs that a pack being written builds on: those inside the binary, and those of the workspace
//! that stand beside it or that the settings name.

use std::path::{Path, PathBuf};

use crate::config;
use crate::diag::Messages;
use crate::pack::{PackSource, Trust};
use crate::source::SourceId;
use crate::table::{Reader, Table};
use crate::vfs::Files;
use crate::workspace::{Bases, LoadError, gather_above, named_packs};

/// How many packs of the workspace are looked for below one another.
const DEEPEST: usize = 16;

/// Reads the pack in a folder with those that it builds on; `named` are the packs that the editor
/// names.
pub(super) fn gather(
    bases: &Bases,
    files: &dyn Files,
    named: &[PathBuf],
    folder: &Path,
) -> Result<(Vec<PackSource>, Messages), LoadError> {
    let trust = Trust {
        own_folders: true,
        ..Trust::default()
    };
    let mut paths = vec![folder.to_owned()];
    let mut found = gather_above(bases, files, &paths, &trust)?;
    while paths.len() < DEEPEST {
        let Some(next) = missing(&found.0).and_then(|id| stands(files, named, folder, id)) else {
            break;
        };
        paths.push(next);
        // What cannot be read counts as what is not there.
        match gather_above(bases, files, &paths, &trust) {
            Ok(more) => found = more,
            Err(_) => break,
        }
    }
    Ok(found)
}

/// The id of a pack that another builds on and that is not among them.
fn missing(packs: &[PackSource]) -> Option<&str> {
    let wanted = packs.iter().filter_map(|it| it.manifest.builds_on.as_ref());
    let mut ids = wanted.map(|base| base.id.as_str());
    ids.find(|id| packs.iter().all(|pack| pack.manifest.id != **id))
}

/// Where the pack with an id stands.
fn stands(files: &dyn Files, named: &[PathBuf], folder: &Path, id: &str) -> Option<PathBuf> {
    let beside = folder.parent().map(|above| above.join(id));
    let of_settings = || match named {
        [] => config::find(files, folder)
            .map(|(config, _)| named_packs(files, &config))
            .unwrap_or_default(),
        named => named.to_vec(),
    };
    let is_it = |path: &PathBuf| path != folder && id_of(files, path).as_deref() == Some(id);
    beside
        .filter(is_it)
        .or_else(|| of_settings().into_iter().find(is_it))
}

/// The id in the manifest of a folder.
fn id_of(files: &dyn Files, folder: &Path) -> Option<String> {
    let bytes = files.read(&folder.join("pack.toml")).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let mut reader = Reader::new(SourceId(0));
    let parsed = reader.parse(&text);
    let root = Table {
        table: parsed.get_ref(),
        span: reader.span(0..0),
        what: "",
    };
    reader.text(root, "id").map(|word| word.node)
}
