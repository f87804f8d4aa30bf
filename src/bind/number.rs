//! Numbers, years and dates as clerks write them.
//!
//! The lexical form is checked first, then converted exactly: nothing is ever rounded, and what is
//! not plainly a number stays unreadable.

use rust_decimal::Decimal;

use crate::model::CellValue;
use crate::types::Unit;

/// The most digits that are read.
const DIGITS: usize = 28;

/// The value of a cell that should hold a number; `unit` is what it is in when it names none, and
/// its family is that of every number read here.
pub(super) fn number(text: &str, unit: Unit) -> CellValue {
    if is_blank(text) {
        return CellValue::Blank;
    }
    parse(text, unit).map_or(CellValue::Unreadable, |(value, unit)| {
        CellValue::Number(value, unit)
    })
}

/// What clerks write into a cell of money to say that there is nothing.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '/' | '／' | '\\' | '—' | '–' | '-' | '－' | '―' | '…' | '无'
            )
    })
}

fn parse(text: &str, unit: Unit) -> Option<(Decimal, Unit)> {
    let mut buffer = [0u8; DIGITS + 8];
    let mut length = 0;
    let mut push = |byte: u8| -> Option<()> {
        *buffer.get_mut(length)? = byte;
        length += 1;
        Some(())
    };
    let (mut digits, mut point, mut group) = (0usize, false, None::<usize>);
    let mut rest = text.trim();
    rest = rest.strip_prefix(['￥', '¥']).unwrap_or(rest).trim_start();
    let mut chars = rest.char_indices();
    let mut tail = "";
    for (at, c) in chars.by_ref() {
        let c = match c {
            '０'..='９' | '．' | '，' | '－' | '＋' => {
                u32::from(c).checked_sub(0xfee0).and_then(char::from_u32)?
            }
            '−' => '-',
            c => c,
        };
        match c {
            '0'..='9' => {
                push(u8::try_from(c).ok()?)?;
                digits += 1;
                group = group.map(|count| count + 1);
            }
            '-' | '+' if at == 0 => push(u8::try_from(c).ok()?)?,
            '.' if !point && digits > 0 => {
                whole_group(group, digits)?;
                (point, group) = (true, None);
                push(b'.')?;
            }
            ',' if !point && digits > 0 => {
                whole_group(group, digits)?;
                group = Some(0);
            }
            c if c.is_whitespace() => {}
            _ => {
                tail = rest.get(at..)?;
                break;
            }
        }
    }
    whole_group(group, digits)?;
    let end = buffer
        .get(..length)?
        .strip_suffix(b".")
        .map_or(length, <[u8]>::len);
    if digits == 0 || digits > DIGITS || end != length {
        return None;
    }
    let value = Decimal::from_str_exact(std::str::from_utf8(buffer.get(..end)?).ok()?).ok()?;
    match tail.trim() {
        "" => Some((value, unit)),
        "元整" => taken(value, Unit::YUAN, unit),
        name => taken(value, Unit::named(name)?, unit),
    }
}

/// A value whose cell names its unit: it is of the family of the field's own, or a share of points
/// (`40%` for 40 分), or nothing to read.
fn taken(value: Decimal, written: Unit, unit: Unit) -> Option<(Decimal, Unit)> {
    if written.family() == unit.family() {
        return Some((value, written));
    }
    (written == Unit::PERCENT && unit == Unit::POINTS).then_some((value, unit))
}

/// Thousands are groups of three digits, the first one of one to three.
fn whole_group(group: Option<usize>, digits: usize) -> Option<()> {
    match group {
        Some(count) if count != 3 => None,
        Some(_) if digits > DIGITS => None,
        _ => Some(()),
    }
}

/// The value of a digit of a year: of either width, or Chinese as in 二〇二三.
pub(super) fn digit(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '０'..='９' => u32::from(c) - u32::from('０'),
        '〇' | '○' | '零' => 0,
        _ => return chinese_digit(c),
    })
}

/// The value of 一 to 九.
pub(super) fn chinese_digit(c: char) -> Option<u32> {
    Some(match c {
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// The four digits of a year in `text`: its value and byte range, if they stand
/// alone or before 年.
pub(super) fn year(text: &str) -> Option<(i32, std::ops::Range<usize>)> {
    let mut run: Option<(usize, i32, usize)> = None;
    let mut end = 0;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (digit(c), run) {
            (Some(digit), None) => run = Some((at, i32::try_from(digit).ok()?, 1)),
            (Some(digit), Some((start, value, count))) => {
                let value = value
                    .checked_mul(10)?
                    .checked_add(i32::try_from(digit).ok()?)?;
                run = Some((start, value, count + 1));
            }
            (None, Some((start, value, 4))) if (1900..2200).contains(&value) => {
                return Some((value, start..end));
            }
            (None, _) => run = None,
        }
        end = at + c.len_utf8();
    }
    None
}

/// A date: `2021年6月30日`, `2021-06-30`, `2021/6/30`, `2021.6`, `2021年`.
pub(super) fn date(text: &str) -> CellValue {
    let mut numbers = [0u32; 3];
    let mut count = 0;
    let mut inside = false;
    for c in text.chars() {
        let digit = match c {
            '0'..='9' => u32::from(c) - u32::from('0'),
            '０'..='９' => u32::from(c) - u32::from('０'),
            '年' | '月' | '日' | '-' | '/' | '.' | '－' | '／' | '．' => {
                inside = false;
                continue;
            }
            c if c.is_whitespace() => continue,
            _ => return CellValue::Unreadable,
        };
        count += usize::from(!inside);
        inside = true;
        let Some(number) = count.checked_sub(1).and_then(|at| numbers.get_mut(at)) else {
            return CellValue::Unreadable;
        };
        *number = number.saturating_mul(10).saturating_add(digit);
    }
    let [year, month, day] = numbers;
    match (i32::try_from(year), u8::try_from(month), u8::try_from(day)) {
        (Ok(year @ 1900..2200), Ok(month @ 0..=12), Ok(day @ 0..=31)) => {
            CellValue::Date { year, month, day }
        }
        _ => CellValue::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match number(text, Unit::TEN_THOUSAND_YUAN) {
            CellValue::Number(value, unit) => format!("{value}{unit}"),
            CellValue::Blank => "blank".to_owned(),
            _ => "?".to_owned(),
        }
    }

    #[test]
    fn money_is_read_exactly() {
        for (written, understood) in [
            ("22,001.49", "22001.49万元"),
            ("３，２４０．８０", "3240.80万元"),
            ("968.191 8", "968.1918万元"),
            ("300万元", "300万元"),
            ("￥3,000元", "3000元"),
            ("18，265，400.00 元", "18265400.00元"),
            ("-12.5", "-12.5万元"),
            ("－140", "-140万元"),
            ("−140.00", "-140.00万元"),
            ("￥-3元", "-3元"),
            ("40%", "?"),
            ("3元整", "3元"),
            ("/", "blank"),
            ("——", "blank"),
            ("无", "blank"),
            ("约300", "?"),
            ("2,2001.49", "?"),
            ("1.2.3", "?"),
            ("12.", "?"),
            ("300人", "?"),
            ("12345678901234567890123456789", "?"),
        ] {
            assert_eq!(shown(written), understood, "{written}");
        }
    }

    #[test]
    fn points_may_be_written_as_shares() {
        assert_eq!(
            number("40%", Unit::POINTS),
            CellValue::Number(Decimal::from(40), Unit::POINTS)
        );
        assert_eq!(number("4‰", Unit::POINTS), CellValue::Unreadable);
    }

    #[test]
    fn a_number_is_of_the_family_of_its_field() {
        let names = || Unit::names().chain(["", "％", "元整"]);
        for unit in names().filter_map(Unit::named) {
            for written in names() {
                match number(&format!("300{written}"), unit) {
                    CellValue::Number(_, read) => {
                        assert_eq!(read.family(), unit.family(), "300{written} as {unit}");
                    }
                    value => assert_eq!(value, CellValue::Unreadable, "300{written} as {unit}"),
                }
            }
        }
    }

    #[test]
    fn years_and_dates() {
        assert_eq!(year("（ ２０２２ 年度）").map(|(year, _)| year), Some(2022));
        assert_eq!(year("二〇二三年度").map(|(year, _)| year), Some(2023));
        assert_eq!(year("51092324").map(|(year, _)| year), None);
        let day = CellValue::Date {
            year: 2021,
            month: 6,
            day: 30,
        };
        assert_eq!(date("2021年6月30日"), day);
        assert_eq!(date("2021/6/30"), day);
        assert_eq!(date("年底"), CellValue::Unreadable);
    }
}
