//! The files of the disk. The one place that touches the file system.

#![expect(clippy::disallowed_methods, reason = "here is the way to the disk")]

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::files::{FileKind, Files};

/// The files of the disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskFiles;

impl Files for DiskFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn read_into<'b>(&self, path: &Path, buffer: &'b mut Vec<u8>) -> io::Result<&'b [u8]> {
        const ROOM: usize = 64 << 10;
        let mut file = fs::File::open(path)?;
        let mut length = 0;
        loop {
            if length == buffer.len() {
                buffer.resize((length * 2).max(ROOM), 0);
            }
            match file.read(buffer.get_mut(length..).unwrap_or_default()) {
                Ok(0) => return Ok(buffer.get(..length).unwrap_or_default()),
                Ok(read) => length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        let metadata = fs::metadata(path).ok()?;
        Some(if metadata.is_dir() {
            FileKind::Folder
        } else {
            FileKind::File
        })
    }

    fn list(&self, folder: &Path) -> Vec<io::Result<PathBuf>> {
        // Links to files are followed, links to folders too; walkdir reports loops as errors.
        WalkDir::new(folder)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_map(|entry| match entry {
                Ok(entry) if entry.file_type().is_dir() => None,
                Ok(entry) => Some(Ok(entry.into_path())),
                Err(error) => Some(Err(error.into())),
            })
            .collect()
    }
}

/// All of standard input.
pub fn read_stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Replaces a file as a whole: whoever reads it meanwhile sees the old one or the new one, and a
/// run that breaks off leaves the old one.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Through a link the file it leads to is replaced, not the link.
    let path = fs::canonicalize(path)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".jixiao-new");
    let new = path.with_file_name(name);
    let permissions = fs::metadata(&path)?.permissions();
    fs::write(&new, bytes)
        .and_then(|()| fs::set_permissions(&new, permissions))
        .and_then(|()| fs::rename(&new, &path))
        .inspect_err(|_| {
            let _ = fs::remove_file(&new);
        })
}

/// Creates or replaces a file that holds an output of the tool.
pub fn create(path: &Path) -> io::Result<Box<dyn Write>> {
    Ok(Box::new(io::BufWriter::new(fs::File::create(path)?)))
}
