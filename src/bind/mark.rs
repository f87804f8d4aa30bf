//! Numbers in front of paragraphs and items: `一、` `（一）` `1.` `（1）` `①` `目标1：`.
//!
//! Whether a line that begins with digits begins an item is decided by its delimiter: `.` `．` `、`
//! followed by anything but a digit always does. Where a digit follows (`1.2万册`, `2.12345热线`) it
//! does only if the number is the one expected and the text before is finished. Where the delimiter
//! is lost (`8建设`), a number of up to three digits with Chinese behind it does, except when a unit
//! or classifier follows (`10个社区`, `30天`, `100%`): then again only the expected number counts.
//! A form may also declare that every line that begins with a digit begins an item; then nothing is
//! decided at all.

use crate::form::Mark;
use crate::source::{TextRange, offset};

use super::number::chinese_digit;

/// A number found at the beginning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// How it is written.
    pub(super) mark: Mark,
    /// Its value.
    pub(super) value: u32,
    /// The numeral as written, in the line.
    pub(super) numeral: TextRange,
    /// Where the words begin, in the line.
    pub(super) body: u32,
}

/// What is known before a line, for the doubtful cases.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Before {
    /// The number that the last item had.
    pub(super) last: Option<u32>,
    /// Whether the text before ended with closing punctuation.
    pub(super) closed: bool,
    /// Whether nothing stands before in this list.
    pub(super) nothing: bool,
}

/// The number at the beginning of `line`, if it is written in one of `marks`.
pub(super) fn find(line: &str, marks: &[Mark], before: Before) -> Option<Found> {
    let first = *line.as_bytes().first()?;
    if first.is_ascii_digit() && marks.contains(&Mark::Digits) {
        return leading(line);
    }
    let found = match first {
        b'0'..=b'9' => arabic(line, before),
        b'(' => bracketed(line),
        0xef => bracketed(line).or_else(|| arabic(line, before)),
        0xe2 => circled(line),
        0xe4..=0xe5 => chinese(line),
        0xe7 => goal(line),
        _ => None,
    }?;
    marks.contains(&found.mark).then_some(found)
}

fn chinese(line: &str) -> Option<Found> {
    let (value, length) = numeral(line)?;
    let rest = line.get(length..)?;
    let delimiter = rest.chars().next()?;
    matches!(delimiter, '、' | '.' | '．' | '，' | ',').then(|| {
        let body = length + delimiter.len_utf8();
        made(Mark::Chinese, value, 0..length, line, body)
    })
}

/// Where goals begin inside of a line that begins with one: 目标1：…；目标2：….
pub(super) fn goals_within(line: &str) -> Vec<usize> {
    let Some(first) = goal(line.trim_start()) else {
        return Vec::new();
    };
    let mut last = first.value;
    let mut starts = Vec::new();
    for (at, _) in line.match_indices("目标").skip(1) {
        let (head, rest) = line.split_at(at);
        let closed = head.trim_end().ends_with(['；', '。', ';']);
        let next = goal(rest).map(|found| found.value);
        if closed && next == last.checked_add(1) {
            last = last.saturating_add(1);
            starts.push(at);
        }
    }
    starts
}

/// `目标1：`, `目标一：`.
fn goal(line: &str) -> Option<Found> {
    let tail = line.strip_prefix("目标")?;
    let blank = tail.len() - tail.trim_start().len();
    let (value, range, length) = any_numeral(tail.trim_start())?;
    let start = line.len() - tail.len() + blank;
    let rest = line.get(start + length..)?;
    let next = rest.trim_start();
    let delimiter = next.chars().next()?;
    matches!(delimiter, '：' | ':' | '、' | '．' | '.').then(|| {
        let body = line.len() - next.len() + delimiter.len_utf8();
        let numeral = start + range.start as usize..start + range.end as usize;
        made(Mark::Goal, value, numeral, line, body)
    })
}

fn bracketed(line: &str) -> Option<Found> {
    let open = line
        .chars()
        .next()
        .filter(|c| matches!(c, '(' | '（'))?
        .len_utf8();
    let rest = line.get(open..)?;
    let (mark, value, length) = match numeral(rest) {
        Some((value, length)) => (Mark::BracketedChinese, value, length),
        None => {
            let (value, length) = digits(rest)?;
            (Mark::Bracketed, value, length)
        }
    };
    let end = open + length;
    let close = line
        .get(end..)?
        .chars()
        .next()
        .filter(|c| matches!(c, ')' | '）'))?;
    let mut body = end + close.len_utf8();
    if let Some(more) = line.get(body..)?.chars().next()
        && matches!(more, '、' | '.' | '．')
    {
        body += more.len_utf8();
    }
    Some(made(mark, value, open..end, line, body))
}

fn circled(line: &str) -> Option<Found> {
    let c = line.chars().next()?;
    let value = u32::from(c)
        .checked_sub(0x2460)
        .filter(|value| *value < 20)?
        + 1;
    let length = c.len_utf8();
    Some(made(Mark::Circled, value, 0..length, line, length))
}

fn arabic(line: &str, before: Before) -> Option<Found> {
    let (value, length) = digits(line)?;
    let rest = line.get(length..)?;
    let next = rest.chars().next();
    let expected = before
        .last
        .map_or(before.nothing && value == 1, |last| value == last + 1)
        && (before.closed || before.nothing);
    if let Some(delimiter @ (')' | '）')) = next {
        let body = length + delimiter.len_utf8();
        return Some(made(Mark::Bracketed, value, 0..length, line, body));
    }
    if let Some(delimiter @ ('.' | '．' | '、')) = next {
        let body = length + delimiter.len_utf8();
        let digit = line
            .get(body..)?
            .chars()
            .next()
            .is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
        return (!digit || expected).then(|| made(Mark::Arabic, value, 0..length, line, body));
    }
    let next = next?;
    let lost = value > 0
        && value < 1000
        && (is_cjk(next) || next == ' ' || next == '“')
        && (!counted(rest) || expected);
    lost.then(|| made(Mark::Arabic, value, 0..length, line, length))
}

/// The digits that a line begins with, and a delimiter if there is one.
fn leading(line: &str) -> Option<Found> {
    let (mut value, mut length) = (0u32, 0);
    let mut rest = line.as_bytes();
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        // Too many digits for a number give the greatest one.
        value = value
            .saturating_mul(10)
            .saturating_add(u32::from(digit - b'0'));
        length += 1;
        rest = behind;
    }
    let delimiter = match rest {
        [b'.', ..] => 1,
        // ． 、
        [0xef, 0xbc, 0x8e, ..] | [0xe3, 0x80, 0x81, ..] => 3,
        _ => 0,
    };
    let numeral = 0..length;
    Some(made(Mark::Digits, value, numeral, line, length + delimiter))
}

fn made(mark: Mark, value: u32, numeral: std::ops::Range<usize>, line: &str, body: usize) -> Found {
    let rest = line.get(body..).unwrap_or_default();
    let blank = match rest.as_bytes() {
        // No white space begins like this, and most words do.
        [b'!'..=b'~' | 0xe4.., ..] => 0,
        _ => rest.len() - rest.trim_start().len(),
    };
    Found {
        mark,
        value,
        numeral: TextRange::of(numeral),
        body: offset(body + blank),
    }
}

/// Whether a unit or classifier stands at the beginning of `rest`, so that the number before it
/// counts something.
fn counted(rest: &str) -> bool {
    const LONG: &[&str] = &[
        "公里", "公顷", "公斤", "千米", "平方", "平米", "立方", "小时", "课时", "分钟", "百分",
    ];
    const SHORT: &str = "个名人次户场项家件份册期篇套台座块吨亩株张辆批剂元万亿天年月日号时\
                         岁位支所栋间盏只米度级届周余多几条处门";
    // Words that begin like a classifier.
    const WORDS: &[&str] = &[
        "家庭", "个人", "人员", "人民", "人才", "户外", "场所", "场馆", "次数", "条件", "期间",
        "处理", "处置", "门诊", "门户", "年度", "天然", "时间", "日常", "日间", "项目", "件件",
        "支持", "支部", "支撑", "所有", "所属", "台账", "张贴", "米面", "级别", "届时", "周边",
        "位于", "元宵", "几乎", "多元", "多层", "多方", "号召", "名师", "户籍", "岁末", "批准",
    ];
    let rest = rest.trim_start();
    if WORDS.iter().any(|word| rest.starts_with(word)) {
        return false;
    }
    LONG.iter().any(|unit| rest.starts_with(unit))
        || rest.chars().next().is_some_and(|c| SHORT.contains(c))
}

fn is_cjk(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || ('\u{3400}'..='\u{4dbf}').contains(&c)
}

/// The digits of either width at the beginning: value and length in bytes. At most six.
fn digits(text: &str) -> Option<(u32, usize)> {
    let (mut value, mut length, mut count) = (0u32, 0, 0);
    let mut rest = text.as_bytes();
    loop {
        let digit;
        (digit, rest) = match rest {
            [digit @ b'0'..=b'9', behind @ ..] => (digit - b'0', behind),
            // ０ to ９
            [0xef, 0xbc, digit @ 0x90..=0x99, behind @ ..] => (digit - 0x90, behind),
            _ => break,
        };
        if count == 6 {
            return None;
        }
        count += 1;
        value = value * 10 + u32::from(digit);
        length = text.len() - rest.len();
    }
    (length > 0).then_some((value, length))
}

/// The Chinese numeral up to 九十九 at the beginning: value and length in bytes.
pub(super) fn numeral(text: &str) -> Option<(u32, usize)> {
    let mut value = 0;
    let mut pending = 0;
    let mut length = 0;
    for c in text.chars() {
        let digit = match (c, chinese_digit(c)) {
            ('十', _) => 10,
            (_, Some(digit)) => digit,
            (_, None) => break,
        };
        match digit {
            10 if value == 0 => {
                value = pending.max(1) * 10;
                pending = 0;
            }
            1..=9 if pending == 0 => pending = digit,
            _ => break,
        }
        length += c.len_utf8();
    }
    (length > 0).then_some((value + pending, length))
}

/// The numeral of either kind at the beginning, with or without brackets: its value, its range in
/// `text` and the length with the brackets.
pub(super) fn any_numeral(text: &str) -> Option<(u32, TextRange, usize)> {
    let open = text
        .chars()
        .next()
        .filter(|c| matches!(c, '(' | '（'))
        .map_or(0, char::len_utf8);
    let rest = text.get(open..)?;
    let (value, length) = numeral(rest).or_else(|| digits(rest))?;
    let end = open + length;
    let close = match open {
        0 => 0,
        _ => text
            .get(end..)?
            .chars()
            .next()
            .filter(|c| matches!(c, ')' | '）'))?
            .len_utf8(),
    };
    Some((value, TextRange::of(open..end), end + close))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[Mark] = &[
        Mark::Chinese,
        Mark::BracketedChinese,
        Mark::Arabic,
        Mark::Bracketed,
        Mark::Circled,
        Mark::Goal,
    ];

    fn shown(line: &str, before: Before) -> Option<(Mark, u32, &str)> {
        let found = find(line, ALL, before)?;
        Some((found.mark, found.value, line.get(found.body as usize..)?))
    }

    #[test]
    fn marks_are_read() {
        let middle = Before::default();
        assert_eq!(shown("十二、甲", middle), Some((Mark::Chinese, 12, "甲")));
        assert_eq!(
            shown("（三）甲", middle),
            Some((Mark::BracketedChinese, 3, "甲"))
        );
        assert_eq!(shown("2．甲", middle), Some((Mark::Arabic, 2, "甲")));
        assert_eq!(shown("１２、 甲", middle), Some((Mark::Arabic, 12, "甲")));
        assert_eq!(shown("(4) 甲", middle), Some((Mark::Bracketed, 4, "甲")));
        assert_eq!(shown("5）甲", middle), Some((Mark::Bracketed, 5, "甲")));
        assert_eq!(shown("③甲", middle), Some((Mark::Circled, 3, "甲")));
        assert_eq!(shown("目标3：甲", middle), Some((Mark::Goal, 3, "甲")));
        assert_eq!(
            shown("目标 十一 : 甲", middle),
            Some((Mark::Goal, 11, "甲"))
        );
        assert_eq!(shown("目标：甲", middle), None);
        assert_eq!(shown("目标1万人", middle), None);
        assert_eq!(
            shown("8建设书香", middle),
            Some((Mark::Arabic, 8, "建设书香"))
        );
    }

    #[test]
    fn goals_may_stand_in_one_line() {
        let pieces = |line| goals_within(line).len();
        assert_eq!(pieces("目标1：甲；目标2：乙。目标3：丙。"), 2);
        assert_eq!(pieces("目标1：甲，目标2：乙；目标4：丁"), 0);
        assert_eq!(pieces("甲；目标2：乙"), 0);
    }

    #[test]
    fn counted_things_are_no_items() {
        let after = Before {
            last: Some(3),
            closed: true,
            nothing: false,
        };
        for line in [
            "1.2万册；阅览",
            "2021年完成",
            "100%。",
            "10个社区",
            "30天背街小巷",
            "3、5号楼",
            "20公里",
        ] {
            assert_eq!(shown(line, after), None, "{line}");
        }
        assert_eq!(
            shown("4.12345热线", after),
            Some((Mark::Arabic, 4, "12345热线"))
        );
        let open = Before {
            closed: false,
            ..after
        };
        assert_eq!(shown("4.12345热线", open), None);
        assert_eq!(shown("一级指标", after), None);
        assert_eq!(shown("三年行动", after), None);
    }

    #[test]
    fn a_form_may_take_all_leading_digits_for_numbers() {
        for (line, value, rest) in [
            ("4.12345热线", 4, "12345热线"),
            ("2、 甲", 2, "甲"),
            ("10个社区", 10, "个社区"),
            ("3 甲", 3, "甲"),
            ("7", 7, ""),
        ] {
            let found = find(line, &[Mark::Digits], Before::default()).unwrap();
            assert_eq!(found.value, value);
            assert_eq!(line.get(found.body as usize..), Some(rest));
        }
        assert_eq!(find("甲1", &[Mark::Digits], Before::default()), None);
    }
}
