//! Offsets and paths to positions and addresses of the protocol, and back.

use std::path::{Path, PathBuf};

use lsp_types::{Position, PositionEncodingKind, Range, Url};

use crate::source::{LineIndex, TextRange, offset};

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 units, which every client knows.
    Utf16,
}

impl Encoding {
    /// Bytes if the client offers them: they cost nothing.
    pub(super) fn negotiate(offered: Option<&[PositionEncodingKind]>) -> Self {
        let offered = offered.unwrap_or_default();
        match offered.contains(&PositionEncodingKind::UTF8) {
            true => Encoding::Utf8,
            false => Encoding::Utf16,
        }
    }

    /// Its name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }
    }
}

/// The mark that a text may begin with; the tool's own offsets are counted behind it.
pub(super) const MARK: char = '\u{feff}';

/// A text as its client counts it.
#[derive(Clone, Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    index: std::borrow::Cow<'t, LineIndex>,
    encoding: Encoding,
    /// Whether the client's text begins with a mark that `text` does not have.
    marked: bool,
}

impl<'t> Lines<'t> {
    /// The lines of a text with its index.
    pub(super) fn new(text: &'t str, index: &'t LineIndex, encoding: Encoding) -> Self {
        Self {
            text,
            index: std::borrow::Cow::Borrowed(index),
            encoding,
            marked: false,
        }
    }

    /// The lines of a text without mark that has one at the client if `marked`.
    pub(super) fn of(text: &'t str, encoding: Encoding, marked: bool) -> Self {
        Self {
            text,
            index: std::borrow::Cow::Owned(LineIndex::of_editors(text)),
            encoding,
            marked,
        }
    }

    /// The offset of a position; one that lies outside counts as the nearest inside.
    pub(super) fn offset(&self, position: Position) -> u32 {
        let (line, column) = (position.line, position.character);
        if line >= self.index.line_count() {
            return offset(self.text.len());
        }
        match self.encoding {
            Encoding::Utf8 => self.index.offset_of_utf8(self.text, line, column),
            Encoding::Utf16 => self.index.offset_of_utf16(self.text, line, column),
        }
    }

    /// The position of an offset.
    pub(super) fn position(&self, at: u32) -> Position {
        let at = at.min(offset(self.text.len()));
        let line = self.index.line_of(at);
        let column = match self.encoding {
            Encoding::Utf8 => self.index.utf8_column(at),
            Encoding::Utf16 => self.index.utf16_column(self.text, at),
        };
        let shift = match self.encoding {
            _ if !self.marked || line > 0 => 0,
            Encoding::Utf8 => offset(MARK.len_utf8()),
            Encoding::Utf16 => 1,
        };
        Position::new(line, column + shift)
    }

    /// The range of a byte range.
    pub(super) fn range(&self, range: TextRange) -> Range {
        Range::new(self.position(range.start), self.position(range.end))
    }
}

/// The path of an address: that of a file, or the address itself for what has none yet.
pub(super) fn path_of(url: &Url) -> PathBuf {
    let file = match url.scheme() {
        "file" => url.to_file_path().ok(),
        _ => None,
    };
    file.unwrap_or_else(|| PathBuf::from(url.as_str()))
}

/// The address of a path; `None` for what is no file of the disk.
pub(super) fn url_of(path: &Path) -> Option<Url> {
    Url::from_file_path(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_through() {
        let url = Url::parse("file:///%E7%94%B3%E6%8A%A5/a%20b%23.txt").expect("a url");
        let path = path_of(&url);
        assert_eq!(path, PathBuf::from("/申报/a b#.txt"));
        assert_eq!(url_of(&path), Some(url));
        let new = Url::parse("untitled:Untitled-1").expect("a url");
        assert_eq!(path_of(&new), PathBuf::from("untitled:Untitled-1"));
        assert_eq!(url_of(Path::new("core/a.rule")), None);
    }

    #[test]
    fn a_mark_moves_the_first_line_only() {
        for (encoding, first) in [(Encoding::Utf8, 3), (Encoding::Utf16, 1)] {
            let lines = Lines::of("甲\n乙", encoding, true);
            assert_eq!(lines.position(0), Position::new(0, first));
            assert_eq!(lines.position(4), Position::new(1, 0));
        }
    }

    #[test]
    fn positions_outside_are_the_nearest_inside() {
        let text = "a𠮷\r\n乙";
        let lines = Lines::of(text, Encoding::Utf16, false);
        assert_eq!(lines.offset(Position::new(0, 99)), 5);
        assert_eq!(lines.offset(Position::new(9, 0)), 10);
        assert_eq!(lines.offset(Position::new(0, 3)), 5);
        assert_eq!(lines.position(5), Position::new(0, 3));
        assert_eq!(lines.position(99), Position::new(1, 1));
    }
}
