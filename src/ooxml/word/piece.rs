//! From the text view back into the XML it was read from, for those who write into a copy.
//!
//! A comment around a range of the view needs the runs that the range touches, split where it begins
//! and ends. [`Piece`]s say of every stretch of the view where it stands, [`Run`]s what has to be
//! repeated when a run is split, [`Paragraph`]s where a run may have a comment at all.

use crate::source::TextRange;

/// A stretch of the text view and where it stands. The pieces of a view cover it without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The stretch of the view.
    pub view: TextRange,
    /// Where it stands.
    pub origin: Origin,
}

/// Where a stretch of the view stands. Runs are indices in [`Word::runs`](super::Word::runs),
/// ranges are ranges of the XML of the run's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere: the number of a list, or what stands between lines, cells and rows.
    Nowhere,
    /// In a text element of a run, byte for byte as long as in the view: the run can be split at
    /// every character of it, by closing the text element and the run and opening both again.
    Text {
        /// The run.
        run: u32,
        /// The characters.
        xml: TextRange,
        /// The whole text element, `<w:t>` to `</w:t>`.
        element: TextRange,
    },
    /// In a text element, written in another way: a reference such as `&amp;`, or a `CDATA`
    /// section. The run can be split before and behind it.
    Escaped {
        /// The run.
        run: u32,
        /// The reference or the section.
        xml: TextRange,
        /// The whole text element.
        element: TextRange,
    },
    /// A child element of a run that shows something: `<w:tab/>`, `<w:br/>`, `<w:sym/>`. The run
    /// can be split before and behind it.
    Element {
        /// The run.
        run: u32,
        /// The element.
        xml: TextRange,
    },
    /// Somewhere in a run that cannot be split: a formula, or characters with ruby.
    Whole {
        /// The run.
        run: u32,
    },
}

impl Origin {
    /// The run that the stretch stands in.
    pub fn run(self) -> Option<u32> {
        match self {
            Self::Nowhere => None,
            Self::Text { run, .. }
            | Self::Escaped { run, .. }
            | Self::Element { run, .. }
            | Self::Whole { run } => Some(run),
        }
    }
}

/// A run, or a formula that stands in the place of one: marks of comments may stand before and
/// behind its element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Index of its paragraph in [`Word::paragraphs`](super::Word::paragraphs).
    pub paragraph: u32,
    /// The whole element in the XML of the paragraph's part, `<w:r>` to `</w:r>`.
    pub element: TextRange,
    /// Its start tag.
    pub tag: TextRange,
    /// Its properties, `<w:rPr>` to `</w:rPr>`; empty when it has none.
    pub properties: TextRange,
    /// Whether it stands in a tracked insertion, which a deletion of it has to stay inside.
    pub inserted: bool,
}

/// A paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Index of its part in [`Word::parts`](super::Word::parts).
    pub part: u32,
    /// The whole element in the XML of the part.
    pub element: TextRange,
    /// What it is a paragraph of.
    pub story: Story,
    /// Its text in the view, its number included.
    pub view: TextRange,
}

/// What a paragraph belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// The body, its tables included.
    Body,
    /// A text box. Word processors allow no comment in it: comment on the run that holds it.
    Box {
        /// The run of the body that holds the box, the outermost one; `None` in a broken document.
        host: Option<u32>,
    },
    /// A footnote or an endnote. `LibreOffice` allows no comment in it: comment on the reference.
    Note {
        /// The run of the body that holds the reference.
        host: Option<u32>,
    },
}

/// A part that text was read from.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name in the package.
    pub name: String,
    /// Its XML, without byte order mark.
    pub xml: String,
}
