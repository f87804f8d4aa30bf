//! What may be set in `jixiao.toml`, read with all mistakes at once.
//!
//! A new key is one field of [`Config`], one name in `KEYS` and the line that reads it.

use std::path::PathBuf;

use crate::diag::Diagnostic;
use crate::source::{SourceId, Span};
use crate::table::{Reader, Table, Word, get, unknown_word};

use super::globs::{self, Globs};
use super::home::Home;

/// What the user has set; empty where nothing is.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Where the file stands; paths in it start there.
    pub home: Home,
    /// Whether there is a file.
    pub exists: bool,
    /// Packs to judge by when the command names none, as written.
    pub packs: Vec<Word>,
    /// Files of the public keys whose signatures of packs count, as written.
    pub trust: Vec<Word>,
    /// Values of the packs' parameters.
    pub params: Vec<Param>,
    /// Which rules apply.
    pub rules: RuleNames,
    /// The severity at which a run fails: one of [`FAIL_ON`].
    pub fail_on: Option<Word>,
    /// Whether drafts apply.
    pub preview: Option<bool>,
    /// The file of the baseline, as written.
    pub baseline: Option<Word>,
    /// What is different for some files.
    pub overrides: Vec<Override>,
    /// The keys that are set, with the places of their values.
    pub keys: Vec<(&'static str, Span)>,
}

/// Rules that are to apply and rules that are not, by id, title or beginning of the id.
#[derive(Clone, Debug, Default)]
pub struct RuleNames {
    /// Only these; empty for all.
    pub select: Vec<Word>,
    /// Not these.
    pub ignore: Vec<Word>,
}

/// A value for a parameter of the packs.
#[derive(Clone, Debug)]
pub struct Param {
    /// The parameter's name.
    pub name: String,
    /// The value as it would stand in a rule file, with its place.
    pub value: Word,
}

/// Rules for some files.
#[derive(Clone, Debug)]
pub struct Override {
    /// The files.
    pub files: Globs,
    /// The rules: what is selected replaces what was, what is ignored adds to it.
    pub rules: RuleNames,
}

/// The words of `fail-on`.
pub const FAIL_ON: &[&str] = &["error", "warning", "hint", "never"];

const KEYS: &[&str] = &[
    "packs",
    "trust",
    "params",
    "select",
    "ignore",
    "fail-on",
    "preview",
    "baseline",
    "overrides",
];

impl Config {
    /// Reads the text of a file.
    pub(super) fn read(home: Home, source: SourceId, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader::new(source);
        let mut config = Self {
            home,
            exists: true,
            ..Self::default()
        };
        let parsed = reader.parse(text);
        if !reader.is_clean() {
            return (config, reader.finish());
        }
        let root = Table {
            table: parsed.get_ref(),
            span: reader.span(0..0),
            what: "设置文件 jixiao.toml ",
        };
        reader.only(root, KEYS);
        config.packs = reader.texts(root, "packs");
        config.trust = reader.texts(root, "trust");
        config.params = params(&mut reader, root);
        config.rules = rule_names(&mut reader, root);
        config.fail_on = fail_on(&mut reader, root);
        config.preview = reader.flag(root, "preview");
        config.baseline = reader.text(root, "baseline");
        config.overrides = overrides(&mut reader, root);
        let span = |key: &str| get(root, key).map(|value| reader.span(value.span()));
        config.keys = KEYS
            .iter()
            .filter_map(|key| Some((*key, span(key)?)))
            .collect();
        (config, reader.finish())
    }

    /// A path of the file as it is found from the current folder.
    pub fn path(&self, written: &str) -> PathBuf {
        self.home.shown.join(written)
    }

    /// Where the value of a key stands, if it is set.
    pub fn span(&self, key: &str) -> Option<Span> {
        let set = self.keys.iter().find(|(name, _)| *name == key);
        set.map(|(_, span)| *span)
    }
}

fn rule_names(reader: &mut Reader, table: Table<'_>) -> RuleNames {
    RuleNames {
        select: reader.texts(table, "select"),
        ignore: reader.texts(table, "ignore"),
    }
}

fn params(reader: &mut Reader, root: Table<'_>) -> Vec<Param> {
    let Some((table, span)) = reader.table(root, "params") else {
        return Vec::new();
    };
    let table = Table {
        table,
        span,
        what: "[params] ",
    };
    let names = table.table.keys().map(|key| key.get_ref().to_string());
    let mut params = Vec::new();
    for name in names {
        if let Some(value) = reader.amount(table, &name) {
            params.push(Param { name, value });
        }
    }
    params.sort_by_key(|param| param.value.span.range.start);
    params
}

fn fail_on(reader: &mut Reader, table: Table<'_>) -> Option<Word> {
    let word = reader.text(table, "fail-on")?;
    if FAIL_ON.contains(&word.node.as_str()) {
        return Some(word);
    }
    reader.say(unknown_word(word.span, "fail-on", &word.node, FAIL_ON));
    None
}

fn overrides(reader: &mut Reader, root: Table<'_>) -> Vec<Override> {
    let mut found = Vec::new();
    for (table, span) in reader.tables(root, "overrides") {
        let table = Table {
            table,
            span,
            what: "[[overrides]] ",
        };
        reader.only(table, &["files", "select", "ignore"]);
        let rules = rule_names(reader, table);
        if let Some(files) = globs::needed(reader, table) {
            found.push(Override { files, rules });
        }
    }
    found
}
