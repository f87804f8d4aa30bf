//! A package: the parts of a docx or xlsx by name, and a copy of it with some parts replaced.
//!
//! Nothing of the archive's own claims is believed: parts are inflated up to a limit whatever size
//! they declare. What is not replaced is copied as it was compressed, byte for byte.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Write};

use zip::read::ZipFile;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The most parts a package may have.
const MOST_PARTS: usize = 10_000;
/// The most bytes of one part, inflated.
const LONGEST_PART: u64 = 256 << 20;
/// The most bytes of all parts that are inflated for one reading.
const LONGEST_TOTAL: u64 = 512 << 20;

/// Why a package cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// It is no zip archive, or a damaged one.
    Broken,
    /// A part is encrypted.
    Encrypted,
    /// It has more parts, or longer ones, than any declaration has.
    TooLarge,
    /// Two parts have one name, or parts lie over one another: readers may differ on what it holds.
    Ambiguous,
}

/// An opened package.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be inflated.
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens the package that `bytes` are; inflates nothing yet.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Damage> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damage)?;
        if archive.len() > MOST_PARTS {
            return Err(Damage::TooLarge);
        }
        if archive.has_duplicate_names() || archive.has_overlapping_files().map_err(damage)? {
            return Err(Damage::Ambiguous);
        }
        Ok(Self {
            archive,
            left: LONGEST_TOTAL,
        })
    }

    /// The names of its parts, in the archive's order.
    pub fn names(&self) -> Vec<String> {
        let raw = self.archive.file_names_raw();
        raw.map(|name| String::from_utf8_lossy(name).into_owned())
            .collect()
    }

    /// Whether it has the part `name`.
    pub fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The bytes of the part `name`; `None` when there is none.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Damage> {
        let Some(index) = self.archive.index_for_name(name) else {
            return Ok(None);
        };
        let file = self.archive.by_index(index).map_err(damage)?;
        let limit = self.left.min(LONGEST_PART);
        let mut bytes = Vec::new();
        file.take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| Damage::Broken)?;
        let length = bytes.len() as u64;
        if length > limit {
            return Err(Damage::TooLarge);
        }
        self.left -= length;
        Ok(Some(bytes))
    }

    /// The bytes of the part `name` as they are inflated, for parts that are read from front to back
    /// and need not be held as a whole; `None` when there is none.
    ///
    /// Beyond the limit the stream fails with [`io::ErrorKind::FileTooLarge`].
    pub fn stream(&mut self, name: &str) -> Result<Option<Stream<'_, 'a>>, Damage> {
        let Some(index) = self.archive.index_for_name(name) else {
            return Ok(None);
        };
        Ok(Some(Stream {
            file: self.archive.by_index(index).map_err(damage)?,
            room: LONGEST_PART,
            left: &mut self.left,
        }))
    }

    /// The package with parts replaced or added; all others are copied as they were compressed.
    ///
    /// New parts stand behind the old ones, in the order of their names. The archive says `remark`
    /// of itself: office programs pass over it, and leave it out when they save the file.
    pub fn patched(
        &mut self,
        parts: &BTreeMap<String, Vec<u8>>,
        remark: &str,
    ) -> Result<Vec<u8>, Damage> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        out.set_comment(remark).map_err(damage)?;
        let mut missing: BTreeMap<&String, &Vec<u8>> = parts.iter().collect();
        for index in 0..self.archive.len() {
            let file = self.archive.by_index_raw(index).map_err(damage)?;
            let name = file.name().map_err(damage)?.into_owned();
            match missing.remove(&name) {
                Some(bytes) => {
                    let options = file.options();
                    drop(file);
                    write(&mut out, &name, bytes, options)?;
                }
                None => out.raw_copy_file(file).map_err(damage)?,
            }
        }
        for (name, bytes) in missing {
            let options =
                SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            write(&mut out, name, bytes, options)?;
        }
        out.finish().map(Cursor::into_inner).map_err(damage)
    }
}

/// The bytes of a part as they are inflated.
pub struct Stream<'p, 'a> {
    file: ZipFile<'p, Cursor<&'a [u8]>>,
    /// Bytes that this part may still have.
    room: u64,
    /// Bytes that all parts may still have.
    left: &'p mut u64,
}

impl Read for Stream<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        let length = read as u64;
        if length > self.room.min(*self.left) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.room -= length;
        *self.left -= length;
        Ok(read)
    }
}

fn write(
    out: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    bytes: &[u8],
    options: SimpleFileOptions,
) -> Result<(), Damage> {
    out.start_file(name, options).map_err(damage)?;
    out.write_all(bytes).map_err(|_| Damage::Broken)
}

fn damage(error: ZipError) -> Damage {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Damage::Encrypted,
        _ => Damage::Broken,
    }
}
