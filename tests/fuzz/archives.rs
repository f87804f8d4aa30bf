//! Changed archives of packs: bytes and header fields changed in place, and archives put together
//! by other means from changed entries.

use rawzip::CompressionMethod;

use crate::shipping::world::{Crafted, build, craft, entries, sources};
use crate::support::Random;

/// An archive as it was built, and its files.
pub(super) struct Built {
    pub(super) bytes: Vec<u8>,
    pub(super) entries: Vec<(String, Vec<u8>)>,
}

pub(super) fn built() -> Built {
    let bytes = build(&sources(7, "云泽市要求"));
    let entries = entries(&bytes);
    Built { bytes, entries }
}

/// Names that an archive may not have, and some that it may.
const NAMES: &[&str] = &[
    "../pack.toml",
    "/etc/passwd",
    "C:\\x.rule",
    "a\\b.rule",
    "./pack.toml",
    "forms/../pack.toml",
    "forms//x.toml",
    "PACK.TOML",
    "pack.toml ",
    "con.rule",
    "cases/",
    "cases/x.md",
    "x.rule",
    "说明.rule",
    "e\u{301}.rule",
    "\u{202e}elur.x",
    "",
    "files.toml",
];

pub(super) fn changed(built: &Built, random: &mut Random) -> Vec<u8> {
    if random.below(2) == 0 {
        let mut bytes = built.bytes.clone();
        for _ in 0..1 + random.below(4) {
            change_bytes(&mut bytes, random);
        }
        return bytes;
    }
    let mut crafted: Vec<Crafted> = built
        .entries
        .iter()
        .map(|(name, bytes)| Crafted::new(name.as_str(), bytes.as_slice()))
        .collect();
    for _ in 0..random.below(4) {
        change_entries(&mut crafted, random);
    }
    craft(&crafted)
}

fn change_bytes(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let end = (at + random.below(60)).min(bytes.len());
    match random.below(6) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => {
            let again = bytes[at..end].to_vec();
            let to = random.below(bytes.len() + 1);
            bytes.splice(to..to, again);
        }
        3 => {
            let signs: [&[u8]; 4] = [b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06"];
            let sign = *random.pick(&signs);
            bytes.splice(at..end, sign.iter().copied());
        }
        4 => {
            let value = *random.pick(&[0, 1, u32::MAX, 0x8000_0000, 0xffff]);
            let end = (at + 4).min(bytes.len());
            bytes.splice(at..end, value.to_le_bytes());
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = random.byte();
            }
        }
    }
}

fn change_entries(entries: &mut Vec<Crafted>, random: &mut Random) {
    let at = random.below(entries.len());
    let other = random.below(entries.len());
    let Some(mut entry) = entries.get(at).cloned() else {
        return;
    };
    match random.below(9) {
        0 => drop(entries.remove(at)),
        1 => entries.push(entry),
        2 => entries.swap(at, other),
        3 => {
            entry.name = random.pick(NAMES).as_bytes().to_vec();
            entries.push(entry);
        }
        4 => entries[at].mode = Some(*random.pick(&[0o120_777, 0o040_755, 0o100_644, 0o020_000])),
        5 => entries[at].method = CompressionMethod::DEFLATE,
        6 => entries[at].declared = Some(*random.pick(&[0, 1, 1 << 31, u64::MAX >> 1])),
        7 => entries[at].extra = true,
        _ => change_bytes(&mut entries[at].bytes, random),
    }
}
