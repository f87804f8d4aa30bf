//! Compound files, which Office and WPS wrote before they wrote packages: what one holds.

use std::io::{Cursor, Read};

use cfb::CompoundFile;

/// The bytes that every compound file begins with.
const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// The longest stream that is read.
const LONGEST: u64 = 64 << 20;

/// What a compound file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compound {
    /// A workbook of Excel 97 to 2003 or of WPS.
    Workbook,
    /// A workbook of Excel 5 or 95.
    OldWorkbook,
    /// A text document of Word or WPS.
    Document,
    /// Slides.
    Slides,
    /// A package that only a password opens.
    Encrypted,
    /// Something else.
    Other,
    /// It is damaged.
    Broken,
}

/// Streams by which a compound file is known. Programs write those of two kinds into one file for
/// other programs to read: the first one here counts.
const STREAMS: &[(&str, Compound)] = &[
    ("EncryptedPackage", Compound::Encrypted),
    ("Workbook", Compound::Workbook),
    ("WordDocument", Compound::Document),
    ("PowerPoint Document", Compound::Slides),
    ("Book", Compound::OldWorkbook),
    ("WpsCustomData", Compound::Document),
];

/// What the bytes hold; `None` when they are no compound file.
pub(super) fn compound(bytes: &[u8]) -> Option<Compound> {
    bytes.starts_with(MAGIC).then(|| {
        let Ok(file) = CompoundFile::open(Cursor::new(bytes)) else {
            return Compound::Broken;
        };
        let known = STREAMS.iter().find(|(name, _)| find(&file, name).is_some());
        known.map_or(Compound::Other, |(_, kind)| *kind)
    })
}

/// The path of the stream of this name in the root, whatever the case of its letters.
fn find(file: &CompoundFile<Cursor<&[u8]>>, name: &str) -> Option<std::path::PathBuf> {
    let mut entries = file.read_root_storage();
    let entry = entries.find(|it| it.is_stream() && it.name().eq_ignore_ascii_case(name))?;
    Some(entry.path().to_owned())
}

/// The bytes of the stream of this name; `None` when the file is damaged or the stream too long.
pub(super) fn stream(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).ok()?;
    let path = find(&file, name)?;
    let mut stream = file.open_stream(path).ok()?;
    if stream.len() > LONGEST {
        return None;
    }
    let mut found = Vec::new();
    stream.read_to_end(&mut found).ok()?;
    Some(found)
}
