//! Makes text of documents and rules safe to show: nothing in it may steer the terminal.
//!
//! Control characters become pictures (`␛`), characters that are invisible or reorder their
//! neighbours become their code (`<U+202E>`). What is left keeps its width.

use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

/// How a character is shown.
enum Shown {
    /// As it is.
    Same,
    /// As another character.
    Picture(char),
    /// As its code in angle brackets.
    Code,
}

/// Appends `c` as it is shown within a line.
pub(super) fn push_visible(out: &mut String, c: char) {
    match shown(c) {
        Shown::Same => out.push(c),
        Shown::Picture(picture) => out.push(picture),
        Shown::Code => {
            let _ = write!(out, "<U+{:04X}>", u32::from(c));
        }
    }
}

/// Width of `c` as it is shown, in display cells.
pub(super) fn cells(c: char) -> usize {
    // Nearly all of a text, without a search in the tables of widths.
    match c {
        ' '..='~' => return 1,
        '\u{4e00}'..='\u{9fff}' => return 2,
        _ => {}
    }
    match shown(c) {
        Shown::Same => c.width().unwrap_or(0),
        Shown::Picture(picture) => picture.width().unwrap_or(0),
        Shown::Code => 8,
    }
}

/// Width of a text as it is shown, in display cells.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(cells).sum()
}

/// A text as it is shown in one line: line breaks and tabs become spaces.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\n' | '\t' => out.push(' '),
            '\r' => {}
            c => push_visible(&mut out, c),
        }
    }
    out
}

/// Appends `text` as one line of output that can be taken apart by a program.
///
/// Line breaks and other control characters are written as escapes of two or more characters.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(|c| !matches!(shown(c), Shown::Same)) {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = tail.chars();
        match chars.next() {
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// How `c` is shown.
fn shown(c: char) -> Shown {
    match c {
        ' '..='~' | '\u{3000}'..='\u{d7ff}' => Shown::Same,
        '\0'..='\u{1f}' => {
            Shown::Picture(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{2426}'))
        }
        '\u{7f}' => Shown::Picture('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' => Shown::Code,
        _ => Shown::Same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(
            inline("甲\u{1b}[31m\u{202e}乙\r\n丙\t丁"),
            "甲␛[31m<U+202E>乙 丙 丁"
        );
        let mut out = String::new();
        push_escaped(&mut out, "甲\n\u{1b}[0m乙\u{9b}");
        assert_eq!(out, "甲\\n\\u{1b}[0m乙\\u{9b}");
    }
}
