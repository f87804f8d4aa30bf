//! Small changes of XML: an element put at the end of another.

use crate::ooxml::{Element, Patch};

/// Puts `text` at the end of `element` of the part `bytes`; one that is closed at once is opened.
pub(super) fn append(bytes: &[u8], element: &Element<'_>, text: String) -> Vec<Patch> {
    if !element.is_closed() {
        return vec![Patch::insert(element.inner.end, text)];
    }
    let tag = bytes.get(element.tag.clone()).unwrap_or_default();
    let slash = tag.iter().rposition(|&byte| byte == b'/').unwrap_or(0);
    let slash = element.tag.start + slash;
    let close = format!("{text}</{}{}>", element.prefix(), element.local());
    vec![
        Patch::remove(slash..slash + 1),
        Patch::insert(element.tag.end, close),
    ]
}
