//! Files in memory: packs inside the binary, examples, tests.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::files::{FileKind, Files};

/// Files in memory, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl MemoryFiles {
    /// Puts a file in, in place of an earlier one of that path.
    pub fn insert(&mut self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files
            .get(path)
            .cloned()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        if self.files.contains_key(path) {
            return Some(FileKind::File);
        }
        let below = |file: &PathBuf| file.starts_with(path);
        self.files.keys().any(below).then_some(FileKind::Folder)
    }

    fn list(&self, folder: &Path) -> Vec<io::Result<PathBuf>> {
        self.files
            .keys()
            .filter(|file| file.starts_with(folder))
            .cloned()
            .map(Ok)
            .collect()
    }
}
