//! Byte offsets to lines and columns, and back.
//!
//! Columns are counted in Unicode characters for people and in UTF-16 units for editors that ask
//! for them; inside the tool only bytes are used. A line ends with LF, CR LF or a lone CR's LF; the
//! terminator belongs to its line.

use super::span::offset;

/// A place for people: both numbers count from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
}

/// Where the lines of a text begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// The index of `text`.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| offset(at + 1)));
        Self { starts }
    }

    /// The index of `text` as editors count its lines: a lone CR ends a line too.
    pub fn of_editors(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes.get(*at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'));
        let mut starts = vec![0];
        starts.extend(ends.map(|at| offset(at + 1)));
        Self { starts }
    }

    /// The line, counted from zero, that holds the byte at `at`.
    pub fn line_of(&self, at: u32) -> u32 {
        offset(self.starts.partition_point(|&start| start <= at)).saturating_sub(1)
    }

    /// Offset of the first byte of a line counted from zero; the last line's for a line beyond.
    pub fn start_of(&self, line: u32) -> u32 {
        self.starts
            .get(line as usize)
            .or(self.starts.last())
            .copied()
            .unwrap_or_default()
    }

    /// How many lines there are; a text that ends with a line feed has an empty last line.
    pub fn line_count(&self) -> u32 {
        offset(self.starts.len())
    }

    /// Line and column, in characters, of the byte at `at` of `text`.
    pub fn line_column(&self, text: &str, at: u32) -> LineColumn {
        let line = self.line_of(at);
        let before = text
            .get(self.start_of(line) as usize..at as usize)
            .unwrap_or_default();
        LineColumn {
            line: line + 1,
            column: offset(before.chars().count()) + 1,
        }
    }

    /// Column of the byte at `at` in UTF-16 units, from zero.
    pub fn utf16_column(&self, text: &str, at: u32) -> u32 {
        let before = text.get(self.start_of(self.line_of(at)) as usize..at as usize);
        offset(
            before
                .unwrap_or_default()
                .chars()
                .map(char::len_utf16)
                .sum(),
        )
    }

    /// Column of the byte at `at` in bytes, from zero.
    pub fn utf8_column(&self, at: u32) -> u32 {
        at.saturating_sub(self.start_of(self.line_of(at)))
    }

    /// The byte offset of a position in bytes, both counted from zero; clamped to the line and to
    /// the beginning of a character.
    pub fn offset_of_utf8(&self, text: &str, line: u32, column: u32) -> u32 {
        let start = self.start_of(line);
        let rest = text.get(start as usize..).unwrap_or_default();
        let length = offset(rest.find(['\n', '\r']).unwrap_or(rest.len()));
        let mut at = start + column.min(length);
        while !text.is_char_boundary(at as usize) {
            at -= 1;
        }
        at
    }

    /// The byte offset of a UTF-16 position, both counted from zero; clamped to the line.
    pub fn offset_of_utf16(&self, text: &str, line: u32, column: u32) -> u32 {
        let start = self.start_of(line);
        let mut units = 0;
        let mut at = start;
        for c in text.get(start as usize..).unwrap_or_default().chars() {
            if units >= column || c == '\n' || c == '\r' {
                break;
            }
            units += offset(c.len_utf16());
            at += offset(c.len_utf8());
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "a\n甲𠮷乙\r\n";
        let lines = LineIndex::new(text);
        assert_eq!(
            lines.line_column(text, 9),
            LineColumn { line: 2, column: 3 }
        );
        assert_eq!(lines.utf16_column(text, 9), 3);
        assert_eq!(lines.offset_of_utf16(text, 1, 3), 9);
        assert_eq!(lines.line_count(), 3);
    }

    #[test]
    fn editors_end_lines_at_a_lone_return() {
        let text = "a\r甲𠮷\r\nb\n";
        let lines = LineIndex::of_editors(text);
        assert_eq!(lines.line_count(), 4);
        assert_eq!(lines.offset_of_utf16(text, 1, 9), 9);
        assert_eq!(lines.offset_of_utf8(text, 1, 5), 5);
        assert_eq!(lines.offset_of_utf8(text, 1, 6), 5);
        assert_eq!(lines.offset_of_utf8(text, 1, 99), 9);
        assert_eq!(lines.utf8_column(9), 7);
        assert_eq!(lines.start_of(2), 11);
    }
}
