//! A workbook as a text view with anchors, and as a page.
//!
//! The sheets stand one behind the other, a row a line, its cells joined by TABs. A merged block is
//! one cell, in the first of its columns; its text stands in the first of its rows. Columns to the
//! left of all text are no part of the view, so that a form may begin at C5; empty rows are one
//! blank line.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::model::{Layout, Line, Page, PageCell};
use crate::source::{Anchor, Anchors, SourceFile, TextRange, offset};

use super::super::reader::Problem;
use super::super::text::trimmed;
use super::notes::{self, Noted};
use super::workbook::{Block, Cell, Content, LONGEST_TEXT, Refusal, Sheet, Workbook};

/// The most cells of the view, empty ones included.
const MOST_CELLS: usize = 2_000_000;
/// How many columns are all shown, empty ones included; of wider sheets only those with text are.
const ALL_COLUMNS: u32 = 256;

/// The text view of the file `name`, its page, and what is to be said about the cells.
pub(super) fn view(
    name: &str,
    book: &Workbook,
) -> Result<(SourceFile, Layout, Vec<Problem>), Refusal> {
    let sheets = book.sheets.iter().filter(|sheet| !sheet.cells.is_empty());
    let sheets: Vec<&Sheet> = sheets.collect();
    if sheets.is_empty() {
        return Err(Refusal::Empty);
    }
    let names = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let mut view = View {
        book,
        text: String::new(),
        page: Page::default(),
        anchors: Anchors::new(names),
        row: 0,
        after_blank: false,
    };
    let mut problems = notes::hidden(book);
    for (index, sheet) in (0u32..).zip(sheets) {
        if index > 0 {
            view.page.ends.push(offset(view.page.lines.len()));
            view.text.push('\n');
            view.after_blank = true;
        }
        let mut noted = Noted::default();
        view.sheet(index, sheet, &mut noted)?;
        problems.extend(noted.problems(sheet));
    }
    let source = SourceFile::new(name, view.text).with_anchors(view.anchors);
    Ok((source, Layout::Page(view.page), problems))
}

struct View<'b> {
    book: &'b Workbook,
    text: String,
    page: Page,
    anchors: Anchors,
    /// The row of the page.
    row: u32,
    after_blank: bool,
}

/// The columns of a sheet that the view has.
struct Columns {
    shown: Vec<u32>,
    last: u32,
}

impl Columns {
    fn of(sheet: &Sheet) -> Self {
        let mut used: Vec<u32> = sheet.cells.iter().map(|cell| cell.column).collect();
        used.sort_unstable();
        used.dedup();
        let first = used.first().copied().unwrap_or(1);
        // A column of answers may be empty from top to bottom.
        let last = used.last().copied().unwrap_or(1) + 1;
        let shown = match last - first < ALL_COLUMNS {
            true => (first..=last).collect(),
            false => used,
        };
        Self { shown, last }
    }
}

impl View<'_> {
    fn sheet(&mut self, index: u32, sheet: &Sheet, noted: &mut Noted) -> Result<(), Refusal> {
        let columns = Columns::of(sheet);
        let mut blocks = Blocks::new(&sheet.merges);
        let mut ends = sheet.ends.iter().peekable();
        let mut before = None;
        for cells in sheet.cells.chunk_by(|a, b| a.row == b.row) {
            let (Some(first), Some(last)) = (cells.first(), cells.last()) else {
                continue;
            };
            let row = first.row;
            if before.is_some_and(|before| before + 1 < row) {
                self.text.push('\n');
                self.after_blank = true;
            }
            before = Some(row);
            while ends.next_if(|(at, _)| *at < row).is_some() {}
            let end = ends
                .next_if(|(at, _)| *at == row)
                .map_or(0, |(_, end)| *end);
            let end = end.min(columns.last).max(last.column);
            blocks.reach(row);
            self.cells((index, sheet), row, cells, (&columns, end), &blocks, noted)?;
        }
        Ok(())
    }

    /// Writes a row.
    fn cells(
        &mut self,
        (index, sheet): (u32, &Sheet),
        row: u32,
        cells: &[Cell],
        (columns, end): (&Columns, u32),
        blocks: &Blocks<'_>,
        noted: &mut Noted,
    ) -> Result<(), Refusal> {
        let mut cells = cells.iter().peekable();
        let mut written = 0;
        for &column in columns.shown.iter().take_while(|column| **column <= end) {
            let cell = cells.next_if(|cell| cell.column == column);
            let block = blocks.at(column);
            // What a merged block covers shows nothing.
            let covered = block.is_some_and(|block| block.first_column < column);
            if covered {
                continue;
            }
            if written > 0 {
                self.text.push('\t');
            }
            written += 1;
            let shows = block.is_none_or(|block| block.first_row == row);
            let cell = cell.filter(|_| shows);
            let start = offset(self.text.len());
            if let Some(cell) = cell {
                self.text.push_str(words(self.book, sheet, cell));
            }
            let range = TextRange::new(start, offset(self.text.len()));
            if let Some(cell) = cell {
                noted.cell(cell, range, sheet);
            }
            self.page_cell(range, column);
            let anchor = Anchor::SheetCell {
                sheet: index,
                row,
                column,
            };
            self.anchors.push(range, anchor);
            if self.page.cells.len() > MOST_CELLS || self.text.len() > LONGEST_TEXT {
                return Err(Refusal::TooLarge);
            }
        }
        self.text.push('\n');
        self.row += 1;
        self.after_blank = false;
        Ok(())
    }

    /// Adds a cell of the page: its lines that are not blank.
    fn page_cell(&mut self, range: TextRange, column: u32) {
        let first_line = offset(self.page.lines.len());
        let words = range.slice(&self.text);
        let mut at = range.start;
        let mut after_blank = self.after_blank;
        for line in words.split('\n') {
            let end = at + offset(line.len());
            let range = trimmed(self.text.as_bytes(), at, end);
            if range.is_empty() {
                after_blank = true;
            } else {
                self.page.lines.push(Line { range, after_blank });
                after_blank = false;
            }
            at = end + 1;
        }
        let line_count = offset(self.page.lines.len()) - first_line;
        let first = self.page.lines.get(first_line as usize);
        self.page.cells.push(PageCell {
            first_line,
            line_count,
            at: first.map_or(range.start, |line| line.range.start),
            row: self.row,
            column,
            marked: true,
        });
    }
}

fn words<'b>(book: &'b Workbook, sheet: &'b Sheet, cell: &Cell) -> &'b str {
    let words = match cell.content {
        Content::Shared(number) => book.shared.get(number),
        Content::Own(number) | Content::Error(number) => sheet.texts.get(number),
        Content::Unsaved => None,
    };
    words.unwrap_or_default()
}

/// The merged blocks that a row goes through.
struct Blocks<'m> {
    /// Those that begin below, the next one last.
    below: &'m [Block],
    /// By their first column.
    here: BTreeMap<u32, Block>,
}

impl<'m> Blocks<'m> {
    fn new(blocks: &'m [Block]) -> Self {
        Self {
            below: blocks,
            here: BTreeMap::new(),
        }
    }

    /// Goes on to a row.
    fn reach(&mut self, row: u32) {
        self.here.retain(|_, block| block.last_row >= row);
        while let Some((block, rest)) = self.below.split_first() {
            if block.first_row > row {
                break;
            }
            self.below = rest;
            // Blocks that lie over one another are a mistake of the writer; the first one counts.
            if block.last_row >= row {
                self.here.entry(block.first_column).or_insert(*block);
            }
        }
    }

    /// The block that a column lies in.
    fn at(&self, column: u32) -> Option<&Block> {
        let upto = (Bound::Unbounded, Bound::Included(column));
        let (_, block) = self.here.range(upto).next_back()?;
        (block.last_column >= column).then_some(block)
    }
}
