//! What an editor is told, without a protocol: `tests/data/ide/*.case`, each with the answers beside
//! it in a file ending in `.expected`.
//!
//! A case begins with what is asked (`ask: hover, definition`), one or more of [`Case::answer`]; then
//! come files, each behind `=== path`. `‸` marks the caret, of which there is at most one; without it
//! the question is about the first file. The folder is a pack that builds on the national one, if the
//! case has no `pack.toml` of its own; `=== ../x.txt` stands beside the pack.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::ide::{Deed, Offer, OfferKind, Place, Session, Settings, Symbol};
use jixiao::source::{SourceFile, TextRange};
use jixiao::vfs::MemoryFiles;

use crate::support::{root, snapshot};

const PACK: &str = "id = \"trial\"\nversion = \"1.0.0\"\ntitle = \"试用\"\n\
                    builds-on = { id = \"core\", version = \"*\" }\n";

/// The least number of cases, so that none gets lost.
const LEAST: usize = 15;

/// How many offers are shown.
const MOST: usize = 24;

struct Case {
    session: Session,
    asks: Vec<String>,
    path: PathBuf,
    file: SourceFile,
    at: u32,
}

impl Case {
    fn read(text: &str) -> Self {
        let (head, files) = text.split_once("=== ").expect("a file");
        let asks = head.trim().strip_prefix("ask:").expect("a question");
        let mut disk = MemoryFiles::default();
        let mut first: Option<(PathBuf, String, u32)> = None;
        let mut open = Vec::new();
        disk.insert("/w/pack/pack.toml", PACK);
        for file in files.split("\n=== ") {
            let (name, text) = file.split_once('\n').expect("a text");
            let path = match name.trim().strip_prefix("../") {
                Some(name) => Path::new("/w").join(name),
                None => Path::new("/w/pack").join(name.trim()),
            };
            let caret = text.find('‸');
            let text = text.replacen('‸', "", 1);
            if first.is_none() || caret.is_some() {
                let at = u32::try_from(caret.unwrap_or_default()).expect("short");
                first = Some((path.clone(), text.clone(), at));
            }
            open.push((path, text));
        }
        let mut session = Session::new(Box::new(disk), Settings::default());
        for (path, text) in open {
            session.edit(&path, &text);
        }
        let (path, text, at) = first.expect("a file");
        let asks = asks.split(',').map(|ask| ask.trim().to_owned());
        Self {
            session,
            asks: asks.collect(),
            file: SourceFile::new("", text),
            path,
            at,
        }
    }

    fn answers(&mut self) -> String {
        let mut out = String::new();
        for ask in self.asks.clone() {
            writeln!(out, "--- {ask}\n{}", self.answer(&ask).trim_end()).expect("written");
        }
        out
    }

    fn answer(&mut self, ask: &str) -> String {
        let (path, at) = (self.path.clone(), self.at);
        let all = TextRange::new(0, u32::MAX);
        let (ask, argument) = ask.split_once(' ').unwrap_or((ask, ""));
        let session = &mut self.session;
        match ask {
            "hover" => match session.hover(&path, at) {
                Some(hover) => format!("{}\n{}", self.shown(hover.range), hover.text),
                None => "（没有）".to_owned(),
            },
            "definition" => places(&session.definition(&path, at)),
            "references" => places(&session.references(&path, at, true)),
            "rename" => match session.rename(&path, at, argument) {
                Ok(edits) => {
                    let edits = edits.into_iter().map(|(path, range, text)| {
                        let text = format!("{range:?} {text}").replace("TextRange ", "");
                        format!("{} {text}", path.display())
                    });
                    edits.collect::<Vec<_>>().join("\n")
                }
                Err(words) => words,
            },
            "complete" => self.offers(),
            "signature" => match session.signature(&path, at) {
                Some(it) => format!("{}\n{}\n{}", it.label, it.params[it.active], it.doc),
                None => "（没有）".to_owned(),
            },
            "symbols" => {
                let mut out = String::new();
                for symbol in session.symbols(&path).unwrap_or_default() {
                    tree(&self.file, &symbol, 0, &mut out);
                }
                out
            }
            "folds" => {
                let folds = session.folds(&path).unwrap_or_default();
                let line = |at| self.file.line_column(at).line;
                let folds = folds
                    .iter()
                    .map(|it| format!("{}–{}", line(it.start), line(it.end)));
                folds.collect::<Vec<_>>().join("\n")
            }
            "hints" => {
                let mut text = self.file.text().to_owned();
                for hint in session.hints(&path, all).unwrap_or_default().iter().rev() {
                    text.insert_str(hint.at as usize, &format!("⟨{}⟩", hint.text));
                }
                text
            }
            "tokens" => {
                let tokens = session.tokens(&path).unwrap_or_default();
                let of =
                    |it: &jixiao::ide::Token| format!("{:?} {}", it.kind, self.shown(it.range));
                tokens.iter().map(of).collect::<Vec<_>>().join("\n")
            }
            "lens" => {
                let lenses = session.lenses(&path).unwrap_or_default();
                let of = |it: &jixiao::ide::Lens| format!("{} {}", self.shown(it.range), it.title);
                lenses.iter().map(of).collect::<Vec<_>>().join("\n")
            }
            "examples" => session.examples(&path, argument).unwrap_or_default(),
            "format" => match session.format(&path) {
                Some(edits) => {
                    let mut text = self.file.text().to_owned();
                    for (range, new) in edits.iter().rev() {
                        text.replace_range(range.indices(), new);
                    }
                    text
                }
                None => "（有错误，不整理）".to_owned(),
            },
            "actions" => {
                let actions = session.actions(&path, TextRange::empty(at));
                let of = |it: &jixiao::ide::Action| match &it.does {
                    Deed::Edit(edits) => {
                        let edits = edits.iter();
                        let edits =
                            edits.map(|(at, new)| format!("{} → {new}", self.shown(at.range)));
                        format!("{}：{}", it.title, edits.collect::<Vec<_>>().join("，"))
                    }
                    Deed::Show(place) => {
                        format!("{}：{}", it.title, places(std::slice::from_ref(place)))
                    }
                };
                actions.iter().map(of).collect::<Vec<_>>().join("\n")
            }
            "problems" => {
                let problems = session.problems(&path);
                let of = |it: &jixiao::ide::Problem| {
                    let message = it.message.replace('\n', "\n    ");
                    let place = places(std::slice::from_ref(&it.place));
                    format!("{place} {} {}\n    {message}", it.severity.name(), it.code)
                };
                problems.iter().map(of).collect::<Vec<_>>().join("\n")
            }
            other => panic!("nobody can be asked {other}"),
        }
    }

    fn shown(&self, range: TextRange) -> String {
        let place = self.file.line_column(range.start);
        format!("{}:{} {}", place.line, place.column, self.file.slice(range))
    }

    /// Near things by name, of those that are always there how many they are.
    fn offers(&mut self) -> String {
        let offers = self.session.completions(&self.path, self.at);
        let common = |it: &&Offer| {
            matches!(
                it.kind,
                OfferKind::Function | OfferKind::Keyword | OfferKind::Unit
            )
        };
        let few = offers.iter().all(|it| common(&it)) || offers.iter().filter(common).count() <= 20;
        let near: Vec<&Offer> = offers.iter().filter(|it| few || !common(it)).collect();
        let mut out = String::new();
        for it in near.iter().take(MOST) {
            let replaced = self.file.slice(it.range);
            let insert = if it.insert == it.label {
                ""
            } else {
                it.insert.as_str()
            };
            let line = format!(
                "{:?} {} [{replaced}] {insert} {}",
                it.kind, it.label, it.detail
            );
            writeln!(out, "{}", line.replace("  ", " ").trim_end()).expect("written");
        }
        if near.len() > MOST {
            writeln!(out, "…").expect("written");
        }
        for kind in [OfferKind::Function, OfferKind::Keyword, OfferKind::Unit] {
            let some = offers.iter().any(|it| it.kind == kind);
            if !few && some {
                writeln!(out, "{kind:?} …").expect("written");
            }
        }
        out
    }
}

fn places(places: &[Place]) -> String {
    let of = |it: &Place| {
        let at = it.source.line_column(it.range.start);
        let text: String = it.source.slice(it.range).chars().take(20).collect();
        let text = text.lines().next().unwrap_or_default().to_owned();
        format!("{}:{}:{} {text}", it.path.display(), at.line, at.column)
    };
    places.iter().map(of).collect::<Vec<_>>().join("\n")
}

fn tree(file: &SourceFile, symbol: &Symbol, depth: usize, out: &mut String) {
    assert!(symbol.range.covers(symbol.selection), "{symbol:?}");
    let line = |at| file.line_column(at).line;
    let (start, end) = (line(symbol.range.start), line(symbol.range.end));
    let indent = "  ".repeat(depth);
    writeln!(
        out,
        "{indent}{:?} {} | {} ({start}–{end})",
        symbol.kind, symbol.name, symbol.detail
    )
    .expect("written");
    for child in &symbol.children {
        assert!(symbol.range.covers(child.range), "{child:?}");
        tree(file, child, depth + 1, out);
    }
}

#[test]
fn cases() {
    let folder = root().join("tests/data/ide");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == "case"))
        .collect();
    paths.sort();
    assert!(paths.len() >= LEAST, "{} cases", paths.len());
    for path in paths {
        let text = fs::read_to_string(&path).expect("readable");
        let name = path.file_stem().expect("a name").to_string_lossy();
        let expected = format!("tests/data/ide/{name}.expected");
        snapshot(expected, &Case::read(&text).answers());
    }
}
