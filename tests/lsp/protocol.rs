//! Greeting, leave, unknown requests, edits in either counting, cancellation.

use jixiao::vfs::MemoryFiles;
use serde_json::{Value, json};

use super::client::{Client, uri};
use crate::support::root;

fn sample() -> String {
    let path = root().join("declarations/street-office-2021.txt");
    std::fs::read_to_string(path).expect("readable")
}

#[test]
fn it_greets_and_takes_leave() {
    let mut client = Client::start(MemoryFiles::default(), json!({}), Value::Null);
    let capabilities = &client.greeting["capabilities"];
    assert_eq!(capabilities["positionEncoding"], "utf-16");
    assert_eq!(capabilities["textDocumentSync"]["change"], 2);
    assert!(capabilities.get("diagnosticProvider").is_none());
    assert_eq!(client.request("no/such", Value::Null), Err(-32601));
    assert_eq!(
        client.request("textDocument/diagnostic", json!({"x": 1})),
        Err(-32602)
    );
    client.notify("$/no/such", Value::Null);
    assert!(client.leave());
}

#[test]
fn bytes_are_counted_where_the_client_offers_it() {
    let offer = json!({"general": {"positionEncodings": ["utf-32", "utf-8"]}});
    let client = Client::start(MemoryFiles::default(), offer, Value::Null);
    assert_eq!(client.greeting["capabilities"]["positionEncoding"], "utf-8");
    assert!(client.leave());
}

#[test]
fn nothing_is_answered_after_shutdown() {
    let mut client = Client::start(MemoryFiles::default(), json!({}), Value::Null);
    client.request("shutdown", Value::Null).expect("shut down");
    assert_eq!(client.request("no/such", Value::Null), Err(-32600));
    client
        .request("shutdown", Value::Null)
        .expect_err("refused");
    client.notify("exit", Value::Null);
}

#[test]
fn a_declaration_is_judged_as_it_is_typed() {
    let path = "/w/申报 表/甲.txt";
    let mut client = Client::start(MemoryFiles::default(), json!({}), Value::Null);
    let text = sample();
    client.open(path, &text);
    let first = client.published(path, 1);
    // A line that says nothing is put before, and everything moves down.
    let start = json!({"line": 0, "character": 0});
    let range = json!({"start": start, "end": start});
    client.change(path, 2, json!([{"range": range, "text": "\r\n"}]));
    let second = client.published(path, 2);
    assert_eq!(first.len(), second.len());
    let line = |it: &Value| it["range"]["start"]["line"].as_u64().expect("a line");
    assert!(!first.is_empty());
    for (before, after) in first.iter().zip(&second) {
        assert_eq!(before["message"], after["message"]);
        assert_eq!(line(before) + 1, line(after));
    }
    client.notify(
        "textDocument/didClose",
        json!({"textDocument": {"uri": uri(path)}}),
    );
    let closed = client.told("textDocument/publishDiagnostics");
    assert_eq!(closed["diagnostics"], json!([]));
    assert!(client.leave());
}

#[test]
fn requests_are_cancelled_before_their_turn() {
    let path = "/w/甲.txt";
    let mut client = Client::start(MemoryFiles::default(), json!({}), Value::Null);
    let text = sample();
    client.open(path, &text);
    // The first messages keep the server at work while the others come in; whichever of the two
    // is quicker, each request has one answer.
    let params = json!({"textDocument": {"uri": uri(path)}});
    let ids: Vec<_> = (0..50)
        .map(|_| client.send("textDocument/documentSymbol", params.clone()))
        .collect();
    for id in &ids[1..] {
        client.notify("$/cancelRequest", json!({"id": id}));
    }
    client.notify("$/cancelRequest", json!({"id": "no such"}));
    let answers: Vec<_> = ids.iter().map(|id| client.answer(id)).collect();
    assert!(answers[0].is_ok());
    let fits = |it: &Result<Value, i64>| it.is_ok() || *it == Err(-32800);
    assert!(answers.iter().all(fits));
    assert!(client.leave());
}

#[test]
fn diagnostics_are_pulled_by_clients_that_pull() {
    let path = "/w/甲.txt";
    let pulls = json!({"textDocument": {"diagnostic": {}}});
    let mut pulling = Client::start(MemoryFiles::default(), pulls, Value::Null);
    assert!(pulling.greeting["capabilities"]["diagnosticProvider"].is_object());
    let mut pushed = Client::start(MemoryFiles::default(), json!({}), Value::Null);
    let text = sample();
    pulling.open(path, &text);
    pushed.open(path, &text);
    assert_eq!(pulling.diagnostics(path), pushed.published(path, 1));
    assert!(pulling.leave() && pushed.leave());
}

#[test]
fn a_text_with_a_byte_order_mark_keeps_its_places() {
    let path = "/w/甲.txt";
    let mut client = Client::start(MemoryFiles::default(), json!({}), Value::Null);
    let text = "不是申报表";
    client.open(path, text);
    let plain = client.published(path, 1);
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}});
    client.change(path, 2, json!([{"range": range, "text": "\u{feff}"}]));
    let marked = client.published(path, 2);
    let column = |it: &[Value]| {
        it[0]["range"]["end"]["character"]
            .as_u64()
            .expect("a column")
    };
    assert_eq!(column(&plain) + 1, column(&marked));
    assert!(client.leave());
}

#[test]
fn the_program_serves_on_its_standard_input_and_output() {
    use std::io::{BufReader, Read, Write};
    use std::process::{Command, Stdio};

    use lsp_server::{Message, Notification, Request};

    let run = |messages: &[Message]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jixiao"))
            .args(["lsp", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a server");
        let mut input = child.stdin.take().expect("its input");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        for message in messages {
            message.clone().write(&mut input).expect("written");
        }
        input.flush().expect("written");
        drop(input);
        let mut answers = Vec::new();
        while let Some(Message::Response(answer)) = Message::read(&mut output).expect("a message") {
            answers.push(answer);
        }
        let mut said = String::new();
        child
            .stderr
            .take()
            .expect("its log")
            .read_to_string(&mut said)
            .expect("text");
        (answers.len(), child.wait().expect("ended").code(), said)
    };
    let request = |id: i32, method: &str, params: Value| {
        Message::Request(Request::new(id.into(), method.to_owned(), params))
    };
    let tell =
        |method: &str| Message::Notification(Notification::new(method.to_owned(), json!({})));
    let greeting = request(1, "initialize", json!({"capabilities": {}}));
    let mut messages = vec![greeting, tell("initialized")];
    messages.push(request(2, "shutdown", Value::Null));
    messages.push(tell("exit"));
    assert_eq!(run(&messages), (2, Some(0), String::new()));
    // A client that goes away without a word.
    let (answers, code, said) = run(&messages[..2]);
    assert_eq!((answers, code), (1, Some(1)));
    assert!(said.contains("编辑器没有按协议结束就断开了"), "{said}");
}
