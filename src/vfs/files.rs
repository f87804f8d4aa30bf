//! The only way in from the outside.

use std::io;
use std::path::{Path, PathBuf};

/// Files by path: those of the disk, or some kept in memory.
pub trait Files: Sync {
    /// The bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The bytes of a file in a buffer that is kept from file to file; its length is not what was
    /// read but what it has room for.
    fn read_into<'b>(&self, path: &Path, buffer: &'b mut Vec<u8>) -> io::Result<&'b [u8]> {
        *buffer = self.read(path)?;
        Ok(buffer)
    }

    /// What stands at a path.
    fn kind(&self, path: &Path) -> Option<FileKind>;

    /// All files below a folder, sorted by path; entries that cannot be looked at are errors.
    fn list(&self, folder: &Path) -> Vec<io::Result<PathBuf>>;
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A file.
    File,
    /// A folder.
    Folder,
}
