//! One spelling for characters that Chinese forms write in two widths.
//!
//! Values of a declaration, word lists and patterns are folded by the same rules, so that a rule
//! sees `10%；` whether the clerk wrote `１０％;` or not: digits, letters and signs become half
//! width, punctuation of sentences becomes full width, white space becomes the ordinary space, and
//! what has no width at all is dropped.

use std::borrow::Cow;
use std::ops::Range;

use crate::source::{Lanes, each_ahead, offset};

/// What becomes of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    /// It stays.
    Keep,
    /// It is written as another character.
    Become(char),
    /// It is left out.
    Drop,
}

/// What becomes of `c` between its neighbours.
///
/// The neighbours matter for `,` `:`, which stay between digits (`22,001.49`, `9:30`), and for the
/// colon of `https://`.
pub fn fold_char(before: Option<char>, c: char, after: Option<char>) -> Folded {
    match c {
        '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '＃'
        | '％'
        | '＆'
        | '＊'
        | '＋'
        | '－'
        | '．'
        | '／'
        | '＜'
        | '＝'
        | '＞'
        | '＠'
        | '～' => half_width(c),
        '\u{3000}' | '\u{a0}' | '\u{2000}'..='\u{200a}' => Folded::Become(' '),
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => Folded::Drop,
        ';' => Folded::Become('；'),
        '?' => Folded::Become('？'),
        '!' => Folded::Become('！'),
        '(' => Folded::Become('（'),
        ')' => Folded::Become('）'),
        ',' if !between_digits(before, after) => Folded::Become('，'),
        ':' if after != Some('/') && !between_digits(before, after) => Folded::Become('：'),
        _ => Folded::Keep,
    }
}

/// Whether a character is white space: what folding makes the ordinary space of, that space itself,
/// TABs and the ends of lines.
pub fn is_blank(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t'..='\r' | '\u{3000}' | '\u{a0}' | '\u{2000}'..='\u{200a}'
    )
}

/// Calls `visit` with the ranges of the white space characters of a text, in order.
pub fn each_blank(text: &str, mut visit: impl FnMut(Range<usize>)) {
    let class = |[a, _, c]: [Lanes; 3]| {
        let wide = a.equal(0xe3).and(c.equal(0x80)).or(a.equal(0xe2));
        a.between(b'\t', b' ').or(a.equal(0xc2)).or(wide).bits()
    };
    each_ahead(text.as_bytes(), class, |at| {
        let c = text.get(at..).and_then(|rest| rest.chars().next());
        if let Some(c) = c.filter(|c| is_blank(*c)) {
            visit(at..at + c.len_utf8());
        }
        true
    });
}

fn half_width(c: char) -> Folded {
    u32::from(c)
        .checked_sub(0xfee0)
        .and_then(char::from_u32)
        .map_or(Folded::Keep, Folded::Become)
}

fn between_digits(before: Option<char>, after: Option<char>) -> bool {
    let digit =
        |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    digit(before) && digit(after)
}

/// `text` in its one spelling; borrowed when nothing changes.
pub fn fold(text: &str) -> Cow<'_, str> {
    let mut places = Vec::new();
    foldable(text, &mut places);
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match fold_char(before, c, chars.peek().copied()) {
            Folded::Keep => folded.push(c),
            Folded::Become(other) => folded.push(other),
            Folded::Drop => {}
        }
        before = Some(c);
    }
    Cow::Owned(folded)
}

/// Appends the byte offsets of all characters of `text` that [`fold_char`] may change, in order.
///
/// Looks for the bytes that such characters begin with in whole blocks, because most of a text
/// needs no folding.
pub fn foldable(text: &str, places: &mut Vec<u32>) {
    let bytes = text.as_bytes();
    let at = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let class = |[a, b, c]: [Lanes; 3]| {
        // All signs that fold, and a few bytes that are told apart below.
        let signs = a.with(0x17).equal(b'?').or(a.equal(b'!'));
        // Frequent ones stay: ， ； by their second and third bytes, 。 、 by their third.
        let stays = c.equal(0x8c).or(c.equal(0x9b)).and(b.equal(0xbc));
        let full = a.equal(0xef).without(stays);
        let space = a.equal(0xe3).and(c.equal(0x80));
        let other = a.equal(0xe2).or(a.equal(0xc2));
        signs.or(full).or(space).or(other).bits()
    };
    each_ahead(bytes, class, |start| {
        if begins_foldable(at(start), at(start + 1), at(start + 2)) {
            places.push(offset(start));
        }
        true
    });
}

/// Whether `a`, followed by `b` and `c`, begins a foldable character; says yes to a few that stay.
fn begins_foldable(a: u8, b: u8, c: u8) -> bool {
    match (a, b) {
        (b'(' | b')' | b'*' | b'+' | b',' | b':'..=b'?' | b'!' | 0xc2, _) => true,
        // Full width, but for ！ （ ） ， ： ； ？.
        (0xef, 0xbc) => !matches!(c, 0x81 | 0x88 | 0x89 | 0x8c | 0x9a | 0x9b | 0x9f),
        (0xef, 0xbb | 0xbd) => true,
        // The ideographic space; other spaces and what has no width, without the quotes E2 80 9x.
        (0xe3, 0x80) => c == 0x80,
        (0xe2, 0x80 | 0x81) => c <= 0x8d || c == 0xa0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_folded() {
        assert_eq!(
            fold("１．建成５６处,合格率１００％;"),
            "1.建成56处，合格率100%；"
        );
        assert_eq!(fold("22,001.49"), "22,001.49");
        assert_eq!(fold("9:30 见https://a.b"), "9:30 见https://a.b");
        assert_eq!(fold("a\u{3000}b\u{a0}c\u{200b}d"), "a b cd");
        assert!(matches!(fold("一、“七有”（五性），好。"), Cow::Borrowed(_)));
    }

    #[test]
    fn blanks_are_found() {
        let mut found = Vec::new();
        each_blank("a\u{3000}b\t\u{a0}一。\u{2009}c \u{1f}", |at| {
            found.push(at);
        });
        assert_eq!(found, vec![1..4, 5..6, 6..8, 14..17, 18..19]);
    }

    #[test]
    fn every_foldable_character_is_found() {
        for c in (1..0x1_0000).filter_map(char::from_u32) {
            for before in ["甲", "甲乙丙丁戊"] {
                let text = format!("{before}{c}乙");
                let mut places = Vec::new();
                foldable(&text, &mut places);
                if fold_char(Some('甲'), c, Some('乙')) != Folded::Keep {
                    assert_eq!(places, vec![offset(before.len())], "{c:?}");
                }
            }
        }
        let long = "很长的文字".repeat(40) + "，１";
        let mut places = Vec::new();
        foldable(&long, &mut places);
        assert_eq!(places, vec![603]);
    }
}
