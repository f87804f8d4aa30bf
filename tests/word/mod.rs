//! Text documents: how they are read, and the way back from the text view into their XML.
//!
//! A case is a page `tests/data/word/NAME.parts`; `UPDATE=1` writes what is read of it beside it.

pub(crate) mod hostile;
mod laws;
pub(crate) mod package;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use jixiao::ooxml::{Origin, Package, Story, Word};

use crate::support::{root, snapshot};

fn cases() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(root().join("tests/data/word"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == "parts"))
        .collect();
    found.sort();
    assert!(found.len() > 5);
    found
}

fn read(bytes: &[u8]) -> Word {
    let mut package = Package::open(bytes).expect("a package");
    Word::read(&mut package).expect("a document")
}

/// The cells, the rest of the view, what is told about it, and its pieces.
fn shown(word: &Word) -> String {
    let mut out = String::new();
    for cell in &word.cells {
        let place = word.anchors.at(cell.range.start);
        let place = place.map_or("-".to_owned(), |it| word.anchors.words(it));
        let mark = if cell.marked { "|" } else { " " };
        let text = cell.range.slice(&word.text);
        let _ = writeln!(
            out,
            "{:>2}.{}{mark} {place}: {text:?}",
            cell.row, cell.column
        );
    }
    let end = word.cells.last().map_or(0, |cell| cell.range.end);
    let rest = word.text.get(end as usize..).unwrap_or_default();
    for line in rest.lines().filter(|line| !line.trim().is_empty()) {
        let at = line.as_ptr() as usize - word.text.as_ptr() as usize;
        let place = word.anchors.at(u32::try_from(at).expect("short"));
        let place = place.map_or("-".to_owned(), |it| word.anchors.words(it));
        let _ = writeln!(out, "      {place}: {line:?}");
    }
    for (what, ranges) in [("change", &word.changes), ("hidden", &word.hidden)] {
        for range in ranges {
            let _ = writeln!(out, "{what}: {range:?} {:?}", range.slice(&word.text));
        }
    }
    for (range, what) in &word.unread {
        let _ = writeln!(out, "unread: {what:?} at {}", range.start);
    }
    let _ = writeln!(out, "pieces:");
    for piece in &word.pieces {
        let origin = match piece.origin {
            Origin::Nowhere => "-".to_owned(),
            Origin::Text { run, .. } => run.to_string(),
            Origin::Escaped { run, .. } => format!("{run} escaped"),
            Origin::Element { run, .. } => format!("{run} element"),
            Origin::Whole { run } => format!("{run} whole"),
        };
        let _ = writeln!(out, "  {:?} {origin}", piece.view.slice(&word.text));
    }
    out
}

#[test]
fn documents_are_read_as_they_show() {
    for path in cases() {
        let page = fs::read_to_string(&path).expect("readable");
        let word = read(&package::package(&page));
        assert_pieces(&word);
        let name = path.file_stem().expect("a name").to_string_lossy();
        snapshot(format!("tests/data/word/{name}.expected"), &shown(&word));
    }
}

/// What holds of every document: the pieces cover the view in order, and each stands where it says.
pub(crate) fn assert_pieces(word: &Word) {
    let mut at = 0;
    for piece in &word.pieces {
        assert_eq!(piece.view.start, at, "no gaps");
        at = piece.view.end;
        let view = piece.view.slice(&word.text);
        assert!(!view.is_empty());
        let Some(index) = piece.origin.run() else {
            continue;
        };
        let run = word.runs[index as usize];
        let paragraph = word.paragraphs[run.paragraph as usize];
        let xml = &word.parts[paragraph.part as usize].xml;
        assert!(paragraph.element.covers(run.element));
        assert!(paragraph.element.slice(xml).ends_with('>'));
        assert!(run.element.slice(xml).starts_with(run.tag.slice(xml)));
        assert!(run.element.covers(run.properties));
        let inside = match piece.origin {
            Origin::Text {
                xml: at, element, ..
            } => {
                let blank = |c: char| matches!(c, '\t' | '\n' | '\r');
                assert_eq!(at.slice(xml).replace(blank, " "), view);
                assert!(element.covers(at));
                element
            }
            Origin::Escaped {
                xml: at, element, ..
            } => {
                assert!(element.covers(at));
                element
            }
            Origin::Element { xml: at, .. } => at,
            Origin::Whole { .. } | Origin::Nowhere => run.element,
        };
        assert!(run.element.covers(inside));
        assert!(inside.slice(xml).starts_with('<') && inside.slice(xml).ends_with('>'));
        if let Story::Box { host } | Story::Note { host } = paragraph.story {
            let host = word.runs[host.expect("a host") as usize];
            assert_eq!(word.paragraphs[host.paragraph as usize].story, Story::Body);
        }
    }
    assert_eq!(at as usize, word.text.len());
}
