//! Changes of a part: bytes put in at places, and taken out.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

/// A change of one place of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// What is taken out; empty for an insertion.
    pub at: Range<usize>,
    /// What is put in its place.
    pub text: String,
}

impl Patch {
    /// Puts `text` before the byte at `at`.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self {
            at: at..at,
            text: text.into(),
        }
    }

    /// Takes a stretch out.
    pub fn remove(at: Range<usize>) -> Self {
        Self {
            at,
            text: String::new(),
        }
    }
}

/// The part `bytes` with changes made. Those of one place keep their order; one that reaches into
/// the one before it is left out.
pub fn patched(bytes: &[u8], mut patches: Vec<Patch>) -> Vec<u8> {
    patches.sort_by_key(|it| it.at.start);
    let added: usize = patches.iter().map(|it| it.text.len()).sum();
    let mut out = Vec::with_capacity(bytes.len() + added);
    let mut done = 0;
    for patch in patches {
        if let Some(before) = bytes.get(done..patch.at.start) {
            out.extend_from_slice(before);
            out.extend_from_slice(patch.text.as_bytes());
            done = patch.at.end;
        }
    }
    out.extend_from_slice(bytes.get(done..).unwrap_or_default());
    out
}

/// Text as XML writes it, in elements and in attributes. What XML cannot hold becomes U+FFFD.
pub fn escape(text: &str) -> Cow<'_, str> {
    let plain = |c: char| !matches!(c, '<' | '>' | '&' | '"' | '\t' | '\n' | '\r') && holds(c);
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c if holds(c) => out.push(c),
            _ => out.push('\u{fffd}'),
        }
    }
    Cow::Owned(out)
}

/// Whether XML 1.0 has this character.
fn holds(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_are_made_in_order() {
        let patches = vec![
            Patch::insert(3, "三"),
            Patch::remove(1..2),
            Patch::insert(3, "又"),
            Patch::insert(0, "零"),
        ];
        assert_eq!(patched(b"abcd", patches), "零ac三又d".as_bytes());
        let beyond = vec![
            Patch::remove(0..2),
            Patch::insert(1, "x"),
            Patch::insert(9, "y"),
        ];
        assert_eq!(patched(b"abcd", beyond), b"cd");
    }

    #[test]
    fn nothing_escapes() {
        assert_eq!(escape("甲"), "甲");
        assert_eq!(
            escape("<a b=\"&\">\u{1}\u{ffff}\n"),
            "&lt;a b=&quot;&amp;&quot;&gt;\u{fffd}\u{fffd}&#10;"
        );
    }
}
