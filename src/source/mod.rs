//! Texts and places in them.

mod anchor;
mod bytes;
mod content;
mod file;
mod line_index;
mod map;
mod span;
mod static_str;

pub use anchor::{Anchor, Anchors, cell_name};
pub use bytes::{Lanes, each_ahead, each_between};
pub use content::{Content, Stretch};
pub use file::SourceFile;
pub use line_index::{LineColumn, LineIndex};
pub use map::SourceMap;
pub use span::{SourceId, Span, Spanned, TextRange, offset};
pub use static_str::StaticStr;
