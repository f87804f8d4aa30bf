//! The text of a document with the notes beside the lines that they are about.
//!
//! Notes float level with their lines while the text goes on beside them. Where many notes would
//! run far behind their lines, the text waits for them: there a new block begins. No script
//! measures anything, and paper gets the same.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maud::Markup;

use crate::diag::DocumentReport;
use crate::source::{SourceFile, TextRange};

use super::super::frame::pointed;
use super::row::{Mark, push_row};
use super::rows::Rows;

/// Rows without marks of which more are folded away.
const FOLD: usize = 30;
/// Rows that stay beside folded ones.
const KEEP: usize = 4;

/// How many lines notes may run behind the line that they are about, in text and in a table: a
/// table with a gap in it is hard to read.
const DRIFT: usize = 30;
const TABLE_DRIFT: usize = 80;
/// How much a line of text and a line of a note hold, in display cells, on a wide window.
const TEXT: usize = 84;
const NOTE: usize = 48;

/// The notes by the row that they are about.
pub(super) type Notes = BTreeMap<usize, Vec<Markup>>;

/// The text of a document while it is written.
struct View<'a> {
    /// The document's number.
    document: usize,
    file: &'a SourceFile,
    rows: &'a Rows<'a>,
    marks: Vec<Mark>,
    /// The first mark that has not been met.
    next: usize,
    /// The numbers of the marks that reach into the row.
    active: Vec<usize>,
}

/// The marks of a document in the order of the text.
fn marks(document: &DocumentReport, rows: &Rows<'_>) -> Vec<Mark> {
    let file = &document.source;
    let mut marks = Vec::new();
    for (number, finding) in (1..).zip(&document.findings) {
        for (place, it) in finding.places.iter().enumerate() {
            let range = pointed(file, it.range);
            let blank = file.slice(range).trim().is_empty();
            // What is missing in a line break is shown before it.
            let row = rows.range(rows.at(range.start));
            let gap = TextRange::empty(range.start.min(row.end));
            marks.push(Mark {
                range: if blank { gap } else { range },
                severity: finding.severity,
                waived: finding.waiver.is_some(),
                finding: number,
                place,
            });
        }
    }
    marks.sort_by_key(|mark| (mark.range.start, mark.finding, mark.place));
    marks
}

/// Appends the text of the document `number` with `notes`.
pub(super) fn push_view(
    out: &mut String,
    number: usize,
    document: &DocumentReport,
    rows: &Rows<'_>,
    notes: Notes,
) {
    let mut view = View {
        document: number,
        file: &document.source,
        rows,
        marks: marks(document, rows),
        next: 0,
        active: Vec::new(),
    };
    let mut drift: usize = 0;
    let mut row = 0;
    out.push_str("<div class=\"view\">\n<div class=\"b\">\n");
    for (head, notes) in notes {
        view.push(out, row, head);
        drift = (row..head).fold(drift, |drift, row| drift.saturating_sub(view.height(row)));
        if drift > view.allowed(head) {
            out.push_str("</div>\n<div class=\"b\">\n");
            drift = 0;
        }
        // In the file a note stands before its row, or it could not float level with it.
        out.push_str("<div class=\"hl\"><div class=\"a\">\n");
        for note in notes {
            let note = note.into_string();
            drift += note_height(&note);
            out.push_str(&note);
        }
        out.push_str("</div>\n");
        view.push(out, head, head + 1);
        drift = drift.saturating_sub(view.height(head));
        out.push_str("</div>\n");
        row = head + 1;
    }
    view.push(out, row, rows.len());
    out.push_str("</div>\n</div>\n");
}

/// About how many lines a note takes.
fn note_height(note: &str) -> usize {
    let tags = note.split('<').filter_map(|piece| piece.split_once('>'));
    let text: usize = tags.map(|(_, text)| text.len()).sum();
    let items = note.matches("<li").count() + note.matches("<dd").count();
    4 + items + text * 2 / 3 / NOTE
}

impl View<'_> {
    /// How many lines notes may run behind a row.
    fn allowed(&self, row: usize) -> usize {
        let cells = |row: usize| self.file.slice(self.rows.range(row)).matches('\t').count();
        let inside = row > 0 && cells(row - 1) > 1 && cells(row) > 1;
        if inside { TABLE_DRIFT } else { DRIFT }
    }

    /// About how many lines a row takes.
    fn height(&self, row: usize) -> usize {
        // Three bytes are a character of two cells.
        1 + self.rows.range(row).len() as usize * 2 / 3 / TEXT
    }

    /// Appends the rows from `start` up to `end`, many without marks folded away.
    fn push(&mut self, out: &mut String, start: usize, end: usize) {
        let mut row = start;
        while row < end {
            let plain = self.plain(row, end);
            if plain <= FOLD {
                self.push_rows(out, row, row + plain.max(1));
                row += plain.max(1);
                continue;
            }
            // Next to marks and notes some text stays.
            let next = row + plain;
            let first = if row == 0 { row } else { row + KEEP };
            let last = if next == self.rows.len() {
                next
            } else {
                next - KEEP
            };
            self.push_rows(out, row, first);
            self.push_folded(out, first, last);
            self.push_rows(out, last, next);
            row = next;
        }
    }

    /// How many rows from `row` on and before `end` have no marks.
    fn plain(&self, row: usize, end: usize) -> usize {
        let start = self.rows.range(row).start;
        let reaches = |it: &usize| self.marks.get(*it).is_some_and(|it| it.range.end > start);
        if self.active.iter().any(reaches) {
            return 0;
        }
        let next = self.marks.get(self.next).map(|mark| mark.range.start);
        let marked = next.map_or(end, |at| self.rows.at(at));
        marked.min(end).saturating_sub(row)
    }

    /// Appends rows that are shown when asked for.
    fn push_folded(&mut self, out: &mut String, start: usize, end: usize) {
        let words = match self.rows.number(start) {
            Some(number) => format!("第{number}—{end}行没有问题"),
            None => format!("{}行没有问题", end - start),
        };
        let _ = writeln!(out, "<details class=\"f\"><summary>{words}</summary>");
        self.push_rows(out, start, end);
        out.push_str("</details>\n");
    }

    /// Appends the rows as they are.
    fn push_rows(&mut self, out: &mut String, start: usize, end: usize) {
        for row in start..end {
            self.meet(self.rows.range(row));
            let marks = self.active.iter().filter_map(|it| self.marks.get(*it));
            let marks: Vec<&Mark> = marks.collect();
            push_row(out, self.document, self.file, self.rows, row, &marks);
        }
    }

    /// Makes the marks of the row `range` the active ones.
    fn meet(&mut self, range: TextRange) {
        let marks = &self.marks;
        let reaches = |it: &usize| marks.get(*it).is_some_and(|it| it.range.end > range.start);
        self.active.retain(reaches);
        let starts = |mark: &&Mark| mark.range.start <= range.end;
        while let Some(mark) = marks.get(self.next).filter(starts) {
            if mark.range.end >= range.start {
                self.active.push(self.next);
            }
            self.next += 1;
        }
    }
}
