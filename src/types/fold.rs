//! One spelling for characters that Chinese forms write in two widths.
//!
//! Values of a declaration, word lists and patterns are folded by the same rules, so that a rule
//! sees `10%；` whether the clerk wrote `１０％;` or not: digits, letters and signs become half
//! width, punctuation of sentences becomes full width, white space becomes the ordinary space, and
//! what has no width at all is dropped.

use std::borrow::Cow;

use crate::source::offset;

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
/// Marks the bytes of a block first, in a loop that compilers turn into vector instructions, because
/// most of a text needs no folding.
pub fn foldable(text: &str, places: &mut Vec<u32>) {
    let mut rest = text.as_bytes();
    let mut start = 0;
    while let Some((block, _)) = rest.split_first_chunk() {
        mark(block, start, places);
        rest = rest.get(BLOCK..).unwrap_or_default();
        start += BLOCK;
    }
    // What is left, one byte more than a block at most, is looked at with zeros behind it.
    let mut last = [0; 2 * BLOCK + 2];
    for (target, byte) in last.iter_mut().zip(rest) {
        *target = *byte;
    }
    for at in [0, BLOCK] {
        if let Some(block) = last.get(at..).and_then(<[u8]>::first_chunk) {
            mark(block, start + at, places);
        }
    }
}

/// How many bytes are looked at together.
const BLOCK: usize = 64;

/// Appends the places of foldable characters that begin in a block; `window` is two bytes longer
/// than the block, so that a character on its edge is seen whole.
fn mark(window: &[u8; BLOCK + 2], start: usize, places: &mut Vec<u32>) {
    let [first @ .., _, _] = window;
    let [_, second @ .., _] = window;
    let [_, _, third @ ..] = window;
    let mut marks = [0u8; BLOCK];
    for (((mark, &a), &b), &c) in marks.iter_mut().zip(first).zip(second).zip(third) {
        *mark = u8::from(begins_foldable(a, b, c));
    }
    for (word, marks) in (0..).step_by(8).zip(marks.as_chunks::<8>().0) {
        let mut left = u64::from_le_bytes(*marks);
        while left != 0 {
            places.push(offset(start + word + left.trailing_zeros() as usize / 8));
            left &= left - 1;
        }
    }
}

/// Whether `a`, followed by `b` and `c`, begins a foldable character.
///
/// Without short circuits, so that it vectorises; says yes to a few characters that stay.
#[inline(always)]
fn begins_foldable(a: u8, b: u8, c: u8) -> bool {
    // ( ) * + , and : ; < = > ? and !
    let sign = (a.wrapping_sub(b'(') <= 4) | (a.wrapping_sub(b':') <= 5) | (a == b'!');
    // EF BC xx but for ！ （ ） ， ： ； ？, EF BD xx, EF BB BF.
    let stays = (c & 0xfe == 0x88) | (c & 0xfe == 0x9a) | (c == 0x8c) | (c == 0x81) | (c == 0x9f);
    let wide = (a == 0xef) & (((b == 0xbc) & !stays) | (b == 0xbd) | (b == 0xbb));
    let space = (a == 0xe3) & (b == 0x80) & (c == 0x80);
    // E2 80 8x and E2 81 A0, without the quotes E2 80 9x.
    let invisible = (a == 0xe2) & (b & 0xfe == 0x80) & ((c <= 0x8d) | (c == 0xa0));
    sign | wide | space | invisible | (a == 0xc2)
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
    fn every_foldable_character_is_found() {
        for c in (1..0x1_0000).filter_map(char::from_u32) {
            let text = format!("甲{c}乙");
            let mut places = Vec::new();
            foldable(&text, &mut places);
            if fold_char(Some('甲'), c, Some('乙')) != Folded::Keep {
                assert_eq!(places, vec![3], "{c:?}");
            }
        }
        let long = "很长的文字".repeat(40) + "，１";
        let mut places = Vec::new();
        foldable(&long, &mut places);
        assert_eq!(places, vec![603]);
    }
}
