//! What a client can do decides what it is sent.

use jixiao::vfs::MemoryFiles;
use serde_json::{Value, json};

use super::client::{Client, uri};

const PACK: &str = "id = \"trial\"\nversion = \"1.0.0\"\ntitle = \"试用\"\n\
                    builds-on = { id = \"core\", version = \"*\" }\n";

const RULE: &str = "param 下限 = 900 万元 may only rise\n
rule total-large \"总额应当够大\" {
    on       部门整体支出绩效目标申报表
    basis    \"填制说明\" 1
    severity error
    require  资金总额 > 下限
    example pass { 资金总额 = 901 万元 }
    example fail { 资金总额 = 900 万元 }
}
";

const FORM: &str = "form = \"部门整体支出绩效目标申报表\"\n\"年度\" = 2022\n\
                    \"资金总额\" = \"3\"\n\"基本支出\" = \"1\"\n\"项目支出\" = \"1\"\n";

const FILE: &str = "/w/甲.toml";
const FILE_OF_RULES: &str = "/w/包/a.rule";

fn start(capabilities: Value, options: Value) -> Client {
    let mut files = MemoryFiles::default();
    files.insert("/w/包/pack.toml", PACK);
    files.insert(FILE_OF_RULES, RULE);
    Client::start(files, capabilities, options)
}

fn at(line: u32, character: u32) -> Value {
    json!({"line": line, "character": character})
}

fn about(path: &str, line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": uri(path)}, "position": at(line, character)})
}

/// The titles of the actions for the sum that is wrong.
fn actions(client: &mut Client, context: &Value) -> Vec<Value> {
    let range = json!({"start": at(2, 0), "end": at(2, 12)});
    let params = json!({"textDocument": {"uri": uri(FILE)}, "range": range, "context": context});
    let actions = client.request("textDocument/codeAction", params);
    actions
        .expect("actions")
        .as_array()
        .expect("a list")
        .clone()
}

#[test]
fn actions_are_of_the_kinds_that_are_asked_for() {
    let capabilities = json!({"window": {"showDocument": {"support": true}},
        "workspace": {"workspaceEdit": {"resourceOperations": ["create"]}}});
    let mut client = start(capabilities, json!({"virtualFiles": true}));
    client.open(FILE, FORM);
    let all = actions(&mut client, &json!({"diagnostics": []}));
    assert!(all.iter().all(|it| it["kind"] == "quickfix"), "{all:?}");
    let titles: Vec<&str> = all.iter().filter_map(|it| it["title"].as_str()).collect();
    assert!(titles.contains(&"打开规则 totals-balanced"), "{titles:?}");
    for (only, count) in [
        ("quickfix", all.len()),
        ("", all.len()),
        ("quick", 0),
        ("refactor", 0),
    ] {
        let context = json!({"diagnostics": [], "only": [only]});
        assert_eq!(actions(&mut client, &context).len(), count, "{only}");
    }
    assert!(client.leave());
}

#[test]
fn files_inside_the_program_are_shown_to_clients_that_ask_for_them() {
    let shows = json!({"window": {"showDocument": {"support": true}}});
    let mut client = start(shows.clone(), json!({"virtualFiles": true}));
    client.open(FILE, FORM);
    let all = actions(&mut client, &json!({"diagnostics": []}));
    let mut all = all.iter();
    let open = all.find(|it| it["title"] == "打开规则 totals-balanced");
    let arguments = &open.expect("an action")["command"]["arguments"];
    assert_eq!(arguments[0], "jixiao:/core/funds.rule");
    let content = client.request("jixiao/content", json!({"uri": arguments[0]}));
    let content = content.expect("a text");
    let line = arguments[1]["start"]["line"].as_u64().expect("a line");
    let line = content
        .as_str()
        .expect("a text")
        .lines()
        .nth(usize::try_from(line).expect("few"));
    assert!(
        line.expect("the line").contains("totals-balanced"),
        "{line:?}"
    );
    client.open(FILE_OF_RULES, RULE);
    let found = client.request("textDocument/definition", about(FILE_OF_RULES, 3, 16));
    let found = found.expect("a place")[0]["uri"].clone();
    assert!(
        found
            .as_str()
            .is_some_and(|it| it.starts_with("jixiao:/core/forms/")),
        "{found}"
    );
    let missing = client.request("jixiao/content", json!({"uri": "jixiao:/core/no.rule"}));
    assert_eq!(missing, Ok(Value::Null));
    assert!(client.leave());
    // Others are not led to what they cannot open.
    let mut client = start(shows, Value::Null);
    client.open(FILE, FORM);
    let all = actions(&mut client, &json!({"diagnostics": []}));
    assert!(
        all.iter()
            .all(|it| it["title"] != "打开规则 totals-balanced")
    );
    client.open(FILE_OF_RULES, RULE);
    let found = client.request("textDocument/definition", about(FILE_OF_RULES, 3, 16));
    assert_eq!(found, Ok(Value::Null));
    assert!(client.leave());
}

#[test]
fn edits_name_the_state_that_they_are_for() {
    let capabilities = json!({"workspace": {"workspaceEdit": {"documentChanges": true}}});
    for (capabilities, versions) in [(capabilities, true), (json!({}), false)] {
        let mut client = start(capabilities, Value::Null);
        client.open(FILE_OF_RULES, RULE);
        client.change(FILE_OF_RULES, 7, json!([]));
        let mut params = about(FILE_OF_RULES, 0, 6);
        params["newName"] = json!("最低");
        let edit = client
            .request("textDocument/rename", params)
            .expect("an edit");
        let document = &edit["documentChanges"][0]["textDocument"];
        match versions {
            true => assert_eq!(*document, json!({"uri": uri(FILE_OF_RULES), "version": 7})),
            false => assert_eq!(
                edit["changes"][uri(FILE_OF_RULES)].as_array().map(Vec::len),
                Some(2)
            ),
        }
        assert_eq!(edit.get("changes").is_some(), !versions);
        assert!(client.leave());
    }
}

#[test]
fn what_the_client_keeps_is_asked_for_again() {
    let refresh = json!({"refreshSupport": true});
    let workspace = json!({"inlayHint": refresh, "semanticTokens": refresh, "codeLens": refresh,
        "diagnostics": refresh, "diagnostic": refresh});
    let capabilities = json!({"workspace": workspace, "textDocument": {"diagnostic": {}}});
    let mut client = start(capabilities, Value::Null);
    client.open(FILE, FORM);
    client.diagnostics(FILE);
    let methods = |client: &Client| -> Vec<String> {
        let asked = client.asked.iter();
        asked
            .map(|it| it.method.clone())
            .filter(|it| it.ends_with("/refresh"))
            .collect()
    };
    let settings = json!({"settings": {"jixiao": {"packs": ["包"]}}});
    client.notify("workspace/didChangeConfiguration", settings);
    let wanted = [
        "workspace/diagnostic/refresh",
        "workspace/inlayHint/refresh",
        "workspace/semanticTokens/refresh",
        "workspace/codeLens/refresh",
    ];
    client.asked.clear();
    while !wanted
        .iter()
        .all(|it| methods(&client).iter().any(|asked| asked == it))
    {
        client.receive();
    }
    assert!(client.leave());
}

#[test]
fn plain_clients_get_plain_words_and_flat_lists() {
    let plain = json!({"textDocument": {"hover": {"contentFormat": ["plaintext"]}}});
    let mut client = start(plain, Value::Null);
    client.open(FILE, FORM);
    let hover = client
        .request("textDocument/hover", about(FILE, 2, 10))
        .expect("words");
    assert_eq!(hover["contents"]["kind"], "plaintext");
    let words = hover["contents"]["value"].as_str().expect("words");
    assert!(
        words.starts_with("资金总额：") && !words.contains("**"),
        "{words}"
    );
    let document = json!({"textDocument": {"uri": uri(FILE)}});
    let symbols = client.request("textDocument/documentSymbol", document.clone());
    let symbols = symbols.expect("symbols");
    assert_eq!(symbols[0]["location"]["uri"], uri(FILE));
    assert_eq!(symbols[1]["containerName"], symbols[0]["name"]);
    assert_eq!(client.greeting["capabilities"]["renameProvider"], true);
    assert!(client.leave());
    let rich = json!({"textDocument": {"rename": {"prepareSupport": true},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": true}}});
    let mut client = start(rich, Value::Null);
    client.open(FILE, FORM);
    let symbols = client
        .request("textDocument/documentSymbol", document)
        .expect("symbols");
    assert!(symbols[0]["children"].is_array());
    assert_eq!(
        client.greeting["capabilities"]["renameProvider"]["prepareProvider"],
        true
    );
    assert!(client.leave());
}
