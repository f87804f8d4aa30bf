//! Which files a run judges.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diag::Skipped;
use crate::read::{ANNOTATED, Candidate, FIXED, RESULT, is_candidate, read};
use crate::source::SourceFile;
use crate::vfs::{FileKind, Files, reason};

/// The files to judge and what was passed over in folders.
#[derive(Debug, Default)]
pub struct Inputs {
    /// The files, in the order of the paths given, those of a folder sorted by path.
    pub files: Vec<PathBuf>,
    /// Files that were passed over, with the reason.
    pub skipped: Vec<Skipped>,
    /// Paths that do not exist, and entries of folders that cannot be looked at.
    pub missing: Vec<String>,
}

/// Finds the files to judge: a file that was named is always judged, of a folder only files of
/// known kinds.
pub fn inputs(files: &dyn Files, paths: &[PathBuf]) -> Inputs {
    let mut inputs = Inputs::default();
    for path in paths {
        match files.kind(path) {
            None => inputs.missing.push(format!("找不到“{}”", path.display())),
            Some(FileKind::File) => inputs.files.push(path.clone()),
            Some(FileKind::Folder) => folder(files, path, &mut inputs),
        }
    }
    inputs
}

fn folder(files: &dyn Files, folder: &Path, inputs: &mut Inputs) {
    for entry in files.list(folder) {
        let path = match entry {
            Ok(path) => path,
            Err(error) => {
                inputs.missing.push(format!(
                    "打不开“{}”里的一项：{}",
                    folder.display(),
                    reason(&error)
                ));
                continue;
            }
        };
        let name = display(&path);
        // Only TOML files have to be looked into.
        let first = if name.ends_with(".toml") {
            files.read(&path).unwrap_or_default()
        } else {
            Vec::new()
        };
        match is_candidate(&name, &first) {
            Candidate::Yes => inputs.files.push(path),
            Candidate::No(reason) => inputs.skipped.push(Skipped { path: name, reason }),
        }
    }
}

/// Whether a file of this name may be a declaration; of TOML only its text tells.
pub fn may_be_declaration(path: &Path) -> bool {
    is_candidate(&display(path), b"form = \"\"") == Candidate::Yes
}

/// Where the result of a declaration stands: beside it.
pub fn result_path(declaration: &Path) -> PathBuf {
    let mut name = declaration.file_name().unwrap_or_default().to_owned();
    name.push(RESULT);
    declaration.with_file_name(name)
}

/// Where the annotated copy of a declaration stands: beside it. That of such a copy has its own
/// name.
pub fn annotated_path(declaration: &Path) -> PathBuf {
    let stem = declaration
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    let mut name = stem.trim_end_matches(ANNOTATED).to_owned() + ANNOTATED;
    if let Some(ending) = declaration.extension() {
        name = format!("{name}.{}", ending.to_string_lossy());
    }
    declaration.with_file_name(name)
}

/// Where the mended copy of a declaration stands: beside it.
pub fn copy_path(declaration: &Path) -> PathBuf {
    let mut name = declaration.file_stem().unwrap_or_default().to_owned();
    name.push(FIXED);
    if let Some(ending) = declaration.extension() {
        name.push(".");
        name.push(ending);
    }
    declaration.with_file_name(name)
}

/// The text view of a file; `None` when it cannot be read as a declaration.
pub fn text_view(name: &str, bytes: &[u8]) -> Option<Arc<SourceFile>> {
    read(name, bytes).ok().map(|reading| reading.source)
}

/// A path as reports show it: with forward slashes, and without a leading `./`.
pub fn display(path: &Path) -> String {
    let shown = path.to_string_lossy().replace('\\', "/");
    match shown.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => shown,
    }
}
