//! Settings, waivers and baseline in the editor: it shows what `jixiao check` in the same folder
//! shows.

use std::fs;
use std::path::Path;
use std::process::Command;

use jixiao::ide::{Kind, Session, Settings};
use jixiao::vfs::{DiskFiles, Files, MemoryFiles};
use serde_json::{Value, json};

use super::client::{Client, uri};
use crate::docs::console::states;
use crate::support::root;

type Found = Vec<(String, u64, u64)>;

/// What the command line finds in a file, in the folder of that file; `None` when it refuses.
fn checked(path: &Path, whole: bool) -> Option<Found> {
    let name = path.file_name().expect("a name");
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.args(["check", "--format", "json"]);
    command.current_dir(path.parent().expect("a folder"));
    if !whole {
        command.arg(name);
    }
    let output = command.output().expect("the program runs");
    if output.status.code() == Some(2) {
        return None;
    }
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let documents = report["documents"].as_array().expect("documents").iter();
    let documents = documents.filter(|it| it["path"] == *name.to_string_lossy());
    let mut found: Found = Vec::new();
    for finding in documents.flat_map(|it| it["findings"].as_array().expect("findings")) {
        if finding.get("waiver").is_none_or(Value::is_null) {
            let number = |key: &str| finding["spans"][0][key].as_u64().unwrap_or_default();
            let rule = finding["rule"].as_str().expect("a rule").to_owned();
            found.push((rule, number("start_byte"), number("end_byte")));
        }
    }
    found.sort();
    Some(found)
}

/// What an editor is shown in a file that it has just opened.
fn shown(path: &Path) -> Found {
    let mut session = Session::new(Box::new(DiskFiles), Settings::default());
    let text = fs::read_to_string(path).expect("readable");
    session.edit(path, &text);
    let problems = session.problems(path).into_iter();
    let problems = problems.map(|it| {
        let range = it.place.range;
        (it.code, u64::from(range.start), u64::from(range.end))
    });
    let mut found: Found = problems.collect();
    found.sort();
    found
}

/// At the end of each step of the stories, files that were judged and those of waivers that were.
fn compare(folder: &Path) -> (usize, usize) {
    let session = Session::new(Box::new(DiskFiles), Settings::default());
    let (mut files, mut findings) = (0, 0);
    for path in DiskFiles.list(folder) {
        let path = path.expect("a path");
        let kind = session.kind(&path);
        if kind != Kind::Declaration && kind != Kind::Waivers {
            continue;
        }
        let Some(expected) = checked(&path, kind == Kind::Waivers) else {
            continue;
        };
        assert_eq!(shown(&path), expected, "{}", path.display());
        files += 1;
        findings += expected.len();
    }
    (files, findings)
}

#[test]
fn an_editor_shows_what_a_check_shows() {
    let pages = fs::read_dir(root().join("tests/data/config")).expect("the folder");
    let (mut files, mut findings) = (0, 0);
    for page in pages {
        let page = page.expect("a page").file_name();
        let page = format!("tests/data/config/{}", page.to_string_lossy());
        states(&page, "editor", |folder| {
            let found = compare(folder);
            files += found.0;
            findings += found.1;
        });
    }
    assert!(
        files > 10 && findings > 20,
        "{files} files, {findings} findings"
    );
}

const FORM: &str = "form = \"部门整体支出绩效目标申报表\"\n\"年度\" = 2022\n\
                    \"资金总额\" = \"3\"\n\"基本支出\" = \"1\"\n\"项目支出\" = \"1\"\n";

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    let codes = diagnostics.iter();
    codes
        .map(|it| it["code"].as_str().expect("a code"))
        .collect()
}

fn files() -> MemoryFiles {
    let mut files = MemoryFiles::default();
    files.insert("/w/甲.toml", FORM);
    files
}

#[test]
fn a_finding_is_excused_and_gone() {
    let (form, waivers) = ("/w/甲.toml", "/w/jixiao-waivers.toml");
    let creates = json!({"workspace": {"workspaceEdit": {"resourceOperations": ["create"]}}});
    let mut client = Client::start(files(), creates, Value::Null);
    client.open(form, FORM);
    let found = client.published(form, 1);
    let balance = found.iter().find(|it| it["code"] == "totals-balanced");
    let range = balance.expect("a finding")["range"].clone();
    let params = json!({"textDocument": {"uri": uri(form)}, "range": range,
                        "context": {"diagnostics": []}});
    let actions = client.request("textDocument/codeAction", params);
    let actions = actions.expect("actions");
    let excuse = actions.as_array().expect("a list").iter().find(|it| {
        let title = it["title"].as_str().expect("a title");
        title.starts_with("免改 totals-balanced")
    });
    let edit = &excuse.expect("an excuse")["edit"]["documentChanges"][1]["edits"][0];
    let text = edit["newText"].as_str().expect("a text");
    // As it is made it says neither why nor who, and excuses nothing yet.
    client.open(waivers, text);
    assert_eq!(codes(&client.diagnostics(waivers)), ["JX0607", "JX0607"]);
    assert!(codes(&client.diagnostics(form)).contains(&"totals-balanced"));
    let filled = text.replace("reason = \"\"", "reason = \"四舍五入\"");
    let filled = filled.replace("by = \"\"", "by = \"李某\"");
    client.change(waivers, 2, json!([{"text": filled}]));
    assert_eq!(client.diagnostics(waivers), Vec::<Value>::new());
    let left = client.diagnostics(form);
    assert_eq!(left.len() + 1, found.len());
    assert!(!codes(&left).contains(&"totals-balanced"));
    // What is mended needs no excuse.
    client.change(form, 2, json!([{"text": FORM.replace("\"3\"", "\"2\"")}]));
    assert_eq!(codes(&client.diagnostics(waivers)), ["waiver-stale"]);
    let wrong = filled.replace("totals-balanced", "totals-balansed");
    client.change(waivers, 3, json!([{"text": wrong}]));
    let told = client.diagnostics(waivers);
    assert_eq!(codes(&told), ["JX0603"]);
    let message = told[0]["message"].as_str().expect("words");
    assert!(message.contains("totals-balanced"), "{message}");
    assert!(client.leave());
}

#[test]
fn settings_count_as_they_are_typed() {
    let (form, settings) = ("/w/甲.toml", "/w/jixiao.toml");
    let mut client = Client::start(files(), json!({}), Value::Null);
    client.open(form, FORM);
    let all = client.published(form, 1);
    assert!(codes(&all).contains(&"totals-balanced"));
    client.open(settings, "ignore = [\"totals-balanced\"]\n");
    assert_eq!(client.diagnostics(form).len() + 1, all.len());
    // Half written: said there, and what was good goes on.
    client.change(
        settings,
        2,
        json!([{"text": "ignore = [\"totals-balanc\"]\n"}]),
    );
    assert_eq!(codes(&client.diagnostics(settings)), ["JX0603"]);
    assert_eq!(client.diagnostics(form).len() + 1, all.len());
    let told = client.told("window/showMessage");
    let message = told["message"].as_str().expect("words");
    assert!(
        message.contains("第 1 行") && message.contains("上一次没有错误的设置"),
        "{message}"
    );
    let overrides = "[[overrides]]\nfiles = \"乙.toml\"\nignore = [\"totals\"]\n";
    client.change(settings, 3, json!([{"text": overrides}]));
    assert_eq!(client.diagnostics(form), all);
    assert!(client.leave());
}

#[test]
fn packs_that_a_check_refuses_are_refused() {
    let (form, settings) = ("/w/甲.toml", "/w/jixiao.toml");
    let mut files = files();
    let (public, _) = jixiao::pack::new_keys("test", None).expect("keys");
    files.insert("/w/局.pub", public);
    files.insert(
        "/w/包/pack.toml",
        "id = \"trial\"\nversion = \"1.0.0\"\ntitle = \"试用\"\n\
         builds-on = { id = \"core\", version = \"*\" }\n",
    );
    let mut client = Client::start(files, json!({}), Value::Null);
    client.open(form, FORM);
    client.published(form, 1);
    client.open(settings, "packs = [\"包\"]\n");
    assert!(codes(&client.diagnostics(form)).contains(&"totals-balanced"));
    assert_eq!(client.diagnostics(settings), Vec::<Value>::new());
    client.change(
        settings,
        2,
        json!([{"text": "packs = [\"包\"]\ntrust = [\"局.pub\"]\n"}]),
    );
    assert_eq!(codes(&client.diagnostics(settings)), ["JX0610"]);
    assert_eq!(client.diagnostics(form), Vec::<Value>::new());
    client.change(settings, 3, json!([{"text": "packs = [\"core\"]\n"}]));
    assert!(codes(&client.diagnostics(form)).contains(&"totals-balanced"));
    assert!(client.leave());
}

#[test]
fn waivers_are_written_with_what_there_is_to_excuse() {
    let mut session = Session::new(Box::new(files()), Settings::default());
    let (form, waivers) = (Path::new("/w/甲.toml"), Path::new("/w/jixiao-waivers.toml"));
    session.edit(form, FORM);
    session.edit(waivers, "");
    session.problems(waivers);
    let mut offered = |text: &str| -> Vec<String> {
        session.edit(waivers, text);
        let at = u32::try_from(text.len()).expect("short");
        let offers = session.completions(waivers, at);
        offers.into_iter().map(|it| it.label).collect()
    };
    assert!(offered("[[waiver]]\nrule = \"").contains(&"totals-balanced".to_owned()));
    let rule = "[[waiver]]\nrule = \"totals-balanced\"\n";
    assert_eq!(offered(&format!("{rule}where = \"")), ["资金总额"]);
    assert_eq!(offered(&format!("{rule}fingerprint = \"")).len(), 1);
    assert!(offered(&format!("{rule}rea")).contains(&"reason".to_owned()));
}
