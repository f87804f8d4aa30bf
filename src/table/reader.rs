//! Reading TOML tables with every mistake noted and none fatal.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diag::{Diagnostic, nearest};
use crate::source::{SourceId, Span, Spanned as Placed, TextRange};

use super::diagnostics;

/// A file being read: where it is and what was wrong with it so far.
#[derive(Debug)]
pub struct Reader {
    source: SourceId,
    diagnostics: Vec<Diagnostic>,
    /// Keys that were written almost right, with the tables they are missing in.
    misspelt: Vec<(Span, String)>,
}

/// A table of a file and what it describes.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// The table.
    pub table: &'a DeTable<'a>,
    /// Where it is.
    pub span: Span,
    /// What it describes, for messages: `字段“资金总额”`.
    pub what: &'a str,
}

/// A text with its place.
pub type Word = Placed<String>;

impl Reader {
    /// A reader of this source.
    pub fn new(source: SourceId) -> Self {
        Self {
            source,
            diagnostics: Vec::new(),
            misspelt: Vec::new(),
        }
    }

    /// The tables of a text; mistakes of TOML itself are noted, one a line. After such a mistake
    /// the tables are not complete, so that nothing should be missed in them.
    pub fn parse<'t>(&mut self, text: &'t str) -> Spanned<DeTable<'t>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut lines: Vec<usize> = Vec::new();
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let start = text
                .get(..span.start)
                .and_then(|before| before.rfind('\n'))
                .map_or(0, |end| end + 1);
            if lines.contains(&start) {
                continue;
            }
            lines.push(start);
            let place = self.span(span);
            self.say(diagnostics::syntax(place, bare_key(text, start)));
        }
        table
    }

    /// Whether nothing has been noted.
    pub fn is_clean(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// What was noted, in the order of the places.
    pub fn finish(self) -> Vec<Diagnostic> {
        let mut found = self.diagnostics;
        found.sort_by_key(|diagnostic| {
            let first = diagnostic.labels.first();
            (first.map(|label| label.span.range.start), diagnostic.code)
        });
        found.dedup();
        found
    }

    /// The span of these offsets.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.source, TextRange::of(range))
    }

    /// Notes a mistake.
    pub fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Notes every key of `table` that is not in `known`.
    pub fn only(&mut self, table: Table<'_>, known: &[&str]) {
        for (key, _) in table.table {
            if !known.contains(&key.get_ref().as_ref()) {
                let span = self.span(key.span());
                if let Some(meant) = nearest(key.get_ref(), known.iter().copied()) {
                    self.misspelt.push((table.span, meant.to_owned()));
                }
                self.say(diagnostics::unknown_key(
                    span,
                    key.get_ref(),
                    table.what,
                    known,
                ));
            }
        }
    }

    /// The text under `key`.
    pub fn text(&mut self, table: Table<'_>, key: &str) -> Option<Word> {
        let value = get(table, key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(self.word(value, text)),
            _ => self.wrong(value, key, "引号里的文字"),
        }
    }

    /// The text under `key`, or the number there as it is written.
    pub fn amount(&mut self, table: Table<'_>, key: &str) -> Option<Word> {
        let value = get(table, key)?;
        match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => {
                Some(self.word(value, number.as_str()))
            }
            DeValue::Float(number) => Some(self.word(value, number.as_str())),
            DeValue::String(text) => Some(self.word(value, text)),
            _ => self.wrong(value, key, "数，或者引号里带单位的数，如 \"3 个\""),
        }
    }

    /// The text under `key`, which must be there. One that [`Reader::only`] found misspelt has been
    /// noted and is not missed again.
    pub fn needed(&mut self, table: Table<'_>, key: &str) -> Option<Word> {
        let noted = |(span, meant): &(Span, String)| *span == table.span && meant == key;
        if get(table, key).is_none() && !self.misspelt.iter().any(noted) {
            self.say(diagnostics::missing_key(table.span, key, table.what));
        }
        self.text(table, key)
    }

    /// The texts under `key`: a list, or one text for a list of one.
    pub fn texts(&mut self, table: Table<'_>, key: &str) -> Vec<Word> {
        let Some(value) = get(table, key) else {
            return Vec::new();
        };
        match value.get_ref() {
            DeValue::String(text) => vec![self.word(value, text)],
            DeValue::Array(items) => items
                .iter()
                .filter_map(|item| match item.get_ref() {
                    DeValue::String(text) => Some(self.word(item, text)),
                    _ => self.wrong(item, key, "引号里的文字"),
                })
                .collect(),
            _ => self.wrong(value, key, "文字的列表").unwrap_or_default(),
        }
    }

    /// `true` or `false` under `key`.
    pub fn flag(&mut self, table: Table<'_>, key: &str) -> Option<bool> {
        let value = get(table, key)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => self.wrong(value, key, "true 或 false"),
        }
    }

    /// A small number under `key`.
    pub fn small(&mut self, table: Table<'_>, key: &str) -> Option<u8> {
        let value = get(table, key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            _ => None,
        };
        number.or_else(|| self.wrong(value, key, "0 到 255 的整数"))
    }

    /// The whole number under `key`.
    pub fn integer(&mut self, table: Table<'_>, key: &str) -> Option<Placed<i64>> {
        let value = get(table, key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        match number {
            Some(number) => Some(Placed::new(number, self.span(value.span()))),
            None => self.wrong(value, key, "整数"),
        }
    }

    /// The day under `key`: year, month and day of the month.
    pub fn date(&mut self, table: Table<'_>, key: &str) -> Option<Placed<(i32, u8, u8)>> {
        let value = get(table, key)?;
        let date = match value.get_ref() {
            DeValue::Datetime(it) if it.time.is_none() && it.offset.is_none() => it.date,
            _ => None,
        };
        match date {
            Some(it) => {
                let day = (i32::from(it.year), it.month, it.day);
                Some(Placed::new(day, self.span(value.span())))
            }
            None => self.wrong(value, key, "不加引号的日期，如 2026-01-01"),
        }
    }

    /// The table under `key`.
    pub fn table<'a>(&mut self, table: Table<'a>, key: &str) -> Option<(&'a DeTable<'a>, Span)> {
        let value = get(table, key)?;
        match value.get_ref() {
            DeValue::Table(inner) => Some((inner, self.span(value.span()))),
            _ => self.wrong(value, key, "表"),
        }
    }

    /// The tables under `key`.
    pub fn tables<'a>(&mut self, table: Table<'a>, key: &str) -> Vec<(&'a DeTable<'a>, Span)> {
        let Some(value) = get(table, key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            return self.wrong(value, key, "表的列表").unwrap_or_default();
        };
        items
            .iter()
            .filter_map(|item| match item.get_ref() {
                DeValue::Table(table) => Some((table, self.span(item.span()))),
                _ => self.wrong(item, key, "表"),
            })
            .collect()
    }

    fn word(&self, value: &Spanned<DeValue<'_>>, text: &str) -> Word {
        Placed::new(text.to_owned(), self.span(value.span()))
    }

    fn wrong<T>(&mut self, value: &Spanned<DeValue<'_>>, key: &str, wanted: &str) -> Option<T> {
        let span = self.span(value.span());
        self.say(diagnostics::wrong_type(span, key, wanted));
        None
    }
}

/// The value under `key`.
pub fn get<'a>(table: Table<'a>, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
    table
        .table
        .iter()
        .find(|(name, _)| name.get_ref() == key)
        .map(|(_, value)| value)
}

/// A Chinese key without quotes in the line that starts at `start`.
fn bare_key(text: &str, start: usize) -> Option<&str> {
    let line = text.get(start..)?.lines().next()?;
    let line = line.trim_start_matches([' ', '\t', '[']);
    let end = line.find(['=', ']', '"', '\'', '#'])?;
    let key = line.get(..end)?.trim_end();
    let bare = !key.is_empty() && !key.is_ascii() && line.get(end..)?.starts_with(['=', ']']);
    bare.then_some(key)
}

/// The texts without their places.
pub fn plain(words: Vec<Word>) -> Vec<String> {
    words.into_iter().map(|word| word.node).collect()
}
