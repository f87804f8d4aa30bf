//! Plain text: lines and TABs to cells.
//!
//! Two ways of writing a table in a text file are in use. In the first one a TAB *opens* a cell, one
//! cell a line, and lines without TAB go on in it. In the second one TABs *separate* the cells of a
//! row, so that a TAB in front means that the first cell is empty. The page shows which it is: lines
//! with a TAB in the middle and none in front are written in the second way only. A text without
//! any TAB is paragraphs, each line its own cell, unless most of its short lines are rows of another
//! kind: words with wide gaps between them, or `|` around every cell.

use crate::model::{Layout, Line, Page, PageCell};
use crate::source::{Lanes, SourceFile, TextRange, each_ahead, offset};

use super::reader::Read;
use super::spaced::{self, Rows};

/// Every text can be read as text.
pub(super) fn sniff(_text: &str) -> bool {
    true
}

/// Reads a text file.
pub(super) fn read(source: &SourceFile) -> Read {
    Ok((Layout::Page(page(source.text())), Vec::new()))
}

/// The page of a text.
fn page(text: &str) -> Page {
    let bytes = text.as_bytes();
    let mut marks: Vec<u32> = Vec::with_capacity(bytes.len() / 48 + 16);
    let (mut opening, mut separating) = (0usize, 0usize);
    let (mut line, mut tabs, mut in_front) = (0usize, 0usize, false);
    let class = |[here, ..]: [Lanes; 3]| here.equal(b'\t').or(here.equal(b'\n')).bits();
    each_ahead(bytes, class, |at| {
        marks.push(offset(at));
        if bytes.get(at) == Some(&b'\t') {
            in_front |= at == line;
            tabs += 1;
        } else {
            opening += usize::from(tabs == 1 && in_front);
            separating += usize::from(tabs > 0 && !in_front);
            (line, tabs, in_front) = (at + 1, 0, false);
        }
        true
    });
    opening += usize::from(tabs == 1 && in_front);
    separating += usize::from(tabs > 0 && !in_front);
    marks.push(offset(bytes.len()));
    let rows = match opening + separating {
        0 => spaced::rows(text, &marks),
        _ => None,
    };
    let mut builder = Builder {
        bytes,
        page: Page {
            lines: Vec::with_capacity(marks.len()),
            cells: Vec::with_capacity(marks.len()),
        },
        text,
        rows,
        separates: separating > opening,
        seen_tab: false,
        after_blank: false,
        row: 0,
    };
    builder.lines(&marks);
    builder.page
}

struct Builder<'a> {
    bytes: &'a [u8],
    text: &'a str,
    /// How rows are written without TABs.
    rows: Option<Rows>,
    page: Page,
    /// Whether TABs stand between cells, unlike in front of them.
    separates: bool,
    seen_tab: bool,
    after_blank: bool,
    row: u32,
}

impl Builder<'_> {
    /// Walks the lines; `marks` are the offsets of TABs and line ends, the text's end last.
    fn lines(&mut self, marks: &[u32]) {
        let mut start = 0;
        let mut first = 0;
        for (index, &at) in marks.iter().enumerate() {
            if self.bytes.get(at as usize) == Some(&b'\t') {
                continue;
            }
            self.line(start, at, marks.get(first..index).unwrap_or_default());
            start = at + 1;
            first = index + 1;
        }
    }

    fn line(&mut self, start: u32, end: u32, tabs: &[u32]) {
        if let Some(rows) = self.rows
            && self.spaced(rows, start, end)
        {
            return;
        }
        let opens = tabs.first() == Some(&start);
        if tabs.is_empty() || (!opens && !self.separates) {
            return self.plain(start, end);
        }
        self.seen_tab = true;
        let mut at = start;
        let mut tabs = tabs.iter();
        if opens && !self.separates {
            at = tabs.next().map_or(start, |tab| tab + 1);
        }
        let mut column = 0;
        for &tab in tabs {
            self.cell(at, tab, column, true);
            at = tab + 1;
            column += 1;
        }
        self.cell(at, end, column, true);
        self.row += 1;
        self.after_blank = false;
    }

    /// A line of a text whose rows are written without TABs; whether it is such a row.
    fn spaced(&mut self, rows: Rows, start: u32, end: u32) -> bool {
        let line = TextRange::new(start, end).slice(self.text);
        let Some(pieces) = rows.pieces(line) else {
            return false;
        };
        let mut column = 0;
        for piece in pieces {
            let piece = TextRange::of(piece).shifted(start);
            self.cell(piece.start, piece.end, column, true);
            column += 1;
        }
        self.seen_tab = true;
        self.row += u32::from(column > 0);
        self.after_blank = false;
        true
    }

    /// A line without TAB: goes on in the cell before it, or is a paragraph where none is open.
    fn plain(&mut self, start: u32, end: u32) {
        let range = trimmed(self.bytes, start, end);
        if range.is_empty() {
            self.after_blank = true;
            return;
        }
        match self.page.cells.last_mut() {
            Some(cell) if self.seen_tab => {
                cell.line_count += 1;
                if cell.line_count == 1 {
                    cell.first_line = offset(self.page.lines.len());
                }
                self.page.lines.push(Line {
                    range,
                    after_blank: self.after_blank,
                });
            }
            _ => {
                self.cell(start, end, 0, false);
                self.row += 1;
            }
        }
        self.after_blank = false;
    }

    fn cell(&mut self, start: u32, end: u32, column: u32, marked: bool) {
        let range = trimmed(self.bytes, start, end);
        let first_line = offset(self.page.lines.len());
        if !range.is_empty() {
            self.page.lines.push(Line {
                range,
                after_blank: self.after_blank,
            });
        }
        self.page.cells.push(PageCell {
            first_line,
            line_count: u32::from(!range.is_empty()),
            at: if range.is_empty() { start } else { range.start },
            row: self.row,
            column,
            marked,
        });
    }
}

/// The range without white space at both ends: ASCII space, TAB, CR, U+3000, NBSP and the zero
/// width U+FEFF.
pub(super) fn trimmed(bytes: &[u8], start: u32, end: u32) -> TextRange {
    let mut rest = bytes.get(start as usize..end as usize).unwrap_or_default();
    // Most lines begin with a digit or a usual Chinese character, and have no white space behind.
    if let [b'0'..=b'9' | 0xe4..=0xe9, .., last] = rest
        && !matches!(last, b' ' | b'\t' | b'\r' | 0x0c | 0x80 | 0xa0 | 0xbf)
    {
        return TextRange::new(start, end);
    }
    let mut from = start;
    loop {
        let cut = match rest {
            [b' ' | b'\t' | b'\r' | 0x0c, ..] => 1,
            [0xe3, 0x80, 0x80, ..] | [0xef, 0xbb, 0xbf, ..] => 3,
            [0xc2, 0xa0, ..] => 2,
            _ => break,
        };
        rest = rest.get(cut..).unwrap_or_default();
        from += offset(cut);
    }
    loop {
        let cut = match rest {
            [.., b' ' | b'\t' | b'\r' | 0x0c] => 1,
            [.., 0xe3, 0x80, 0x80] | [.., 0xef, 0xbb, 0xbf] => 3,
            [.., 0xc2, 0xa0] => 2,
            _ => break,
        };
        rest = rest.get(..rest.len() - cut).unwrap_or_default();
    }
    TextRange::new(from, from + offset(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(u32, u32, Vec<&str>)> {
        let page = page(text);
        page.cells
            .iter()
            .map(|cell| {
                let lines = page
                    .lines
                    .iter()
                    .skip(cell.first_line as usize)
                    .take(cell.line_count as usize);
                (
                    cell.row,
                    cell.column,
                    lines.map(|line| line.range.slice(text)).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn a_tab_opens_a_cell() {
        assert_eq!(
            shown("\n\t甲\r\n\n\t\n\t乙 \n丙\n"),
            vec![(0, 0, vec!["甲"]), (1, 0, vec![]), (2, 0, vec!["乙", "丙"])]
        );
    }

    #[test]
    fn tabs_separate_cells() {
        assert_eq!(
            shown("题\n甲\t乙\n\t\t丙\n"),
            vec![
                (0, 0, vec!["题"]),
                (1, 0, vec!["甲"]),
                (1, 1, vec!["乙"]),
                (2, 0, vec![]),
                (2, 1, vec![]),
                (2, 2, vec!["丙"]),
            ]
        );
    }

    #[test]
    fn wide_gaps_separate_cells_where_most_lines_have_them() {
        assert_eq!(
            shown(
                "题\n甲  一二\n乙目　　三  （ 四 ）\n      其中  五\n丁目  六。  七\n戊目  七\n  续\n"
            ),
            vec![
                (0, 0, vec!["题"]),
                (1, 0, vec!["甲"]),
                (1, 1, vec!["一二"]),
                (2, 0, vec!["乙目"]),
                (2, 1, vec!["三"]),
                (2, 2, vec!["（ 四 ）"]),
                (3, 0, vec![]),
                (3, 1, vec!["其中"]),
                (3, 2, vec!["五", "丁目  六。  七"]),
                (4, 0, vec!["戊目"]),
                (4, 1, vec!["七", "续"]),
            ]
        );
        let prose = "甲目  一\n　　乙\n　　丙\n　　丁\n戊\n己目  二\n";
        assert_eq!(shown(prose).len(), 6);
    }

    #[test]
    fn bars_separate_cells() {
        assert_eq!(
            shown("题\n| 甲 | 乙 |\n|---|:-:|\n|  | 丙 |\n| 丁 | |\n|戊|己|\n"),
            vec![
                (0, 0, vec!["题"]),
                (1, 0, vec!["甲"]),
                (1, 1, vec!["乙"]),
                (2, 0, vec![]),
                (2, 1, vec!["丙"]),
                (3, 0, vec!["丁"]),
                (3, 1, vec![]),
                (4, 0, vec!["戊"]),
                (4, 1, vec!["己"]),
            ]
        );
    }

    #[test]
    fn without_tabs_lines_are_paragraphs() {
        assert_eq!(
            shown("甲\n\u{3000}乙\n"),
            vec![(0, 0, vec!["甲"]), (1, 0, vec!["乙"])]
        );
    }
}
