//! Mistakes that authors of rules make: `tests/data/faulty/*.rule`, each with what the program says
//! about it beside it in a file ending in `.expected`, as it stands on a terminal of 80 columns.
//!
//! A new case is a new file; `UPDATE=1 cargo test` writes what is said, and somebody reads it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::analysis::{FileInput, FormInput, analyse};
use jixiao::diag::Messages;
use jixiao::form::Interface;
use jixiao::pack::{self, PackSource};
use jixiao::source::{SourceFile, SourceMap};
use jixiao::syntax;
use jixiao::vfs::DiskFiles;
use jixiao::write::{self, Options};

use crate::support::{root, snapshot};

/// The least number of cases, so that none gets lost.
const LEAST: usize = 60;

fn cases() -> Vec<PathBuf> {
    let folder = root().join("tests/data/faulty");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == "rule"))
        .collect();
    files.sort();
    files
}

fn core(sources: &mut SourceMap) -> PackSource {
    let mut diagnostics = Vec::new();
    let core = pack::load(
        &DiskFiles,
        &root().join("rules/core"),
        sources,
        &mut diagnostics,
    );
    assert_eq!(diagnostics, []);
    core.expect("readable").expect("a pack")
}

/// What is said about a rule file in a pack that builds on the national one.
fn messages(core: &PackSource, sources: &SourceMap, path: &Path) -> Messages {
    let mut sources = sources.clone();
    let name = path.file_name().expect("a name").to_string_lossy();
    let text = fs::read_to_string(path).expect("readable");
    let source = sources.add(SourceFile::new(name, text.as_str()));
    let parsed = syntax::parse(source, &text);
    let mut files = Vec::new();
    // Checking the national rules takes a while, and only overrides ask for them.
    if parsed
        .file
        .items
        .iter()
        .any(|it| matches!(it, syntax::ast::Item::Override(_)))
    {
        for (source, tree) in &core.rules {
            files.push(FileInput {
                source: *source,
                text: sources.get(*source).expect("a source").text(),
                tree,
                pack: 0,
                pack_id: "core",
            });
        }
    }
    files.push(FileInput {
        source,
        text: &text,
        tree: &parsed.file,
        pack: 1,
        pack_id: "case",
    });
    let forms: Vec<FormInput<'_>> = core
        .forms
        .iter()
        .map(|form| FormInput { form, pack: 0 })
        .collect();
    let interfaces: Vec<&Interface> = core.interfaces.iter().collect();
    let mut diagnostics = parsed.diagnostics.clone();
    diagnostics.extend(analyse(&files, &forms, &interfaces).diagnostics);
    Messages {
        diagnostics,
        sources,
    }
}

#[test]
fn every_mistake_has_its_message() {
    let mut sources = SourceMap::default();
    let core = core(&mut sources);
    let cases = cases();
    assert!(cases.len() >= LEAST, "{} cases", cases.len());
    let mut silent = Vec::new();
    for path in cases {
        let messages = messages(&core, &sources, &path);
        assert!(
            !messages.diagnostics.is_empty(),
            "{} is right",
            path.display()
        );
        for it in &messages.diagnostics {
            assert!(!it.labels.is_empty(), "{}: {}", path.display(), it.message);
            if it.help.is_none() {
                silent.push(format!("{}: {}", path.display(), it.message));
            }
            let jargon = ["expr", "ident", "token", "_clause", "kw_", "None", "Some("];
            let found = jargon.iter().find(|word| it.message.contains(**word));
            assert_eq!(found, None, "{}: {}", path.display(), it.message);
        }
        let shown = write::messages(&messages, &Options::default());
        snapshot(path.with_extension("expected"), &shown);
    }
    assert!(silent.is_empty(), "no advice:\n{}", silent.join("\n"));
}

#[test]
fn every_code_is_met_in_a_case() {
    let mut met = BTreeSet::new();
    for folder in ["faulty", "analysis"] {
        for entry in fs::read_dir(root().join("tests/data").join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|it| it == "expected") {
                let text = fs::read_to_string(path).expect("readable");
                let codes = text
                    .match_indices("JX02")
                    .map(|(at, _)| text[at..at + 6].to_owned());
                met.extend(codes);
            }
        }
    }
    let source = fs::read_to_string(root().join("src/analysis/diagnostics.rs")).expect("there");
    // A rule on an interface that no form has: the national forms have all of them.
    met.insert("JX0238".to_owned());
    let mut missing: Vec<&str> = source
        .match_indices("\"JX02")
        .map(|(at, _)| &source[at + 1..at + 7])
        .filter(|code| !met.contains(*code))
        .collect();
    missing.dedup();
    assert!(missing.is_empty(), "no case gives {}", missing.join(" "));
}
