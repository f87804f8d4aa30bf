//! The rows of a document as they are shown: lines of a text, and in an office file the rows of
//! its tables, whose cells may hold several lines.

use std::collections::BTreeMap;

use crate::diag::DocumentReport;
use crate::source::{SourceFile, TextRange, offset};

use super::super::frame::pointed;
use super::super::text::width;

/// Rows of more cells are not set in columns.
const COLUMNS: usize = 12;
/// The narrowest and the widest that a column is reckoned, in display cells.
const NARROW: usize = 2;
const WIDE: usize = 36;

/// The rows of a document, counted from zero.
pub(super) struct Rows<'a> {
    file: &'a SourceFile,
    /// Without their line breaks.
    ranges: Vec<TextRange>,
    /// How wide columns are, by the number of cells in a row: the rows of a table are set alike
    /// wherever notes stand between them.
    tracks: BTreeMap<usize, String>,
}

impl<'a> Rows<'a> {
    /// The rows of `document`; what a last line feed leaves is none, unless something is missing
    /// there.
    pub(super) fn of(document: &'a DocumentReport) -> Self {
        let file = &*document.source;
        let count = file.lines().line_count();
        let mut ranges: Vec<TextRange> = Vec::new();
        for line in (0..count).map(|line| line_range(file, line)) {
            match ranges.last_mut().filter(|row| continues(file, **row, line)) {
                Some(row) => row.end = line.end,
                None => ranges.push(line),
            }
        }
        let end = file.lines().start_of(count.saturating_sub(1));
        let places = document.findings.iter().flat_map(|it| &it.places);
        let marked = || {
            places
                .clone()
                .any(|it| pointed(file, it.range).start >= end)
        };
        if ranges.len() > 1 && file.text().ends_with('\n') && !marked() {
            ranges.pop();
        }
        let mut rows = Self {
            file,
            ranges,
            tracks: BTreeMap::new(),
        };
        rows.tracks = rows.measured();
        rows
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// The row that holds the byte at `at`; the last one for a byte behind all.
    pub(super) fn at(&self, at: u32) -> usize {
        let behind = self.ranges.partition_point(|range| range.start <= at);
        behind.saturating_sub(1)
    }

    /// The range of a row; empty for a row beyond.
    pub(super) fn range(&self, row: usize) -> TextRange {
        self.ranges.get(row).copied().unwrap_or_default()
    }

    /// The number of a row, from one, where people count lines.
    pub(super) fn number(&self, row: usize) -> Option<usize> {
        self.file.anchors().is_empty().then_some(row + 1)
    }

    /// The ranges of the cells of a row: what stands between its TABs.
    pub(super) fn cells(&self, row: usize) -> Vec<TextRange> {
        let mut start = self.range(row).start;
        let cell = |text: &str| {
            let range = TextRange::new(start, start + offset(text.len()));
            start = range.end + 1;
            range
        };
        self.file
            .slice(self.range(row))
            .split('\t')
            .map(cell)
            .collect()
    }

    /// The widths of the columns of a row of so many cells.
    pub(super) fn tracks(&self, cells: usize) -> Option<&str> {
        self.tracks.get(&cells).map(String::as_str)
    }

    fn measured(&self) -> BTreeMap<usize, String> {
        let mut widths: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for range in &self.ranges {
            let cells: Vec<&str> = self.file.slice(*range).split('\t').collect();
            if !(2..=COLUMNS).contains(&cells.len()) {
                continue;
            }
            let row = widths.entry(cells.len()).or_default();
            row.resize(cells.len(), NARROW);
            for (known, cell) in row.iter_mut().zip(cells) {
                *known = (*known).max(breadth(cell));
            }
        }
        let style = |(count, widths): (usize, Vec<usize>)| {
            let tracks = widths.iter().map(|wide| format!("minmax(0,{wide}fr)"));
            (count, tracks.collect::<Vec<_>>().join(" "))
        };
        widths.into_iter().map(style).collect()
    }
}

/// The width of the widest line of a cell, up to [`WIDE`].
fn breadth(cell: &str) -> usize {
    // Many bytes are wide; measuring them is not needed.
    let line = |line: &str| match line.len() > 4 * WIDE {
        true => WIDE,
        false => width(line.trim()).min(WIDE),
    };
    cell.split('\n').map(line).max().unwrap_or_default()
}

/// Whether `line` goes on in the cell or paragraph of an office file that `row` ends in.
fn continues(file: &SourceFile, row: TextRange, line: TextRange) -> bool {
    if file.anchors().is_empty() {
        return false;
    }
    let before = file.slice(row).trim_end();
    let behind = file.text().get(line.start as usize..).unwrap_or_default();
    let (Some(last), Some(next)) = (
        before.chars().next_back(),
        behind.find(|c: char| !c.is_whitespace()),
    ) else {
        return false;
    };
    let last = row.start + offset(before.len() - last.len_utf8());
    let anchor = file.anchor(last);
    anchor.is_some() && anchor == file.anchor(line.start + offset(next))
}

/// The range of a line, from zero, without its line break.
fn line_range(file: &SourceFile, line: u32) -> TextRange {
    let lines = file.lines();
    let start = lines.start_of(line);
    let end = match line + 1 < lines.line_count() {
        true => lines.start_of(line + 1),
        false => offset(file.text().len()),
    };
    let text = file.slice(TextRange::new(start, end));
    let body = text.strip_suffix('\n').unwrap_or(text);
    let body = body.strip_suffix('\r').unwrap_or(body);
    TextRange::new(start, start + offset(body.len()))
}
