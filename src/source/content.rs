//! The text that a document's values are slices of.
//!
//! A value often is not one piece of the source: a paragraph goes on over a page break, full-width
//! digits are folded to half-width ones, a TOML string has escapes. [`Content`] therefore extends
//! the source by a second area that holds such passages in their joined form, and remembers which
//! piece of the source each part of them came from. A value stays a plain range of eight bytes, can
//! be sliced at will, and still leads back to all its places in the source.

use std::sync::Arc;

use super::file::SourceFile;
use super::span::{TextRange, offset};

/// A run of the joined area that came from one place.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Where the run begins in the joined area.
    at: u32,
    /// The range of the source it stands for. As long as the run for text taken over as it is;
    /// of another length when the run is a replacement as a whole.
    from: TextRange,
}

/// A part of a content that came from one place of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its range in the content.
    pub at: TextRange,
    /// What it stands for in the source.
    pub from: TextRange,
    /// Whether that is the same text, so that each of its bytes leads back to one; otherwise the
    /// stretch stands for the whole of it.
    pub as_is: bool,
}

/// The source of a document and, behind it, the passages joined from pieces of it.
///
/// Ranges below the length of the source are ranges of the source; the joined area begins one byte
/// behind its end, so that no range lies in both.
#[derive(Clone, Debug, Default)]
pub struct Content {
    source: Arc<SourceFile>,
    joined: String,
    pieces: Vec<Piece>,
}

impl Content {
    /// The content of a document with nothing joined yet.
    pub fn new(source: Arc<SourceFile>) -> Self {
        // Room for what a usual declaration has joined.
        let joined = String::with_capacity(source.text().len() / 8);
        let pieces = Vec::with_capacity(32);
        Self {
            source,
            joined,
            pieces,
        }
    }

    /// The source itself.
    pub fn source(&self) -> &Arc<SourceFile> {
        &self.source
    }

    /// Where the joined area begins.
    fn base(&self) -> u32 {
        offset(self.source.text().len()).saturating_add(1)
    }

    /// The text of a range of either area; empty when the range fits neither.
    pub fn slice(&self, range: TextRange) -> &str {
        let text = self.source.text();
        if range.end as usize <= text.len() {
            return range.slice(text);
        }
        let base = text.len() + 1;
        let (start, end) = (range.start as usize, range.end as usize);
        match (start.checked_sub(base), end.checked_sub(base)) {
            (Some(start), Some(end)) => self.joined.get(start..end).unwrap_or_default(),
            _ => "",
        }
    }

    /// Begins a joined passage: the offset at which the next [`Content::push`] will write.
    pub fn begin(&self) -> u32 {
        self.base().saturating_add(offset(self.joined.len()))
    }

    /// Appends the source text of `from` as it stands.
    pub fn push(&mut self, from: TextRange) {
        if from.is_empty() {
            return;
        }
        self.pieces.push(Piece {
            at: offset(self.joined.len()),
            from,
        });
        self.joined.push_str(from.slice(self.source.text()));
    }

    /// Appends `text`, which stands for the source text of `from` as a whole.
    pub fn push_as(&mut self, text: &str, from: TextRange) {
        if text.is_empty() {
            return;
        }
        self.pieces.push(Piece {
            at: offset(self.joined.len()),
            from,
        });
        self.joined.push_str(text);
    }

    /// Ends the passage begun at `start`: its range.
    pub fn end(&self, start: u32) -> TextRange {
        TextRange::new(start, self.begin())
    }

    /// The stretches that `range` is made of, in order, each with what it stands for in the source.
    pub fn stretches(&self, range: TextRange) -> Vec<Stretch> {
        let base = self.base();
        if range.start < base {
            let (at, from) = (range, range);
            return vec![Stretch {
                at,
                from,
                as_is: true,
            }];
        }
        let (start, end) = (range.start - base, range.end - base);
        let first = self.pieces.partition_point(|piece| piece.at <= start);
        let first = first.saturating_sub(1);
        let mut found = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate().skip(first) {
            if piece.at >= end {
                break;
            }
            let next = self.pieces.get(index + 1);
            let next = next.map_or(offset(self.joined.len()), |next| next.at);
            let (from, to) = (start.max(piece.at), end.min(next));
            let whole = TextRange::new(piece.at, next).slice(&self.joined);
            found.push(Stretch {
                at: TextRange::new(from, to).shifted(base),
                from: piece.part(from, to, next),
                as_is: piece.from.slice(self.source.text()) == whole,
            });
        }
        found
    }

    /// The ranges of the source that `range` came from, in order; neighbours are merged.
    pub fn origins(&self, range: TextRange) -> Vec<TextRange> {
        let base = self.base();
        if range.start < base {
            return vec![range];
        }
        let (start, end) = (range.start - base, range.end - base);
        let first = self
            .pieces
            .partition_point(|piece| piece.at <= start)
            .saturating_sub(1);
        let mut found: Vec<TextRange> = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate().skip(first) {
            if piece.at >= end && !(range.is_empty() && found.is_empty()) {
                break;
            }
            let next = self
                .pieces
                .get(index + 1)
                .map_or(offset(self.joined.len()), |p| p.at);
            let part = piece.part(start.max(piece.at), end.min(next), next);
            match found.last_mut() {
                Some(last) if last.end == part.start => last.end = part.end,
                _ => found.push(part),
            }
        }
        found
    }

    /// The range of the source from the first to the last origin of `range`.
    pub fn origin(&self, range: TextRange) -> TextRange {
        if range.start < self.base() {
            return range;
        }
        let parts = self.origins(range);
        match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => first.to(*last),
            _ => TextRange::default(),
        }
    }

    /// The first place of `range` in the source: one piece, for pointing at.
    pub fn first_origin(&self, range: TextRange) -> TextRange {
        self.origins(range).first().copied().unwrap_or_default()
    }
}

impl Piece {
    /// The source range of `start..end` of the joined area, both inside this piece, which ends at
    /// `next`.
    fn part(self, start: u32, end: u32, next: u32) -> TextRange {
        if self.from.len() == next - self.at {
            let shift = |at: u32| self.from.start + (at.clamp(self.at, next) - self.at);
            TextRange::new(shift(start), shift(end))
        } else {
            self.from
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_passages_lead_back() {
        let text = "增加公共服\n务设施１０处";
        let mut content = Content::new(Arc::new(SourceFile::new("x", text)));
        let start = content.begin();
        content.push(TextRange::new(0, 15));
        content.push(TextRange::new(16, 25));
        content.push_as("1", TextRange::new(25, 28));
        content.push_as("0", TextRange::new(28, 31));
        content.push(TextRange::new(31, 34));
        let all = content.end(start);
        assert_eq!(content.slice(all), "增加公共服务设施10处");
        assert_eq!(
            content.origins(all),
            vec![TextRange::new(0, 15), TextRange::new(16, 34)]
        );
        let word = TextRange::new(start + 12, start + 18);
        assert_eq!(content.slice(word), "服务");
        assert_eq!(
            content.origins(word),
            vec![TextRange::new(12, 15), TextRange::new(16, 19)]
        );
        let number = TextRange::new(start + 24, start + 26);
        assert_eq!(content.slice(number), "10");
        assert_eq!(content.origins(number), vec![TextRange::new(25, 31)]);
        assert_eq!(content.slice(TextRange::new(3, 9)), "加公");
        let stretches = content.stretches(TextRange::new(start + 21, start + 26));
        let shown: Vec<_> = stretches
            .iter()
            .map(|it| (content.slice(it.at), it.from.slice(text), it.as_is))
            .collect();
        assert_eq!(
            shown,
            [("施", "施", true), ("1", "１", false), ("0", "０", false)]
        );
    }
}
