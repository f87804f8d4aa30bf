//! Labels of forms as they are compared: without white space, widths of brackets, a closing colon,
//! a number in front and a unit in brackets behind.
//!
//! The binder looks at every short line of a page this way, so the text is folded into a buffer of
//! fixed size that also knows where each of its bytes stands in the line.

use std::ops::Range;

use super::unit::Unit;

/// The longest label in folded bytes.
const CAPACITY: usize = 96;

/// A line, or the beginning of a long one, folded for comparison.
#[derive(Clone, Debug)]
pub struct LabelText {
    bytes: [u8; CAPACITY],
    /// Offset in the line of the character each byte belongs to.
    from: [u8; CAPACITY],
    len: usize,
    /// Whether the whole line is in the buffer.
    whole: bool,
}

impl LabelText {
    /// Folds `line`; only its beginning when it is long.
    pub fn new(line: &str) -> Self {
        let mut text = Self {
            bytes: [0; CAPACITY],
            from: [0; CAPACITY],
            len: 0,
            whole: true,
        };
        text.fold(line);
        text
    }

    fn fold(&mut self, line: &str) {
        let mut rest = line.as_bytes();
        let mut at = 0usize;
        while let Some(&first) = rest.first() {
            let (length, fits) = match *rest {
                // The usual Chinese characters.
                [a @ 0xe4..=0xe9, b, c, ..] => (3, self.push([a, b, c], at)),
                [b' ' | b'\t' | b'\r' | b'*', ..] => (1, true),
                [0xe3, 0x80, 0x80, ..] => (3, true),
                [0xc2, 0xa0, ..] => (2, true),
                // ★ ☆
                [0xe2, 0x98, 0x85 | 0x86, ..] => (3, true),
                [0xef, 0xbc, low, ..] => (3, self.push([low.wrapping_sub(0x60)], at)),
                _ if first < 0x80 => (1, self.push([first], at)),
                [a, b, ..] if first < 0xe0 => (2, self.push([a, b], at)),
                [a, b, c, ..] if first < 0xf0 => (3, self.push([a, b, c], at)),
                [a, b, c, d, ..] => (4, self.push([a, b, c, d], at)),
                _ => (1, true),
            };
            if !fits {
                self.whole = false;
                break;
            }
            rest = rest.get(length..).unwrap_or_default();
            at += length;
        }
    }

    /// Appends the bytes of the character at `at`; whether there is room.
    #[inline(always)]
    fn push<const N: usize>(&mut self, bytes: [u8; N], at: usize) -> bool {
        let Ok(at) = u8::try_from(at) else {
            return false;
        };
        let target = self.bytes.get_mut(self.len..);
        let origin = self.from.get_mut(self.len..);
        let (Some(target), Some(origin)) = (
            target.and_then(<[u8]>::first_chunk_mut),
            origin.and_then(<[u8]>::first_chunk_mut),
        ) else {
            return false;
        };
        *target = bytes;
        *origin = [at; N];
        self.len += N;
        true
    }

    /// Whether the whole line was folded.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The folded bytes.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// The folded bytes in `range`.
    pub fn slice(&self, range: Range<usize>) -> &[u8] {
        self.bytes().get(range).unwrap_or_default()
    }

    /// Offset in the line of the folded byte `at`; `None` behind the last one.
    pub fn origin(&self, at: usize) -> Option<usize> {
        if at >= self.len {
            return None;
        }
        self.from.get(at).map(|&from| usize::from(from))
    }

    /// Where the words of a label begin: behind `（一）`, `1.`, `其中：` and the like.
    pub fn begin(&self) -> usize {
        let start = numbered(self.bytes());
        let rest = self.slice(start..self.len);
        let among = "其中".as_bytes();
        match rest.strip_prefix(among) {
            Some([b':', _, ..]) => start + among.len() + 1,
            Some([_, ..]) => start + among.len(),
            _ => start,
        }
    }

    /// Where the words of a label end: before a colon at the end.
    pub fn end(&self) -> usize {
        match self.bytes() {
            [.., b':'] => self.len - 1,
            _ => self.len,
        }
    }

    /// The label in `range` without a bracket at its end, and the unit that the bracket names.
    pub fn without_bracket(&self, range: Range<usize>) -> Option<(Range<usize>, Option<Unit>)> {
        let text = self.slice(range.clone());
        let inner = text.strip_suffix(b")")?;
        let open = inner.iter().rposition(|&byte| byte == b'(')?;
        let inside = std::str::from_utf8(inner.get(open + 1..)?).ok()?;
        let unit = inside.rsplit(':').next().unwrap_or(inside);
        (open > 0).then(|| (range.start..range.start + open, Unit::named(unit)))
    }

    /// The first colon at or behind `from`.
    pub fn colon(&self, from: usize) -> Option<usize> {
        self.slice(from..self.len)
            .iter()
            .position(|&byte| byte == b':')
            .map(|at| from + at)
    }

    /// A label of a form's definition as text to compare with.
    pub fn normal(label: &str) -> Vec<u8> {
        let text = Self::new(label);
        text.slice(text.begin()..text.end()).to_vec()
    }
}

/// The length of a number in front: `(一)`, `一、`, `1.`, `1、`, `①`.
fn numbered(text: &[u8]) -> usize {
    let bracket = usize::from(text.first() == Some(&b'('));
    let mut at = bracket;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        match rest {
            [b'0'..=b'9', ..] if at - bracket < 3 => at += 1,
            [a, b, c, ..] if is_numeral([*a, *b, *c]) && at - bracket < 9 => at += 3,
            _ => break,
        }
    }
    let rest = text.get(at..).unwrap_or_default();
    if at == bracket {
        return 0;
    }
    match (bracket, rest) {
        (1, [b')', _, ..]) => at + 1,
        (0, [b'.' | b')', next, ..]) if !next.is_ascii_digit() => at + 1,
        // 、
        (0, [0xe3, 0x80, 0x81, _, ..]) => at + 3,
        _ => 0,
    }
}

fn is_numeral(character: [u8; 3]) -> bool {
    const NUMERALS: &str = "一二三四五六七八九十";
    NUMERALS
        .as_bytes()
        .chunks_exact(3)
        .any(|numeral| numeral == character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_compared_by_their_words() {
        for written in [
            "资金总额",
            "资金总额：",
            " 资 金　总 额 :",
            "（一）资金总额",
            "1.资金总额：",
            "一、资金总额",
            "其中：资金总额",
            "★资金总额",
        ] {
            assert_eq!(
                LabelText::normal(written),
                "资金总额".as_bytes(),
                "{written}"
            );
        }
        assert_eq!(
            LabelText::normal("部门（单位）名称"),
            "部门(单位)名称".as_bytes()
        );
        let text = LabelText::new("项目资金（单位：万元）");
        let (range, unit) = text.without_bracket(0..text.end()).unwrap();
        assert_eq!(text.slice(range), "项目资金".as_bytes());
        assert_eq!(unit, Some(Unit::TEN_THOUSAND_YUAN));
        assert_eq!(LabelText::normal("一级指标"), "一级指标".as_bytes());
    }
}
