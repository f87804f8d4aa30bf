//! What a reader makes of a file, before anyone knows which form it is.
//!
//! A page file (text, docx, xlsx) gives a [`Page`]: lines gathered into cells, in reading order. A
//! structured file (TOML) gives a [`Node`] tree of named values. Readers change nothing: ranges
//! are ranges of the text view as it stands.

use crate::source::TextRange;

/// What was read.
#[derive(Clone, Debug)]
pub enum Layout {
    /// A page.
    Page(Page),
    /// Named values.
    Tree(Node),
}

/// A page: its cells in reading order and the lines they are made of.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The lines that are not blank, in order.
    pub lines: Vec<Line>,
    /// The cells; every line belongs to exactly one.
    pub cells: Vec<PageCell>,
    /// The lines that begin another sheet: no form goes on there.
    pub ends: Vec<u32>,
}

/// A line that is not blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its range without white space at both ends and without cell separators.
    pub range: TextRange,
    /// Whether a blank line stands before it.
    pub after_blank: bool,
}

/// A cell of a table, or a paragraph outside of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageCell {
    /// Index of its first line in [`Page::lines`].
    pub first_line: u32,
    /// How many lines it has; none for an empty cell.
    pub line_count: u32,
    /// Where it begins: behind its TAB in a text file; where its text would stand when empty.
    pub at: u32,
    /// The row it stands in, counted over the page; cells of one row stand side by side.
    pub row: u32,
    /// Its column in that row.
    pub column: u32,
    /// Whether the file marks it as a cell (a TAB in front, a table cell), unlike a paragraph.
    pub marked: bool,
}

/// A named value of a structured file.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where its name stands; empty for elements of a list and for the root.
    pub key: TextRange,
    /// The whole value, quotes included.
    pub range: TextRange,
    /// What it is.
    pub value: NodeValue,
}

/// What a [`Node`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeValue {
    /// A text, as pieces: `(text, source range)`; one piece for a text without escapes.
    Text(Vec<(String, TextRange)>),
    /// A number or date, as written in the file.
    Scalar(String),
    /// `true` or `false`.
    Bool(bool),
    /// A list.
    List(Vec<Node>),
    /// Named values in the order of the file.
    Table(Vec<(String, Node)>),
}
