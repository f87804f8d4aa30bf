//! Places in a text: byte ranges, and byte ranges of a numbered source.
//!
//! Everything is `Copy` and has no lifetime, so that trees, values and findings can carry places
//! without borrowing the text. Offsets are `u32`: a source is at most 4 GiB, and the readers refuse
//! far smaller ones.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A byte range of a text, end exclusive.
///
/// Invariant: `start <= end`, and both lie on character boundaries of the text they were made for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct TextRange {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl TextRange {
    /// The range from `start` to `end`; an end before the start gives the empty range at `start`.
    pub fn new(start: u32, end: u32) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// The range of these `usize` offsets; offsets beyond `u32` are clamped.
    pub fn of(range: Range<usize>) -> Self {
        Self::new(offset(range.start), offset(range.end))
    }

    /// The empty range at `at`.
    pub fn empty(at: u32) -> Self {
        Self { start: at, end: at }
    }

    /// Length in bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the range holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `at` is inside.
    pub fn contains(self, at: u32) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn covers(self, other: TextRange) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest range that holds both.
    pub fn to(self, other: TextRange) -> TextRange {
        TextRange {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The same range moved to the right by `by` bytes.
    pub fn shifted(self, by: u32) -> TextRange {
        TextRange {
            start: self.start.saturating_add(by),
            end: self.end.saturating_add(by),
        }
    }

    /// The range as indices for slicing.
    pub fn indices(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The part of `text` in this range; empty when the range does not fit the text.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.indices()).unwrap_or_default()
    }
}

/// A `usize` offset as `u32`, clamped.
pub fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Number of a source in a [`SourceMap`](super::SourceMap).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct SourceId(pub u32);

/// A range of a numbered source: of a rule file, a manifest, a form definition.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// The source.
    pub source: SourceId,
    /// The range in its text.
    pub range: TextRange,
}

impl Span {
    /// The span of `range` in `source`.
    pub fn new(source: SourceId, range: TextRange) -> Self {
        Self { source, range }
    }

    /// The smallest span that holds both; `other` counts only if it is of the same source.
    pub fn to(self, other: Span) -> Span {
        if self.source == other.source {
            Span::new(self.source, self.range.to(other.range))
        } else {
            self
        }
    }
}

/// Something and the place it was written at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The thing.
    pub node: T,
    /// Its place.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `node` written at `span`.
    pub fn new(node: T, span: Span) -> Self {
        Self { node, span }
    }
}
