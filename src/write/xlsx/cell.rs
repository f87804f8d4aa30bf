//! What stands in a cell: text of documents made safe for spreadsheets.

use super::super::text::{push_visible, width};

/// What Excel holds in a cell, in UTF-16 units, less room for the words that say it was cut.
const MOST: usize = 32_700;
/// Words of the text that are quoted, in characters.
const QUOTE: usize = 300;

/// A text as it stands in a cell: line breaks stay, what is not seen is shown by a picture or a
/// code, and what is too long for a cell is cut and says so.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\n' => out.push('\n'),
            '\r' => {}
            '\t' => out.push(' '),
            // Characters that XML cannot hold.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => push_visible(&mut out, c),
        }
    }
    cut(&mut out);
    out
}

/// Words of a document, of which a few hundred are enough to find them.
pub(super) fn quote(words: &str) -> String {
    let mut out = text(words);
    if let Some((end, _)) = out.char_indices().nth(QUOTE) {
        out.truncate(end);
        out.push('…');
    }
    out
}

/// Cuts a text to what a cell holds.
fn cut(text: &mut String) {
    let mut units = 0;
    let fits = |(at, c): (usize, char)| {
        units += c.len_utf16();
        (units > MOST).then_some(at)
    };
    if let Some(end) = text.char_indices().find_map(fits) {
        text.truncate(end);
        text.push_str("…（太长，没有写全）");
    }
}

/// About how many lines a text takes in a column of this width, in digits.
pub(super) fn lines(text: &str, column: u16) -> usize {
    let room = usize::from(column).max(1);
    let lines = text
        .split('\n')
        .map(|line| width(line).div_ceil(room).max(1));
    lines.sum()
}

/// Whether a spreadsheet might take the text for a formula once somebody edits the cell.
pub(super) fn like_a_formula(text: &str) -> bool {
    text.starts_with([
        '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_what_excel_holds() {
        assert_eq!(text(" \t=1+1\r\n甲\u{0}\u{202e} "), "=1+1\n甲␀<U+202E>");
        assert_eq!(text("\u{ffff}"), "\u{fffd}");
        for long in ["甲".repeat(40_000), "𠮷".repeat(40_000)] {
            let units = text(&long).encode_utf16().count();
            assert!((32_690..=32_767).contains(&units), "{units}");
        }
        assert_eq!(quote(&"甲".repeat(400)).chars().count(), 301);
    }

    #[test]
    fn formulas_are_known() {
        assert!(
            ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)"]
                .into_iter()
                .all(like_a_formula)
        );
        assert!(!like_a_formula("合计=1") && !like_a_formula(""));
    }
}
