//! The number or sign that a line of a list begins with.

use crate::source::TextRange;

use super::figure::char_at;
use super::numeral::{arabic_number, digit_at, is_chinese_numeral, ordinal_number};

/// How a list mark is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkStyle {
    /// `1.`
    Dot,
    /// `1．`, with the full-width stop.
    WideDot,
    /// `1、`
    Comma,
    /// `（1）` or `1）`
    Bracket,
    /// `①`
    Circle,
    /// `8` with nothing behind it.
    Bare,
    /// `一、`
    ChineseComma,
    /// `（一）`
    ChineseBracket,
    /// `一是`
    ChineseIs,
}

/// A list mark at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListMark {
    /// The mark with its sign; blanks around it are left out.
    pub range: TextRange,
    /// The number.
    pub number: u32,
    /// How it is written.
    pub style: MarkStyle,
}

/// The list mark that `line` begins with.
///
/// A number that goes on behind the stop (1.2万册) is no mark; a number grown together with words
/// (8建设) is a mark only when it has one or two digits and no unit follows, which is for the caller
/// to check against what the list expects.
pub fn list_mark(line: &str) -> Option<ListMark> {
    let start = line.len().saturating_sub(line.trim_start().len());
    let first = char_at(line, start)?;
    let next = start.saturating_add(first.len_utf8());
    let mark = |end: usize, number: u32, style: MarkStyle| {
        Some(ListMark {
            range: TextRange::of(start..end),
            number,
            style,
        })
    };
    if let Some(number) = circled(first) {
        return mark(next, number, MarkStyle::Circle);
    }
    if matches!(first, '（' | '(') {
        let (number, end, chinese) = plain(line, next)?;
        let close = char_at(line, end).filter(|c| matches!(c, '）' | ')'))?;
        let style = if chinese {
            MarkStyle::ChineseBracket
        } else {
            MarkStyle::Bracket
        };
        return mark(end.saturating_add(close.len_utf8()), number, style);
    }
    let (number, end, chinese) = plain(line, start)?;
    let sign = char_at(line, end)?;
    let behind = end.saturating_add(sign.len_utf8());
    match (sign, chinese) {
        ('、', false) => mark(behind, number, MarkStyle::Comma),
        ('、' | '．' | '.', true) => mark(behind, number, MarkStyle::ChineseComma),
        ('是', true) => mark(behind, number, MarkStyle::ChineseIs),
        ('）' | ')', false) => mark(behind, number, MarkStyle::Bracket),
        ('.', false) if digit_at(line.as_bytes(), behind).is_none() => {
            mark(behind, number, MarkStyle::Dot)
        }
        ('．', false) if digit_at(line.as_bytes(), behind).is_none() => {
            mark(behind, number, MarkStyle::WideDot)
        }
        (c, false) if c.is_alphabetic() && !c.is_ascii() => mark(end, number, MarkStyle::Bare),
        _ => None,
    }
}

fn circled(c: char) -> Option<u32> {
    let base = match c {
        '①'..='⑳' => 0x2460,
        '⑴'..='⒇' => 0x2474,
        '⒈'..='⒛' => 0x2488,
        '❶'..='❿' => 0x2776,
        '㈠'..='㈩' => 0x3220,
        _ => return None,
    };
    u32::from(c).checked_sub(base)?.checked_add(1)
}

/// A number of one or two digits, or a Chinese ordinal: value, end, whether Chinese.
fn plain(line: &str, at: usize) -> Option<(u32, usize, bool)> {
    let bytes = line.as_bytes();
    if digit_at(bytes, at).is_some() {
        let mut end = at;
        let mut value = 0_u32;
        while let Some((digit, len)) = digit_at(bytes, end) {
            value = value.checked_mul(10)?.checked_add(u32::from(digit))?;
            end = end.saturating_add(len);
        }
        let number = arabic_number(line, at)?;
        return (value < 100 && !number.padded).then_some((value, end, false));
    }
    let run: usize = line
        .get(at..)?
        .chars()
        .take(3)
        .take_while(|c| is_chinese_numeral(*c))
        .map(char::len_utf8)
        .sum();
    let end = at.saturating_add(run);
    Some((ordinal_number(line.get(at..end)?)?, end, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_marks() {
        for (line, number, style) in [
            ("1.定期召开", 1, MarkStyle::Dot),
            ("2．提升", 2, MarkStyle::WideDot),
            ("3. 支持", 3, MarkStyle::Dot),
            (" 8建设书香", 8, MarkStyle::Bare),
            ("（3）健全", 3, MarkStyle::Bracket),
            ("④推进", 4, MarkStyle::Circle),
            ("十一、加强", 11, MarkStyle::ChineseComma),
            ("（二）完善", 2, MarkStyle::ChineseBracket),
            ("一是加强", 1, MarkStyle::ChineseIs),
            ("12、组织", 12, MarkStyle::Comma),
        ] {
            let mark = list_mark(line).map(|mark| (mark.number, mark.style));
            assert_eq!(mark, Some((number, style)), "{line}");
        }
        for line in ["1.2万册", "2021年", "一体推进", "", "建设", "95%"] {
            assert_eq!(list_mark(line), None, "{line}");
        }
    }
}
