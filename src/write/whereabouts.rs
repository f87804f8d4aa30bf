//! Where a place is, as people say it: the cell or paragraph of an office file, the line of a text.

use crate::source::TextRange;

use super::frame::pointed;
use super::position::Positions;

/// The place of `range` in words: `表1 第4行第2列`, `Sheet1!C7`, `第12行`.
pub(super) fn whereabouts(positions: &Positions<'_>, range: TextRange) -> String {
    let file = positions.file();
    match file.anchor(pointed(file, range).start) {
        Some(anchor) => file.anchors().words(anchor),
        None => format!("第{}行", line(positions, range)),
    }
}

/// The line of `range`, from one.
pub(super) fn line(positions: &Positions<'_>, range: TextRange) -> u32 {
    let start = pointed(positions.file(), range).start;
    positions.line_column(start).line
}
