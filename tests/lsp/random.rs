//! A workspace in which anything is typed, asked, called off, closed and saved in any order: nothing
//! breaks, and in the end the client has been told what a server tells that has just been started.
//!
//! A little in every run of the tests; for minutes with
//! `FUZZ_SECONDS=600 cargo test --release --test main -- --ignored fuzz_editor`.

use std::collections::BTreeMap;
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use lsp_server::RequestId;
use serde_json::{Value, json};

use super::client::{Client, Disk, uri};
use super::laws::{place, position};
use crate::fuzz::long;
use crate::support::{Random, root};

const MANIFEST: &str = "id = \"bao\"\nversion = \"1.0.0\"\ntitle = \"试用\"\n\
     builds-on = { id = \"core\", version = \"*\" }\n\n[rules]\ntotal-large = \"active\"\n";

const RULE: &str =
    "/// 总额。\nparam 下限 = 900 万元 may only rise\n\nterms 套话 = [\"进一步\", \"大力\"]\n\n\
rule total-large \"总额应当够大\" {
    on       部门整体支出绩效目标申报表
    basis    \"填制说明\" 1
    severity error
    let      差 = 资金总额 - 基本支出
    require  资金总额 > 下限
    message  \"只有 {资金总额}，差 {差}\"
    example pass { 资金总额 = 901 万元  基本支出 = 1 万元 }
    example fail { 资金总额 = 900 万元  基本支出 = 1 万元 }
}
";

const ABOVE: &str = "id = \"shang\"\nversion = \"1.0.0\"\ntitle = \"上面的\"\n\
     builds-on = { id = \"bao\", version = \"*\" }\n";

const OVERRIDE: &str =
    "override total-large {\n    set 下限 = 950 万元\n    help \"核对 {资金总额}\"\n}\n";

const SETTINGS: &str = "packs = [\"bao\", \"shang\"]\nignore = [\"year-consistent\"]\n\n[params]\n\
     \"下限\" = \"960 万元\"\n\n[[overrides]]\nfiles = \"*.toml\"\nignore = [\"weights\"]\n";

const WAIVERS: &str = "[[waiver]]\nfiles = \"甲.toml\"\nrule = \"totals-balanced\"\nwhere = \"资金总额\"\n\
     reason = \"四舍五入\"\nby = \"李某\"\nuntil = 2026-12-31\n";

const DECLARED: &str = "form = \"部门整体支出绩效目标申报表\"\n\"年度\" = 2022\n\"单位名称\" = \"云泽市水务局\"\n\
     \"资金总额\" = \"1,300.00\"\n\"基本支出\" = \"100.00\"\n\"项目支出\" = \"200.00\"\n";

const WRITTEN: &str = "\t部门整体支出绩效目标申报表\r\n\t（2022年度）\r\n单位名称：云泽市水务局\r\n资金总额：\r\n\t300.00\r\n\
     绩效目标\r\n一、保障城乡供水，改造管网。\r\n绩效指标\r\n产出指标一：保障供水\r\n1.更新管网不少于48公里𠮷。\r\n2.开展培训若干次。\r\n";

/// What is typed: text of all widths, line ends of all kinds, parts of all files.
const PIECES: &[&str] = &[
    "",
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
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    "=",
    ".",
    ",",
    "#",
    "\u{feff}",
    "\0",
    "1.",
    "资金总额",
    "资金总额：\n",
    "万元",
    "total-large",
    "rule a-b \"题\" {\n",
    "require 资金总额 > 1 万元\n",
    "[[waiver]]\n",
    "[params]\n",
    "[rules]\n",
    "packs = []\n",
    "ignore = [\"weights\"]\n",
    "rule = \"totals-balanced\"\n",
    "[[field]]\nname = \"甲\"\nkind = \"数\"\n",
    "builds-on = { id = \"shang\", version = \"*\" }\n",
    "set 下限 = 1 元\n",
    "may only fall",
    "not in",
    "下限",
    "///",
    "‸",
    "__caret__",
];

/// What may be asked about a place.
const ASKS: &[&str] = &[
    "hover",
    "completion",
    "documentSymbol",
    "foldingRange",
    "codeAction",
    "definition",
    "references",
    "signatureHelp",
    "semanticTokens/full",
    "formatting",
    "codeLens",
    "inlayHint",
    "prepareRename",
    "rename",
    "diagnostic",
];

/// The document that tells when all others have been told of.
const LAST: &str = "/zzz.txt";

/// How often is waited for it.
const ROUNDS: i32 = 300;

/// Panics of servers, which hide them from their clients.
static PANICS: AtomicUsize = AtomicUsize::new(0);

fn count_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // The threads of tests have names, those of servers have none.
            if std::thread::current().name().is_none() {
                PANICS.fetch_add(1, Ordering::Relaxed);
            }
            usual(info);
        }));
    });
}

fn contents() -> BTreeMap<&'static str, String> {
    let form = root().join("rules/core/forms");
    let mut forms: Vec<_> = std::fs::read_dir(form)
        .expect("forms")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    forms.sort();
    let form = std::fs::read_to_string(&forms[0]).expect("readable");
    let form = form.replacen("id ", "id = \"own-form\" #", 1);
    let form = form.replace("绩效目标申报表", "绩效目标自报表");
    let texts = [
        ("/w/bao/pack.toml", MANIFEST),
        ("/w/bao/a.rule", RULE),
        ("/w/bao/forms/x.toml", &form),
        ("/w/shang/pack.toml", ABOVE),
        ("/w/shang/b.rule", OVERRIDE),
        ("/w/jixiao.toml", SETTINGS),
        ("/w/jixiao-waivers.toml", WAIVERS),
        ("/w/甲.toml", DECLARED),
        ("/w/乙 表.txt", WRITTEN),
        ("/w/游.rule", RULE),
    ];
    texts
        .into_iter()
        .map(|(path, text)| (path, text.to_owned()))
        .collect()
}

/// The workspace as the client knows it.
struct Editor {
    client: Client,
    disk: Disk,
    bytes: bool,
    first: BTreeMap<&'static str, String>,
    saved: BTreeMap<&'static str, String>,
    open: BTreeMap<&'static str, (i32, String)>,
    settings: Value,
    sent: Vec<RequestId>,
    edits: usize,
}

fn start(disk: &Disk, bytes: bool, settings: &Value) -> Client {
    let counts =
        json!({"general": {"positionEncodings": [if bytes { "utf-8" } else { "utf-16" }]}});
    Client::start(disk.clone(), counts, settings.clone())
}

impl Editor {
    fn new(random: &mut Random) -> Self {
        let first = contents();
        let disk = Disk::default();
        for (path, text) in &first {
            disk.write(path, text);
        }
        let (bytes, settings) = (random.below(2) == 0, json!({}));
        let mut editor = Self {
            client: start(&disk, bytes, &settings),
            disk,
            bytes,
            saved: first.clone(),
            first,
            open: BTreeMap::new(),
            settings,
            sent: Vec::new(),
            edits: 0,
        };
        let paths: Vec<&str> = editor.first.keys().copied().collect();
        for path in paths.into_iter().filter(|_| random.below(4) > 0) {
            editor.open(path);
        }
        editor
    }

    fn open(&mut self, path: &'static str) {
        let text = self.saved[path].clone();
        self.client.open(path, &text);
        self.open.insert(path, (1, text));
    }

    fn close(&mut self, path: &'static str) {
        let document = json!({"textDocument": {"uri": uri(path)}});
        self.client.notify("textDocument/didClose", document);
        self.open.remove(path);
    }

    /// A document that is open.
    fn some(&self, random: &mut Random) -> Option<&'static str> {
        let paths: Vec<&'static str> = self.open.keys().copied().collect();
        (!paths.is_empty()).then(|| *random.pick(&paths))
    }

    fn change(&mut self, path: &'static str, text: String, change: Value) {
        let (version, old) = self.open.get_mut(path).expect("open");
        (*version, *old) = (*version + 1, text);
        self.edits += 1;
        let version = *version;
        self.client.change(path, version, json!([change]));
    }

    fn edit(&mut self, random: &mut Random) {
        let Some(path) = self.some(random) else {
            return;
        };
        let mut text = self.open[path].1.clone();
        let a = place(random, &text);
        let mut b = a;
        // Most edits are short, as they are when somebody types.
        if random.below(3) == 0 {
            b = place(random, &text).clamp(a, a + 40);
            while !text.is_char_boundary(b)
                || (text[..b].ends_with('\r') && text[b..].starts_with('\n'))
            {
                b += 1;
            }
        }
        let piece = *random.pick(PIECES);
        let (start, end) = (
            position(&text, a, self.bytes),
            position(&text, b, self.bytes),
        );
        text.replace_range(a..b, piece);
        self.change(
            path,
            text,
            json!({"range": {"start": start, "end": end}, "text": piece}),
        );
    }

    /// The text as it was at first, so that not everything is broken soon.
    fn restore(&mut self, path: &'static str) {
        let text = self.first[path].clone();
        self.change(path, text.clone(), json!({"text": text}));
    }

    fn ask(&mut self, random: &mut Random) {
        let Some(path) = self.some(random) else {
            return;
        };
        let text = &self.open[path].1;
        let at = position(text, place(random, text), self.bytes);
        let ask = *random.pick(ASKS);
        let mut params = json!({"textDocument": {"uri": uri(path)}, "position": at,
            "range": {"start": at, "end": at}, "options": {"tabSize": 4, "insertSpaces": true}});
        match ask {
            "codeAction" => params["context"] = json!({"diagnostics": []}),
            "references" => params["context"] = json!({"includeDeclaration": true}),
            "rename" => params["newName"] = json!(random.pick(&["甲", "x-y", "a b"])),
            _ => {}
        }
        let id = self.client.send(&format!("textDocument/{ask}"), params);
        self.sent.push(id);
    }

    /// Another program writes a file, and the client tells of it.
    fn write(&mut self, random: &mut Random) {
        let paths: Vec<&'static str> = self.first.keys().copied().collect();
        let path = *random.pick(&paths);
        let mut text = self.first[path].clone();
        if random.below(2) == 0 {
            let at = place(random, &text);
            let piece: &str = random.pick::<&str>(PIECES);
            text.insert_str(at, piece);
        }
        self.disk.write(path, &text);
        self.saved.insert(path, text);
        let changes = json!({"changes": [{"uri": uri(path), "type": 2}]});
        self.client
            .notify("workspace/didChangeWatchedFiles", changes);
    }

    fn configure(&mut self, random: &mut Random) {
        let packs = *random.pick(&[&[][..], &["bao"], &["bao", "shang"]]);
        self.settings = json!({"packs": packs, "inlayHints": random.below(2) == 0});
        let params = json!({"settings": {"jixiao": self.settings}});
        self.client
            .notify("workspace/didChangeConfiguration", params);
    }

    fn step(&mut self, random: &mut Random) {
        match random.below(24) {
            0..=9 => self.edit(random),
            10..=15 => self.ask(random),
            16..=18 if !self.sent.is_empty() => {
                let id = random.pick(&self.sent).clone();
                self.client.notify("$/cancelRequest", json!({"id": id}));
            }
            19 => self.write(random),
            20 if random.below(3) == 0 => self.configure(random),
            21 => {
                let paths: Vec<&'static str> = self.first.keys().copied().collect();
                let path = *random.pick(&paths);
                match self.open.contains_key(path) {
                    true => self.close(path),
                    false => self.open(path),
                }
            }
            _ => {
                if let Some(path) = self.some(random) {
                    self.restore(path);
                }
            }
        }
    }

    /// All that was asked is answered, and the client was told what a fresh server tells. Where
    /// packs or settings are broken, the last good ones go on, which a fresh server cannot know: what
    /// is said about declarations is not compared then.
    fn finish(mut self) -> (usize, usize) {
        for id in &std::mem::take(&mut self.sent) {
            let answer = self.client.answer(id);
            let fits = answer.is_ok() || matches!(answer, Err(-32800 | -32803));
            assert!(fits, "{answer:?}");
        }
        let mut fresh = start(&self.disk, self.bytes, &self.settings);
        for (path, (_, text)) in &self.open {
            fresh.open(path, text);
        }
        let paths: Vec<&'static str> = self.open.keys().copied().collect();
        let told: Vec<_> = paths.iter().map(|path| fresh.diagnostics(path)).collect();
        let in_trouble = fresh.has_told("window/showMessage");
        let is_declaration = |path: &str| path.ends_with(".txt") || path == "/w/甲.toml";
        let expected: BTreeMap<&str, Vec<Value>> = paths.into_iter().zip(told).collect();
        let mut expected: BTreeMap<String, Vec<Value>> = expected
            .into_iter()
            .filter(|(path, _)| !in_trouble || !is_declaration(path))
            .map(|(path, told)| (uri(path), told))
            .collect();
        for told in expected.values_mut() {
            sorted(told);
        }
        self.is_told(&expected);
        for path in self.open.keys() {
            if let Some(expected) = expected.get(&uri(path)) {
                let mut pulled = self.client.diagnostics(path);
                sorted(&mut pulled);
                assert_eq!(pulled, *expected, "{path}");
            }
        }
        assert!(fresh.leave());
        assert!(self.client.leave());
        assert_eq!(PANICS.load(Ordering::Relaxed), 0, "a server panicked");
        (self.edits, expected.len())
    }

    /// Waits until what was told last of each document is this.
    fn is_told(&mut self, expected: &BTreeMap<String, Vec<Value>>) {
        let mut told: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        self.client.open(LAST, "");
        for version in 1..=ROUNDS {
            for (uri, diagnostics) in self.client.all_published(LAST, version) {
                told.insert(uri, diagnostics);
            }
            told.values_mut().for_each(|it| sorted(it));
            if expected
                .iter()
                .all(|(uri, wanted)| told.get(uri) == Some(wanted))
            {
                return;
            }
            self.client.change(LAST, version + 1, json!([]));
        }
        for (uri, wanted) in expected {
            assert_eq!(
                told.get(uri),
                Some(wanted),
                "{uri}: told last, and by a fresh server"
            );
        }
    }
}

fn sorted(diagnostics: &mut [Value]) {
    diagnostics.sort_by_key(Value::to_string);
}

fn go(random: &mut Random, steps: usize) -> (usize, usize) {
    count_panics();
    let mut editor = Editor::new(random);
    for _ in 0..steps {
        editor.step(random);
    }
    // Half of the time nothing stays broken, so that declarations can be compared.
    if random.below(2) == 0 {
        let open: Vec<&'static str> = editor.open.keys().copied().collect();
        for path in open.into_iter().filter(|path| !path.ends_with(".txt")) {
            editor.restore(path);
        }
    }
    editor.finish()
}

#[test]
fn a_workspace_typed_is_a_workspace_opened() {
    for seed in 1..=2 {
        go(&mut Random(seed), 20);
    }
}

#[test]
#[ignore = "runs for ten minutes"]
fn fuzz_editor() {
    let (edits, documents) = (AtomicUsize::new(0), AtomicUsize::new(0));
    long(Duration::from_secs(120), |random| {
        let steps = 10 + random.below(60);
        let done = go(random, steps);
        edits.fetch_add(done.0, Ordering::Relaxed);
        documents.fetch_add(done.1, Ordering::Relaxed);
    });
    let (edits, documents) = (edits.into_inner(), documents.into_inner());
    crate::fuzz::say(&format!("{edits} edits, {documents} documents compared"));
}
