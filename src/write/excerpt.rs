//! Draws a frame: the text that miette is given, and what is done to its drawing.
//!
//! miette draws lines and underlines, aligned under Chinese text and tabs. It is given an
//! [`Excerpt`], the shown parts of the lines with nothing between them, so that it neither reads
//! the whole file nor prints a paragraph in full. Its line numbers are placeholders of the right
//! width that are replaced in the drawing, as is its head line, which would count bytes.

use std::fmt::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use unicode_width::UnicodeWidthChar;

use crate::diag::Severity;
use crate::source::{SourceFile, TextRange, offset};

use super::frame::{Frame, Row};
use super::paint::{Paint, Tone};
use super::text::{push_visible, width};
use super::wrap::push_wrapped;

/// Distance of tab stops in cells.
const TAB: usize = 4;

/// How frames are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    /// Whether to use colours.
    pub(super) color: bool,
    /// Whether to use ASCII characters only.
    pub(super) ascii: bool,
    /// Width of the output in cells.
    pub(super) columns: usize,
}

/// Cells that the line number and the border of a frame take, for a file's highest line number.
pub(super) fn gutter(last_line: u32) -> usize {
    digits(last_line as usize) + 4
}

/// Appends the drawing of `frame`; `head` is what stands in its head line.
pub(super) fn draw(
    out: &mut String,
    pen: Pen,
    file: &SourceFile,
    frame: &Frame,
    severity: Severity,
    head: &str,
) {
    let excerpt = Excerpt::new(pen, file, frame);
    let mut drawn = String::new();
    let handler = handler(pen, &excerpt, severity);
    if handler.render_report(&mut drawn, &excerpt).is_ok() {
        head_line(out, pen, excerpt.digits, head);
        let numbers = file.anchors().is_empty();
        renumber(out, &drawn, &frame.rows, excerpt.digits, numbers);
    }
}

/// The shown parts of some lines as one text, with the places to point at.
#[derive(Debug)]
struct Excerpt {
    /// The parts, each ended by a line feed, so that an empty one counts as a line.
    text: String,
    rows: usize,
    /// Width of the line numbers.
    digits: usize,
    labels: Vec<LabeledSpan>,
    /// For each label whether it is a primary one.
    primary: Vec<bool>,
}

impl Excerpt {
    fn new(pen: Pen, file: &SourceFile, frame: &Frame) -> Self {
        let last = match file.anchors().is_empty() {
            true => frame.rows.last().map_or(1, |row| row.line as usize + 1),
            false => 1,
        };
        let mut excerpt = Excerpt {
            text: String::new(),
            rows: frame.rows.len(),
            digits: digits(last).max(digits(frame.rows.len() * 2)),
            labels: Vec::new(),
            primary: Vec::new(),
        };
        let room = pen.columns.saturating_sub(excerpt.digits + 4);
        for row in &frame.rows {
            excerpt.push(file, row, room, pen.ascii);
        }
        excerpt
    }

    /// Appends a row and its labels.
    fn push(&mut self, file: &SourceFile, row: &Row, room: usize, ascii: bool) {
        let dots = if ascii { "..." } else { "…" };
        let begin = self.text.len();
        if row.cut_left {
            self.text.push_str(dots);
        }
        let mut at = row.window.start;
        for mark in &row.marks {
            self.push_text(file, TextRange::new(at, mark.range.start));
            let start = self.text.len();
            let column = visual_width(self.text.get(begin..).unwrap_or_default());
            self.push_text(file, mark.range);
            if mark.clipped {
                self.text.push_str(dots);
            }
            at = mark.range.end;
            let length = self.text.len() - start;
            let middle =
                column + visual_width(self.text.get(start..).unwrap_or_default()) / 2 + TAB;
            let label =
                (!mark.text.is_empty()).then(|| fold(&mark.text, room.saturating_sub(middle)));
            self.labels.push(LabeledSpan::new(label, start, length));
            self.primary.push(mark.primary);
        }
        self.push_text(file, TextRange::new(at, row.window.end));
        if row.cut_right && !row.marks.iter().any(|mark| mark.clipped) {
            self.text.push_str(dots);
        }
        self.text.push('\n');
    }

    /// Appends text of the file, safe to show; tabs stay for miette to expand.
    fn push_text(&mut self, file: &SourceFile, range: TextRange) {
        for c in file.slice(range).chars() {
            match c {
                '\t' => self.text.push('\t'),
                c => push_visible(&mut self.text, c),
            }
        }
    }

    /// The placeholder for the number of the first line: all placeholders have the same width.
    fn base(&self) -> usize {
        10_usize
            .saturating_pow(offset(self.digits))
            .saturating_sub(self.rows)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        Ok(Box::new(MietteSpanContents::new(
            self.text.as_bytes(),
            SourceSpan::from((0, self.text.len())),
            self.base().saturating_sub(1),
            0,
            self.rows,
        )))
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Excerpt {}

impl Diagnostic for Excerpt {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// Folds a label so that it ends at the edge of the output where there is room for that.
fn fold(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut folded = String::new();
    push_wrapped(&mut folded, text, 0, 0, room.saturating_sub(1).max(16));
    folded
}

/// Width of the beginning of a line as miette draws it.
fn visual_width(text: &str) -> usize {
    text.chars().fold(0, |column, c| match c {
        '\t' => column + TAB - column % TAB,
        c => column + c.width().unwrap_or(0),
    })
}

/// Number of decimal digits.
fn digits(number: usize) -> usize {
    number.checked_ilog10().unwrap_or_default() as usize + 1
}

/// A handler with the colours for these labels.
fn handler(pen: Pen, excerpt: &Excerpt, severity: Severity) -> GraphicalReportHandler {
    let mut styles = if pen.color {
        ThemeStyles::ansi()
    } else {
        ThemeStyles::none()
    };
    let primary = match severity {
        Severity::Error => styles.error,
        Severity::Warning => styles.warning,
        Severity::Hint => styles.advice,
    };
    let (primary, other) = match pen.color {
        true => (primary.bold(), primary.bright_blue()),
        false => (primary, primary),
    };
    let style = |&is_primary: &bool| if is_primary { primary } else { other };
    styles.highlights = excerpt.primary.iter().map(style).collect();
    if styles.highlights.is_empty() {
        styles.highlights.push(other);
    }
    let characters = if pen.ascii {
        ThemeCharacters::ascii()
    } else {
        ThemeCharacters::unicode()
    };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_context_lines(0)
        .tab_width(TAB)
        .with_links(false)
        .without_syntax_highlighting()
}

/// Appends the head line of a frame.
fn head_line(out: &mut String, pen: Pen, digits: usize, head: &str) {
    let corner = if pen.ascii { ",-[" } else { "╭─[" };
    let _ = write!(out, "{:1$}{corner}", "", digits + 2);
    Paint { color: pen.color }.push(out, Tone::Faint, head);
    out.push_str("]\n");
}

/// Appends miette's drawing without its first two lines (an empty message and the head line) and
/// with real line numbers; without any if nobody could find the lines.
fn renumber(out: &mut String, drawn: &str, rows: &[Row], digits: usize, numbers: bool) {
    let mut rows = rows.iter();
    for line in drawn.lines().skip(2) {
        let line = line.trim_end_matches(' ');
        match numbered(line, digits) {
            Some((style, rest)) => {
                let number = rows.next().map_or(0, |row| row.line + 1);
                match numbers {
                    true => {
                        let _ = writeln!(out, " {style}{number:>digits$}{rest}");
                    }
                    false => {
                        let _ = writeln!(out, " {style}{:digits$}{rest}", "");
                    }
                }
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
}

/// The colour of the line number of a drawn line, and what follows the number; nothing if the line
/// has no number.
fn numbered(line: &str, digits: usize) -> Option<(&'static str, &str)> {
    const DIM: &str = "\u{1b}[2m";
    let body = line.strip_prefix(' ')?;
    let (style, body) = match body.strip_prefix(DIM) {
        Some(body) => (DIM, body),
        None => ("", body),
    };
    let (number, rest) = body.split_at_checked(digits)?;
    number
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some((style, rest))
}
