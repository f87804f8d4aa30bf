//! From what a walk found to the text view: lines and cells, with their places and pieces.

use std::collections::BTreeMap;

use crate::source::{Anchor, Anchors, TextRange, offset};

use super::piece::{Origin, Part, Piece};
use super::story::{Found, Item, Line, Mark, Shows, Unread};

/// A cell of the text view: a cell of a table, or a paragraph outside of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ViewCell {
    /// Its text in the view.
    pub range: TextRange,
    /// Its row, counted over the view; cells of one row stand side by side.
    pub row: u32,
    /// Its column in the grid of its table, from 0.
    pub column: u32,
    /// Whether it is a cell of a table, or set off by a TAB as if it were one.
    pub marked: bool,
}

/// The text view while it is written.
#[derive(Debug, Default)]
pub(super) struct View {
    pub(super) text: String,
    pub(super) cells: Vec<ViewCell>,
    pub(super) anchors: Anchors,
    pub(super) pieces: Vec<Piece>,
    pub(super) changes: Vec<TextRange>,
    pub(super) hidden: Vec<TextRange>,
    pub(super) unread: Vec<(TextRange, Unread)>,
    /// Whether what is written belongs to no cell: the notes behind the body.
    aside: bool,
    open: Vec<Inside>,
    /// How many open cells show nothing.
    mute: u32,
    /// Where the tracked change begins that is open.
    change: Option<u32>,
    counts: Counts,
}

#[derive(Debug, Default)]
struct Counts {
    row: u32,
    paragraphs: u32,
    tables: u32,
    boxes: u32,
    notes: BTreeMap<bool, u32>,
}

/// What the view is inside of.
#[derive(Clone, Copy, Debug)]
enum Inside {
    /// A table for the layout, its rows and cells: as if they were not there.
    Frame,
    /// A table with its number and the rows so far.
    Table {
        number: u32,
        rows: u32,
    },
    /// A row, with the number of its table and its own; whether a cell was written.
    Row {
        table: u32,
        row: u32,
        begun: bool,
    },
    /// A cell that begins at an offset; whether a line was written.
    Cell {
        start: u32,
        place: Anchor,
        column: u32,
        begun: bool,
        mute: bool,
    },
    /// A table in a cell.
    InnerTable,
    InnerRow {
        begun: bool,
    },
    InnerCell {
        begun: bool,
        mute: bool,
    },
    /// A text box or a note, whose paragraphs have its place.
    Aside(Anchor),
}

impl View {
    /// Writes the items of a part.
    pub(super) fn write(&mut self, items: Vec<Item>, found: &mut Found, parts: &[Part]) {
        for item in items {
            match item {
                Item::Table { frame } => self.table(frame),
                Item::Row => self.row(),
                Item::Cell {
                    column,
                    number,
                    continues,
                } => self.cell(column, number, continues),
                Item::Box => {
                    self.counts.boxes += 1;
                    let number = self.counts.boxes;
                    self.open.push(Inside::Aside(Anchor::TextBox { number }));
                }
                Item::Note(note) => {
                    self.aside = true;
                    let number = self.counts.notes.entry(note.end).or_default();
                    *number += 1;
                    let number = *number;
                    self.open.push(Inside::Aside(match note.end {
                        true => Anchor::Endnote { number },
                        false => Anchor::Footnote { number },
                    }));
                }
                Item::End => self.end(),
                Item::Line(line) => self.line(&line, found, parts),
                Item::Mark(mark) => self.mark(mark),
            }
        }
    }

    fn at(&self) -> u32 {
        offset(self.text.len())
    }

    fn table(&mut self, frame: bool) {
        let inside = match self.cell_at_hand() {
            Some(_) => Inside::InnerTable,
            None if frame => Inside::Frame,
            None => {
                self.counts.tables += 1;
                Inside::Table {
                    number: self.counts.tables,
                    rows: 0,
                }
            }
        };
        self.open.push(inside);
    }

    fn row(&mut self) {
        let inside = match self.open.last_mut() {
            Some(Inside::Table { number, rows }) => {
                *rows += 1;
                Inside::Row {
                    table: *number,
                    row: *rows,
                    begun: false,
                }
            }
            Some(Inside::InnerTable) => {
                self.begin_line();
                Inside::InnerRow { begun: false }
            }
            _ => Inside::Frame,
        };
        self.open.push(inside);
    }

    fn cell(&mut self, column: u32, number: u32, continues: bool) {
        let (inside, separate) = match self.open.last_mut() {
            Some(Inside::Row { table, row, begun }) => {
                let place = Anchor::TableCell {
                    table: *table,
                    row: *row,
                    column: number + 1,
                };
                let inside = Inside::Cell {
                    start: 0,
                    place,
                    column,
                    begun: false,
                    // Nothing stands above the first row that a cell of it could go on.
                    mute: continues && *row > 1,
                };
                (inside, std::mem::replace(begun, true))
            }
            Some(Inside::InnerRow { begun }) => {
                let inside = Inside::InnerCell {
                    begun: false,
                    mute: continues,
                };
                (inside, std::mem::replace(begun, true))
            }
            _ => (Inside::Frame, false),
        };
        if separate {
            self.put('\t', Origin::Nowhere);
        }
        let mut inside = inside;
        if let Inside::Cell { start, .. } = &mut inside {
            *start = self.at();
        }
        if let Inside::Cell { mute, .. } | Inside::InnerCell { mute, .. } = inside {
            self.mute += u32::from(mute);
        }
        self.open.push(inside);
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(Inside::Cell {
                start,
                place,
                column,
                mute,
                ..
            }) => {
                self.mute -= u32::from(mute);
                let range = TextRange::new(start, self.at());
                self.anchors.push(range, place);
                self.push_cell(range, column, true);
            }
            Some(Inside::InnerCell { mute, .. }) => self.mute -= u32::from(mute),
            Some(Inside::Row { .. }) => {
                self.put('\n', Origin::Nowhere);
                self.counts.row += 1;
            }
            _ => {}
        }
    }

    fn push_cell(&mut self, range: TextRange, column: u32, marked: bool) {
        if !self.aside {
            self.cells.push(ViewCell {
                range,
                row: self.counts.row,
                column,
                marked,
            });
        }
    }

    /// The innermost cell, with whether a line was written in it.
    fn cell_at_hand(&mut self) -> Option<&mut bool> {
        self.open.iter_mut().rev().find_map(|inside| match inside {
            Inside::Cell { begun, .. } | Inside::InnerCell { begun, .. } => Some(begun),
            _ => None,
        })
    }

    /// Begins a line in a cell: behind a line break, if it is not the first.
    fn begin_line(&mut self) {
        if self.mute == 0
            && let Some(begun) = self.cell_at_hand()
            && std::mem::replace(begun, true)
        {
            self.put('\n', Origin::Nowhere);
        }
    }

    fn line(&mut self, line: &Line, found: &mut Found, parts: &[Part]) {
        let in_cell = self.cell_at_hand().is_some();
        if self.mute > 0 {
            return;
        }
        self.begin_line();
        let start = self.at();
        let paragraph = found.paragraphs.get_mut(line.paragraph as usize);
        let part = paragraph.as_ref().map_or(0, |paragraph| paragraph.part);
        let xml = parts.get(part as usize).map_or("", |part| &part.xml);
        for bit in &line.bits {
            match &bit.shows {
                Shows::Slice(range) => self.put_slice(range.slice(xml), bit.origin),
                Shows::Char(c) => self.put(*c, bit.origin),
                Shows::Words(words) => self.put_slice(words, bit.origin),
                Shows::Mark(mark) => self.mark(*mark),
            }
        }
        let range = TextRange::new(start, self.at());
        if let Some(paragraph) = paragraph {
            paragraph.view = range;
        }
        if !in_cell {
            self.end_line(range);
        }
    }

    /// Ends a line outside of tables. TABs inside of it set off cells, TABs in front indent it.
    fn end_line(&mut self, range: TextRange) {
        let aside = self.open.iter().rev().find_map(|inside| match inside {
            Inside::Aside(anchor) => Some(*anchor),
            _ => None,
        });
        let anchor = aside.unwrap_or_else(|| {
            self.counts.paragraphs += 1;
            Anchor::Paragraph {
                paragraph: self.counts.paragraphs,
            }
        });
        let text = range.slice(&self.text);
        let inner = TextRange::of(text.len() - text.trim_start().len()..text.trim_end().len());
        let inner = inner.shifted(range.start);
        let tabs = inner.slice(&self.text).match_indices('\t');
        let tabs: Vec<u32> = tabs.map(|(at, _)| inner.start + offset(at)).collect();
        if !inner.is_empty() {
            self.anchors.push(range, anchor);
        }
        let mut start = inner.start;
        let mut column = 0;
        for &tab in &tabs {
            self.push_cell(TextRange::new(start, tab), column, true);
            (start, column) = (tab + 1, column + 1);
        }
        let last = TextRange::new(start, inner.end);
        if tabs.is_empty() {
            self.push_cell(range, 0, false);
        } else {
            self.push_cell(last, column, true);
        }
        self.counts.row += 1;
        self.put('\n', Origin::Nowhere);
    }

    fn put(&mut self, c: char, origin: Origin) {
        let start = self.at();
        self.text.push(c);
        self.piece(start, origin);
    }

    /// Adds characters. White space other than a space shows as one in a document.
    fn put_slice(&mut self, slice: &str, origin: Origin) {
        if slice.is_empty() {
            return;
        }
        let start = self.at();
        for (index, words) in slice.split(['\t', '\n', '\r']).enumerate() {
            if index > 0 {
                self.text.push(' ');
            }
            self.text.push_str(words);
        }
        self.piece(start, origin);
    }

    fn piece(&mut self, start: u32, origin: Origin) {
        let view = TextRange::new(start, self.at());
        if origin == Origin::Nowhere
            && let Some(last) = self.pieces.last_mut()
            && last.origin == Origin::Nowhere
        {
            last.view.end = view.end;
            return;
        }
        self.pieces.push(Piece { view, origin });
    }

    fn mark(&mut self, mark: Mark) {
        let at = self.at();
        let here = TextRange::empty(at);
        match mark {
            Mark::Change => self.change = self.change.or(Some(at)),
            Mark::ChangeEnd => {
                let start = self.change.take().unwrap_or(at);
                let range = TextRange::new(start, at);
                match self.changes.last_mut() {
                    // What is deleted and what is put in its place are one change.
                    Some(last) if last.end == start => last.end = at,
                    _ => self.changes.push(range),
                }
            }
            Mark::Hidden if self.hidden.last() != Some(&here) => self.hidden.push(here),
            Mark::Hidden => {}
            Mark::Unread(what) => self.unread.push((here, what)),
        }
    }
}
