//! A text with a name: a rule file, a form definition, a declaration's text view.

use std::sync::OnceLock;

use super::anchor::{Anchor, Anchors};
use super::line_index::{LineColumn, LineIndex};
use super::span::TextRange;

/// The text view of a file and its name.
///
/// For a plain text file the view is its content as UTF-8, without byte order mark; for an office
/// document it is what the reader wrote. Every range of the tool is a range of such a view.
#[derive(Debug, Default)]
pub struct SourceFile {
    name: String,
    text: String,
    anchors: Anchors,
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    /// The file `name` with the text view `text`.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            anchors: Anchors::default(),
            lines: OnceLock::new(),
        }
    }

    /// The same with the places in an office file that its text was read from.
    #[must_use]
    pub fn with_anchors(self, anchors: Anchors) -> Self {
        Self { anchors, ..self }
    }

    /// The places in an office file; none for a text file.
    pub fn anchors(&self) -> &Anchors {
        &self.anchors
    }

    /// Where the byte at `at` stands in an office file; `None` for a text file.
    pub fn anchor(&self, at: u32) -> Option<Anchor> {
        self.anchors.at(at)
    }

    /// The same as people say it.
    pub fn place(&self, at: u32) -> Option<String> {
        let anchor = self.anchor(at)?;
        Some(self.anchors.words(anchor))
    }

    /// Its name: a path as the user wrote it, with forward slashes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text view.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where its lines begin; computed when first asked for.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Line and column, from one, of a byte offset.
    pub fn line_column(&self, at: u32) -> LineColumn {
        self.lines().line_column(&self.text, at)
    }

    /// The text in `range`; empty when the range does not fit.
    pub fn slice(&self, range: TextRange) -> &str {
        range.slice(&self.text)
    }
}
