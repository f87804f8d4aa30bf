//! A long run over changed rule files, on the stable compiler: `cargo test --release --test main --
//! --ignored fuzz` runs for ten minutes, or for as many seconds as `FUZZ_SECONDS` says.
//!
//! Pieces of the cases of `tests/data` and of the packs are cut, doubled, swapped and put together,
//! and every text goes the way of a rule file: read, written, read again, checked, told about.
//! What is found is a text, printed with the number that makes it again (`FUZZ_SEED`); once mended
//! it is kept in `tests/data/fuzz`, which `kept_findings_stay_mended` runs each time.

#![expect(
    clippy::disallowed_types,
    reason = "the long run ends by the clock; what it tries depends on the seed alone"
)]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use jixiao::analysis::{FileInput, FormInput, analyse};
use jixiao::diag::Messages;
use jixiao::form::Interface;
use jixiao::pack::{self, PackSource};
use jixiao::source::{SourceFile, SourceMap};
use jixiao::syntax::{KEYWORDS, Keywords, Spelling, format_as, parse};
use jixiao::vfs::DiskFiles;
use jixiao::write::{self, Options};

use crate::support::root;

/// Numbers that look like chance and are the same every time (Marsaglia's xorshift, 2003).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }

    fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        let index = self.below(all.len());
        &all[index]
    }
}

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

fn texts() -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["tests/data", "rules"] {
        collect(&root().join(folder), &mut found);
    }
    assert!(found.len() > 50);
    found
}

fn collect(folder: &Path, found: &mut Vec<String>) {
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
fn changed(texts: &[String], chance: &mut Chance) -> String {
    let mut lines: Vec<String> = chance.of(texts).lines().map(str::to_owned).collect();
    let start = chance.below(lines.len());
    let count = 1 + chance.below(40);
    lines = lines.into_iter().skip(start).take(count).collect();
    for _ in 0..1 + chance.below(6) {
        let at = chance.below(lines.len());
        match chance.below(6) {
            0 => drop(lines.get(at).is_some().then(|| lines.remove(at))),
            1 => {
                let others: Vec<&str> = chance.of(texts).lines().collect();
                let other = others.get(chance.below(others.len())).copied();
                lines.insert(at, other.unwrap_or_default().to_owned());
            }
            2 => {
                let again = lines.get(at).cloned().unwrap_or_default();
                lines.insert(at, again.repeat(1 + chance.below(3)));
            }
            _ => {
                if let Some(line) = lines.get_mut(at) {
                    *line = changed_line(line, chance);
                }
            }
        }
    }
    lines.join(if chance.below(9) == 0 { "\r\n" } else { "\n" })
}

fn changed_line(line: &str, chance: &mut Chance) -> String {
    let mut chars: Vec<char> = line.chars().collect();
    let at = chance.below(chars.len() + 1);
    let end = (at + chance.below(5)).min(chars.len());
    let keyword = chance.of(KEYWORDS);
    let piece = match chance.below(4) {
        0 => keyword.en,
        1 => keyword.zh,
        _ => chance.of(PIECES),
    };
    let piece = piece.repeat(1 + chance.below(2) * chance.below(70));
    chars.splice(at..end, piece.chars());
    chars.into_iter().collect()
}

fn core() -> PackSource {
    let mut sources = SourceMap::default();
    let folder = root().join("rules/core");
    let core = pack::load(&DiskFiles, &folder, &mut sources, &mut Vec::new());
    core.expect("readable").expect("a pack")
}

/// The way of a rule file; what must hold of any text is asserted.
fn go(core: &PackSource, text: &str) {
    let mut sources = SourceMap::default();
    let source = sources.add(SourceFile::new("fuzz.rule", text));
    let parsed = parse(source, text);
    if parsed.diagnostics.is_empty() {
        for keywords in [
            Keywords::AsWritten,
            Keywords::In(Spelling::Chinese),
            Keywords::In(Spelling::English),
        ] {
            let written = format_as(&parsed.file, text, keywords);
            let again = parse(source, &written);
            assert_eq!(again.diagnostics, [], "written: {written}");
            assert!(again.file.items == parsed.file.items, "written: {written}");
            let comments = (again.file.comments.len(), parsed.file.comments.len());
            assert_eq!(comments.0, comments.1, "written: {written}");
            let twice = format_as(&again.file, &written, keywords);
            assert_eq!(twice, written, "written twice");
        }
    }
    let forms: Vec<FormInput<'_>> = core
        .forms
        .iter()
        .map(|form| FormInput { form, pack: 0 })
        .collect();
    let interfaces: Vec<&Interface> = core.interfaces.iter().collect();
    let file = FileInput {
        source,
        text,
        tree: &parsed.file,
        pack: 0,
        pack_id: "fuzz",
    };
    let analysis = analyse(&[file], &forms, &interfaces);
    let mut diagnostics = parsed.diagnostics;
    diagnostics.extend(analysis.diagnostics);
    for label in diagnostics.iter().flat_map(|it| &it.labels) {
        let inside = text.get(label.span.range.indices());
        assert!(label.span.source == source && inside.is_some(), "{label:?}");
    }
    let messages = Messages {
        diagnostics,
        sources,
    };
    let _ = write::messages(&messages, &Options::default());
}

/// The longest that one text may take.
const SLOW: Duration = Duration::from_secs(20);

#[test]
#[ignore = "runs for ten minutes"]
fn fuzz() {
    let number = |name: &str, other: u64| {
        let set = std::env::var(name).ok();
        set.and_then(|it| it.parse().ok()).unwrap_or(other)
    };
    let (core, texts) = (core(), texts());
    let end = Instant::now() + Duration::from_secs(number("FUZZ_SECONDS", 600));
    let mut seed = number("FUZZ_SEED", 1);
    let first = seed;
    while Instant::now() < end {
        let text = changed(
            &texts,
            &mut Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
        );
        let begun = Instant::now();
        let went = catch_unwind(AssertUnwindSafe(|| go(&core, &text)));
        let found = went.is_err() || begun.elapsed() > SLOW;
        assert!(!found, "FUZZ_SEED={seed}\n----\n{text}\n----");
        seed += 1;
    }
    println!("{} texts", seed - first);
}

#[test]
fn kept_findings_stay_mended() {
    let core = core();
    let mut kept = Vec::new();
    collect(&root().join("tests/data/fuzz"), &mut kept);
    for text in kept {
        go(&core, &text);
    }
}

#[test]
fn a_few_changed_files_go_the_whole_way() {
    let (core, texts) = (core(), texts());
    for seed in 1..60u64 {
        let text = changed(
            &texts,
            &mut Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
        );
        go(&core, &text);
    }
}
