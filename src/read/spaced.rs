//! Rows of a text without TABs: cells with wide gaps between them, as a converter from PDF writes
//! them, or with `|` around them.

use std::ops::Range;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// Wide gaps stand between the cells; a row that begins this far from the left has an empty
    /// first cell.
    Gaps(usize),
    /// `| 甲 | 乙 |`
    Bars,
}

/// A line longer than this, in bytes, is running text.
const SHORT: usize = 160;

/// The fewest rows that make a table.
const FEWEST: usize = 4;

/// How far an empty first cell moves the rest of its row at least.
const INDENT: usize = 4;

/// How the rows of a text are written, if most of its short lines are rows; `ends` are the ends of
/// its lines.
pub(super) fn rows(text: &str, ends: &[u32]) -> Option<Rows> {
    let bytes = text.as_bytes();
    let has = |what: &str| memchr::memmem::find(bytes, what.as_bytes()).is_some();
    if !has("  ") && !has("\u{3000}") && !has("|") {
        return None;
    }
    let (mut short, mut gaps, mut bars) = (0usize, 0usize, 0usize);
    let mut margin = usize::MAX;
    let mut start = 0;
    for &end in ends {
        let line = text.get(start..end as usize).unwrap_or_default();
        start = end as usize + 1;
        if line.len() > SHORT || line.trim().is_empty() {
            continue;
        }
        short += 1;
        if cells_in_bars(line).is_some() {
            bars += 1;
        } else if cells_in_gaps(line).is_some() {
            gaps += 1;
            margin = margin.min(indent(line));
        }
    }
    let most = |count: usize| count >= FEWEST && count * 2 > short;
    if most(bars) {
        return Some(Rows::Bars);
    }
    most(gaps).then(|| Rows::Gaps(margin + INDENT))
}

impl Rows {
    /// The cells of a line, if it is a row; none for the line under a heading.
    pub(super) fn pieces(self, line: &str) -> Option<Vec<Range<usize>>> {
        match self {
            Rows::Gaps(margin) => {
                let mut cells = cells_in_gaps(line)?;
                if indent(line) >= margin {
                    cells.insert(0, 0..0);
                }
                Some(cells)
            }
            Rows::Bars => {
                let cells = cells_in_bars(line)?;
                let rule = |cell: &Range<usize>| {
                    let cell = line.get(cell.clone()).unwrap_or_default().trim();
                    cell.contains('-') && cell.chars().all(|c| matches!(c, '-' | ':'))
                };
                Some(match cells.iter().all(rule) {
                    true => Vec::new(),
                    false => cells,
                })
            }
        }
    }
}

/// The width of the white space in front, a wide space counting twice.
fn indent(line: &str) -> usize {
    line.chars()
        .take_while(|c| c.is_whitespace())
        .map(|c| 1 + usize::from(c == '\u{3000}'))
        .sum()
}

fn cells_in_bars(line: &str) -> Option<Vec<Range<usize>>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    let mut at = line.find('|')? + 1;
    let mut cells = Vec::new();
    for cell in inner.split('|') {
        cells.push(at..at + cell.len());
        at += cell.len() + 1;
    }
    Some(cells)
}

/// The cells of a line with gaps of two or more spaces, or a wide one, between its words. No cell
/// but the last one holds a clause or half of a pair of brackets, no two neighbours are single
/// characters: such gaps are padding inside words.
fn cells_in_gaps(line: &str) -> Option<Vec<Range<usize>>> {
    let mut cells: Vec<Range<usize>> = Vec::new();
    let mut cell: Option<Range<usize>> = None;
    let mut gap = 0;
    for (at, c) in line.char_indices() {
        if c.is_whitespace() {
            gap += 1 + usize::from(c == '\u{3000}');
            continue;
        }
        let end = at + c.len_utf8();
        match &mut cell {
            Some(cell) if gap < 2 => cell.end = end,
            other => cells.extend(other.replace(at..end)),
        }
        gap = 0;
    }
    let last = cell?;
    let words = |cell: &Range<usize>| line.get(cell.clone()).unwrap_or_default();
    let plain = |text: &str| !text.contains(['。', '；', '，']);
    let whole = |text: &str| {
        let count = |marks: [char; 2]| text.matches(marks).count();
        count(['(', '（']) == count([')', '）'])
    };
    let padded = |pair: &[Range<usize>]| {
        pair.iter().all(|cell| {
            let mut chars = words(cell).chars();
            chars.next().is_some_and(|c| !c.is_ascii()) && chars.next().is_none()
        })
    };
    let fits = !cells.is_empty()
        && cells
            .iter()
            .map(words)
            .all(|text| plain(text) && whole(text));
    cells.push(last);
    (fits && !cells.windows(2).any(padded)).then_some(cells)
}
