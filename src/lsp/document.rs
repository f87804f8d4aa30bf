//! A document that the client has open: its text, kept up with every edit.

use lsp_types::{TextDocumentContentChangeEvent, Url};

use crate::source::{LineIndex, TextRange};

use super::convert::{Encoding, Lines, MARK};

/// An open document.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// Its address as the client writes it.
    pub url: Url,
    /// The client's number of this state.
    pub version: i32,
    /// The text as the client has it.
    text: String,
    index: LineIndex,
}

impl Document {
    /// A document that was opened.
    pub(super) fn new(url: Url, version: i32, text: String) -> Self {
        Self {
            url,
            version,
            index: LineIndex::of_editors(&text),
            text,
        }
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the text begins with a byte order mark.
    pub(super) fn is_marked(&self) -> bool {
        self.text.starts_with(MARK)
    }

    /// The lines of the text.
    pub(super) fn lines(&self, encoding: Encoding) -> Lines<'_> {
        Lines::new(&self.text, &self.index, encoding)
    }

    /// Takes edits over in their order; each counts in the text that those before it left.
    pub(super) fn apply(
        &mut self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        self.version = version;
        for change in changes {
            match change.range {
                Some(range) => {
                    let lines = self.lines(encoding);
                    let (start, end) = (lines.offset(range.start), lines.offset(range.end));
                    let range = TextRange::new(start, end);
                    self.text.replace_range(range.indices(), &change.text);
                }
                None => self.text = change.text,
            }
            self.index = LineIndex::of_editors(&self.text);
        }
    }
}
