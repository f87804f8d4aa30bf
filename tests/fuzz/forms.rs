//! Changed declarations: lines of the samples cut, doubled, swapped and mixed, and bytes changed.

use crate::support::Random;

/// What turns up in forms and is awkward to read.
const PIECES: &[&str] = &[
    "\t",
    "\n",
    "\r\n",
    "（",
    "）",
    "1.",
    "（一）",
    "①",
    "：",
    "；",
    "合计",
    "其中",
    "不少于",
    "≥",
    "99999999999999",
    "0.000000000000000000000000000001",
    "１２",
    "万元",
    "%",
    "‰",
    "人次",
    "二〇二一年",
    "\u{200b}",
    "\u{3000}",
    "𠮷",
    "é",
    "《",
    "》",
    "“",
    "[[",
    "]]",
    "=",
    "\"\"\"",
    "#",
];

pub(super) fn changed(samples: &[(String, Vec<u8>)], random: &mut Random) -> (String, Vec<u8>) {
    let (name, bytes) = random.pick(samples);
    let (_, others) = random.pick(samples);
    let mut lines: Vec<Vec<u8>> = bytes.split(|it| *it == b'\n').map(<[u8]>::to_vec).collect();
    let others: Vec<&[u8]> = others.split(|it| *it == b'\n').collect();
    for _ in 0..1 + random.below(12) {
        let at = random.below(lines.len());
        let to = random.below(lines.len());
        match random.below(7) {
            0 if lines.len() > 1 => drop(lines.remove(at)),
            1 => lines.insert(at, random.pick(&others).to_vec()),
            2 => lines.swap(at, to),
            3 => lines.insert(at, lines[to].clone()),
            4 => lines.truncate(at + 1),
            5 => change_bytes(&mut lines[at], random),
            _ => change_text(&mut lines[at], random),
        }
    }
    (name.clone(), lines.join(&b'\n'))
}

fn change_text(line: &mut Vec<u8>, random: &mut Random) {
    let mut chars: Vec<char> = String::from_utf8_lossy(line).chars().collect();
    let at = random.below(chars.len() + 1);
    let end = (at + random.below(6)).min(chars.len());
    let piece = random
        .pick(PIECES)
        .repeat(1 + random.below(2) * random.below(40));
    chars.splice(at..end, piece.chars());
    *line = chars.into_iter().collect::<String>().into_bytes();
}

fn change_bytes(line: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(line.len() + 1);
    let end = (at + random.below(4)).min(line.len());
    line.splice(at..end, [random.byte()]);
}
