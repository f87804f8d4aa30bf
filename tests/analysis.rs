//! What the checker says about rules: `tests/data/analysis/*.rule`, each with its messages beside
//! it in a file ending in `.expected`. `UPDATE=1 cargo test` writes these anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jixiao::analysis::{FileInput, FormInput, analyse};
use jixiao::form::{Form, Interface};
use jixiao::pack;
use jixiao::source::{SourceFile, SourceMap};
use jixiao::syntax;
use jixiao::vfs::DiskFiles;

/// The forms and interfaces of the national pack.
fn national() -> (Vec<Form>, Vec<Interface>) {
    let mut sources = SourceMap::default();
    let mut diagnostics = Vec::new();
    let core = pack::load(
        &DiskFiles,
        Path::new("rules/core"),
        &mut sources,
        &mut diagnostics,
    )
    .unwrap()
    .unwrap();
    assert_eq!(diagnostics, []);
    (core.forms, core.interfaces)
}

fn messages(text: &str) -> String {
    let (forms, interfaces) = national();
    let mut sources = SourceMap::default();
    let source = sources.add(SourceFile::new("case.rule", text));
    let parsed = syntax::parse(source, text);
    let file = FileInput {
        source,
        text,
        tree: &parsed.file,
        pack: 0,
        pack_id: "case",
    };
    let forms: Vec<FormInput<'_>> = forms
        .iter()
        .map(|form| FormInput { form, pack: 0 })
        .collect();
    let interfaces: Vec<&Interface> = interfaces.iter().collect();
    let analysis = analyse(&[file], &forms, &interfaces);
    let mut shown = String::new();
    for it in parsed.diagnostics.iter().chain(&analysis.diagnostics) {
        let place = it.labels.first().unwrap();
        let file = sources.get(place.span.source).unwrap();
        let at = file.line_column(place.span.range.start);
        let words = file.slice(place.span.range).replace('\n', "⏎");
        let _ = write!(
            shown,
            "{}:{} {} {}",
            at.line,
            at.column,
            it.severity.name(),
            it.code
        );
        let _ = write!(shown, " {}", it.message);
        if !place.text.is_empty() {
            let _ = write!(shown, "（{}）", place.text);
        }
        let _ = writeln!(shown, " 「{words}」");
        if let Some(help) = &it.help {
            let _ = writeln!(shown, "    {help}");
        }
    }
    shown
}

#[test]
fn mistakes_in_rules_are_all_reported() {
    let mut files: Vec<PathBuf> = std::fs::read_dir("tests/data/analysis")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "rule"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = Vec::new();
    for path in files {
        let shown = messages(&std::fs::read_to_string(&path).unwrap());
        let expected = path.with_extension("expected");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&expected, &shown).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != shown {
            wrong.push(format!("{}:\n{shown}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
