//! Archives of packs: zip files whose entries are stored, in the order of their names, without
//! times or rights, so that the same files make the same bytes on every machine.
//!
//! Reading trusts nothing: an archive is accepted only when it is, byte for byte, what
//! [`write()`] makes of the files found in it. There is no place left for hidden data, for links, or
//! for two readings of one archive; and since nothing is compressed, nothing can swell up.

use std::io::Write;

use rawzip::time::UtcDateTime;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveWriter, ZipFileHeaderRecord};

use super::name;
use super::refusal::{self, Refusal};

/// The longest archive that is read.
pub(super) const LONGEST: usize = 64 << 20;
/// The longest file in one.
const LONGEST_FILE: usize = 8 << 20;
/// The most that the files may hold together.
const LONGEST_TOTAL: usize = 48 << 20;
/// How many files there may be.
const MOST_FILES: usize = 2000;

/// A file of an archive: its name and its bytes.
pub(super) type Entry = (String, Vec<u8>);

/// The files of an archive, in its order. Whether its form is the only one it may have is asked by
/// [`check_form`], so that a change in a file is told by the file's name first.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Entry>, Refusal> {
    if bytes.len() > LONGEST {
        return Err(refusal::archive_too_large(LONGEST));
    }
    let broken = |_| refusal::not_an_archive();
    let archive = ZipArchive::from_slice(bytes).map_err(broken)?;
    let mut files: Vec<Entry> = Vec::new();
    let mut names: Vec<(String, String)> = Vec::new();
    let mut total = 0;
    for entry in archive.entries() {
        let entry = entry.map_err(broken)?;
        if files.len() >= MOST_FILES {
            return Err(refusal::too_many_entries(MOST_FILES));
        }
        let name = plain_file(&entry)?;
        let folded = name::folded(&name);
        if let Some((_, other)) = names.iter().find(|(known, _)| *known == folded) {
            return Err(refusal::duplicate(&name, other));
        }
        let length = entry.uncompressed_size_hint();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if length > LONGEST_FILE {
            return Err(refusal::file_too_large(&name, LONGEST_FILE));
        }
        total += length;
        if total > LONGEST_TOTAL {
            return Err(refusal::total_too_large(&name, LONGEST_TOTAL));
        }
        let found = archive.get_entry(entry.wayfinder()).map_err(broken)?;
        names.push((folded, name.clone()));
        files.push((name, found.data().to_vec()));
    }
    if files.is_empty() {
        return Err(refusal::not_an_archive());
    }
    Ok(files)
}

/// The name of an entry that is a file like those that [`write()`] writes.
fn plain_file(entry: &ZipFileHeaderRecord<'_>) -> Result<String, Refusal> {
    let path = entry.file_path();
    let raw: &[u8] = path.as_bytes();
    let Ok(name) = std::str::from_utf8(raw) else {
        let name = String::from_utf8_lossy(raw);
        return Err(refusal::unsafe_name(&name, "名称不是 UTF-8"));
    };
    // The kind of entry in the upper half of the attributes, as Unix systems write it.
    const KIND: u32 = 0o170_000;
    const FILE: u32 = 0o100_000;
    const LINK: u32 = 0o120_000;
    let kind = (entry.external_attributes() >> 16) & KIND;
    if kind == LINK {
        return Err(refusal::not_a_file(name, "链接"));
    }
    if kind != 0 && kind != FILE && !entry.is_dir() {
        return Err(refusal::not_a_file(name, "设备之类的东西"));
    }
    if let Some(why) = name::fault(name.strip_suffix('/').unwrap_or(name)) {
        return Err(refusal::unsafe_name(name, why));
    }
    if entry.is_dir() {
        return Err(refusal::not_a_file(name, "文件夹"));
    }
    if entry.flags().is_encrypted() {
        return Err(refusal::encrypted(name));
    }
    let (packed, unpacked) = (entry.compressed_size_hint(), entry.uncompressed_size_hint());
    if entry.compression_method() != CompressionMethod::STORE || packed != unpacked {
        return Err(refusal::compressed(name, packed, unpacked));
    }
    Ok(name.to_owned())
}

/// Refuses what is not, byte for byte, what [`write()`] makes of the files: the one called `first`,
/// then the others in the order of their names.
pub(super) fn check_form(bytes: &[u8], files: &[Entry], first: &str) -> Result<(), Refusal> {
    let ordered = matches!(files, [(name, _), rest @ ..] if name == first && rest.is_sorted());
    if ordered && write(files).is_ok_and(|written| written == bytes) {
        return Ok(());
    }
    // A file that does not fit its sum is told by name.
    let broken = |_| refusal::not_an_archive();
    let archive = ZipArchive::from_slice(bytes).map_err(broken)?;
    for (entry, (name, bytes)) in archive.entries().zip(files) {
        if entry.map_err(broken)?.crc32() != rawzip::crc32(bytes) {
            return Err(refusal::damaged(name));
        }
    }
    Err(refusal::not_canonical())
}

/// The archive of these files, in their order. Names must be fit for one.
pub(super) fn write(files: &[Entry]) -> Result<Vec<u8>, Refusal> {
    if files.len() > MOST_FILES {
        return Err(refusal::too_many_entries(MOST_FILES));
    }
    let mut total = 0;
    for (name, bytes) in files {
        if let Some(why) = name::fault(name) {
            return Err(refusal::unsafe_name(name, why));
        }
        if bytes.len() > LONGEST_FILE {
            return Err(refusal::file_too_large(name, LONGEST_FILE));
        }
        total += bytes.len();
        if total > LONGEST_TOTAL {
            return Err(refusal::total_too_large(name, LONGEST_TOTAL));
        }
    }
    // Writing to memory cannot fail.
    stored(files).map_err(|_| refusal::not_an_archive())
}

fn stored(files: &[Entry]) -> Result<Vec<u8>, rawzip::Error> {
    // The first day that the format can write: no clock is asked.
    let day = UtcDateTime::from_unix(315_532_800);
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, bytes) in files {
        let (mut entry, config) = archive.new_file(name.as_str()).last_modified(day).start()?;
        let mut writer = config.wrap(&mut entry);
        writer.write_all(bytes)?;
        let (_, descriptor) = writer.finish()?;
        entry.finish(descriptor)?;
    }
    archive.finish()
}
