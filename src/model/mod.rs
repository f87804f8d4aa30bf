//! The page as it stands and the declaration bound to a form.

mod document;
mod layout;

pub use document::{Cell, CellValue, Document};
pub use layout::{Layout, Line, Node, NodeValue, Page, PageCell};
