//! Files in memory laid over others: what is open in an editor, over the disk.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::files::{FileKind, Files};
use super::memory::MemoryFiles;

/// Files in memory that stand in place of those below of the same path.
#[derive(Clone, Copy)]
pub struct Overlay<'f> {
    over: &'f MemoryFiles,
    below: &'f dyn Files,
}

impl<'f> Overlay<'f> {
    /// Lays `over` over `below`.
    pub fn new(over: &'f MemoryFiles, below: &'f dyn Files) -> Self {
        Self { over, below }
    }
}

impl Files for Overlay<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.over.get(path) {
            Some(bytes) => Ok(bytes.to_owned()),
            None => self.below.read(path),
        }
    }

    fn read_at_most(&self, path: &Path, limit: usize) -> io::Result<Option<Vec<u8>>> {
        match self.over.get(path) {
            Some(bytes) => Ok((bytes.len() <= limit).then(|| bytes.to_owned())),
            None => self.below.read_at_most(path, limit),
        }
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.over.kind(path).or_else(|| self.below.kind(path))
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        self.below.absolute(path)
    }

    fn list(&self, folder: &Path) -> Vec<io::Result<PathBuf>> {
        let mut failed = Vec::new();
        let mut found = BTreeSet::new();
        for path in self.below.list(folder) {
            match path {
                Ok(path) => drop(found.insert(path)),
                Err(error) => failed.push(Err(error)),
            }
        }
        let over = self.over.paths().filter(|path| path.starts_with(folder));
        found.extend(over.map(Path::to_owned));
        failed.extend(found.into_iter().map(Ok));
        failed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_stands_in_place_of_what_is_below() {
        let (mut below, mut over) = (MemoryFiles::default(), MemoryFiles::default());
        below.insert("p/pack.toml", "old");
        below.insert("p/z.rule", "z");
        over.insert("p/pack.toml", "new");
        over.insert("p/a.rule", "a");
        over.insert("q/b.rule", "b");
        let files = Overlay::new(&over, &below);
        let list = files.list(Path::new("p")).into_iter();
        let list: Vec<_> = list.map(|path| path.expect("a path")).collect();
        let expected = ["p/a.rule", "p/pack.toml", "p/z.rule"];
        assert_eq!(list, expected.map(PathBuf::from));
        assert_eq!(files.read(&list[1]).expect("read"), b"new");
        assert_eq!(files.read(&list[2]).expect("read"), b"z");
        assert_eq!(files.kind(Path::new("q")), Some(FileKind::Folder));
    }
}
