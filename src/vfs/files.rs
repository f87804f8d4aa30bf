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

    /// The bytes of a file that is no longer than `limit`; `None` when it is.
    fn read_at_most(&self, path: &Path, limit: usize) -> io::Result<Option<Vec<u8>>> {
        let bytes = self.read(path)?;
        Ok((bytes.len() <= limit).then_some(bytes))
    }

    /// A path from the root, without `.` and `..`, whether or not something stands there; links are
    /// not followed.
    fn absolute(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }

    /// What stands at a path.
    fn kind(&self, path: &Path) -> Option<FileKind>;

    /// The bytes of a file whose name ends with `from`, converted by another program to what names
    /// ending with `to` hold; `None` where nothing is converted.
    ///
    /// [`io::ErrorKind::NotFound`]: there is no such program; `TimedOut`: it took too long;
    /// `InvalidData`: it made nothing of the file.
    fn convert(&self, _bytes: &[u8], _from: &str, _to: &str) -> Option<io::Result<Converted>> {
        None
    }

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

/// A file that was converted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// What came out.
    pub bytes: Vec<u8>,
    /// Name and version of the program.
    pub by: String,
}
