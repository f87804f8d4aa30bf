//! Which lines, and which parts of them, are shown for the places of a finding.
//!
//! Places on one line share a window if they fit into one; places on lines near by share a frame;
//! everything else gets a frame of its own. A place that overlaps another is drawn under a
//! repetition of its line, because one row of underlines cannot show both.

use crate::source::{SourceFile, TextRange, offset};

use super::text::width;
use super::window::{breadth, cut_after, cut_before, fits};

/// Context to the left of what is marked, in cells.
const SIDE: usize = 35;
/// Context to the left that is kept when a long label needs room.
const LEAST_SIDE: usize = 8;
/// Lines at most this far apart share a frame.
const NEAR: u32 = 6;
/// Rows that share a frame.
const ROWS: usize = 10;

/// A place to point at.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// Where.
    pub(super) range: TextRange,
    /// What stands there, safe to print; may be empty.
    pub(super) text: String,
    /// Whether it is what the message is about.
    pub(super) primary: bool,
    /// Whether it goes on behind the shown part of its line.
    pub(super) clipped: bool,
}

/// A part of a line with the marks under it.
#[derive(Debug)]
pub(super) struct Row {
    /// The line, from zero.
    pub(super) line: u32,
    /// The shown part.
    pub(super) window: TextRange,
    /// Whether the line begins before the shown part.
    pub(super) cut_left: bool,
    /// Whether the line goes on behind it.
    pub(super) cut_right: bool,
    /// What to point at, in order and without overlaps.
    pub(super) marks: Vec<Mark>,
}

/// Rows that are drawn in one box.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// The rows, in the order of the text.
    pub(super) rows: Vec<Row>,
}

impl Frame {
    /// The place in the head of the frame: of the primary mark, else of the first.
    pub(super) fn start(&self) -> u32 {
        let mut marks = self.rows.iter().flat_map(|row| &row.marks);
        let first = marks.clone().next();
        marks
            .find(|mark| mark.primary)
            .or(first)
            .map_or(0, |mark| mark.range.start)
    }

    /// Whether it has a mark of what the message is about.
    fn primary(&self) -> bool {
        self.rows
            .iter()
            .flat_map(|row| &row.marks)
            .any(|mark| mark.primary)
    }
}

/// The frames for `marks`, each row at most `columns` cells wide; the frame of the first primary
/// mark comes first. With `context`, the lines before and after a marked line are shown as well.
pub(super) fn frames(
    file: &SourceFile,
    marks: Vec<Mark>,
    columns: usize,
    context: bool,
) -> Vec<Frame> {
    let mut frames: Vec<Frame> = Vec::new();
    for cluster in clusters(file, marks, columns) {
        let rows = cluster.rows(file, columns);
        match frames.last_mut() {
            Some(frame) if shares(file, frame, &rows) => frame.rows.extend(rows),
            _ => frames.push(Frame { rows }),
        }
    }
    if context {
        for frame in &mut frames {
            add_context(file, frame, columns);
        }
    }
    frames.sort_by_key(|frame| !frame.primary());
    frames
}

/// Whether `rows` go into `frame`: near by, but not a second window of the same line. In an office
/// file, whose lines have no numbers, they stand in the place that the head names.
fn shares(file: &SourceFile, frame: &Frame, rows: &[Row]) -> bool {
    let anchor = |row: &Row| row.marks.first().map(|mark| file.anchor(mark.range.start));
    match (frame.rows.last(), rows.first()) {
        (Some(last), Some(first)) => {
            anchor(last) == anchor(first)
                && first.line > last.line
                && first.line - last.line <= NEAR
                && frame.rows.len() + rows.len() <= ROWS
        }
        _ => false,
    }
}

/// Marks that one window can show.
#[derive(Debug)]
struct Cluster {
    line: u32,
    /// The text of the line without its end.
    whole: TextRange,
    /// From the first to the last mark.
    core: TextRange,
    marks: Vec<Mark>,
}

/// The marks by line and window, in order.
fn clusters(file: &SourceFile, marks: Vec<Mark>, columns: usize) -> Vec<Cluster> {
    let mut placed: Vec<(u32, TextRange, Mark)> = marks
        .into_iter()
        .map(|mark| place(file, mark, columns))
        .collect();
    placed.sort_by_key(|(line, _, mark)| (*line, mark.range));
    let mut clusters: Vec<Cluster> = Vec::new();
    for (line, whole, mark) in placed {
        match clusters.last_mut() {
            Some(last) if last.line == line && last.takes(file, &mark, columns) => last.add(mark),
            _ => clusters.push(Cluster {
                line,
                whole,
                core: mark.range,
                marks: vec![mark],
            }),
        }
    }
    clusters
}

/// What of `range` is pointed at: without the blanks at its ends, unless there is nothing else.
pub(super) fn pointed(file: &SourceFile, range: TextRange) -> TextRange {
    let range = on_boundaries(file.text(), range);
    let inside = file.slice(range);
    let body = inside.trim_start();
    if body.is_empty() {
        return range;
    }
    let start = range.start + offset(inside.len() - body.len());
    TextRange::new(start, start + offset(body.trim_end().len()))
}

/// The line of a mark, the range of that line, and the mark reduced to what can be shown of it:
/// its part on its first line that is not blank, as far as a window can show it.
fn place(file: &SourceFile, mut mark: Mark, columns: usize) -> (u32, TextRange, Mark) {
    let text = file.text();
    let range = pointed(file, mark.range);
    let start = range.start;
    let line = file.lines().line_of(start);
    let whole = line_range(file, line);
    let start = start.min(whole.end);
    let part = TextRange::new(start, range.end.min(whole.end));
    let last = file.lines().line_of(range.end.saturating_sub(1).max(start));
    if last > line {
        let joint = if mark.text.is_empty() { "" } else { "，" };
        let end = match file.anchors().is_empty() {
            true => format!("至第 {} 行", last + 1),
            false => format!("共 {} 行", last - line + 1),
        };
        mark.text = format!("{}{joint}{end}", mark.text);
    }
    let shown = part.slice(text);
    let limit = core_limit(file, whole, columns);
    let end = if fits(shown, limit) {
        shown.len()
    } else {
        cut_after(shown, limit)
    };
    mark.clipped = end < shown.len();
    mark.range = TextRange::new(start, start + offset(end));
    (line, whole, mark)
}

/// How wide the marked part of a line may be: all of a line that fits, else so much that some
/// context can be shown beside it.
fn core_limit(file: &SourceFile, whole: TextRange, columns: usize) -> usize {
    if fits(file.slice(whole), columns) {
        columns
    } else {
        columns.saturating_sub(12).max(20)
    }
}

/// `range` within `text` and widened to character boundaries.
fn on_boundaries(text: &str, range: TextRange) -> TextRange {
    let mut start = (range.start as usize).min(text.len());
    let mut end = (range.end as usize).clamp(start, text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    TextRange::of(start..end)
}

/// The range of a line, from zero, without its line break.
fn line_range(file: &SourceFile, line: u32) -> TextRange {
    let lines = file.lines();
    let start = lines.start_of(line);
    let end = if line + 1 < lines.line_count() {
        lines.start_of(line + 1)
    } else {
        offset(file.text().len())
    };
    let text = TextRange::new(start, end).slice(file.text());
    let body = text.strip_suffix('\n').unwrap_or(text);
    let body = body.strip_suffix('\r').unwrap_or(body);
    TextRange::new(start, start + offset(body.len()))
}

impl Cluster {
    /// Whether `mark` still fits into the window of this cluster.
    fn takes(&self, file: &SourceFile, mark: &Mark, columns: usize) -> bool {
        let limit = core_limit(file, self.whole, columns);
        fits(file.slice(self.core.to(mark.range)), limit)
    }

    /// Adds a mark; marks of the same range become one.
    fn add(&mut self, mark: Mark) {
        self.core = self.core.to(mark.range);
        match self.marks.last_mut() {
            Some(last) if last.range == mark.range => last.merge(mark),
            _ => self.marks.push(mark),
        }
    }

    /// Its rows: one, and one more for each layer of overlapping marks.
    fn rows(self, file: &SourceFile, columns: usize) -> Vec<Row> {
        let window = self.window(file, columns);
        let layers = layers(file, self.marks);
        let row = |marks| Row {
            line: self.line,
            window,
            cut_left: window.start > self.whole.start,
            cut_right: window.end < self.whole.end,
            marks,
        };
        layers.into_iter().map(row).collect()
    }

    /// The part of the line to show.
    fn window(&self, file: &SourceFile, columns: usize) -> TextRange {
        let before = TextRange::new(self.whole.start, self.core.start);
        let after = TextRange::new(self.core.end, self.whole.end);
        let core = breadth(file.slice(self.core));
        let side = self.side(file, columns);
        let spare = columns.saturating_sub(core);
        let left = file.slice(before);
        if fits(left, side) && fits(file.slice(self.whole), columns) {
            return self.whole;
        }
        let start = before.start + offset(cut_before(left, side.min(spare.saturating_sub(2))));
        if self.marks.iter().any(|mark| mark.clipped) {
            return TextRange::new(start, self.core.end);
        }
        let used = breadth(file.slice(TextRange::new(start, self.core.start)));
        let room = spare.saturating_sub(used + 2);
        let end = after.start + offset(cut_after(file.slice(after), room));
        TextRange::new(start, end)
    }

    /// How much may stand left of the core so that the labels still fit into the line.
    fn side(&self, file: &SourceFile, columns: usize) -> usize {
        let room = |mark: &Mark| {
            let inside = TextRange::new(self.core.start, mark.range.start);
            let middle = breadth(file.slice(inside)) + breadth(file.slice(mark.range)) / 2;
            columns.saturating_sub(middle + width(&mark.text) + 6)
        };
        let labelled = self.marks.iter().filter(|mark| !mark.text.is_empty());
        let least = labelled.map(room).min().unwrap_or(columns);
        if fits(file.slice(self.whole), columns) {
            return least.max(LEAST_SIDE);
        }
        least.clamp(LEAST_SIDE, SIDE)
    }
}

impl Mark {
    /// Takes over what another mark of the same range says.
    fn merge(&mut self, other: Mark) {
        self.primary |= other.primary;
        if self.text.is_empty() {
            self.text = other.text;
        } else if !other.text.is_empty() && !self.text.contains(&other.text) {
            self.text = format!("{}；{}", self.text, other.text);
        }
    }
}

/// Spreads marks over as many rows as are needed for none to overlap.
fn layers(file: &SourceFile, marks: Vec<Mark>) -> Vec<Vec<Mark>> {
    let mut layers: Vec<(u32, Vec<Mark>)> = Vec::new();
    for mark in marks {
        let end = occupied(file, mark.range);
        match layers
            .iter_mut()
            .find(|(free, _)| *free <= mark.range.start)
        {
            Some((free, layer)) => {
                *free = end;
                layer.push(mark);
            }
            None => layers.push((end, vec![mark])),
        }
    }
    layers.into_iter().map(|(_, layer)| layer).collect()
}

/// The end of what the underline of `range` covers: at least one visible character.
fn occupied(file: &SourceFile, range: TextRange) -> u32 {
    if breadth(range.slice(file.text())) > 0 {
        return range.end;
    }
    let rest = file.text().get(range.end as usize..).unwrap_or_default();
    let visible = rest
        .char_indices()
        .take(64)
        .find(|(_, c)| breadth(c.encode_utf8(&mut [0; 4])) > 0);
    range.end + visible.map_or(1, |(at, c)| offset(at + c.len_utf8()))
}

/// Adds the lines before the first and after the last row, unless they are blank.
fn add_context(file: &SourceFile, frame: &mut Frame, columns: usize) {
    let context = |line: u32| {
        let whole = line_range(file, line);
        let text = file.slice(whole);
        let end = whole.start + offset(cut_after(text, columns.saturating_sub(1)));
        (!text.trim().is_empty()).then(|| Row {
            line,
            window: TextRange::new(whole.start, end),
            cut_left: false,
            cut_right: end < whole.end,
            marks: Vec::new(),
        })
    };
    let first = frame.rows.first().map(|row| row.line);
    let last = frame.rows.last().map(|row| row.line);
    if let Some(row) = first.and_then(|line| line.checked_sub(1)).and_then(context) {
        frame.rows.insert(0, row);
    }
    let next = last
        .map(|line| line + 1)
        .filter(|&line| line < file.lines().line_count());
    frame.rows.extend(next.and_then(context));
}
