//! The shape of the source: who may import whom, what doors hold, what no file may contain.
//!
//! The table of imports is the one in the crate's documentation (`src/lib.rs`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::root;

/// A file of `src`.
struct Source {
    /// Its path below `src`, with forward slashes.
    path: String,
    text: String,
    /// The code that is no test: without comments, texts and what follows the first `cfg(test)`.
    code: String,
}

impl Source {
    /// The folder below `src`, or the file's own name for `lib.rs` and `main.rs`.
    fn room(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    fn is_door(&self) -> bool {
        self.path.ends_with("/mod.rs")
    }
}

/// A file that is all tests.
const LAWS: &str = "syntax/laws.rs";

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join("src"), "", &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 100);
    found
}

fn collect(folder: &Path, below: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let name = format!("{below}{name}");
        if path.is_dir() {
            collect(&path, &format!("{name}/"), found);
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(&path).expect("readable");
            let code = if name == LAWS {
                String::new()
            } else {
                code(&text)
            };
            found.push(Source {
                path: name,
                text,
                code,
            });
        }
    }
}

/// The code without line comments, without what stands between quotes, and without tests, which
/// stand at the end of a file.
fn code(text: &str) -> String {
    let mut code = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("#[cfg(test)]") {
            break;
        }
        let mut quoted = false;
        let mut before = ' ';
        let mut kept = String::new();
        for (at, c) in line.char_indices() {
            if !quoted && line[at..].starts_with("//") {
                break;
            }
            let toggles =
                c == '"' && before != '\\' && !(before == '\'' && line[at + 1..].starts_with('\''));
            if toggles {
                quoted = !quoted;
            } else if !quoted {
                kept.push(c);
            }
            before = if before == '\\' { ' ' } else { c };
        }
        code.push_str(&kept);
        code.push('\n');
    }
    code
}

/// The words of a text: names and what stands between them.
fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether `code` holds `word` as a whole name.
fn holds(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let behind = code[at + word.len()..].chars().next();
        let begins = word.starts_with(|c| !is_name(c)) || !before.is_some_and(is_name);
        let ends = word.ends_with(|c| !is_name(c)) || !behind.is_some_and(is_name);
        begins && ends
    })
}

/// The rows of the table in the crate's documentation: room and what it may import.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    let mut rooms = BTreeMap::new();
    for line in text.lines() {
        let Some(row) = line
            .replace("[`mod@", "[`")
            .strip_prefix("//! | [`")
            .map(str::to_owned)
        else {
            continue;
        };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let room = cells[0].split('`').next().unwrap_or_default().to_owned();
        let imports = cells[cells.len() - 2]
            .split([',', ' '])
            .filter(|it| !it.is_empty());
        rooms.insert(room, imports.map(str::to_owned).collect());
    }
    rooms
}

/// What a file imports from other rooms: room and the first name below it.
fn imports(source: &Source) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, _) in source.code.match_indices("crate::") {
        let path: String = source.code[at + 7..]
            .chars()
            .take_while(|c| is_name(*c) || *c == ':')
            .collect();
        let mut names = path.split("::");
        let room = names.next().unwrap_or_default().to_owned();
        let next = names.next().unwrap_or_default().to_owned();
        assert!(
            !room.is_empty(),
            "{}: crate::{{…}} hides what is imported",
            source.path
        );
        found.push((room, next));
    }
    found
}

#[test]
fn rooms_import_what_the_table_allows() {
    let table = table();
    let sources = sources();
    let rooms: BTreeSet<&str> = sources
        .iter()
        .map(Source::room)
        .filter(|room| !room.ends_with(".rs"))
        .collect();
    let listed: BTreeSet<&str> = table.keys().map(String::as_str).collect();
    assert_eq!(listed, rooms, "the table in lib.rs lists the rooms");
    let mut wrong = Vec::new();
    let mut used: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for source in sources.iter().filter(|it| !it.room().ends_with(".rs")) {
        let room = source.room();
        for (other, _) in imports(source) {
            if other != room && !table[room].contains(&other) {
                wrong.push(format!("{}: {room} must not import {other}", source.path));
            }
            used.entry(room).or_default().insert(other);
        }
    }
    for (room, allowed) in &table {
        for other in allowed {
            assert!(
                table.contains_key(other),
                "{room} imports {other}, which is no room"
            );
            if !used
                .get(room.as_str())
                .is_some_and(|used| used.contains(other))
            {
                wrong.push(format!(
                    "{room} does not import {other}: strike it from the table"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rooms_have_no_loops() {
    let table = table();
    let mut open: BTreeMap<&str, BTreeSet<&str>> = table
        .iter()
        .map(|(room, of)| (room.as_str(), of.iter().map(String::as_str).collect()))
        .collect();
    while !open.is_empty() {
        let ground: Vec<&str> = open
            .iter()
            .filter(|(_, of)| of.is_empty())
            .map(|(room, _)| *room)
            .collect();
        assert!(!ground.is_empty(), "a loop among {:?}", open.keys());
        open.retain(|room, _| !ground.contains(room));
        for of in open.values_mut() {
            of.retain(|room| !ground.contains(room));
        }
    }
}

/// What every room is kept from, whatever the table says.
const WALLS: &[(&str, &[&str])] = &[
    ("eval", &["syntax", "analysis", "read", "bind"]),
    ("analysis", &["model", "eval", "read", "bind"]),
    (
        "write",
        &["form", "model", "ir", "eval", "pack", "workspace"],
    ),
    ("read", &["form", "types", "ir", "pack"]),
    ("facts", &["types", "form", "model", "ir"]),
    ("ir", &["syntax"]),
];

#[test]
fn walls_stand() {
    let table = table();
    for (room, kept) in WALLS {
        for other in *kept {
            assert!(
                !table[*room].contains(*other),
                "{room} must never see {other}"
            );
        }
    }
}

/// The files of a room that other rooms may name: trees and tables that are data.
const OPEN_FILES: &[(&str, &str)] = &[("syntax", "ast")];

#[test]
fn other_rooms_come_in_by_the_door() {
    let sources = sources();
    let files: BTreeSet<(&str, &str)> = sources
        .iter()
        .filter_map(|source| {
            let (room, file) = source.path.split_once('/')?;
            Some((room, file.trim_end_matches(".rs").trim_end_matches("/mod")))
        })
        .collect();
    for source in &sources {
        for (room, next) in imports(source) {
            let path = format!("crate::{room}::{next}");
            let inside = room == source.room();
            assert!(!inside, "{}: {path}, say super::", source.path);
            let a_file = files.contains(&(room.as_str(), next.as_str()))
                && !OPEN_FILES.contains(&(room.as_str(), next.as_str()));
            // A name may be called like its file: `workspace::check` is the function.
            let door = sources
                .iter()
                .find(|it| it.path == format!("{room}/mod.rs"));
            let exported = door.is_some_and(|it| {
                it.code.contains(&format!("::{next}"))
                    || it
                        .code
                        .lines()
                        .any(|line| line.starts_with("pub use") && holds(line, &next))
            });
            assert!(
                !a_file || exported,
                "{}: {path} goes past the door",
                source.path
            );
        }
    }
}

/// The doors that hold a registry, with the functions that look things up in it.
const REGISTRIES: &[&str] = &["builtins", "read", "write"];

#[test]
fn doors_only_declare_and_export() {
    for source in sources().iter().filter(|it| it.is_door()) {
        let (room, inner) = source.path.split_once('/').expect("a folder");
        if REGISTRIES.contains(&room) || inner != "mod.rs" {
            continue;
        }
        let mut inside = false;
        for line in source
            .code
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
        {
            let plain = ["mod ", "pub mod ", "pub use ", "#["];
            let known = inside || plain.iter().any(|it| line.starts_with(it));
            assert!(known, "{}: {line}", source.path);
            inside = (inside || line.starts_with("pub use ")) && !line.ends_with(';');
        }
    }
}

#[test]
fn the_crate_root_defines_nothing() {
    let sources = sources();
    let lib = sources
        .iter()
        .find(|it| it.path == "lib.rs")
        .expect("lib.rs");
    for line in lib.code.lines().filter(|line| !line.is_empty()) {
        let plain = line.starts_with("pub mod ") || line.starts_with("#![");
        assert!(plain, "lib.rs: {line}");
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for source in sources() {
        assert!(source.text.starts_with("//! "), "{}", source.path);
    }
}

#[test]
fn nothing_is_left_unfinished() {
    for source in sources() {
        for word in ["todo!", "unimplemented!", "dbg!", "use super::*"] {
            assert!(!holds(&source.code, word), "{}: {word}", source.path);
        }
        for word in ["TODO", "FIXME", "XXX"] {
            let marked = source.text.lines().any(|line| {
                let comment = line.split_once("//").map_or("", |(_, it)| it);
                holds(comment, word) && !source.path.starts_with("facts/")
            });
            assert!(!marked, "{}: {word}", source.path);
        }
    }
}

/// Named crates and the files or rooms they live in.
const HOMES: &[(&str, &[&str])] = &[
    ("aho_corasick", &["facts/", "eval/search.rs"]),
    ("bumpalo", &["builtins/", "eval/"]),
    ("calamine", &["read/"]),
    ("chardetng", &["read/encoding.rs"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/completions.rs"]),
    ("clap_mangen", &["cli/man.rs"]),
    ("console", &["cli/terminal.rs"]),
    ("ctrlc", &["cli/changes.rs"]),
    ("encoding_rs", &["read/encoding.rs"]),
    ("globset", &["config/globs.rs"]),
    ("indicatif", &["cli/"]),
    (
        "memchr",
        &[
            "bind/",
            "builtins/",
            "eval/",
            "facts/",
            "read/",
            "source/",
            "types/",
        ],
    ),
    ("lsp_server", &["lsp/"]),
    ("lsp_types", &["lsp/"]),
    ("maud", &["write/html/"]),
    ("miette", &["write/"]),
    ("notify_debouncer_full", &["vfs/watch.rs"]),
    ("percent_encoding", &["write/uri.rs"]),
    ("quick_xml", &["ooxml/", "write/junit.rs"]),
    ("minisign", &["pack/signature.rs"]),
    ("minisign_verify", &["pack/signature.rs"]),
    ("pest", &["syntax/"]),
    ("pest_derive", &["syntax/grammar.rs"]),
    ("postcard", &["pack/bundled.rs", "pack/packed.rs"]),
    ("rawzip", &["pack/archive.rs"]),
    ("rayon", &["workspace/each.rs"]),
    (
        "regex_automata",
        &["eval/automata.rs", "eval/search.rs", "eval/short.rs"],
    ),
    (
        "regex_syntax",
        &["analysis/pattern.rs", "eval/automata.rs", "eval/short.rs"],
    ),
    (
        "rust_decimal",
        &[
            "analysis/",
            "bind/",
            "builtins/",
            "eval/",
            "facts/",
            "ide/read_back.rs",
            "ir/",
            "model/",
            "types/",
            "workspace/view.rs",
        ],
    ),
    ("rust_xlsxwriter", &["write/xlsx/"]),
    ("semver", &["pack/"]),
    (
        "serde_json",
        &[
            "cli/inspect.rs",
            "cli/pack/",
            "cli/rules/json.rs",
            "config/baseline.rs",
            "lsp/",
            "revision/values.rs",
            "write/",
        ],
    ),
    ("sha2", &["pack/", "eval/"]),
    ("simdutf8", &["source/static_str.rs"]),
    ("similar", &["cli/", "revision/pairs.rs"]),
    ("toml", &["form/", "pack/", "read/", "table/"]),
    ("unicode_ident", &["analysis/pattern.rs", "syntax/"]),
    ("unicode_width", &["cli/", "syntax/format/", "write/"]),
    ("walkdir", &["vfs/disk.rs"]),
    ("wide", &["source/bytes.rs"]),
    ("zip", &["ooxml/package.rs"]),
];

#[test]
fn named_crates_stay_at_home() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let dependencies = manifest
        .split("\n[dependencies]\n")
        .nth(1)
        .unwrap_or_default();
    let dependencies = dependencies.split("\n[").next().unwrap_or_default();
    let mut known: BTreeSet<&str> = HOMES.iter().map(|(name, _)| *name).collect();
    known.extend(["serde", "rustc_hash"]);
    for line in dependencies.lines().filter(|line| line.contains('=')) {
        let name = line
            .split([' ', '='])
            .next()
            .unwrap_or_default()
            .replace('-', "_");
        assert!(known.contains(name.as_str()), "{name} has no home");
    }
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, homes) in HOMES {
            let at_home = homes.iter().any(|home| source.path.starts_with(home));
            if !at_home && holds(&source.code, &format!("{name}::")) {
                wrong.push(format!("{}: {name}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_speaks_and_only_the_disk_is_touched() {
    let speaks = [
        "stdout()",
        "stderr()",
        "stdin()",
        "println!",
        "eprintln!",
        "process::exit",
    ];
    let touches = ["std::fs", "File::", "OpenOptions", "WalkDir"];
    let looks = ["std::env", "env::var"];
    for source in sources() {
        let path = source.path.as_str();
        for (words, home) in [
            (
                &speaks[..],
                path.starts_with("cli/") || path == "vfs/disk.rs",
            ),
            (&touches[..], path == "vfs/disk.rs"),
            (&looks[..], path == "cli/terminal.rs"),
        ] {
            for word in words {
                assert!(home || !holds(&source.code, word), "{path}: {word}");
            }
        }
    }
}
