//! What a walk over a part finds: tables, rows, cells and paragraphs in order, as one flat list.

use crate::source::TextRange;

use super::piece::{Origin, Paragraph, Run};

/// Something found, in the order of the document. What begins ends again.
#[derive(Debug)]
pub(super) enum Item {
    /// A table begins. A frame is a table only for the layout: one cell a row, a table in it.
    Table { frame: bool },
    /// A row begins.
    Row,
    /// A cell begins.
    Cell {
        /// Its column in the grid, from 0.
        column: u32,
        /// Its number in the row, from 0.
        number: u32,
        /// Whether it goes on the cell above, so that nothing of it shows.
        continues: bool,
    },
    /// A text box begins.
    Box,
    /// A footnote or endnote begins.
    Note(Note),
    /// The innermost of those ends.
    End,
    /// A paragraph.
    Line(Line),
    /// Something between paragraphs that is told.
    Mark(Mark),
}

/// A paragraph, joined with those before it whose ends are deleted.
#[derive(Debug)]
pub(super) struct Line {
    /// Its index among the paragraphs.
    pub(super) paragraph: u32,
    /// What it shows.
    pub(super) bits: Vec<Bit>,
}

/// A bit of a paragraph.
#[derive(Clone, Debug)]
pub(super) struct Bit {
    pub(super) shows: Shows,
    pub(super) origin: Origin,
}

/// What a bit shows.
#[derive(Clone, Debug)]
pub(super) enum Shows {
    /// Characters of the part's XML.
    Slice(TextRange),
    /// A character.
    Char(char),
    /// Words that stand elsewhere: the number of a list.
    Words(Box<str>),
    /// Nothing; something is told about the place.
    Mark(Mark),
}

/// Something that is told about a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A tracked change begins.
    Change,
    /// It ends.
    ChangeEnd,
    /// Hidden text is left out.
    Hidden,
    /// Something is not read.
    Unread(Unread),
}

/// What is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Another document embedded as a chunk of this one.
    Chunk,
    /// An embedded object: a spreadsheet, an old formula.
    Object,
}

/// A footnote or an endnote, by its number in its part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Note {
    pub(super) end: bool,
    pub(super) id: i64,
}

/// What was found in all parts.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) runs: Vec<Run>,
    pub(super) paragraphs: Vec<Paragraph>,
    /// The notes that the body refers to, in its order, with the runs of the references.
    pub(super) notes: Vec<(Note, Option<u32>)>,
    /// Whether pictures were met.
    pub(super) pictures: bool,
}
