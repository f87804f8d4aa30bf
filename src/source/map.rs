//! The sources of one set of packs, by number.

use std::sync::Arc;

use super::file::SourceFile;
use super::span::{SourceId, Span, offset};

/// Owns sources and gives each a number, so that a [`Span`] can name its text.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<Arc<SourceFile>>,
}

impl SourceMap {
    /// Adds a source and returns its number.
    pub fn add(&mut self, file: SourceFile) -> SourceId {
        self.files.push(Arc::new(file));
        SourceId(offset(self.files.len()).saturating_sub(1))
    }

    /// The source with this number.
    pub fn get(&self, id: SourceId) -> Option<&Arc<SourceFile>> {
        self.files.get(id.0 as usize)
    }

    /// The text at `span`; empty when there is no such source.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source)
            .map(|file| file.slice(span.range))
            .unwrap_or_default()
    }
}
