//! A path to the files of a pack: a folder as it stands, or an archive in memory whose files are
//! those that its list names.

use std::io;
use std::path::{Path, PathBuf};

use crate::vfs::{FileKind, Files, MemoryFiles};

use super::archive;
use super::contents::{self, Contents};
use super::refusal::Refusal;
use super::signature::ENDING;

/// The longest signature that is read.
const LONGEST_SIGNATURE: usize = 8 << 10;

/// A pack that was opened but not yet admitted.
#[derive(Debug)]
pub enum Opened {
    /// A folder.
    Folder,
    /// An archive.
    Archive(Box<Archive>),
}

/// An archive whose files are those that its list names.
#[derive(Debug)]
pub struct Archive {
    /// Its files, below the path of the archive as if that were a folder.
    pub files: MemoryFiles,
    /// What it says that it holds, and does.
    pub contents: Contents,
    /// The bytes that are signed.
    pub signed: Vec<u8>,
    /// The signature beside it, if there is one.
    pub signature: Option<Vec<u8>>,
}

/// Why a path could not be opened as a pack.
#[derive(Debug)]
pub enum OpenError {
    /// It could not be read.
    Io(io::Error),
    /// It is not as it must be.
    Refused(Refusal),
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Refusal> for OpenError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Opens what stands at a path.
pub fn open(files: &dyn Files, path: &Path) -> Result<Opened, OpenError> {
    match files.kind(path) {
        None => Err(io::Error::from(io::ErrorKind::NotFound).into()),
        Some(FileKind::Folder) => Ok(Opened::Folder),
        Some(FileKind::File) => Ok(Opened::Archive(Box::new(read(files, path)?))),
    }
}

fn read(files: &dyn Files, path: &Path) -> Result<Archive, OpenError> {
    let limit = archive::LONGEST;
    let bytes = files.read_at_most(path, limit)?;
    let bytes = bytes.ok_or_else(|| super::refusal::archive_too_large(limit))?;
    let all = archive::read(&bytes)?;
    let mut entries = all.clone();
    let (contents, signed) = Contents::check(&mut entries)?;
    archive::check_form(&bytes, &all, contents::NAME)?;
    let mut memory = MemoryFiles::default();
    for (name, bytes) in entries {
        memory.insert(path.join(name), bytes);
    }
    Ok(Archive {
        files: memory,
        contents,
        signed,
        signature: signature(files, path)?,
    })
}

/// Where the signature of an archive stands: beside it.
pub fn signature_path(archive: &Path) -> PathBuf {
    let mut path = archive.as_os_str().to_owned();
    path.push(ENDING);
    PathBuf::from(path)
}

fn signature(files: &dyn Files, archive: &Path) -> Result<Option<Vec<u8>>, OpenError> {
    match files.read_at_most(&signature_path(archive), LONGEST_SIGNATURE) {
        Ok(Some(bytes)) => Ok(Some(bytes)),
        Ok(None) => Err(super::refusal::bad_signature("太长").into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}
