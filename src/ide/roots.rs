//! Files as an editor names them: by paths from the root, for an editor is in no folder.

use std::io;
use std::path::{Path, PathBuf};

use crate::vfs::{FileKind, Files};

/// The files of a disk by paths from the root; under any other path there is nothing.
pub(super) struct Roots(pub Box<dyn Files>);

impl Files for Roots {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match path.is_absolute() {
            true => self.0.read(path),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn read_at_most(&self, path: &Path, limit: usize) -> io::Result<Option<Vec<u8>>> {
        match path.is_absolute() {
            true => self.0.read_at_most(path, limit),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        match path.is_absolute() {
            true => self.0.absolute(path),
            false => path.to_owned(),
        }
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.0.kind(path).filter(|_| path.is_absolute())
    }

    fn list(&self, folder: &Path) -> Vec<io::Result<PathBuf>> {
        match folder.is_absolute() {
            true => self.0.list(folder),
            false => Vec::new(),
        }
    }
}
