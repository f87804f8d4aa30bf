//! How a text is written at a place of a file: in TOML inside the quotes that it stands in.

use crate::model::{Layout, Node, NodeValue};
use crate::source::{SourceFile, TextRange};

use super::toml_string;

/// What is to be written in place of `range` so that `text` is read there; `None` when the place is
/// no text of the file, or the text cannot stand there.
pub fn rewritten(
    source: &SourceFile,
    layout: &Layout,
    range: TextRange,
    text: &str,
) -> Option<String> {
    match layout {
        Layout::Page(_) => Some(text.to_owned()),
        Layout::Tree(root) => {
            let literal = literal(root, range)?;
            toml_string::escaped(source.text(), literal, range, text)
        }
    }
}

/// The string that holds a range. The depth of a tree is bounded by its reader.
fn literal(node: &Node, range: TextRange) -> Option<TextRange> {
    match &node.value {
        NodeValue::Text(_) => node.range.covers(range).then_some(node.range),
        NodeValue::Table(entries) => entries.iter().find_map(|(_, it)| literal(it, range)),
        NodeValue::List(items) => items.iter().find_map(|it| literal(it, range)),
        NodeValue::Scalar(_) | NodeValue::Bool(_) => None,
    }
}
