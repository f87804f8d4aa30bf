//! A declaration: the content of a form by field, each value with its place.
//!
//! All cells stand in one vector: first the form's own fields in the order of their slots, then
//! the rows of its lists. A row is a run of cells, one for each field of the list. Nothing here
//! owns text; ranges are ranges of the document's [`Content`].

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::source::{Content, TextRange};
use crate::types::Unit;

/// A declaration bound to a form.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Index of the form in the set of forms it was bound with.
    pub form: usize,
    /// The text its values are slices of.
    pub content: Content,
    /// Where the form's title stands.
    pub title: TextRange,
    /// The declared part of the source, without the printed instructions.
    pub extent: TextRange,
    /// The cells: the form's fields, then the rows of its lists.
    pub cells: Vec<Cell>,
    /// The first cell of every row; a list is a run of this vector.
    pub rows: Vec<u32>,
    /// The number of the document in a file that holds several, from one.
    pub part: Option<u32>,
}

/// The value of a field and where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Where its label stands; empty when there is none on the page.
    pub label: TextRange,
    /// Where the value stands, a range of the content: normalised text for [`CellValue::Text`].
    /// For a blank field the empty range where it should stand, for an absent one the empty range
    /// at the place that comes nearest (its list's row, its section, the title).
    pub range: TextRange,
    /// The value.
    pub value: CellValue,
}

/// A value as understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellValue {
    /// The form has the field, the page does not.
    #[default]
    Absent,
    /// The label stands there, nothing behind it.
    Blank,
    /// Something stands there that is not what the form asks for.
    Unreadable,
    /// Text: what stands in the cell's range.
    Text,
    /// A number in a unit; also years and ordinals.
    Number(Decimal, Unit),
    /// A date.
    Date {
        /// The year.
        year: i32,
        /// The month from 1, 0 when not given.
        month: u8,
        /// The day from 1, 0 when not given.
        day: u8,
    },
    /// One of the words of a choice, by index.
    Word(u16),
    /// A list: a run of [`Document::rows`].
    List {
        /// The first row.
        first: u32,
        /// How many.
        count: u32,
    },
}

impl Document {
    /// The cell at `index`; an absent one when there is none.
    pub fn cell(&self, index: u32) -> &Cell {
        static ABSENT: Cell = Cell {
            label: TextRange { start: 0, end: 0 },
            range: TextRange { start: 0, end: 0 },
            value: CellValue::Absent,
        };
        self.cells.get(index as usize).unwrap_or(&ABSENT)
    }

    /// The first cells of the rows of a list; empty when `cell` is none.
    pub fn rows_of(&self, cell: &Cell) -> &[u32] {
        match cell.value {
            CellValue::List { first, count } => {
                let first = first as usize;
                self.rows
                    .get(first..first + count as usize)
                    .unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// The label of a cell as it reads: without the breaks of its lines and a colon at its end.
    pub fn label(&self, cell: &Cell) -> Cow<'_, str> {
        let label = self.text(cell.label).trim();
        let label = label.trim_end_matches(['：', ':']);
        match label.contains('\n') {
            true => Cow::Owned(label.split('\n').map(str::trim).collect()),
            false => Cow::Borrowed(label),
        }
    }

    /// The text of a range of the content.
    pub fn text(&self, range: TextRange) -> &str {
        self.content.slice(range)
    }
}
