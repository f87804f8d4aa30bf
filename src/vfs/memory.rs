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

    /// Takes a file out.
    pub fn remove(&mut self, path: &Path) {
        self.files.remove(path);
    }

    /// The bytes of a file, if it is there.
    pub fn get(&self, path: &Path) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// The paths of all files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
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
