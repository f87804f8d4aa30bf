//! Values at run time.
//!
//! A value is small, `Copy`, and borrows: text from the document's content, lists and records from
//! the arena of the evaluation. What was read from the document keeps its place, so that a finding
//! can point at it; what was computed has none.

use rust_decimal::Decimal;

use crate::source::TextRange;

use super::ty::WordSet;
use super::unit::Unit;

/// A value.
///
/// Its tag has four bytes, so that nothing in it stands at an odd place: copies of it, which every
/// step of an evaluation makes, then read what was written in the same pieces.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum Value<'a> {
    /// Nothing: only as an element of a list or record, with the reason.
    Missing(&'a Absence<'a>),
    /// True or false.
    Bool(bool),
    /// A number in a unit.
    Number(Number),
    /// Text.
    Text(Text<'a>),
    /// A date.
    Date(Date),
    /// One of a few words.
    Word(Word),
    /// A list.
    List(&'a [Value<'a>]),
    /// A list of rows of the document: a run of `Document::rows`.
    Rows {
        /// The first of the run.
        first: u32,
        /// How many.
        count: u32,
    },
    /// A row of the document: its first cell.
    Row(u32),
    /// A computed record.
    Record(&'a Record<'a>),
}

/// Why a value is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence<'a> {
    /// The name of the field or of what was looked for.
    pub name: &'a str,
    /// What is the matter with it.
    pub kind: AbsenceKind,
    /// Where it should stand.
    pub at: TextRange,
}

/// What is the matter with a missing value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbsenceKind {
    /// The page does not have the field.
    Absent,
    /// The field is blank.
    Blank,
    /// The field holds something that is not what the form asks for.
    Unreadable,
    /// A search in a list or text found nothing.
    NotFound,
}

/// A number, its unit and its place.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// The value, in `unit`.
    pub value: Decimal,
    /// The unit.
    pub unit: Unit,
    /// Where it was read; empty at 0 when computed.
    pub at: TextRange,
}

/// A text and its place.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The text.
    pub text: &'a str,
    /// Offset of its first byte in the content; [`Text::COMPUTED`] when it is not a slice of it.
    pub at: u32,
}

/// A date; month and day are 0 when not given.
#[derive(Clone, Copy, Debug)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// The month, from 1.
    pub month: u8,
    /// The day, from 1.
    pub day: u8,
    /// Where it was read.
    pub at: TextRange,
}

/// One of the words of a set.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// The set.
    pub set: WordSet,
    /// Its index in the set.
    pub index: u16,
    /// Where it was read.
    pub at: TextRange,
}

/// A computed record: a match, a fact, a pair.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The place it stands for.
    pub at: TextRange,
    /// Its parts by slot.
    pub parts: &'a [Value<'a>],
}

impl<'a> Text<'a> {
    /// The offset of a text that is not a slice of the content.
    pub const COMPUTED: u32 = u32::MAX;

    /// A text that is not a slice of the content.
    pub fn computed(text: &'a str) -> Self {
        Self {
            text,
            at: Self::COMPUTED,
        }
    }

    /// Its place; `None` when computed.
    pub fn place(self) -> Option<TextRange> {
        (self.at != Self::COMPUTED).then(|| {
            let length = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
            TextRange::new(self.at, self.at.saturating_add(length))
        })
    }

    /// The texts before and behind `at`, which counts from its beginning.
    #[inline]
    pub fn split(self, at: usize) -> (Text<'a>, Text<'a>) {
        let (before, behind) = self.text.split_at_checked(at).unwrap_or_default();
        let text = |text, by: usize| match self.at {
            Self::COMPUTED => Text::computed(text),
            start => Text {
                text,
                at: start.saturating_add(u32::try_from(by).unwrap_or(0)),
            },
        };
        (text(before, 0), text(behind, at))
    }

    /// The part of it in `range`, which counts from its beginning.
    pub fn part(self, range: std::ops::Range<usize>) -> Text<'a> {
        let text = self.text.get(range.clone()).unwrap_or_default();
        if self.at == Self::COMPUTED {
            Text::computed(text)
        } else {
            Text {
                text,
                at: self
                    .at
                    .saturating_add(u32::try_from(range.start).unwrap_or(0)),
            }
        }
    }
}

impl Number {
    /// A computed number.
    pub fn computed(value: Decimal, unit: Unit) -> Self {
        Self {
            value,
            unit,
            at: TextRange::default(),
        }
    }
}

impl<'a> Value<'a> {
    /// A computed bare number.
    pub fn count(value: usize) -> Self {
        Value::Number(Number::computed(Decimal::from(value), Unit::NONE))
    }

    /// Its place, when it has one; for a row, `None` (the document knows it).
    pub fn place(&self) -> Option<TextRange> {
        let given = |at: TextRange| (at != TextRange::default()).then_some(at);
        match self {
            Value::Missing(absence) => given(absence.at),
            Value::Number(number) => given(number.at),
            Value::Text(text) => text.place(),
            Value::Date(date) => given(date.at),
            Value::Word(word) => given(word.at),
            Value::Record(record) => given(record.at),
            Value::Bool(_) | Value::List(_) | Value::Rows { .. } | Value::Row(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_small() {
        assert!(std::mem::size_of::<Value<'_>>() <= 32);
    }
}
