//! Manifests with mistakes: each file of `tests/data/shipping/manifests` is the `pack.toml` of a
//! small pack, and what is said of it is compared.

use std::fs;
use std::path::PathBuf;

use jixiao::pack::Manifest;
use jixiao::vfs::MemoryFiles;
use jixiao::workspace::{LoadError, Workspace};
use jixiao::write::{self, Options};

use super::world::sources;
use crate::support::{root, snapshot};

/// The pack with this manifest and two rules.
fn load(manifest: &str) -> Result<Workspace, LoadError> {
    let mut sources = sources(7, "云泽市要求");
    sources.insert("pack.toml".into(), manifest.into());
    let twin = sources["spent.rule"].replace("yunze-spent", "yunze-paid");
    let twin = twin
        .replace("支出不超过总额", "支出小于总额")
        .replace("<=", "<");
    sources.insert("paid.rule".into(), twin);
    let mut files = MemoryFiles::default();
    for (name, text) in &sources {
        files.insert(PathBuf::from("pack").join(name), text.as_str());
    }
    Workspace::from_packs(&files, &["pack".into()]).map(|(it, _)| it)
}

#[test]
fn mistakes_of_manifests_are_told() {
    let folder = root().join("tests/data/shipping/manifests");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|it| it != "toml") {
            continue;
        }
        count += 1;
        let text = fs::read_to_string(&path).expect("readable");
        let told = match load(&text) {
            Ok(_) => "没有错误\n".to_owned(),
            Err(LoadError::Broken(messages)) => {
                write::messages(&messages, &Options::default()).clone()
            }
            Err(other) => panic!("{other:?}"),
        };
        snapshot(path.with_extension("expected"), &without_digests(&told));
    }
    assert!(count > 3);
}

/// The digests of bundled packs are others after every change.
fn without_digests(told: &str) -> String {
    let mut parts = told.split("sha256:");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        text.push_str(if part.len() - rest.len() == 64 {
            "sha256:…"
        } else {
            "sha256:"
        });
        text.push_str(if part.len() - rest.len() == 64 {
            rest
        } else {
            part
        });
    }
    text
}

/// A manifest of a pack with two rules.
fn manifest(more: &str) -> Manifest {
    let text = format!("id = \"a\"\nversion = \"1.0.0\"\ntitle = \"甲\"\n{more}");
    let workspace = load(&text).unwrap_or_else(|error| panic!("{more}: {error:?}"));
    workspace.books[0].manifest().clone()
}

#[test]
fn years_are_those_named_else_those_of_the_dates() {
    let dates = "effective = 2025-11-01\nexpires = 2026-12-31\n";
    assert_eq!(manifest("").years(), (None, None));
    assert_eq!(manifest(dates).years(), (Some(2025), Some(2026)));
    let named = format!("{dates}[judges]\nsince = 2026\n");
    let named = manifest(&named);
    assert_eq!(named.years(), (Some(2026), Some(2026)));
    assert!(named.is_for(2026) && !named.is_for(2025) && !named.is_for(2027));
    assert!(named.matches(Some(2026), None) && !named.matches(None, None));
    assert_eq!(named.years_words(), "2026 年度");
}

#[test]
fn a_rule_is_in_the_state_that_the_manifest_says() {
    let judged = |states: &str, drafts: bool| {
        let text = format!("id = \"a\"\nversion = \"1.0.0\"\ntitle = \"甲\"\n[rules]\n{states}\n");
        let workspace = load(&text).expect("loaded");
        let selection = jixiao::workspace::Selection {
            drafts,
            ..Default::default()
        };
        let form = "资金表\n总额\t3.00\n支出\t4.00\n".as_bytes().to_vec();
        let reports = jixiao::workspace::judge_text(&workspace.books[0], &selection, "a.txt", form);
        let rules = reports[0].rules.iter().map(|it| it.rule.clone());
        rules.collect::<Vec<_>>().join(" ")
    };
    let (paid, both) = ("yunze-paid", "yunze-paid yunze-spent");
    assert_eq!(judged("", false), both);
    assert_eq!(judged("yunze-spent = \"active\"", false), both);
    assert_eq!(judged("yunze-spent = \"draft\"", false), paid);
    assert_eq!(judged("yunze-spent = \"草案\"", true), both);
    assert_eq!(judged("yunze-spent = \"off\"", true), paid);
    let gone = "yunze-old = { state = \"retired\", replaced-by = \"yunze-paid\" }";
    assert_eq!(judged(gone, false), both);
}

/// A pack named by the user judges only declarations of its years.
#[test]
fn a_pack_judges_only_the_years_it_is_for() {
    let text = "id = \"a\"\nversion = \"1.0.0\"\ntitle = \"甲\"\neffective = 2026-01-01\n\
                expires = 2026-12-31\nbuilds-on = { id = \"core\", version = \"*\" }\n\
                forms = [\"部门整体支出绩效目标申报表\"]\n";
    let mut files = MemoryFiles::default();
    files.insert("pack/pack.toml", text);
    let (workspace, _) = Workspace::from_packs(&files, &["pack".into()]).expect("loaded");
    let judge = |year: &str| {
        let form =
            format!("部门整体支出绩效目标申报表\n（{year}）\n单位名称\n某局\n资金总额\n1.00\n");
        let selection = jixiao::workspace::Selection::default();
        let book = &workspace.books[0];
        let reports = jixiao::workspace::judge_text(book, &selection, "a.txt", form.into_bytes());
        let found = reports[0].findings.iter().find(|it| it.rule == "pack-year");
        (
            reports[0].rules.len() > 3,
            found.map(|it| it.message.clone()),
        )
    };
    assert_eq!(judge("2026年度"), (true, None));
    assert_eq!(
        judge("年度"),
        (true, None),
        "the year is not filled in: a rule says so"
    );
    let words = "没有管 2025 年度的规则包：a 管 2026 年度".to_owned();
    assert_eq!(judge("2025年度"), (false, Some(words)));
}
