//! Packs in the editor: what is wrong with them while they are written, and which goes on judging.

use jixiao::vfs::MemoryFiles;
use serde_json::{Value, json};

use super::client::{Client, Disk, uri};

const PACK: &str = "id = \"trial\"\nversion = \"1.0.0\"\ntitle = \"试用\"\n\
                    builds-on = { id = \"core\", version = \"*\" }\n";

const RULE: &str = "rule total-large \"总额应当够大\" {
    on       部门整体支出绩效目标申报表
    basis    \"填制说明\" 1
    severity error
    require  资金总额 > 900 万元
    example pass { 资金总额 = 901 万元 }
    example fail { 资金总额 = 900 万元 }
}
";

const FORM: &str = "form = \"部门整体支出绩效目标申报表\"\n\"年度\" = 2022\n\
                    \"资金总额\" = \"300.00\"\n";

fn files() -> MemoryFiles {
    let mut files = MemoryFiles::default();
    files.insert("/w/包/pack.toml", PACK);
    files.insert("/w/包/a.rule", RULE);
    files
}

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    let codes = diagnostics
        .iter()
        .map(|it| it["code"].as_str().expect("a code"));
    codes.collect()
}

#[test]
fn a_pack_is_checked_as_it_is_typed() {
    let (rule, manifest) = ("/w/包/a.rule", "/w/包/pack.toml");
    let mut client = Client::start(files(), json!({}), Value::Null);
    client.open(rule, RULE);
    assert_eq!(client.published(rule, 1), Vec::<Value>::new());
    client.open(manifest, PACK);
    assert_eq!(client.published(manifest, 1), Vec::<Value>::new());
    // The manifest is about another rule; the message stands in the manifest.
    let state = format!("{PACK}[rules]\ntotal-small = {{ state = \"off\" }}\n");
    client.change(manifest, 2, json!([{"text": state}]));
    assert_eq!(codes(&client.published(manifest, 2)), ["JX0515"]);
    // Once the rule has that name, nothing is wrong in either file.
    let renamed = RULE.replace("total-large", "total-small");
    client.change(rule, 2, json!([{"text": renamed}]));
    assert_eq!(client.published(manifest, 2), Vec::<Value>::new());
    assert!(client.leave());
}

#[test]
fn the_last_good_pack_goes_on_judging() {
    let (rule, form) = ("/w/包/a.rule", "/w/表.toml");
    let options = json!({"packs": ["包"]});
    let mut client = Client::start(files(), json!({}), options);
    client.open(form, FORM);
    assert!(codes(&client.published(form, 1)).contains(&"total-large"));
    client.open(rule, RULE);
    client.published(rule, 1);
    // Broken: shown where it is broken, and the form is judged as before.
    let broken = RULE.replace("资金总额 > 900", "资金总 > 900");
    client.change(rule, 2, json!([{"text": broken}]));
    assert_eq!(codes(&client.published(rule, 2)), ["JX0201"]);
    let told = client.told("window/showMessage");
    assert!(
        told["message"]
            .as_str()
            .expect("words")
            .contains("上一次没有错误的规则包")
    );
    assert!(codes(&client.diagnostics(form)).contains(&"total-large"));
    // Mended and milder: the form is fine now.
    let milder = RULE.replace("> 900", "> 9").replace("= 900", "= 9");
    client.change(rule, 3, json!([{"text": milder}]));
    assert_eq!(client.published(rule, 3), Vec::<Value>::new());
    assert!(!codes(&client.diagnostics(form)).contains(&"total-large"));
    assert!(client.leave());
}

#[test]
fn names_are_changed_in_open_and_closed_files() {
    let mut files = files();
    let words = "terms 套话 = [\"进一步\"]\n";
    files.insert("/w/包/words.rule", words);
    let path = "/w/包/b.rule";
    let text = "terms 全部 = [套话, \"切实\"]\n";
    let mut client = Client::start(files, json!({}), Value::Null);
    client.open(path, text);
    let position = json!({"line": 0, "character": 13});
    let params = json!({"textDocument": {"uri": uri(path)}, "position": position,
                        "newName": "空话"});
    let edit = client
        .request("textDocument/rename", params.clone())
        .expect("an edit");
    let changes = edit["changes"].as_object().expect("changes");
    assert_eq!(changes.len(), 2);
    let start = &changes[&uri("/w/包/words.rule")][0]["range"]["start"];
    assert_eq!(*start, json!({"line": 0, "character": 6}));
    let mut reserved = params;
    reserved["newName"] = json!("要求");
    assert_eq!(client.request("textDocument/rename", reserved), Err(-32803));
    assert!(client.leave());
}

#[test]
fn what_changes_on_the_disk_is_read_again() {
    let (rule, form) = ("/w/包/a.rule", "/w/表.toml");
    let disk = Disk::default();
    disk.write("/w/包/pack.toml", PACK);
    disk.write(rule, RULE);
    let watches = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut client = Client::start(disk.clone(), watches, json!({"packs": ["包"]}));
    client.open(form, FORM);
    assert!(codes(&client.published(form, 1)).contains(&"total-large"));
    let registered = client
        .asked
        .iter()
        .any(|it| it.method == "client/registerCapability");
    assert!(registered);
    let changed = |client: &Client| {
        let changes = json!([{"uri": uri(rule), "type": 2}]);
        client.notify(
            "workspace/didChangeWatchedFiles",
            json!({"changes": changes}),
        );
    };
    disk.write(rule, &RULE.replace("> 900", "> 9").replace("= 900", "= 9"));
    changed(&client);
    assert!(!codes(&client.published(form, 1)).contains(&"total-large"));
    // A file that is not open is shown to be broken too.
    disk.write(rule, "rule");
    changed(&client);
    let told = loop {
        let told = client.told("textDocument/publishDiagnostics");
        if told["uri"] == uri(rule) {
            break told;
        }
    };
    assert_eq!(told["version"], Value::Null);
    assert!(!told["diagnostics"].as_array().expect("a list").is_empty());
    assert!(client.leave());
}

#[test]
fn settings_of_the_editor_count_at_once() {
    let form = "/w/表.toml";
    let mut client = Client::start(files(), json!({}), Value::Null);
    client.open(form, FORM);
    assert!(!codes(&client.published(form, 1)).contains(&"total-large"));
    let settings = json!({"settings": {"jixiao": {"packs": ["包"], "inlayHints": false}}});
    client.notify("workspace/didChangeConfiguration", settings);
    assert!(codes(&client.published(form, 1)).contains(&"total-large"));
    let end = json!({"line": 99, "character": 0});
    let range = json!({"start": {"line": 0, "character": 0}, "end": end});
    let params = json!({"textDocument": {"uri": uri(form)}, "range": range});
    let hints = client.request("textDocument/inlayHint", params);
    assert_eq!(hints, Ok(Value::Null));
    assert!(client.leave());
}

#[test]
fn a_finding_is_excused_in_a_file_that_is_made() {
    let form = "/w/表/甲.toml";
    let creates = json!({"workspace": {"workspaceEdit": {"resourceOperations": ["create"]}}});
    let text = "form = \"部门整体支出绩效目标申报表\"\n\"年度\" = 2022\n\
                \"资金总额\" = \"3\"\n\"基本支出\" = \"1\"\n\"项目支出\" = \"1\"\n";
    for (capabilities, made) in [(creates, true), (json!({}), false)] {
        let mut client = Client::start(files(), capabilities, Value::Null);
        client.open(form, text);
        let found = client.published(form, 1);
        let found = found.iter().find(|it| it["code"] == "totals-balanced");
        let range = found.expect("a finding")["range"].clone();
        let params = json!({"textDocument": {"uri": uri(form)}, "range": range,
                            "context": {"diagnostics": []}});
        let actions = client
            .request("textDocument/codeAction", params)
            .expect("actions");
        let excuse = actions.as_array().expect("a list").iter().find(|it| {
            it["title"]
                .as_str()
                .expect("a title")
                .starts_with("免改 totals-balanced")
        });
        assert_eq!(excuse.is_some(), made);
        if let Some(excuse) = excuse {
            let changes = &excuse["edit"]["documentChanges"];
            assert_eq!(changes[0]["uri"], uri("/w/表/jixiao-waivers.toml"));
            let text = changes[1]["edits"][0]["newText"].as_str().expect("a text");
            assert!(text.contains("rule = \"totals-balanced\"\nfingerprint = \""));
            assert!(text.contains("files = \"甲.toml\"\n") && text.contains("reason = \"\""));
        }
        assert!(client.leave());
    }
}

#[test]
fn a_fix_is_offered_and_all_of_them_at_once() {
    let form = "/w/表/甲.toml";
    let text = "form = \"部门整体支出绩效目标申报表\"\n\"年度\" = 2022\n\
                \"其他说明\" = \"举办培训，，慰问住户，展览，演出，巡查,收益群众多。\"\n";
    let mut client = Client::start(files(), json!({}), Value::Null);
    client.open(form, text);
    let found = client.published(form, 1);
    let found = found.iter().find(|it| it["code"] == "wording-doubled");
    let range = found.expect("a finding")["range"].clone();
    let params = json!({"textDocument": {"uri": uri(form)}, "range": range,
                        "context": {"diagnostics": []}});
    let actions = client.request("textDocument/codeAction", params);
    let actions = actions.expect("actions");
    let actions = actions.as_array().expect("a list");
    let titled = |title: &str| {
        let found = actions.iter().find(|it| it["title"] == title);
        found.unwrap_or_else(|| panic!("no {title} in {actions:?}"))
    };
    let one = titled("修正：“，，” → “，”");
    assert_eq!(one["kind"], "quickfix");
    assert_eq!(one["isPreferred"], true);
    assert_eq!(one["edit"]["changes"][uri(form)][0]["newText"], "");
    let all = titled("改正所有可直接改的（2 处）");
    assert_eq!(all["kind"], "source.fixAll.jixiao");
    let edits = all["edit"]["changes"][uri(form)].as_array();
    assert_eq!(edits.expect("edits").len(), 2);
    assert!(client.leave());
}
