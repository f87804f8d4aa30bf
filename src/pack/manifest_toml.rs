//! `pack.toml` to a [`Manifest`], with all its mistakes at once.

use std::collections::BTreeMap;

use semver::{Version, VersionReq};
use toml::de::{DeTable, DeValue};

use crate::diag::Diagnostic;
use crate::source::{SourceId, Span};
use crate::table::{Reader, Table, Word, get, plain, unknown_word, wrong_type};

use super::diagnostics as messages;
use super::digest::is_digest;
use super::manifest::{BuildsOn, Date, Judges, Life, Manifest, RuleState, STATES};

/// Where parts of a manifest stand that can only be checked with the rest of the pack.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// The file.
    pub whole: Span,
    /// The pack's id.
    pub id: Span,
    /// The pack that it builds on.
    pub builds_on: Span,
    /// The forms, in their order.
    pub forms: Vec<Span>,
    /// The states of rules, by id.
    pub rules: BTreeMap<String, Span>,
}

const KEYS: &[&str] = &[
    "id",
    "version",
    "sequence",
    "title",
    "issuer",
    "unofficial",
    "owner-prefix",
    "effective",
    "expires",
    "engine",
    "coverage",
    "forms",
    "builds-on",
    "joins",
    "judges",
    "rules",
];

/// Reads a manifest. It is there when nothing is wrong with it.
pub(super) fn manifest(
    source: SourceId,
    text: &str,
) -> (Option<(Manifest, Places)>, Vec<Diagnostic>) {
    let mut reader = Reader::new(source);
    let parsed = reader.parse(text);
    if !reader.is_clean() {
        return (None, reader.finish());
    }
    let root = Table {
        table: parsed.get_ref(),
        span: reader.span(0..0),
        what: "规则包的清单 pack.toml ",
    };
    let read = read(&mut reader, root);
    let read = read.filter(|_| reader.is_clean());
    (read, reader.finish())
}

fn read(reader: &mut Reader, root: Table<'_>) -> Option<(Manifest, Places)> {
    reader.only(root, KEYS);
    let id = reader.needed(root, "id");
    let id_span = id.as_ref().map_or(root.span, |id| id.span);
    let id = id.and_then(|id| name(reader, "id", id));
    let version = reader.needed(root, "version");
    let version = version.and_then(|word| parse_version(reader, word));
    let title = reader.needed(root, "title").map(|word| word.node);
    let prefix = reader.text(root, "owner-prefix");
    let prefix = prefix.and_then(|word| name(reader, "owner-prefix", word));
    let engine = reader.text(root, "engine");
    let engine = engine.and_then(|word| minimum_engine(reader, word));
    let coverage = coverage(reader, root);
    let sequence = sequence(reader, root);
    let (effective, expires) = dates(reader, root);
    let forms = reader.texts(root, "forms");
    let (builds_on, builds_on_span) = builds_on(reader, root);
    let judges = judges(reader, root);
    let (rules, rule_places) = lives(reader, root);
    let places = Places {
        whole: root.span,
        id: id_span,
        builds_on: builds_on_span,
        forms: forms.iter().map(|form| form.span).collect(),
        rules: rule_places,
    };
    let manifest = Manifest {
        issuer: reader
            .text(root, "issuer")
            .map(|it| it.node)
            .unwrap_or_default(),
        unofficial: reader.flag(root, "unofficial").unwrap_or_default(),
        id: id?,
        version: version?,
        sequence,
        title: title?,
        owner_prefix: prefix,
        effective,
        expires,
        engine,
        coverage,
        forms: plain(forms),
        builds_on,
        joins: reader.flag(root, "joins").unwrap_or_default(),
        judges,
        rules,
    };
    Some((manifest, places))
}

/// A name in kebab-case: it is part of file names and of the ids of rules.
fn name(reader: &mut Reader, key: &str, word: Word) -> Option<String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let edges = word.node.starts_with('-') || word.node.ends_with('-');
    if word.node.is_empty() || word.node.len() > 64 || edges || !word.node.chars().all(fits) {
        reader.say(messages::bad_name(key, &word.node, word.span));
        return None;
    }
    Some(word.node)
}

fn parse_version(reader: &mut Reader, word: Word) -> Option<Version> {
    let version = Version::parse(&word.node).ok();
    if version.is_none() {
        reader.say(messages::bad_version(&word.node, word.span));
    }
    version
}

/// The lowest version of the program, which this one must reach.
fn minimum_engine(reader: &mut Reader, word: Word) -> Option<Version> {
    let span = word.span;
    let wanted = parse_version(reader, word)?;
    let own = Version::parse(env!("CARGO_PKG_VERSION")).ok()?;
    if own < wanted {
        reader.say(messages::engine_too_old(&wanted, &own, span));
        return None;
    }
    Some(wanted)
}

fn coverage(reader: &mut Reader, root: Table<'_>) -> Option<u8> {
    let number = reader.integer(root, "coverage")?;
    let share = u8::try_from(number.node).ok().filter(|it| *it <= 100);
    if share.is_none() {
        reader.say(wrong_type(number.span, "coverage", "0 到 100 的整数"));
    }
    share
}

fn sequence(reader: &mut Reader, root: Table<'_>) -> Option<u64> {
    let number = reader.integer(root, "sequence")?;
    match u64::try_from(number.node) {
        Ok(sequence) if sequence > 0 => Some(sequence),
        _ => {
            reader.say(wrong_type(number.span, "sequence", "大于零的整数"));
            None
        }
    }
}

fn dates(reader: &mut Reader, root: Table<'_>) -> (Option<Date>, Option<Date>) {
    let mut day = |key| {
        let date = reader.date(root, key)?;
        let (year, month, day) = date.node;
        Some((Date { year, month, day }, date.span))
    };
    let (effective, expires) = (day("effective"), day("expires"));
    if let (Some((from, _)), Some((to, span))) = (effective, expires)
        && to < from
    {
        reader.say(messages::reversed("expires", "effective", span));
    }
    (effective.map(|it| it.0), expires.map(|it| it.0))
}

fn builds_on(reader: &mut Reader, root: Table<'_>) -> (Option<BuildsOn>, Span) {
    let Some((table, span)) = reader.table(root, "builds-on") else {
        return (None, root.span);
    };
    let table = Table {
        table,
        span,
        what: "builds-on ",
    };
    reader.only(table, &["id", "version", "digest"]);
    let id = reader.needed(table, "id").map(|word| word.node);
    let version = reader.needed(table, "version");
    let version = version.and_then(|word| {
        let wanted = VersionReq::parse(&word.node).ok();
        if wanted.is_none() {
            reader.say(messages::bad_requirement(&word.node, word.span));
        }
        wanted
    });
    let digest = reader.text(table, "digest").and_then(|word| {
        let fits = is_digest(&word.node);
        if !fits {
            reader.say(messages::bad_digest(word.span));
        }
        fits.then_some(word.node)
    });
    let builds_on = id.zip(version).map(|(id, version)| BuildsOn {
        id,
        version,
        digest,
    });
    (builds_on, span)
}

fn judges(reader: &mut Reader, root: Table<'_>) -> Judges {
    let Some((table, span)) = reader.table(root, "judges") else {
        return Judges::default();
    };
    let table = Table {
        table,
        span,
        what: "judges ",
    };
    reader.only(table, &["since", "until", "units"]);
    let mut year = |key| {
        let number = reader.integer(table, key)?;
        let year = i32::try_from(number.node).ok();
        let year = year.filter(|year| (1900..3000).contains(year));
        if year.is_none() {
            reader.say(wrong_type(number.span, key, "年份，如 2026"));
        }
        Some((year?, number.span))
    };
    let (since, until) = (year("since"), year("until"));
    if let (Some((from, _)), Some((to, span))) = (since, until)
        && to < from
    {
        reader.say(messages::reversed("until", "since", span));
    }
    Judges {
        since: since.map(|it| it.0),
        until: until.map(|it| it.0),
        units: plain(reader.texts(table, "units")),
    }
}

/// The states of rules: `"rule-id" = "draft"`, or a table that also says what replaces it.
fn lives(reader: &mut Reader, root: Table<'_>) -> (BTreeMap<String, Life>, BTreeMap<String, Span>) {
    let mut lives = BTreeMap::new();
    let mut places = BTreeMap::new();
    let Some((table, _)) = reader.table(root, "rules") else {
        return (lives, places);
    };
    for (key, value) in table {
        let id = key.get_ref().to_string();
        let span = reader.span(key.span());
        let life = match value.get_ref() {
            DeValue::String(word) => {
                let at = reader.span(value.span());
                state(reader, word, at).map(|state| Life {
                    state,
                    replaced_by: None,
                })
            }
            DeValue::Table(inner) => life(reader, inner, span),
            _ => {
                reader.say(wrong_type(span, &id, "状态，如 \"draft\""));
                None
            }
        };
        places.insert(id.clone(), span);
        lives.extend(life.map(|life| (id, life)));
    }
    (lives, places)
}

fn life(reader: &mut Reader, table: &DeTable<'_>, span: Span) -> Option<Life> {
    let table = Table {
        table,
        span,
        what: "规则的状态",
    };
    reader.only(table, &["state", "replaced-by"]);
    let word = reader.needed(table, "state")?;
    let state = state(reader, &word.node, word.span)?;
    let replaced_by = reader.text(table, "replaced-by").map(|it| it.node);
    if replaced_by.is_some() && state != RuleState::Retired {
        let span = get(table, "replaced-by").map(|value| reader.span(value.span()));
        reader.say(messages::replaced_but_not_retired(
            span.unwrap_or(table.span),
        ));
    }
    Some(Life { state, replaced_by })
}

fn state(reader: &mut Reader, word: &str, span: Span) -> Option<RuleState> {
    let found = STATES.iter().find(|(en, zh, _)| *en == word || *zh == word);
    if found.is_none() {
        let known: Vec<&str> = STATES.iter().map(|(en, _, _)| *en).collect();
        reader.say(unknown_word(span, "state", word, &known));
    }
    found.map(|(_, _, state)| *state)
}
