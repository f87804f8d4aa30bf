//! Whatever is typed, the server has the text that the client has, and finds what a fresh check finds.

use jixiao::vfs::MemoryFiles;
use proptest::prelude::{ProptestConfig, any, proptest};
use proptest::test_runner::FileFailurePersistence;
use serde_json::{Value, json};

use super::client::{Client, uri};
use crate::support::{Random, judge, root};

/// What is typed: text of all widths, line ends of all kinds, parts of forms.
const PIECES: &[&str] = &[
    "",
    "a",
    "12",
    "不少于12场",
    "𠮷",
    "👨‍👩‍👧",
    "e\u{301}",
    "１２",
    "\r\n",
    "\n",
    "\r",
    "\t",
    "。",
    "“",
    "{",
    "}",
    "\"",
    "=",
    "1.",
    "资金总额：\n",
    "万元",
    "rule a-b \"题\" {\n",
    "require 资金总额 > 1 万元\n",
];

/// The client's own idea of a position: counted over the text, with no help of the server's.
pub(super) fn position(text: &str, at: usize, bytes: bool) -> Value {
    let before = &text[..at];
    let mut line = 0;
    let mut start = 0;
    for (index, c) in before.char_indices() {
        let ends = c == '\n' || (c == '\r' && !text[index + 1..].starts_with('\n'));
        if ends {
            line += 1;
            start = index + 1;
        }
    }
    let column = match bytes {
        true => at - start,
        false => before[start..].encode_utf16().count(),
    };
    json!({"line": line, "character": column})
}

/// A place between two characters that is not inside a line end.
pub(super) fn place(random: &mut Random, text: &str) -> usize {
    let mut at = random.below(text.len() + 1);
    while !text.is_char_boundary(at) || (text[..at].ends_with('\r') && text[at..].starts_with('\n'))
    {
        at -= 1;
    }
    at
}

fn start(bytes: bool) -> Client {
    let offer =
        json!({"general": {"positionEncodings": if bytes { ["utf-8"] } else { ["utf-16"] }}});
    let mut files = MemoryFiles::default();
    files.insert(
        "/w/p/pack.toml",
        "id = \"p\"\nversion = \"1.0.0\"\ntitle = \"题\"\nbuilds-on = { id = \"core\", version = \"*\" }\n",
    );
    Client::start(files, offer, Value::Null)
}

/// Types at random and asks at random; the text at the end, and what is wrong with it.
fn typed(path: &str, text: &str, seed: u64, edits: usize) {
    let mut random = Random(seed);
    let bytes = seed.is_multiple_of(2);
    let mut client = start(bytes);
    let mut text = text.to_owned();
    client.open(path, &text);
    let asks = [
        "hover",
        "completion",
        "documentSymbol",
        "foldingRange",
        "codeAction",
        "definition",
        "signatureHelp",
        "semanticTokens/full",
        "formatting",
        "codeLens",
        "inlayHint",
    ];
    let mut sent = Vec::new();
    for version in 2..=edits + 1 {
        let (a, b) = (place(&mut random, &text), place(&mut random, &text));
        // Most edits are short, as they are when somebody types.
        let (a, b) = (
            a.min(b),
            if random.below(4) == 0 {
                a.max(b).min(a.min(b) + 40)
            } else {
                a.min(b)
            },
        );
        let mut b = b;
        while !text.is_char_boundary(b)
            || (text[..b].ends_with('\r') && text[b..].starts_with('\n'))
        {
            b += 1;
        }
        let piece = *random.pick(PIECES);
        // What would make one line end of two would move the place of the next edit.
        let range = json!({"start": position(&text, a, bytes), "end": position(&text, b, bytes)});
        text.replace_range(a..b, piece);
        let version = i32::try_from(version).expect("few");
        client.change(path, version, json!([{"range": range, "text": piece}]));
        if random.below(3) == 0 {
            let at = place(&mut random, &text);
            let at = position(&text, at, bytes);
            let range = json!({"start": at, "end": at});
            let ask = *random.pick(&asks);
            let mut params = json!({"textDocument": {"uri": uri(path)}, "position": at, "range": range,
                "options": {"tabSize": 4, "insertSpaces": true}});
            if ask == "codeAction" {
                params["context"] = json!({"diagnostics": []});
            }
            let method = format!("textDocument/{ask}");
            sent.push(client.send(&method, params));
        }
        if random.below(5) == 0
            && let Some(id) = sent.last()
        {
            client.notify("$/cancelRequest", json!({"id": id}));
        }
    }
    for id in sent {
        let answer = client.answer(&id);
        assert!(answer.is_ok() || answer == Err(-32800), "{answer:?}");
    }
    let typed = client.diagnostics(path);
    assert!(client.leave());
    let mut fresh = start(bytes);
    fresh.open(path, &text);
    assert_eq!(typed, fresh.diagnostics(path));
    assert!(fresh.leave());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 6,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_declaration_typed_is_a_declaration_opened(seed in any::<u64>()) {
        let path = root().join("declarations/street-office-2021.txt");
        let text = std::fs::read_to_string(path).expect("readable");
        typed("/w/表.txt", &text, seed, 40);
    }
}

#[test]
fn a_rule_file_typed_is_a_rule_file_opened() {
    let text = "rule a-b \"题\" {\r\n    on 指标条目\r\n    basis \"说明\" 1\r\n    severity hint\r\n    \
                for 组 in 绩效指标\r\n    require 组.条目 is present\r\n}\r\n";
    for seed in [1, 2] {
        typed("/w/p/a.rule", text, seed, 12);
    }
}

#[test]
fn places_are_those_of_the_command_line() {
    let path = root().join("declarations/street-office-2021.txt");
    let text = std::fs::read_to_string(path).expect("readable");
    let rare = text
        .replace('\n', "\r\n")
        .replace("1.", "1.𠮷👨‍👩‍👧e\u{301}１２")
        .replace("培训", "培\u{20000}训");
    for (bytes, text) in [(true, &text), (false, &text), (true, &rare), (false, &rare)] {
        let mut client = start(bytes);
        client.open("/w/表.txt", text);
        let mut told: Vec<(String, Value)> = client
            .published("/w/表.txt", 1)
            .into_iter()
            .map(|it| (it["code"].to_string(), it["range"].clone()))
            .collect();
        let reports = judge("表.txt", text.as_bytes());
        let findings = reports.iter().flat_map(|report| &report.findings);
        let mut found: Vec<(String, Value)> = findings
            .map(|finding| {
                let range = finding.places[0].range;
                let at = |offset: u32| position(text, offset as usize, bytes);
                let range = json!({"start": at(range.start), "end": at(range.end)});
                (json!(finding.rule).to_string(), range)
            })
            .collect();
        told.sort_by_key(|it| format!("{it:?}"));
        found.sort_by_key(|it| format!("{it:?}"));
        assert!(told.len() > 10);
        assert_eq!(told, found);
        assert!(client.leave());
    }
}
