//! Lines and columns of many places of one document, fast in lines of any length.
//!
//! A column counts the characters since the start of the line. In a file of one line of some
//! megabytes that would be a walk over the file for each place, so the number of characters before
//! every fourth kilobyte is written down once, when the first far place is asked for.

use std::cell::OnceCell;

use crate::source::{LineColumn, SourceFile, offset};

use super::text::inline;

/// Distance of the written-down counts in bytes.
const STEP: usize = 4096;

/// Gives lines and columns of places in one file.
pub(super) struct Positions<'a> {
    file: &'a SourceFile,
    counts: OnceCell<Vec<u32>>,
}

impl<'a> Positions<'a> {
    /// Positions in `file`.
    pub(super) fn new(file: &'a SourceFile) -> Self {
        Self {
            file,
            counts: OnceCell::new(),
        }
    }

    /// The file.
    pub(super) fn file(&self) -> &'a SourceFile {
        self.file
    }

    /// Line and column, from one, of the byte at `at`; a place behind the text is its end.
    pub(super) fn line_column(&self, at: u32) -> LineColumn {
        let at = (at as usize).min(self.file.text().len());
        let lines = self.file.lines();
        let line = lines.line_of(offset(at));
        let start = lines.start_of(line) as usize;
        let before = if at.saturating_sub(start) <= 2 * STEP {
            self.count(start, at)
        } else {
            self.count_before(at)
                .saturating_sub(self.count_before(start))
        };
        LineColumn {
            line: line + 1,
            column: before + 1,
        }
    }

    /// Where the byte at `at` stands in an office file, as people say it; `None` in a text file.
    pub(super) fn anchor(&self, at: u32) -> Option<String> {
        self.file.place(at).map(|words| inline(&words))
    }

    /// Where the byte at `at` stands: in an office file by table and cell, else by line.
    pub(super) fn words(&self, at: u32) -> String {
        self.anchor(at)
            .unwrap_or_else(|| format!("第 {} 行", self.line_column(at).line))
    }

    /// What stands behind a path for the byte at `at`: a place in an office file, else
    /// `:line:column`.
    pub(super) fn suffix(&self, at: u32) -> String {
        match self.anchor(at) {
            Some(anchor) => format!(" {anchor}"),
            None => {
                let at = self.line_column(at);
                format!(":{}:{}", at.line, at.column)
            }
        }
    }

    /// Number of characters that begin in `start..end`.
    fn count(&self, start: usize, end: usize) -> u32 {
        let bytes = self.file.text().as_bytes();
        offset(begins(bytes.get(start..end).unwrap_or_default()))
    }

    /// Number of characters that begin before `at`.
    fn count_before(&self, at: usize) -> u32 {
        let counts = self
            .counts
            .get_or_init(|| tally(self.file.text().as_bytes()));
        let step = at / STEP;
        counts.get(step).copied().unwrap_or_default() + self.count(step * STEP, at)
    }
}

/// Number of characters before each multiple of [`STEP`].
fn tally(bytes: &[u8]) -> Vec<u32> {
    let mut sum = 0;
    let mut counts = vec![0];
    for chunk in bytes.chunks(STEP) {
        sum += begins(chunk);
        counts.push(offset(sum));
    }
    counts
}

/// Number of bytes that begin a character.
fn begins(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use crate::source::{Anchor, Anchors, TextRange};

    use super::*;

    #[test]
    fn places_of_office_files_are_said_in_words() {
        let mut anchors = Anchors::new(vec!["表\u{1b}一".into()]);
        let cell = Anchor::SheetCell {
            sheet: 0,
            row: 2,
            column: 3,
        };
        anchors.push(TextRange::new(0, 3), cell);
        let text = SourceFile::new("x.txt", "甲\n乙");
        let sheet = SourceFile::new("x.xlsx", "甲").with_anchors(anchors);
        assert_eq!(Positions::new(&text).suffix(4), ":2:1");
        assert_eq!(Positions::new(&text).words(4), "第 2 行");
        assert_eq!(Positions::new(&sheet).suffix(0), " 表␛一!C2");
    }

    #[test]
    fn far_columns_are_counted_like_near_ones() {
        let text = format!("甲\n{}", "乙a𠮷".repeat(3000));
        let file = SourceFile::new("x", text.as_str());
        let positions = Positions::new(&file);
        for (at, _) in text.char_indices().step_by(97) {
            assert_eq!(
                positions.line_column(offset(at)),
                file.line_column(offset(at))
            );
        }
    }
}
