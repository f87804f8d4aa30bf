//! A pack's folder to its archive: the same bytes from the same files on every machine.

use std::io;

use crate::diag::{Diagnostic, PackInfo};
use crate::vfs::Files;

use super::archive::{self, Entry};
use super::contents::{BuiltOn, Contents, NAME, digest_of};
use super::diagnostics as messages;
use super::load::{PackSource, belongs};
use super::refusal::Refusal;

/// An archive that was built.
#[derive(Debug)]
pub struct Built {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The digest of the pack.
    pub digest: String,
    /// How many files of the pack it holds.
    pub files: usize,
    /// Files of the folder that are no part of a pack and were left out.
    pub left_out: Vec<String>,
}

/// Why no archive was built.
#[derive(Debug)]
pub enum BuildError {
    /// A file could not be read.
    Io(io::Error),
    /// The archive would not be accepted.
    Refused(Refusal),
}

/// What a pack that is shipped must say beyond what one that is tried out must; nothing when it
/// can be built.
pub fn ready(pack: &PackSource, has_rules: bool) -> Vec<Diagnostic> {
    let manifest = &pack.manifest;
    let at = pack.places.whole;
    let mut missing = Vec::new();
    if manifest.sequence.is_none() {
        let why = "每发布一次就加大的一个数，收到的人凭它拒绝旧的一版";
        missing.push(messages::not_ready("sequence", why, "sequence = 1", at));
    }
    if manifest.issuer.is_empty() {
        let why = "发布的单位";
        let example = "issuer = \"某区财政局\"";
        missing.push(messages::not_ready("issuer", why, example, at));
    }
    if manifest.owner_prefix.is_none() && manifest.builds_on.is_some() && has_rules {
        let why = "自己的规则编号的开头，不与别的规则包相同";
        let example = "owner-prefix = \"xicheng\"";
        missing.push(messages::not_ready("owner-prefix", why, example, at));
    }
    if manifest.years() == (None, None) && !manifest.joins {
        let why = "管哪些年度的申报表";
        let example = "effective = 2026-01-01 和 expires = 2026-12-31";
        missing.push(messages::not_ready("effective", why, example, at));
    }
    // What only changes settings has nothing of its own to show.
    if pack.cases.is_empty() && (has_rules || !manifest.joins) {
        missing.push(messages::no_cases(at));
    }
    missing
}

/// What there is to say when a pack's examples and cases cover `share` per cent of its requirements
/// and its manifest asks for more.
pub fn lacks_coverage(pack: &PackSource, share: usize) -> Option<Diagnostic> {
    let wanted = pack.manifest.coverage?;
    let at = pack.places.whole;
    (share < usize::from(wanted)).then(|| messages::covers_too_little(wanted, share, at))
}

/// Builds the archive of a pack; `base` is the pack it was tried with.
pub fn build(
    files: &dyn Files,
    pack: &PackSource,
    base: Option<&PackInfo>,
) -> Result<Built, BuildError> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut left_out = Vec::new();
    for path in files.list(&pack.folder) {
        let path = path.map_err(BuildError::Io)?;
        let inside = path.strip_prefix(&pack.folder).unwrap_or(&path);
        let inside = inside.to_string_lossy().replace('\\', "/");
        if belongs(&inside) {
            entries.push((inside, files.read(&path).map_err(BuildError::Io)?));
        } else {
            left_out.push(inside);
        }
    }
    entries.sort();
    let base = base.map(|base| BuiltOn {
        id: base.id.clone(),
        version: base.version.clone(),
        digest: base.digest.clone(),
    });
    let sequence = pack.manifest.sequence.unwrap_or_default();
    let digest = digest_of(&entries);
    let contents = Contents::of(&pack.manifest, sequence, &digest, base, &entries);
    let count = entries.len();
    entries.insert(0, (NAME.to_owned(), contents.text().into_bytes()));
    let bytes = archive::write(&entries).map_err(BuildError::Refused)?;
    // What is built is read again as those who receive it will.
    archive::read(&bytes).map_err(BuildError::Refused)?;
    Ok(Built {
        bytes,
        digest,
        files: count,
        left_out,
    })
}
