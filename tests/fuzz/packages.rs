//! Changed office files: a part of a package with its XML cut, doubled, mixed and changed, or the
//! file's own bytes.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::sheets::zipped;
use crate::support::{Random, root};

/// What turns up in XML of spreadsheets and is awkward to read.
const PIECES: &[&str] = &[
    "<c>",
    "</c>",
    "<row>",
    "</row>",
    "<v>1</v>",
    "<f>1</f>",
    "<si>",
    "</si>",
    "<xf numFmtId=\"9\"/>",
    "<cellXfs>",
    "<row r=\"1048576\">",
    "<row r=\"4294967295\">",
    "<c r=\"XFD1\"><v>1</v></c>",
    "<c r=\"A0\"/>",
    "<c r=\"ZZZZZZZZ9\" t=\"s\"><v>-1</v></c>",
    " t=\"s\"",
    " t=\"e\"",
    " t=\"inlineStr\"",
    " s=\"4294967296\"",
    "<v>1E+400</v>",
    "<v>-0</v>",
    "<v>99999999999999999999</v>",
    "<is><t>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<mergeCell ref=\"B2:A1\"/>",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "&b;",
    "&#0;",
    "&#x10ffff;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "_x000D_",
    "_xD800_",
    "formatCode=\"[h]\"",
    "formatCode=\"0.0,,%;;\"",
    "<col min=\"1\" max=\"16384\" hidden=\"1\"/>",
    "\u{0}",
    "</x:row>",
];

/// The workbooks among the sample declarations: name and bytes.
pub(crate) fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = std::fs::read_dir(root().join("declarations/excel")).expect("the folder");
    let mut found: Vec<(String, Vec<u8>)> = folder
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            (name.into_owned(), std::fs::read(&path).expect("readable"))
        })
        .collect();
    found.sort();
    found
}

/// The parts of a package; `None` for another file.
fn parts(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let count = archive.len();
    let part = |index| {
        let mut file = archive.by_index(index).expect("a part");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("inflated");
        (file.name().expect("a name").into_owned(), bytes)
    };
    Some((0..count).map(part).collect())
}

/// A changed workbook.
pub(crate) fn changed(samples: &[(String, Vec<u8>)], random: &mut Random) -> (String, Vec<u8>) {
    let (name, bytes) = random.pick(samples);
    let whole = random.below(3) == 0;
    let bytes = match parts(bytes).filter(|_| !whole) {
        Some(mut parts) => {
            let index = random.below(parts.len());
            for _ in 0..1 + random.below(6) {
                change(&mut parts[index].1, random);
            }
            zipped(&parts)
        }
        None => {
            let mut bytes = bytes.clone();
            for _ in 0..1 + random.below(6) {
                change(&mut bytes, random);
            }
            bytes
        }
    };
    (name.clone(), bytes)
}

/// Pieces of XML in no order.
pub(super) fn pieces(random: &mut Random) -> Vec<u8> {
    let count = random.below(40);
    let text: String = (0..count).map(|_| *random.pick(PIECES)).collect();
    text.into_bytes()
}

fn change(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let end = (at + random.below(60)).min(bytes.len());
    match random.below(7) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => {
            let piece = bytes[at..end].to_vec();
            let to = random.below(bytes.len() + 1);
            bytes.splice(to..to, piece);
        }
        3 | 4 if at < bytes.len() => bytes[at] = random.byte(),
        5 => {
            // Lengths and places of compound files are whole numbers of the largest kind, or none.
            let fill = *random.pick(&[0x00, 0x7f, 0x80, 0xff]);
            bytes[at..(at + 4).min(end)].fill(fill);
        }
        _ => {
            let piece = random.pick(PIECES).bytes();
            bytes.splice(at..at, piece);
        }
    }
}
