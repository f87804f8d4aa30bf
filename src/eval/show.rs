//! Values in words: in messages, and filled into expressions.

use rust_decimal::Decimal;

use crate::source::{TextRange, offset};
use crate::types::{Number, Unit, Value, WordSet};

use super::run::Run;

/// A number with the decimals it has, and its unit: `60.80 万元`, `95%`.
pub(super) fn number(value: Decimal, unit: Unit) -> String {
    let value = short(value);
    match unit.name() {
        "" => value.to_string(),
        "%" | "‰" => format!("{value}{unit}"),
        _ => format!("{value} {unit}"),
    }
}

/// Without the zeros that come of multiplying: at least two decimals stay where there were more.
fn short(value: Decimal) -> Decimal {
    let mut short = match value.scale() {
        0..=2 => return value,
        _ => value.normalize(),
    };
    if short.scale() < 2 {
        short.rescale(2);
    }
    short
}

/// At most `limit` characters of a text, the cut marked.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}……", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

impl<'a> Run<'a, '_> {
    /// A value as a message shows it: as written in the document, when it was read there.
    pub(super) fn shown(&self, value: &Value<'a>) -> String {
        match value {
            Value::Missing(_) => "（缺）".into(),
            Value::Bool(true) => "是".into(),
            Value::Bool(false) => "否".into(),
            Value::Text(text) => text.text.into(),
            Value::Number(it) => self.as_written(it.at).map_or_else(
                || number(it.value, it.unit),
                |written| with_unit(written, it),
            ),
            Value::Date(it) => self.as_written(it.at).unwrap_or_else(|| {
                let (year, month, day) = (it.year, it.month, it.day);
                match (month, day) {
                    (0, _) => format!("{year}年"),
                    (_, 0) => format!("{year}年{month}月"),
                    _ => format!("{year}年{month}月{day}日"),
                }
            }),
            Value::Word(it) => self.as_written(it.at).unwrap_or_else(|| match it.set {
                WordSet::Fact(set) => {
                    let words = crate::builtins::fact_words(set);
                    let word = words.get(usize::from(it.index));
                    word.map(|(zh, _)| (*zh).to_owned()).unwrap_or_default()
                }
                WordSet::Choice => String::new(),
            }),
            Value::List(elements) => {
                let shown: Vec<String> = elements.iter().map(|it| self.shown(it)).collect();
                shown.join("、")
            }
            Value::Rows { .. } => {
                let elements = self.context.elements(*value);
                self.shown(&Value::List(elements))
            }
            Value::Row(_) => {
                let place = self.place(value).unwrap_or_default();
                shortened(self.document.content.source().slice(place), 20)
            }
            Value::Record(record) => match record.parts.first() {
                Some(first) => self.shown(first),
                None => String::new(),
            },
        }
    }

    fn as_written(&self, at: TextRange) -> Option<String> {
        let text = self.document.text(at).trim();
        (at != TextRange::default() && !text.is_empty()).then(|| text.to_owned())
    }

    /// A value as it is filled into an expression: as understood, texts shortened and quoted.
    pub(super) fn filled(&self, value: &Value<'a>) -> String {
        match value {
            Value::Number(it) => number(it.value, it.unit),
            Value::Text(text) => format!("“{}”", shortened(text.text, 16)),
            Value::List(elements) if elements.len() > 6 => format!("（{} 项）", elements.len()),
            Value::List(elements) => {
                let filled: Vec<String> = elements.iter().map(|it| self.filled(it)).collect();
                format!("[{}]", filled.join(", "))
            }
            Value::Rows { count, .. } => format!("（{count} 项）"),
            other => self.shown(other),
        }
    }

    /// Where a value stands in the document's source.
    pub(super) fn place(&self, value: &Value<'a>) -> Option<TextRange> {
        let content = &self.document.content;
        match value {
            Value::Row(row) => self.row_place(*row),
            Value::List(elements) => elements.iter().find_map(|it| self.place(it)),
            Value::Rows { .. } => self
                .context
                .elements(*value)
                .iter()
                .find_map(|it| self.place(it)),
            // A record made of a row stands where the row does.
            Value::Record(record) if record.at == TextRange::default() => {
                record.parts.iter().find_map(|part| self.place(part))
            }
            other => other.place().map(|range| content.origin(range)),
        }
    }

    /// From the first to the last cell of a row.
    fn row_place(&self, row: u32) -> Option<TextRange> {
        let width = self.width_of(row);
        let cells = (0..width).map(|slot| self.document.cell(row.saturating_add(slot)));
        cells
            .filter(|cell| !cell.range.is_empty())
            .map(|cell| self.document.content.origin(cell.range))
            .reduce(TextRange::to)
    }

    /// How many cells a row has: up to the next row's first cell that follows it.
    fn width_of(&self, row: u32) -> u32 {
        fn search(
            run: &Run<'_, '_>,
            fields: &[crate::form::Field],
            first: u32,
            row: u32,
        ) -> Option<u32> {
            for (slot, field) in (0u32..).zip(fields) {
                if let crate::form::FieldKind::List(list) = &field.kind {
                    let cell = run.document.cell(first.saturating_add(slot));
                    for start in run.document.rows_of(cell) {
                        if *start == row {
                            return Some(offset(list.fields.len()));
                        }
                        if let Some(found) = search(run, &list.fields, *start, row) {
                            return Some(found);
                        }
                    }
                }
            }
            None
        }
        search(self, &self.form.fields, 0, row).unwrap_or_default()
    }
}

/// What is written, with the unit that the form gives it, unless that stands there too.
fn with_unit(written: String, number: &Number) -> String {
    let unit = number.unit.name();
    if unit.is_empty() || written.contains(unit) || !written.ends_with(|c: char| c.is_ascii_digit())
    {
        return written;
    }
    match unit {
        "%" | "‰" => format!("{written}{unit}"),
        _ => format!("{written} {unit}"),
    }
}
