//! Texts and places in them.

mod span;

pub use span::{SourceId, Span, Spanned, TextRange, offset};
