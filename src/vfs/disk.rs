//! The files of the disk. The one place that touches the file system.

#![expect(clippy::disallowed_methods, reason = "here is the way to the disk")]

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

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

    fn read_at_most(&self, path: &Path, limit: usize) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        // One byte more tells a file that is too long from one that just fits.
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
        Ok((bytes.len() <= limit).then_some(bytes))
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        // An empty path means the current folder, and has to be spelt out.
        let absolute = std::path::absolute(Path::new(".").join(path));
        let mut plain = PathBuf::new();
        for part in absolute.as_deref().unwrap_or(path).components() {
            match part {
                Component::ParentDir => {
                    plain.pop();
                }
                Component::CurDir => {}
                Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                    plain.push(part);
                }
            }
        }
        plain
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
            // Entries of a folder differ in their names only, and whole paths need no taking apart.
            .sort_by(|a, b| a.path().as_os_str().cmp(b.path().as_os_str()))
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

/// Writes a file that does not exist yet; the folders on the way to it are made.
///
/// Only the owner may read a secret one, where the system knows such rights.
pub fn write_new(path: &Path, bytes: &[u8], secret: bool) -> io::Result<()> {
    make_folder_of(path)?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    if secret {
        owners_only(&mut options);
    }
    options.open(path)?.write_all(bytes)
}

#[cfg(unix)]
fn owners_only(options: &mut fs::OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn owners_only(_: &mut fs::OpenOptions) {}

/// Writes or replaces a file as a whole: whoever reads it meanwhile sees the old one or the new one,
/// and a run that breaks off leaves the old one. The folders on the way to it are made.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_folder_of(path)?;
    // Through a link the file it leads to is replaced, not the link.
    let known = fs::canonicalize(path).ok();
    let permissions = match &known {
        Some(path) => Some(fs::metadata(path)?.permissions()),
        None => None,
    };
    let path = known.as_deref().unwrap_or(path);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".jixiao-new");
    let new = path.with_file_name(name);
    fs::write(&new, bytes)
        .and_then(|()| match permissions {
            Some(permissions) => fs::set_permissions(&new, permissions),
            None => Ok(()),
        })
        .and_then(|()| fs::rename(&new, path))
        .inspect_err(|_| {
            let _ = fs::remove_file(&new);
        })
}

fn make_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::create_dir_all(folder),
        _ => Ok(()),
    }
}

/// Creates or replaces a file that holds an output of the tool.
pub fn create(path: &Path) -> io::Result<Box<dyn Write>> {
    Ok(Box::new(io::BufWriter::new(fs::File::create(path)?)))
}
