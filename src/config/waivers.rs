//! `jixiao-waivers.toml`: findings that somebody has excused, with the reason.

use crate::diag::{Diagnostic, Waived};
use crate::source::{SourceId, Span, Spanned};
use crate::table::{Reader, Table, Word, get, missing_key};

use super::diagnostics;
use super::globs::{self, Globs};
use super::home::Home;

/// The waivers of a file.
#[derive(Clone, Debug)]
pub struct Waivers {
    /// Where the file stands; patterns in it start there.
    pub home: Home,
    /// Its text.
    pub source: SourceId,
    /// The waivers, in the order of the file.
    pub waivers: Vec<Waiver>,
}

/// A finding that is excused.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Where it stands in its file.
    pub span: Span,
    /// The rule, by id or title.
    pub rule: Word,
    /// Which of the rule's findings.
    pub target: Target,
    /// In which files; in all below the folder when it is not said.
    pub files: Option<Globs>,
    /// The reason and by whom.
    pub waived: Waived,
    /// The last budget year for which it holds.
    pub last_year: Spanned<i32>,
}

/// Which finding of a rule is excused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The one with this fingerprint.
    Fingerprint(Word),
    /// Those at this place of the form: `产出指标三/1`.
    Where(Word),
}

impl Target {
    /// What is written, with its place.
    pub fn word(&self) -> &Word {
        match self {
            Target::Fingerprint(word) | Target::Where(word) => word,
        }
    }
}

const KEYS: &[&str] = &[
    "rule",
    "fingerprint",
    "where",
    "files",
    "reason",
    "by",
    "until",
    "accepted-by",
];

impl Waivers {
    /// Reads the text of a file.
    pub(super) fn read(home: Home, source: SourceId, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader::new(source);
        let mut found = Self {
            home,
            source,
            waivers: Vec::new(),
        };
        let parsed = reader.parse(text);
        if !reader.is_clean() {
            return (found, reader.finish());
        }
        let root = Table {
            table: parsed.get_ref(),
            span: reader.span(0..0),
            what: "免改文件 jixiao-waivers.toml ",
        };
        reader.only(root, &["waiver"]);
        for (table, span) in reader.tables(root, "waiver") {
            let what = "[[waiver]] ";
            let waiver = read_one(&mut reader, Table { table, span, what });
            let Some(waiver) = waiver else { continue };
            match found.waivers.iter().find(|it| is_same(it, &waiver)) {
                Some(first) => reader.say(diagnostics::repeated(
                    waiver.target.word().span,
                    first.target.word().span,
                )),
                None => found.waivers.push(waiver),
            }
        }
        (found, reader.finish())
    }
}

fn is_same(one: &Waiver, other: &Waiver) -> bool {
    let files = |it: &Waiver| -> Option<Vec<String>> {
        let globs = it.files.as_ref()?;
        Some(globs.written.iter().map(|word| word.node.clone()).collect())
    };
    one.rule.node == other.rule.node
        && one.target.word().node == other.target.word().node
        && files(one) == files(other)
}

fn read_one(reader: &mut Reader, table: Table<'_>) -> Option<Waiver> {
    reader.only(table, KEYS);
    let rule = said(reader, table, "rule");
    let reason = said(reader, table, "reason");
    let by = said(reader, table, "by");
    let until = reader.date(table, "until");
    if get(table, "until").is_none() {
        reader.say(
            missing_key(table.span, "until", table.what)
                .with_help("写明管到哪一天，例如 until = 2026-12-31：管 2026 年度和以前的申报表"),
        );
    }
    let accepted_by = reader.text(table, "accepted-by");
    let accepted_by = accepted_by.map(|word| word.node.trim().to_owned());
    let files = globs::optional(reader, table);
    let fingerprint = reader.text(table, "fingerprint");
    let place = reader.text(table, "where");
    let target = match (fingerprint, place) {
        (Some(word), None) => Some(Target::Fingerprint(word)),
        (None, Some(word)) => Some(Target::Where(word)),
        (fingerprint, _) => {
            reader.say(diagnostics::no_target(table.span, fingerprint.is_some()));
            None
        }
    };
    let ((year, month, day), span) = until.map(|it| (it.node, it.span))?;
    Some(Waiver {
        span: table.span,
        rule: rule?,
        target: target?,
        files,
        waived: Waived {
            reason: reason?.node.trim().to_owned(),
            by: by?.node.trim().to_owned(),
            until: format!("{year:04}-{month:02}-{day:02}"),
            accepted_by: accepted_by.filter(|name| !name.is_empty()),
        },
        last_year: Spanned::new(year, span),
    })
}

/// The text under `key`, which must be there and say something.
fn said(reader: &mut Reader, table: Table<'_>, key: &str) -> Option<Word> {
    let word = reader.needed(table, key)?;
    if word.node.trim().is_empty() {
        reader.say(diagnostics::nothing_said(word.span, key));
        return None;
    }
    Some(word)
}
