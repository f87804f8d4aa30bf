//! A row of the text view: its cells, with the exact words of findings marked in them.
//!
//! Marks of several findings may overlap: a cell is cut wherever one begins or ends, and each piece
//! is shown once, in the colour of the gravest that covers it. Behind the last word of each mark
//! stands the number of its finding.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diag::Severity;
use crate::source::{SourceFile, TextRange};

use super::super::text::push_visible;
use super::rows::Rows;
use super::tick;

/// Words that a finding is about.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// Where they stand; empty where something is missing.
    pub(super) range: TextRange,
    /// How grave the finding is.
    pub(super) severity: Severity,
    /// Whether it is waived.
    pub(super) waived: bool,
    /// The finding's number in the document, from one.
    pub(super) finding: usize,
    /// The number of the place among those of the finding, from zero.
    pub(super) place: usize,
}

impl Mark {
    /// The class of the words.
    fn class(&self) -> &'static str {
        match self.waived {
            true => "v",
            false => tick::class(self.severity),
        }
    }

    /// 0 for the gravest.
    fn rank(&self) -> usize {
        match (self.waived, self.severity) {
            (true, _) => 3,
            (false, Severity::Error) => 0,
            (false, Severity::Warning) => 1,
            (false, Severity::Hint) => 2,
        }
    }
}

/// The classes of [`Mark::rank`].
const RANKS: [&str; 4] = ["e", "w", "h", "v"];

/// Appends a row with its marks.
pub(super) fn push_row(
    out: &mut String,
    document: usize,
    file: &SourceFile,
    rows: &Rows<'_>,
    row: usize,
    marks: &[&Mark],
) {
    out.push_str("<div class=\"l\"");
    if let Some(number) = rows.number(row) {
        let _ = write!(out, " data-n=\"{number}\"");
    }
    out.push('>');
    let cells = rows.cells(row);
    let blank = marks.is_empty() && file.slice(rows.range(row)).trim().is_empty();
    match cells.as_slice() {
        _ if blank => {}
        [cell] => push_cell(out, document, file, *cell, marks),
        cells => {
            out.push_str("<span class=\"t\"");
            if let Some(tracks) = rows.tracks(cells.len()) {
                let _ = write!(out, " style=\"grid-template-columns:{tracks}\"");
            }
            out.push('>');
            for cell in cells {
                push_framed(out, document, file, *cell, marks);
            }
            out.push_str("</span>");
        }
    }
    out.push_str("</div>\n");
}

/// Appends a cell of several in its frame; what holds nothing is drawn as an empty cell.
fn push_framed(
    out: &mut String,
    document: usize,
    file: &SourceFile,
    cell: TextRange,
    marks: &[&Mark],
) {
    let before = out.len();
    out.push_str("<span>");
    push_cell(out, document, file, cell, marks);
    if out.len() == before + "<span>".len() {
        out.insert_str(before + "<span".len(), " class=\"n\"");
    }
    out.push_str("</span>");
}

/// Appends a cell with those of the marks that lie in it.
fn push_cell(
    out: &mut String,
    document: usize,
    file: &SourceFile,
    cell: TextRange,
    marks: &[&Mark],
) {
    let inside = |mark: &&&Mark| {
        let range = mark.range;
        let touches = range.start < cell.end && range.end > cell.start;
        let empty = range.is_empty() && range.start >= cell.start && range.start <= cell.end;
        touches || empty
    };
    let marks: Vec<&Mark> = marks.iter().filter(inside).copied().collect();
    let mut cuts = vec![cell.start, cell.end];
    let mut opening: BTreeMap<u32, Vec<&Mark>> = BTreeMap::new();
    let mut closing: BTreeMap<u32, Vec<&Mark>> = BTreeMap::new();
    for mark in marks {
        let start = mark.range.start.max(cell.start);
        let end = mark.range.end.min(cell.end);
        cuts.extend([start, end]);
        opening.entry(start).or_default().push(mark);
        closing.entry(end).or_default().push(mark);
    }
    cuts.sort_unstable();
    cuts.dedup();
    // How many marks of each rank cover the text behind the cut.
    let mut covering = [0usize; RANKS.len()];
    for (index, at) in cuts.iter().enumerate() {
        for mark in opening.get(at).into_iter().flatten() {
            step(&mut covering, mark, usize::saturating_add);
        }
        let closed = closing.get(at).map(Vec::as_slice).unwrap_or_default();
        for mark in closed {
            step(&mut covering, mark, usize::saturating_sub);
        }
        push_references(out, document, closed, *at);
        let end = cuts.get(index + 1).copied().unwrap_or(*at);
        push_piece(out, file.slice(TextRange::new(*at, end)), &covering);
    }
}

/// Counts a mark in or out.
fn step(covering: &mut [usize; RANKS.len()], mark: &Mark, count: fn(usize, usize) -> usize) {
    if let Some(known) = covering.get_mut(mark.rank()) {
        *known = count(*known, 1);
    }
}

/// Appends the numbers of the findings whose words end at `at`.
fn push_references(out: &mut String, document: usize, closed: &[&Mark], at: u32) {
    let mut ending: Vec<&&Mark> = closed.iter().filter(|mark| mark.range.end == at).collect();
    ending.sort_by_key(|mark| (mark.finding, mark.place));
    for mark in ending {
        let class = mark.class();
        if mark.range.is_empty() {
            let _ = write!(out, "<mark class=\"{class} g\">\u{25b2}</mark>");
        }
        let words = match mark.waived {
            true => "免改",
            false => mark.severity.title(),
        };
        let related = if mark.place > 0 { " o" } else { "" };
        let _ = write!(
            out,
            "<a class=\"r {class}{related}\" id=\"{}\" href=\"#{}\" aria-label=\"{words}，问题{}\">{}</a>",
            tick::mark(document, mark.finding, mark.place),
            tick::note(document, mark.finding),
            mark.finding,
            mark.finding
        );
    }
}

/// Appends text that is covered by so many marks of each rank.
fn push_piece(out: &mut String, text: &str, covering: &[usize; RANKS.len()]) {
    if text.is_empty() {
        return;
    }
    let gravest = covering.iter().position(|count| *count > 0);
    let Some(class) = gravest.and_then(|rank| RANKS.get(rank)) else {
        push_text(out, text);
        return;
    };
    let several = if covering.iter().sum::<usize>() > 1 {
        " x"
    } else {
        ""
    };
    let _ = write!(out, "<mark class=\"{class}{several}\">");
    push_text(out, text);
    out.push_str("</mark>");
}

/// Appends text of a document: what steers is shown by a picture or a code.
fn push_text(out: &mut String, text: &str) {
    let mut shown = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            c => {
                shown.clear();
                push_visible(&mut shown, c);
                if shown.starts_with(c) {
                    out.push(c);
                } else {
                    let code = shown.replace('<', "&lt;").replace('>', "&gt;");
                    let _ = write!(out, "<i>{code}</i>");
                }
            }
        }
    }
}
