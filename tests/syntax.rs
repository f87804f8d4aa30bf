//! The rule language against its fixtures: `data/syntax/ok` is read without a message and
//! formatted in both spellings, `data/syntax/err` gives the messages in its `.expected` files.
//!
//! A new case is a new file. `UPDATE=1 cargo test` writes the expected files again.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use jixiao::diag::Diagnostic;
use jixiao::source::{SourceFile, SourceId};
use jixiao::syntax::ast::RuleFile;
use jixiao::syntax::{Keywords, Parsed, Spelling, diagnostics, format, format_as, parse};

use crate::support::{root, snapshot};

fn folder(name: &str) -> PathBuf {
    root().join("tests/data/syntax").join(name)
}

fn fixtures(name: &str) -> Vec<(PathBuf, String)> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "rule")
        })
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect()
}

fn read(text: &str) -> Parsed {
    parse(SourceId(0), text)
}

/// One line a message, the further places and the help below it.
fn shown(text: &str, found: &[Diagnostic]) -> String {
    let file = SourceFile::new("x.rule", text);
    let mut out = String::new();
    for diagnostic in found {
        for (index, label) in diagnostic.labels.iter().enumerate() {
            let at = file.line_column(label.span.range.start);
            if index == 0 {
                write!(
                    out,
                    "{}:{} {} {}",
                    at.line, at.column, diagnostic.code, diagnostic.message
                )
                .unwrap();
            } else {
                write!(out, "\n    {}:{}", at.line, at.column).unwrap();
            }
            if !label.text.is_empty() {
                write!(out, "（{}）", label.text).unwrap();
            }
        }
        if let Some(help) = &diagnostic.help {
            write!(out, "\n    = {help}").unwrap();
        }
        out.push('\n');
    }
    out
}

/// The tree without the places of comments on their lines, which formatting may change.
fn essence(file: &RuleFile) -> (Vec<jixiao::syntax::ast::Item>, Vec<String>) {
    let mut comments: Vec<String> = file
        .comments
        .iter()
        .map(|comment| comment.text.clone())
        .collect();
    comments.sort();
    (file.items.clone(), comments)
}

#[test]
fn right_files_are_read_without_a_message() {
    for (path, text) in fixtures("ok") {
        let found = shown(&text, &read(&text).diagnostics);
        assert_eq!(found, "", "{}", path.display());
    }
}

#[test]
fn formatting_keeps_the_tree_and_is_stable() {
    for (path, text) in fixtures("ok") {
        let tree = read(&text);
        for (spelling, ending) in [(Spelling::English, "en"), (Spelling::Chinese, "zh")] {
            let written = format(&tree.file, spelling);
            snapshot(path.with_extension(ending), &written);
            let again = read(&written);
            assert_eq!(
                shown(&written, &again.diagnostics),
                "",
                "{}\n{written}",
                path.display()
            );
            assert!(
                essence(&again.file) == essence(&tree.file),
                "{}\n{written}",
                path.display()
            );
            assert_eq!(format(&again.file, spelling), written, "{}", path.display());
        }
    }
}

#[test]
fn formatting_as_written_keeps_the_tree_and_is_stable() {
    for (path, text) in fixtures("ok") {
        let tree = read(&text);
        let written = format_as(&tree.file, &text, Keywords::AsWritten);
        let again = read(&written);
        assert_eq!(shown(&written, &again.diagnostics), "", "{written}");
        assert!(essence(&again.file) == essence(&tree.file), "{written}");
        let once_more = format_as(&again.file, &written, Keywords::AsWritten);
        assert_eq!(once_more, written, "{}", path.display());
        snapshot(path.with_extension("keep"), &written);
    }
}

#[test]
fn carriage_returns_change_nothing() {
    for (path, text) in fixtures("ok") {
        let tree = read(&text);
        let other = read(&text.replace('\n', "\r\n"));
        assert_eq!(shown(&text, &other.diagnostics), "", "{}", path.display());
        assert!(
            essence(&other.file) == essence(&tree.file),
            "{}",
            path.display()
        );
    }
}

#[test]
fn wrong_files_give_their_messages() {
    for (path, text) in fixtures("err") {
        let found = shown(&text, &read(&text).diagnostics);
        snapshot(path.with_extension("expected"), &found);
    }
}

#[test]
fn every_code_is_met_in_a_fixture() {
    let mut met: Vec<&str> = Vec::new();
    for (_, text) in fixtures("err") {
        met.extend(read(&text).diagnostics.iter().map(|found| found.code));
    }
    for code in diagnostics::CODES {
        assert!(met.contains(code), "no fixture gives {code}");
    }
}
