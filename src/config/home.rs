//! Where a file of the user's stands: as people see it, and from the root.

use std::path::{Path, PathBuf};

use crate::vfs::Files;

/// A folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// As it is found from the current folder, which is the empty path.
    pub shown: PathBuf,
    /// From the root.
    pub absolute: PathBuf,
}

impl Home {
    /// The folder at an absolute path.
    pub(super) fn new(files: &dyn Files, absolute: &Path) -> Self {
        let here = files.absolute(Path::new(""));
        let shown = match (absolute.strip_prefix(&here), here.strip_prefix(absolute)) {
            (Ok(below), _) => below.to_owned(),
            (_, Ok(above)) => above.components().map(|_| "..").collect(),
            _ => absolute.to_owned(),
        };
        Self {
            shown,
            absolute: absolute.to_owned(),
        }
    }

    /// The folder in which a file stands.
    pub fn of_file(files: &dyn Files, file: &Path) -> Self {
        let absolute = files.absolute(file);
        Self::new(files, absolute.parent().unwrap_or(Path::new("")))
    }

    /// A file at an absolute path as the files here name it: with forward slashes, from this
    /// folder; `None` when it does not stand below it.
    pub fn relative(&self, absolute: &Path) -> Option<String> {
        let below = absolute.strip_prefix(&self.absolute).ok()?;
        Some(below.to_string_lossy().replace('\\', "/"))
    }
}
