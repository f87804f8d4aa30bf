//! Packs in the editor: what is wrong with them while they are written, and which goes on judging.

use jixiao::vfs::MemoryFiles;
use serde_json::{Value, json};

use super::client::{Client, uri};

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
    let codes = diagnostics.iter().map(|it| it["code"].as_str().expect("a code"));
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
    assert!(told["message"].as_str().expect("words").contains("上一次没有错误的规则包"));
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
    let edit = client.request("textDocument/rename", params.clone()).expect("an edit");
    let changes = edit["changes"].as_object().expect("changes");
    assert_eq!(changes.len(), 2);
    let start = &changes[&uri("/w/包/words.rule")][0]["range"]["start"];
    assert_eq!(*start, json!({"line": 0, "character": 6}));
    let mut reserved = params;
    reserved["newName"] = json!("要求");
    assert_eq!(client.request("textDocument/rename", reserved), Err(-32803));
    assert!(client.leave());
}
