//! The language server as an editor feels it: from an edit to the diagnostics for it.
//!
//! `cargo bench --bench lsp` prints median and 95th percentile over 200 edits of a declaration, of
//! one with ten times its items, and of rule files that build on the national pack; then the memory
//! of the process while thousands of edits come in.

#![expect(clippy::expect_used, reason = "a bench that cannot run must stop")]
#![expect(clippy::print_stdout, reason = "a bench prints what it has measured")]
#![expect(clippy::indexing_slicing, reason = "answers of a known shape")]
#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    reason = "a bench measures time and reads its files"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jixiao::lsp::{Connection, Options, serve};
use jixiao::vfs::DiskFiles;
use lsp_server::{Message, Notification, Request};
use serde_json::{Value, json};

const EDITS: usize = 200;

/// A client that types.
struct Client {
    connection: Connection,
    server: JoinHandle<()>,
}

impl Client {
    fn start() -> Self {
        let (server_side, connection) = Connection::memory();
        let server = std::thread::spawn(move || {
            let options = Options::default();
            serve(&server_side, Box::new(DiskFiles), options).expect("served");
        });
        let client = Self { connection, server };
        let params = json!({"processId": null, "capabilities": {}});
        client.request(1, "initialize", params);
        client.notify("initialized", json!({}));
        client
    }

    fn request(&self, id: i32, method: &str, params: Value) {
        let request = Request::new(id.into(), method.to_owned(), params);
        self.connection.sender.send(request.into()).expect("sent");
        while !matches!(self.next(), Message::Response(_)) {}
    }

    fn notify(&self, method: &str, params: Value) {
        let notification = Notification::new(method.to_owned(), params);
        let sent = self.connection.sender.send(notification.into());
        sent.expect("sent");
    }

    fn next(&self) -> Message {
        self.connection.receiver.recv().expect("a message")
    }

    /// How many diagnostics there are for this state of a document.
    fn published(&self, uri: &str, version: i32) -> usize {
        loop {
            if let Message::Notification(it) = self.next()
                && it.params["uri"] == uri
                && it.params["version"] == version
            {
                return it.params["diagnostics"].as_array().map_or(0, Vec::len);
            }
        }
    }

    fn leave(self) {
        self.request(2, "shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.server.join().expect("no panic");
    }
}

/// A document, and where in it is typed.
struct Document {
    name: &'static str,
    uri: String,
    text: String,
    places: Vec<(usize, usize)>,
}

impl Document {
    fn new(name: &'static str, path: &Path, text: String, marks: &[&str]) -> Self {
        let lines = text.lines().enumerate();
        let places = lines.filter_map(|(line, text)| {
            let at = marks.iter().find_map(|mark| text.find(mark))?;
            Some((line, text.get(..at)?.encode_utf16().count()))
        });
        let uri = lsp_types::Url::from_file_path(path).expect("an absolute path");
        Self {
            name,
            uri: uri.to_string(),
            places: places.collect(),
            text,
        }
    }

    /// Types a word and takes it away again, here and there, from a version on; the time to each
    /// answer.
    fn typed(&self, client: &Client, edits: usize, from: i32) -> Vec<Duration> {
        let mut times = Vec::new();
        let mut version = from;
        for edit in 0..edits {
            let place = self.places.get(edit / 2 % self.places.len());
            let (line, column) = *place.expect("a place");
            let position = |character: usize| json!({"line": line, "character": character});
            let (length, text) = if edit % 2 == 0 { (0, "试") } else { (1, "") };
            let range = json!({"start": position(column), "end": position(column + length)});
            version += 1;
            let start = Instant::now();
            let document = json!({"uri": self.uri, "version": version});
            let changes = json!([{"range": range, "text": text}]);
            let params = json!({"textDocument": document, "contentChanges": changes});
            client.notify("textDocument/didChange", params);
            client.published(&self.uri, version);
            times.push(start.elapsed());
        }
        times
    }

    fn open(&self, client: &Client) -> usize {
        let document = json!({"uri": self.uri, "languageId": "x", "version": 1, "text": self.text});
        client.notify("textDocument/didOpen", json!({"textDocument": document}));
        client.published(&self.uri, 1)
    }
}

/// A declaration with so many times the items in every group, numbered on.
fn grown(text: &str, times: usize) -> String {
    let number = |line: &str| {
        let line = line.trim_start();
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let rest = line.get(digits..)?;
        let rest = rest.strip_prefix(['.', '．', '、'])?;
        (digits > 0).then(|| rest.to_owned())
    };
    let mut grown = String::new();
    let mut items: Vec<String> = Vec::new();
    let flush = |items: &mut Vec<String>, grown: &mut String| {
        let count = items.len();
        for at in 0..count * times.saturating_sub(1) {
            let item = items.get(at % count).expect("an item");
            grown.push_str(&format!("{}.{item}\n", count + at + 1));
        }
        items.clear();
    };
    for line in text.lines() {
        if line.contains("指标") && line.trim_end().ends_with('：') {
            flush(&mut items, &mut grown);
        }
        items.extend(number(line));
        grown.push_str(line);
        grown.push('\n');
    }
    flush(&mut items, &mut grown);
    grown
}

fn show(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100);
    let at = |percent| at(percent).expect("some").as_secs_f64() * 1e3;
    println!(
        "{what}: {} edits, median {:.1} ms, 95th percentile {:.1} ms, most {:.1} ms",
        times.len(),
        at(50),
        at(95),
        times.last().expect("some").as_secs_f64() * 1e3
    );
}

/// The memory of the process in MiB, where the system tells it.
fn memory() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
    kib.unwrap_or_default() / 1024
}

fn main() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).expect("readable");
    let form = read("declarations/street-office-2021.txt");
    let ten = grown(&form, 10);
    let folder = root.join("target/bench-lsp");
    let pack = folder.join("pack");
    fs::create_dir_all(&pack).expect("a folder");
    let manifest = "id = \"trial\"\nversion = \"1.0.0\"\ntitle = \"试用\"\n\
                    builds-on = { id = \"core\", version = \"*\" }\n";
    fs::write(pack.join("pack.toml"), manifest).expect("written");
    let rule = "rule total-large \"资金总额应当大于九百万元\" {\n    on 部门整体支出绩效目标申报表\n    \
                basis \"填制说明\" 1\n    severity error\n    require 资金总额 > 900 万元\n    \
                example pass { 资金总额 = 901 万元 }\n    example fail { 资金总额 = 900 万元 }\n}\n";
    let own = largest(&root.join("rules/xicheng-2021"));
    let documents = [
        Document::new("declaration", &folder.join("表.txt"), form, &["1.", "2."]),
        Document::new(
            "declaration x10",
            &folder.join("大.txt"),
            ten,
            &["1.", "2."],
        ),
        Document::new("rule", &pack.join("a.rule"), rule.to_owned(), &["\" {"]),
        Document::new("rule of xicheng-2021", &own.0, own.1, &["概括"]),
    ];
    // `cargo bench --bench lsp -- rule` measures those alone whose names begin so, without memory.
    let wanted = std::env::args().skip(1).find(|it| !it.starts_with('-'));
    let is_wanted = |it: &&Document| wanted.as_ref().is_none_or(|word| it.name.starts_with(word));
    for document in documents.iter().filter(is_wanted) {
        let client = Client::start();
        let found = document.open(&client);
        let lines = document.text.lines().count();
        let what = format!("{} ({lines} lines, {found} findings)", document.name);
        show(&what, document.typed(&client, EDITS, 1));
        client.leave();
    }
    if wanted.is_some() {
        return;
    }
    for document in [&documents[0], &documents[2]] {
        let client = Client::start();
        document.open(&client);
        document.typed(&client, 100, 1);
        print!(
            "memory, {}: {} MiB after 100 edits",
            document.name,
            memory()
        );
        for thousand in 1..=10 {
            document.typed(&client, 1000, thousand * 1000);
            if thousand == 1 || thousand == 5 {
                print!(", {} after {thousand}000", memory());
            }
        }
        println!(", {} after 10000", memory());
        client.leave();
    }
}

/// The largest rule file of a pack.
fn largest(folder: &Path) -> (PathBuf, String) {
    let files = fs::read_dir(folder).expect("a folder");
    let files = files.map(|file| file.expect("a file").path());
    let rules = files.filter(|path| path.extension().is_some_and(|it| it == "rule"));
    let texts = rules.map(|path| {
        let text = fs::read_to_string(&path).expect("readable");
        (path, text)
    });
    texts.max_by_key(|it| it.1.len()).expect("a rule file")
}
