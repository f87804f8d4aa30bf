//! The document's cells as values: fields, lists of fields, all fields of the form, all texts.

use std::borrow::Cow;

use crate::form::{Field, FieldKind, List};
use crate::model::{Cell, CellValue};
use crate::source::TextRange;
use crate::types::{Absence, AbsenceKind, Date, Number, Record, Text, Value, Word, WordSet};

use super::run::{Eval, Run};

impl<'a, 's> Run<'a, 's> {
    /// The name of a field of the form.
    pub(super) fn field_name(&self, slot: u16) -> &'a str {
        self.form
            .fields
            .get(usize::from(slot))
            .map(|field| field.name.as_str())
            .unwrap_or_default()
    }

    pub(super) fn text_of(&self, cell: &Cell) -> Text<'a> {
        Text {
            text: self.document.text(cell.range),
            at: cell.range.start,
        }
    }

    /// The value of a cell; a missing one with the field's name.
    pub(super) fn cell_value(&self, cell: &Cell, name: impl FnOnce(&Self) -> &'a str) -> Eval<'a> {
        match self.given(cell) {
            Ok(value) => Ok(value),
            Err(kind) => Err(self.missing(name(self), kind, cell.range)),
        }
    }

    /// The value of a cell, a missing one as [`Value::Missing`].
    #[inline]
    pub(super) fn cell_or_missing(
        &self,
        cell: &Cell,
        name: impl FnOnce(&Self) -> &'a str,
    ) -> Value<'a> {
        self.given(cell).unwrap_or_else(|kind| {
            let (name, at) = (name(self), cell.range);
            Value::Missing(self.arena.alloc(Absence { name, kind, at }))
        })
    }

    /// The value of a cell, or why there is none.
    #[inline]
    fn given(&self, cell: &Cell) -> Result<Value<'a>, AbsenceKind> {
        let at = cell.range;
        Ok(match cell.value {
            CellValue::Text => Value::Text(self.text_of(cell)),
            CellValue::Number(value, unit) => Value::Number(Number { value, unit, at }),
            CellValue::Date { year, month, day } => Value::Date(Date {
                year,
                month,
                day,
                at,
            }),
            CellValue::Word(index) => Value::Word(Word {
                set: WordSet::Choice,
                index,
                at,
            }),
            CellValue::List { first, count } => Value::Rows { first, count },
            CellValue::Absent => return Err(AbsenceKind::Absent),
            CellValue::Blank => return Err(AbsenceKind::Blank),
            CellValue::Unreadable => return Err(AbsenceKind::Unreadable),
        })
    }

    pub(super) fn gathered(&self, slots: &'a [u16]) -> Value<'a> {
        let mut values = self.context.vec();
        for slot in slots {
            let cell = self.document.cell(u32::from(*slot));
            // A field that need not be filled in adds nothing when it is not.
            let optional = self
                .form
                .fields
                .get(usize::from(*slot))
                .is_some_and(|field| !field.required);
            if optional && matches!(cell.value, CellValue::Absent | CellValue::Blank) {
                continue;
            }
            values.push(self.cell_or_missing(cell, |run| run.field_name(*slot)));
        }
        Value::List(values.into_bump_slice())
    }

    /// All declared fields: of the form, and of every element of its lists. What no element of a
    /// list has is not on the form.
    pub(super) fn form_fields(&mut self) -> Value<'a> {
        let mut found = self.context.vec();
        for (slot, field) in (0u32..).zip(&self.form.fields) {
            self.add_field(field, slot, &mut found);
        }
        Value::List(found.into_bump_slice())
    }

    pub(super) fn add_field(
        &self,
        field: &'a Field,
        slot: u32,
        found: &mut bumpalo::collections::Vec<'a, Value<'a>>,
    ) {
        let cell = self.document.cell(slot);
        let mut value = self.cell_or_missing(cell, |_| &field.name);
        if let Value::Rows { count: 0, .. } = value {
            let (name, kind) = (field.name.as_str(), AbsenceKind::Blank);
            let absence = Absence {
                name,
                kind,
                at: cell.range,
            };
            value = Value::Missing(self.arena.alloc(absence));
        }
        let label = match self.document.label(cell) {
            Cow::Borrowed("") => &field.name,
            Cow::Borrowed(label) => label,
            Cow::Owned(label) => self.arena.alloc_str(&label),
        };
        let parts = self.arena.alloc_slice_copy(&[
            Value::Text(Text::computed(&field.name)),
            Value::Text(Text::computed(label)),
            Value::Text(Text::computed(field.kind.word())),
            Value::Bool(field.required),
            Value::Bool(cell.value != CellValue::Absent),
            value,
            Value::Text(self.text_of(cell)),
        ]);
        let record = Record {
            at: cell.range,
            parts,
        };
        found.push(Value::Record(self.arena.alloc(record)));
        let FieldKind::List(List { fields, .. }) = &field.kind else {
            return;
        };
        let rows = self.document.rows_of(cell);
        let is_there = |offset: u32| {
            rows.iter().any(|row| {
                self.document.cell(row.saturating_add(offset)).value != CellValue::Absent
            })
        };
        let there: Vec<bool> = (0u32..).zip(fields).map(|(at, _)| is_there(at)).collect();
        for row in rows {
            for ((offset, field), there) in (0u32..).zip(fields).zip(&there) {
                if *there {
                    self.add_field(field, row.saturating_add(offset), found);
                }
            }
        }
    }

    /// The texts of all cells, in the order of the page; what is part of another cell's text (the
    /// title of a paragraph) only there.
    pub(super) fn whole_text(&mut self) -> Value<'a> {
        let cells = self.document.cells.iter();
        let texts = cells.filter(|cell| cell.value == CellValue::Text);
        let mut ranges: Vec<TextRange> = texts.map(|cell| cell.range).collect();
        ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut end = 0;
        ranges.retain(|range| {
            let outside = range.end > end;
            end = end.max(range.end);
            outside
        });
        ranges.sort_by_key(|range| {
            let start = TextRange::empty(range.start);
            self.document.content.first_origin(start).start
        });
        let texts = ranges.into_iter().map(|range| {
            Value::Text(Text {
                text: self.document.text(range),
                at: range.start,
            })
        });
        let mut found = self.context.vec();
        found.extend(texts);
        Value::List(found.into_bump_slice())
    }
}
