//! Values in their one spelling: pieces of the source joined, widths folded.
//!
//! A value that is one piece and needs no folding stays a range of the source. The places that may
//! need folding are looked for once for the whole text.

use std::cell::Cell;

use crate::source::{Content, TextRange, offset};
use crate::types::{Folded, fold_char, foldable};

/// The places of a text that may need folding, in order.
#[derive(Debug, Default)]
pub(super) struct Folds {
    places: Vec<u32>,
    /// The first place behind the range asked for last: values are mostly asked for in order.
    next: Cell<usize>,
}

impl Folds {
    /// Looks through `text`.
    pub(super) fn of(text: &str) -> Self {
        let mut places = Vec::with_capacity(text.len() / 128 + 64);
        foldable(text, &mut places);
        let next = Cell::new(0);
        Self { places, next }
    }

    /// The places in `range`.
    fn within(&self, range: TextRange) -> &[u32] {
        let is_before = |index: usize| self.places.get(index).is_some_and(|at| *at < range.start);
        let next = self.next.get();
        let start = (next..next.saturating_add(4))
            .find(|&start| !is_before(start) && (start == 0 || is_before(start - 1)))
            .unwrap_or_else(|| self.places.partition_point(|&at| at < range.start));
        let rest = self.places.get(start..).unwrap_or_default();
        let end = rest.iter().take_while(|&&at| at < range.end).count();
        self.next.set(start + end);
        rest.get(..end).unwrap_or_default()
    }
}

/// The range of the content that holds the pieces joined and folded.
pub(super) fn passage(content: &mut Content, folds: &Folds, parts: &[TextRange]) -> TextRange {
    match parts {
        [] => TextRange::default(),
        [only] if !changes(content, folds, *only) => *only,
        _ => {
            let start = content.begin();
            for part in parts {
                fold_into(content, folds.within(*part), *part);
            }
            content.end(start)
        }
    }
}

/// Whether anything in `range` is folded.
fn changes(content: &Content, folds: &Folds, range: TextRange) -> bool {
    let places = folds.within(range);
    if places.is_empty() {
        return false;
    }
    let text = content.source().text();
    places
        .iter()
        .any(|&at| folded_at(text, range, at).is_some())
}

/// The character at `at` and what becomes of it, if it does not stay.
fn folded_at(text: &str, range: TextRange, at: u32) -> Option<(char, Folded)> {
    let inside = range.slice(text);
    let at = at.checked_sub(range.start)? as usize;
    let mut after = inside.get(at..)?.chars();
    let c = after.next()?;
    let before = inside.get(..at)?.chars().next_back();
    let folded = fold_char(before, c, after.next());
    (folded != Folded::Keep).then_some((c, folded))
}

fn fold_into(content: &mut Content, places: &[u32], part: TextRange) {
    let mut from = part.start;
    let source = std::sync::Arc::clone(content.source());
    for &at in places {
        let Some((c, folded)) = folded_at(source.text(), part, at) else {
            continue;
        };
        let end = at + offset(c.len_utf8());
        content.push(TextRange::new(from, at));
        if let Folded::Become(other) = folded {
            let mut buffer = [0; 4];
            content.push_as(other.encode_utf8(&mut buffer), TextRange::new(at, end));
        }
        from = end;
    }
    content.push(TextRange::new(from, part.end));
}

/// The range of the content that holds `pieces` of text, each standing for a range of the source.
pub(super) fn pieces(content: &mut Content, pieces: &[(String, TextRange)]) -> TextRange {
    if let [(text, range)] = pieces
        && range.slice(content.source().text()) == text
    {
        let folds = Folds::within_source(content, *range);
        return passage(content, &folds, &[*range]);
    }
    let start = content.begin();
    for (text, range) in pieces {
        let text = text.replace(['\n', '\r'], "");
        if range.slice(content.source().text()) == text {
            let folds = Folds::within_source(content, *range);
            fold_into(content, &folds.places, *range);
        } else {
            content.push_as(&crate::types::fold(&text), *range);
        }
    }
    content.end(start)
}

impl Folds {
    fn within_source(content: &Content, range: TextRange) -> Self {
        let mut folds = Self::of(range.slice(content.source().text()));
        for at in &mut folds.places {
            *at += range.start;
        }
        folds
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::source::SourceFile;

    use super::*;

    #[test]
    fn values_are_joined_and_folded() {
        let text = "培训１２名;\n共22,001人";
        let mut content = Content::new(Arc::new(SourceFile::new("x", text)));
        let folds = Folds::of(text);
        let parts = [TextRange::new(0, 16), TextRange::new(17, 29)];
        let whole = passage(&mut content, &folds, &parts);
        assert_eq!(content.slice(whole), "培训12名；共22,001人");
        let plain = TextRange::new(17, 29);
        assert_eq!(passage(&mut content, &folds, &[plain]), plain);
    }
}
