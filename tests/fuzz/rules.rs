//! Changed rule files: pieces of the cases of `tests/data` and of the packs are cut, doubled,
//! swapped and put together.

use std::fs;
use std::path::Path;

use jixiao::syntax::KEYWORDS;

use crate::support::{Random, root};

/// What rule files are made of, besides keywords.
const PIECES: &[&str] = &[
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "（",
    "）",
    "｛",
    "｝",
    "【",
    "“",
    "”",
    "「",
    "」",
    "\"",
    "/",
    "\\",
    ":",
    "：",
    "=",
    "==",
    "!=",
    "<=",
    "≥",
    "+",
    "++",
    "-",
    "*",
    "÷",
    ".",
    "．",
    ",",
    "，",
    "、",
    ";",
    "。",
    "//",
    "///",
    "\n",
    "\r\n",
    " ",
    "\u{3000}",
    "\u{200B}",
    "\u{202E}",
    "%",
    "0",
    "0.01 万元",
    "99999999999999999999999999999",
    "2021-13-99",
    "95%",
    "资金总额",
    "绩效指标",
    "条目.内容",
    "it",
    "form.fields",
    "count(",
    "sum(",
    "group(x by y)",
    "matches(",
    "{条目}",
    "{{",
    "/(?<名>\\d+)/",
    "/.{1,999}/",
    "rule a-b \"甲\" {",
    "terms 词 = [",
    "pattern 句 = /",
    "def f(x) = f(x)",
    "е",
];

pub(super) fn texts() -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["tests/data", "rules"] {
        collect(&root().join(folder), &mut found);
    }
    assert!(found.len() > 50);
    found
}

pub(super) fn collect(folder: &Path, found: &mut Vec<String>) {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|it| it == "rule") {
            found.push(fs::read_to_string(path).expect("readable"));
        }
    }
}

/// A text with some changes.
pub(super) fn changed(texts: &[String], random: &mut Random) -> String {
    let mut lines: Vec<String> = random.pick(texts).lines().map(str::to_owned).collect();
    let start = random.below(lines.len());
    let count = 1 + random.below(40);
    lines = lines.into_iter().skip(start).take(count).collect();
    for _ in 0..1 + random.below(6) {
        let at = random.below(lines.len());
        match random.below(6) {
            0 => drop(lines.get(at).is_some().then(|| lines.remove(at))),
            1 => {
                let others: Vec<&str> = random.pick(texts).lines().collect();
                let other = others.get(random.below(others.len())).copied();
                lines.insert(at, other.unwrap_or_default().to_owned());
            }
            2 => {
                let again = lines.get(at).cloned().unwrap_or_default();
                lines.insert(at, again.repeat(1 + random.below(3)));
            }
            _ => {
                if let Some(line) = lines.get_mut(at) {
                    *line = changed_line(line, random);
                }
            }
        }
    }
    lines.join(if random.below(9) == 0 { "\r\n" } else { "\n" })
}

fn changed_line(line: &str, random: &mut Random) -> String {
    let mut chars: Vec<char> = line.chars().collect();
    let at = random.below(chars.len() + 1);
    let end = (at + random.below(5)).min(chars.len());
    let keyword = random.pick(KEYWORDS);
    let piece = match random.below(4) {
        0 => keyword.en,
        1 => keyword.zh,
        _ => random.pick(PIECES),
    };
    let piece = piece.repeat(1 + random.below(2) * random.below(70));
    chars.splice(at..end, piece.chars());
    chars.into_iter().collect()
}
