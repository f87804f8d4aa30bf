//! Rows of a table each of whose cells has a line of its own.
//!
//! Cutting the cells into rows of as many as the header has is right as long as none is missing.
//! Where vertically merged cells are, the words that the cells of the first columns are known by
//! (`产出指标`, `数量指标`) say in which column a row begins; a row that begins with none of them
//! begins behind those columns. Cells that cannot be divided without remainder make no rows.

use std::ops::Range;

use crate::form::{Field, FieldKind};
use crate::model::CellValue;
use crate::types::LabelText;

use super::page::{Binder, is_closed};
use super::rows::{Header, is_label_and_value};
use super::value;

/// How the cells below a header are divided.
pub(super) enum Division {
    /// By count.
    Counted,
    /// Into these rows.
    Rows(Vec<RunRow>),
    /// Not at all.
    Failed,
}

/// A row: its cells by place, and which it takes in.
#[derive(Clone, Debug, Default)]
pub(super) struct RunRow {
    pub(super) places: Vec<Option<u32>>,
    pub(super) cells: Range<u32>,
    is_total: bool,
    next: u32,
}

/// What is known of a table with cells in lines of their own.
struct Run<'r> {
    header: &'r Header,
    fields: &'r [Field],
    /// How many cells a row has.
    width: u32,
    /// The first place that is not merged.
    leaf: u32,
    /// The last place that must be filled in.
    needed: u32,
    /// The words of the first and of the second column.
    words: [Vec<Vec<u8>>; 2],
    totals: &'r [Vec<u8>],
}

/// What a cell is by its words.
#[derive(Clone, Copy, Debug, Default)]
struct Kind {
    first: bool,
    second: bool,
    total: bool,
    empty: bool,
}

impl Kind {
    fn is_word(self) -> bool {
        self.first || self.second
    }
}

impl Binder<'_> {
    /// How the cells of a table up to `end` are divided.
    pub(super) fn divide(
        &self,
        header: &Header,
        (fields, levels): (&[Field], usize),
        totals: &[Vec<u8>],
        end: u32,
    ) -> Division {
        let Some(width) = header.run else {
            return Division::Counted;
        };
        let place = |slot: usize| header.columns.get(slot).copied().flatten().map(|c| c.0);
        let words = |slot: usize| -> Vec<Vec<u8>> {
            let field = fields.get(slot).filter(|_| slot < levels);
            let words = field.map(|field| field.begins.as_slice());
            let words = words.unwrap_or_default().iter();
            words.map(|word| LabelText::normal(word)).collect()
        };
        let second = place(1).filter(|_| levels > 1);
        if place(0) != Some(0) || second.is_some_and(|place| place != 1) || words(0).is_empty() {
            return Division::Counted;
        }
        let needed = fields.iter().zip(&header.columns).skip(levels);
        let needed = needed
            .filter_map(|(field, column)| column.filter(|_| field.required))
            .map(|(place, _)| place);
        let run = Run {
            header,
            fields,
            width,
            leaf: if second.is_some() { 2 } else { 1 },
            needed: needed.max().unwrap_or(width),
            words: [words(0), second.map(|_| words(1)).unwrap_or_default()],
            totals,
        };
        match self.counted(&run, end) {
            Some(true) => Division::Counted,
            by_count => match (self.rebuilt(&run, end), by_count) {
                (Some(rows), _) => Division::Rows(rows),
                (None, Some(_)) => Division::Counted,
                (None, None) => Division::Failed,
            },
        }
    }

    fn kind(&self, run: &Run<'_>, cell: u32) -> Kind {
        let Some(cell) = self.cell_at(cell) else {
            return Kind::default();
        };
        let Some(text) = self.label_text(cell) else {
            return Kind {
                empty: true,
                ..Kind::default()
            };
        };
        let text = text.slice(text.begin()..text.end());
        let among = |words: &[Vec<u8>]| words.iter().any(|word| word == text);
        let [first, second] = &run.words;
        Kind {
            first: among(first),
            second: among(second),
            total: among(run.totals),
            empty: false,
        }
    }

    /// The header with the label in front of it (`绩效指标`) as a column of its own, where every row
    /// below begins with the empty cell that was merged with it.
    pub(super) fn with_lead(&self, header: Header, (totals, end): (&[Vec<u8>], u32)) -> Header {
        let (Some(lead), Some(run)) = (header.first.checked_sub(1), header.run) else {
            return header;
        };
        let words = |cell: u32| self.cell_at(cell).and_then(|cell| self.label_text(cell));
        let label = words(lead);
        let mut wide = header.clone();
        (wide.first, wide.run) = (lead, Some(run + 1));
        let places = wide.columns.iter_mut().flatten().map(|(place, _)| place);
        places.for_each(|place| *place += 1);
        let mut at = header.below;
        while at < end {
            let row_end = self.row_end(at, end, &wide).max(at + 1);
            let full = row_end - at == run + 1 || row_end == end;
            let merged = words(at).is_none_or(|words| {
                let again = |label: &LabelText| label.bytes() == words.bytes();
                label.as_ref().is_some_and(again) || totals.iter().any(|it| it == words.bytes())
            });
            if !(full && merged) {
                return header;
            }
            at = row_end;
        }
        if at > header.below { wide } else { header }
    }

    /// Whether a row of the header's words begins at a cell again.
    fn is_header_again(&self, run: &Run<'_>, cell: u32) -> bool {
        let first = self
            .cell_at(run.header.first)
            .and_then(|c| self.first_line(c));
        let range = self.cell_at(cell).and_then(|c| self.first_line(c));
        first
            .zip(range)
            .is_some_and(|(first, range)| first.slice(self.text) == range.slice(self.text))
    }

    /// Whether cutting by count puts words into their columns: certainly, possibly, or not.
    fn counted(&self, run: &Run<'_>, end: u32) -> Option<bool> {
        let (mut certain, mut possible, mut words) = (true, true, false);
        let mut at = run.header.below;
        while at < end {
            let row_end = self.row_end(at, end, run.header).max(at + 1);
            let first = self.kind(run, at);
            if !first.total && !self.is_header_again(run, at) {
                let full = row_end - at == run.width;
                certain &= (first.first || first.empty) && (full || row_end == end);
                for (place, cell) in (0u32..).zip(at..row_end) {
                    let kind = self.kind(run, cell);
                    words |= kind.is_word();
                    let right = (kind.first && place == 0) || (kind.second && place == 1);
                    possible &= right || !kind.is_word();
                }
            }
            at = row_end;
        }
        match (certain || !words, possible) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        }
    }

    /// The rows that the words of the first columns make, if all cells find a place.
    fn rebuilt(&self, run: &Run<'_>, end: u32) -> Option<Vec<RunRow>> {
        let mut rows: Vec<RunRow> = Vec::new();
        let mut at = run.header.below;
        while at < end {
            let kind = self.kind(run, at);
            let after_blank = self.after_blank(at);
            let row = rows.last_mut();
            let complete = row.as_ref().is_none_or(|row| match row.is_total {
                true => kind.is_word() || kind.total,
                false => row.next == run.width || (after_blank && row.next > run.needed),
            });
            if !complete {
                let row = row?;
                let level = row.next < run.leaf;
                let fits = match row.is_total {
                    true => row.cells.end - row.cells.start < run.width,
                    false if level => kind.second || !kind.first,
                    false => !kind.is_word() && (!after_blank || row.next == run.leaf),
                };
                if !fits {
                    return None;
                }
                if let Some(place) = row.places.get_mut(row.next as usize) {
                    *place = Some(at);
                    row.next += 1;
                }
                row.cells.end = at + 1;
                at += 1;
                continue;
            }
            if self.is_header_again(run, at) {
                at += run.width;
                continue;
            }
            let over = at + 1 < end && self.kind(run, at + 1).second;
            let place = match kind {
                _ if kind.total || kind.empty => 0,
                Kind {
                    first: true,
                    second: false,
                    ..
                } => 0,
                Kind { first: true, .. } if over || rows.is_empty() => 0,
                Kind { second: true, .. } => 1,
                _ if at + 1 == end && self.is_note(at) => break,
                _ => run.leaf,
            };
            if place > 0 && rows.is_empty() {
                return None;
            }
            let mut places = vec![None; run.width as usize];
            *places.get_mut(place as usize)? = Some(at);
            rows.push(RunRow {
                places,
                cells: at..at + 1,
                is_total: kind.total,
                next: place + 1,
            });
            at += 1;
        }
        let last = rows.last()?;
        let whole = last.is_total || last.next > run.needed;
        (whole && rows.iter().all(|row| self.numbers_read(run, row))).then_some(rows)
    }

    /// Whether a cell reads `注：…` or is a whole sentence.
    fn is_note(&self, cell: u32) -> bool {
        let range = self.cell_at(cell).and_then(|cell| self.first_line(cell));
        let words = range.map(|range| range.slice(self.text));
        words.is_some_and(|words| is_label_and_value(words) || is_closed(words))
    }

    /// Whether what stands in the columns of numbers can be read.
    fn numbers_read(&self, run: &Run<'_>, row: &RunRow) -> bool {
        let columns = run.fields.iter().zip(&run.header.columns);
        row.is_total
            || columns.into_iter().all(|(field, column)| {
                let place = column.and_then(|(place, _)| *row.places.get(place as usize)?);
                let range = place.and_then(|cell| self.first_line(self.cell_at(cell)?));
                let is_text = matches!(field.kind, FieldKind::Text);
                is_text
                    || range.is_none_or(|range| {
                        let (_, value) = value::scalar(range.slice(self.text), &field.kind, None);
                        value != CellValue::Unreadable
                    })
            })
    }
}
