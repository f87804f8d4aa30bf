//! The copy of an office file with its findings as comments, made from bytes and reports alone.

use crate::diag::{Applicability, DocumentReport};

use super::parts::Parts;
use super::refusal::Refusal;
use super::{sheet, word};

/// Who our comments are from: the author that Word and Excel show.
pub const AUTHOR: &str = "绩效规则检查";

/// What the archive of a copy says of itself.
///
/// Office programs leave it out when they save a file, so a copy that has it holds nobody's work
/// but ours and may be written again.
const REMARK: &str = "jixiao annotated copy 1";

/// A copy of a file with its findings in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotated {
    /// The copy.
    pub bytes: Vec<u8>,
    /// What is in it.
    pub tally: Tally,
}

/// What an annotated copy holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Findings that stand in comments.
    pub comments: usize,
    /// Findings in the list of a workbook.
    pub listed: usize,
}

/// Kinds of office files that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A package of a text document or a workbook, or what claims to be one.
    Package,
    /// A compound file: an old document, or one with a password.
    Compound,
    /// Anything else.
    Other,
}

impl Kind {
    /// The kind of a file by its first bytes.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [b'P', b'K', 3, 4, ..] => Kind::Package,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Kind::Compound,
            _ => Kind::Other,
        }
    }
}

/// Writes the findings of a file into a copy of it.
///
/// `bytes` are the file as it is now and `text` is its text view; `reports` are of this file. All
/// parts of the package that need not change stay byte for byte, and so do comments and changes of
/// others. Earlier comments of ours are replaced: to annotate a copy gives the same copy. In a text
/// document fixes up to `most` become tracked changes.
pub fn annotate(
    bytes: &[u8],
    text: &str,
    reports: &[DocumentReport],
    most: Option<Applicability>,
) -> Result<Annotated, Refusal> {
    match Kind::of(bytes) {
        Kind::Package => {}
        Kind::Compound => return Err(Refusal::Legacy),
        Kind::Other => return Err(Refusal::Foreign),
    }
    if reports.iter().any(|it| it.source.text() != text) {
        return Err(Refusal::Changed);
    }
    let mut parts = Parts::open(bytes)?;
    let kind = parts.main_type()?;
    if kind.contains("spreadsheetml") || kind.contains("ms-excel") {
        let tally = sheet::annotate(&mut parts, reports)?;
        let bytes = parts.finish(REMARK)?;
        return Ok(Annotated { bytes, tally });
    }
    if !kind.contains("wordprocessingml") && !kind.contains("ms-word") {
        return Err(Refusal::Foreign);
    }
    let stripped = word::stripped(bytes)?;
    let bytes = stripped.as_deref().unwrap_or(bytes);
    let (bytes, tally) = word::annotate(bytes, reports, most, REMARK)?;
    Ok(Annotated { bytes, tally })
}

/// Whether a file is a copy that [`annotate`] has made and nobody has saved since.
pub fn is_untouched_copy(bytes: &[u8]) -> bool {
    // The remark of an archive is the last thing in it, behind its length.
    bytes.ends_with(REMARK.as_bytes()) && Kind::of(bytes) == Kind::Package
}
