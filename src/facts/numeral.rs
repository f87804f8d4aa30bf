//! Numbers as they are written: Arabic digits of either width, and Chinese numerals.
//!
//! Only the digits are read here; what a number means (a size, a year, part of a name) is decided
//! by what stands around it. Values are exact decimals, never floats.

use rust_decimal::Decimal;

/// A number written in Arabic digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arabic {
    /// The value; `None` when it has too many digits to be a quantity.
    pub(super) value: Option<Decimal>,
    /// Offset behind the last digit.
    pub(super) end: usize,
    /// Digits before the decimal point.
    pub(super) whole: u32,
    /// Digits behind the decimal point.
    pub(super) places: u32,
    /// Whether it starts with a needless zero.
    pub(super) padded: bool,
}

/// The digit that starts at `at`, of either width, and its length in bytes.
pub(super) fn digit_at(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let first = *bytes.get(at)?;
    if first.is_ascii_digit() {
        return Some((first.wrapping_sub(b'0'), 1));
    }
    if first != 0xEF {
        return None;
    }
    match (
        bytes.get(at.checked_add(1)?)?,
        *bytes.get(at.checked_add(2)?)?,
    ) {
        (0xBC, last @ 0x90..=0x99) => Some((last.wrapping_sub(0x90), 3)),
        _ => None,
    }
}

/// Length of the group mark at `at` when exactly three digits follow it.
fn group_mark(bytes: &[u8], at: usize) -> Option<usize> {
    let len = match bytes.get(at)? {
        b',' | b' ' => 1,
        0xEF if bytes.get(at..at.checked_add(3)?)? == "，".as_bytes() => 3,
        _ => return None,
    };
    let mut next = at.checked_add(len)?;
    for _ in 0..3 {
        next = next.checked_add(digit_at(bytes, next)?.1)?;
    }
    digit_at(bytes, next).is_none().then_some(len)
}

fn point(bytes: &[u8], at: usize) -> Option<usize> {
    let len = match bytes.get(at)? {
        b'.' => 1,
        0xEF if bytes.get(at..at.checked_add(3)?)? == "．".as_bytes() => 3,
        _ => return None,
    };
    digit_at(bytes, at.checked_add(len)?).map(|_| len)
}

/// Reads the Arabic number that starts at `at`; group marks are dropped.
pub(super) fn arabic_number(text: &str, at: usize) -> Option<Arabic> {
    let bytes = text.as_bytes();
    let (first, _) = digit_at(bytes, at)?;
    let (mut end, mut value) = (at, Some(0_i128));
    let (mut whole, mut places, mut grouped) = (0_u32, 0_u32, false);
    let push = |value: &mut Option<i128>, digit: u8| {
        *value = value.and_then(|v| v.checked_mul(10)?.checked_add(i128::from(digit)));
    };
    loop {
        if let Some((digit, len)) = digit_at(bytes, end) {
            push(&mut value, digit);
            whole = whole.saturating_add(1);
            end = end.saturating_add(len);
        } else if (grouped || whole <= 3)
            && let Some(len) = group_mark(bytes, end)
            && (grouped || first != 0)
        {
            grouped = true;
            end = end.saturating_add(len);
        } else {
            break;
        }
    }
    if let Some(len) = point(bytes, end) {
        end = end.saturating_add(len);
        while let Some((digit, len)) = digit_at(bytes, end) {
            push(&mut value, digit);
            places = places.saturating_add(1);
            end = end.saturating_add(len);
        }
    }
    let digits = whole.saturating_add(places);
    let value = value
        .filter(|_| digits <= 28)
        .and_then(|value| Decimal::try_from_i128_with_scale(value, places).ok());
    Some(Arabic {
        value,
        end,
        whole,
        places,
        padded: first == 0 && whole > 1,
    })
}

/// Whether `c` can be part of a Chinese numeral.
pub(super) fn is_chinese_numeral(c: char) -> bool {
    digit_of(c).is_some() || scale_of(c).is_some() || matches!(c, '半' | '廿' | '卅')
}

/// The value of a Chinese digit.
pub(super) fn digit_of(c: char) -> Option<u8> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The power of ten that a Chinese numeral multiplies by.
pub(super) fn scale_of(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

/// Reads the Chinese numeral at the start of `text`: its value and its length in bytes.
///
/// Reads 三十, 二十二万三千, 一百零五, 二〇二一, 三点五, 廿五, 两. A numeral that begins with 百, 千, 万 or 亿
/// is not one (百姓, 万全). Two digits side by side (七八) are read as the first only.
///
/// # Examples
///
/// ```
/// use jixiao::facts::chinese_number;
/// assert_eq!(chinese_number("三十场").map(|(value, len)| (value.to_string(), len)),
///     Some(("30".to_owned(), 6)));
/// assert_eq!(chinese_number("百姓"), None);
/// ```
pub fn chinese_number(text: &str) -> Option<(Decimal, usize)> {
    if let Some(found) = positional(text) {
        return Some(found);
    }
    let mut total = 0_u64;
    let mut section = 0_u64;
    let mut digit: Option<u64> = None;
    let mut last_scale = 1_u64;
    let mut end = 0_usize;
    let mut after_zero = false;
    for (at, c) in text.char_indices() {
        let next = at.saturating_add(c.len_utf8());
        if let Some(value) = digit_of(c) {
            if digit.is_some_and(|d| d != 0) {
                break;
            }
            after_zero = value == 0;
            digit = Some(u64::from(value));
        } else if c == '廿' || c == '卅' {
            if end != 0 {
                break;
            }
            section = if c == '廿' { 20 } else { 30 };
            last_scale = 10;
        } else if let Some(scale) = scale_of(c) {
            if scale >= 10_000 {
                let here = section.checked_add(digit.unwrap_or(0))?;
                if here == 0 && total == 0 {
                    break;
                }
                total = match scale {
                    10_000 => total.checked_add(here.checked_mul(scale)?)?,
                    _ => total.checked_add(here)?.checked_mul(scale)?,
                };
                section = 0;
            } else {
                let count = match digit {
                    Some(0) | None if scale == 10 => 1,
                    Some(0) | None => break,
                    Some(count) => count,
                };
                section = section.checked_add(count.checked_mul(scale)?)?;
            }
            last_scale = scale;
            digit = None;
            after_zero = false;
        } else {
            break;
        }
        end = next;
    }
    if end == 0 {
        return None;
    }
    // 一万五 and 三百五 leave the scale of the last digit out.
    let rest = digit.unwrap_or(0);
    let rest = if last_scale >= 100 && !after_zero && !preceded_by_zero(text, end) {
        rest.checked_mul(last_scale.checked_div(10)?)?
    } else {
        rest
    };
    let whole = Decimal::from(total.checked_add(section)?.checked_add(rest)?);
    Some(with_decimals(text, whole, end))
}

/// Whether the last digit of the numeral that ends at `end` follows a 零.
fn preceded_by_zero(text: &str, end: usize) -> bool {
    text.get(..end)
        .and_then(|head| head.chars().rev().nth(1))
        .is_some_and(|c| digit_of(c) == Some(0))
}

fn with_decimals(text: &str, whole: Decimal, end: usize) -> (Decimal, usize) {
    let Some(rest) = text.get(end..).and_then(|rest| rest.strip_prefix('点')) else {
        return (whole, end);
    };
    let (mut value, mut places, mut len) = (0_i64, 0_u32, 0_usize);
    for c in rest.chars() {
        let Some(digit) = digit_of(c).filter(|_| places < 9 && c != '两') else {
            break;
        };
        value = value.saturating_mul(10).saturating_add(i64::from(digit));
        places = places.saturating_add(1);
        len = len.saturating_add(c.len_utf8());
    }
    match whole.checked_add(Decimal::new(value, places)) {
        Some(sum) if places > 0 => (sum, end.saturating_add(3).saturating_add(len)),
        _ => (whole, end),
    }
}

/// Reads digits side by side, as in 二〇二一; at least three of them.
fn positional(text: &str) -> Option<(Decimal, usize)> {
    let (mut value, mut count, mut end) = (0_u64, 0_u32, 0_usize);
    for c in text.chars() {
        let Some(digit) = digit_of(c).filter(|_| c != '两') else {
            break;
        };
        value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
        count = count.saturating_add(1);
        end = end.saturating_add(c.len_utf8());
    }
    let scale_follows = text
        .get(end..)
        .and_then(|rest| rest.chars().next())
        .is_some_and(|c| scale_of(c).is_some());
    (count >= 3 && !scale_follows).then(|| (Decimal::from(value), end))
}

/// Reads a whole Chinese ordinal from 一 to 九十九, as in section numbers.
///
/// # Examples
///
/// ```
/// use jixiao::facts::ordinal_number;
/// assert_eq!(ordinal_number("十六"), Some(16));
/// assert_eq!(ordinal_number("十六届"), None);
/// ```
pub fn ordinal_number(text: &str) -> Option<u32> {
    if text
        .chars()
        .any(|c| matches!(c, '零' | '〇' | '○' | '百' | '千' | '万' | '亿' | '两'))
    {
        return None;
    }
    let (value, len) = chinese_number(text)?;
    let value = u32::try_from(value).ok()?;
    (len == text.len() && (1..=99).contains(&value)).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chinese(text: &str) -> Option<(String, usize)> {
        chinese_number(text).map(|(value, len)| (value.to_string(), len / 3))
    }

    #[test]
    fn reads_chinese_numerals() {
        for (text, value, len) in [
            ("三十", "30", 2),
            ("十", "10", 1),
            ("十六届", "16", 2),
            ("二十二万三千", "223000", 6),
            ("两万余", "20000", 2),
            ("一百零五", "105", 4),
            ("一百五", "150", 3),
            ("一万零五", "10005", 4),
            ("三百二十", "320", 4),
            ("二〇二一", "2021", 4),
            ("三点五公里", "3.5", 3),
            ("廿五", "25", 2),
            ("三亿五千万", "350000000", 5),
            ("七八次", "7", 1),
            ("零", "0", 1),
            ("九点", "9", 1),
        ] {
            assert_eq!(chinese(text), Some((value.to_owned(), len)), "{text}");
        }
        assert_eq!(chinese("百姓"), None);
        assert_eq!(chinese("万一"), None);
        assert_eq!(chinese(""), None);
    }

    #[test]
    fn reads_ordinals() {
        assert_eq!(ordinal_number("一"), Some(1));
        assert_eq!(ordinal_number("二十一"), Some(21));
        assert_eq!(ordinal_number("九十九"), Some(99));
        assert_eq!(ordinal_number("一百"), None);
        assert_eq!(ordinal_number("一、"), None);
        assert_eq!(ordinal_number("1"), None);
    }

    #[test]
    fn reads_arabic_numbers() {
        for (text, value, rest) in [
            ("22,001.49万元", "22001.49", "万元"),
            ("１２３．５％", "123.5", "％"),
            ("1,2", "1", ",2"),
            ("1.", "1", "."),
            ("1，200人", "1200", "人"),
            ("2021 120场", "2021", " 120场"),
            ("240 472.611", "240472.611", ""),
            ("1,234,567", "1234567", ""),
        ] {
            let number = arabic_number(text, 0).map(|n| (n.value.map(|v| v.to_string()), n.end));
            let expected = (Some(value.to_owned()), text.len() - rest.len());
            assert_eq!(number, Some(expected), "{text}");
        }
        let long = "9".repeat(60);
        assert_eq!(arabic_number(&long, 0).map(|n| n.value), Some(None));
    }
}
