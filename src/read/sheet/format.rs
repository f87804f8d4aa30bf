//! Number formats: how a stored number is shown, as far as that changes what is read.
//!
//! Percent, dates, thousands, leading and trailing zeros, units written into the format
//! (`0"人"`) and scaling by commas are shown as the program shows them. Digits are never rounded
//! away: a number with more decimals than its format has is read as it is stored. Formats with
//! conditions, with signs between digits other than a point, fractions and powers of ten are not
//! followed: the number is read as it is stored.

use super::date::{Moment, moment};
use super::digits::{Digits, Written};

/// A number format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// The number as it is.
    Plain,
    /// A number with signs around it.
    Number(Pattern),
    /// A date or time.
    Date(Vec<Part>),
}

/// What stands around the digits of a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pattern {
    before: String,
    behind: String,
    written: Written,
    /// The most digits behind the point.
    decimals: usize,
    /// The power of ten by which the number is shown larger.
    shift: i32,
}

/// A piece of a date format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Words(String),
    /// With two digits only.
    Year(bool),
    // Each with a leading zero, if so.
    Month(bool),
    Day(bool),
    Hour(bool),
    Minute(bool),
    Second(bool),
    /// Hours, minutes or seconds in all: seconds of one.
    Elapsed(u32),
    Weekday,
    /// 上午 or 下午.
    Half,
}

/// A piece of a format as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Words(String),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// A run of one letter, in lower case.
    Letters(char, usize),
    Elapsed(char),
    Half,
    General,
    /// Something that is not followed.
    Other,
}

impl Format {
    /// The format that `code` describes.
    pub(super) fn parse(code: &str) -> Self {
        let tokens = tokens(code);
        let is_date = |token: &Token| matches!(token, Token::Letters(..) | Token::Elapsed(_));
        if tokens.contains(&Token::Other) {
            Format::Plain
        } else if tokens.contains(&Token::General) {
            around(&tokens)
        } else if tokens.iter().any(is_date) {
            date(&tokens)
        } else {
            pattern(&tokens).map_or(Format::Plain, Format::Number)
        }
    }

    /// The format that programs know by this number, as they are set up in China.
    pub(super) fn built_in(id: u32) -> Self {
        let code = match id {
            1 => "0",
            2 => "0.00",
            3 | 37 | 38 | 41 | 42 => "#,##0",
            4 | 39 | 40 | 43 | 44 => "#,##0.00",
            9 => "0%",
            10 => "0.00%",
            14 => "yyyy/m/d",
            15 | 30 => "yyyy-m-d",
            16 => "m-d",
            17 => "yyyy-m",
            18 => "h:mm AM/PM",
            19 => "h:mm:ss AM/PM",
            20 => "h:mm",
            21 => "h:mm:ss",
            22 => "yyyy/m/d h:mm",
            27 | 36 | 50 | 52 | 57 => "yyyy年m月",
            28 | 29 | 51 | 53 | 54 | 58 => "m月d日",
            31 => "yyyy年m月d日",
            32 => "h时mm分",
            33 => "h时mm分ss秒",
            34 | 55 => "AM/PMh时mm分",
            35 | 56 => "AM/PMh时mm分ss秒",
            45 => "mm:ss",
            46 => "[h]:mm:ss",
            _ => "General",
        };
        Self::parse(code)
    }

    /// A number as the format shows it.
    pub(super) fn show(&self, number: Digits, since_1904: bool) -> String {
        match self {
            Format::Plain => number.plain(),
            Format::Number(pattern) => pattern.show(number),
            Format::Date(parts) => {
                let moment = number
                    .days()
                    .and_then(|(days, seconds)| moment(days, seconds, since_1904));
                match moment {
                    Some(moment) => parts.iter().map(|part| part.show(&moment, parts)).collect(),
                    None => number.plain(),
                }
            }
        }
    }
}

impl Pattern {
    fn show(&self, number: Digits) -> String {
        let number = number.shifted(self.shift);
        // What is shown is read where it is all; a number that is shown rounded is read as stored.
        let fraction = match number.decimals() > self.decimals {
            true => 0,
            false => self.written.fraction,
        };
        let sign = if number.negative { "-" } else { "" };
        let digits = number.unsigned(Written {
            fraction,
            ..self.written
        });
        format!("{}{sign}{digits}{}", self.before, self.behind)
    }
}

impl Part {
    fn show(&self, at: &Moment, parts: &[Part]) -> String {
        let two = |padded: bool, number: u32| match padded {
            true => format!("{number:02}"),
            false => number.to_string(),
        };
        let hour = at.seconds / 3600;
        match self {
            Part::Words(words) => words.clone(),
            Part::Year(false) => at.year.to_string(),
            Part::Year(true) => format!("{:02}", at.year % 100),
            Part::Month(padded) => two(*padded, at.month),
            Part::Day(padded) => two(*padded, at.day),
            Part::Hour(padded) if parts.contains(&Part::Half) => two(*padded, (hour + 11) % 12 + 1),
            Part::Hour(padded) => two(*padded, hour),
            Part::Minute(padded) => two(*padded, at.seconds / 60 % 60),
            Part::Second(padded) => two(*padded, at.seconds % 60),
            Part::Elapsed(unit) => {
                let seconds = u64::from(at.days) * 86_400 + u64::from(at.seconds);
                (seconds / u64::from((*unit).max(1))).to_string()
            }
            Part::Weekday => {
                let days = ["日", "一", "二", "三", "四", "五", "六"];
                let day = days.get(at.weekday as usize).unwrap_or(&"");
                format!("星期{day}")
            }
            Part::Half if hour < 12 => "上午".to_owned(),
            Part::Half => "下午".to_owned(),
        }
    }
}

/// The pieces of the first section of a format: the others are for negative numbers, zero and
/// texts, and say no other thing.
fn tokens(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        if first == ';' {
            break;
        }
        let (token, length) = token(rest, first);
        rest = rest.get(length..).unwrap_or_default();
        match (tokens.last_mut(), token) {
            (_, None) => {}
            (Some(Token::Words(before)), Some(Token::Words(words))) => before.push_str(&words),
            (_, Some(token)) => tokens.push(token),
        }
    }
    tokens
}

/// The piece at the beginning of `rest` and its length; `None` for one that shows nothing.
fn token(rest: &str, first: char) -> (Option<Token>, usize) {
    let one = first.len_utf8();
    let behind = rest.get(one..).unwrap_or_default();
    let escaped = || {
        behind
            .chars()
            .next()
            .map_or("", |next| behind.get(..next.len_utf8()).unwrap_or_default())
    };
    for (word, token) in [
        ("General", Token::General),
        ("G/通用格式", Token::General),
        ("AM/PM", Token::Half),
        ("上午/下午", Token::Half),
        ("A/P", Token::Half),
        ("E+", Token::Other),
        ("E-", Token::Other),
    ] {
        let begins = rest.get(..word.len());
        if begins.is_some_and(|begins| begins.eq_ignore_ascii_case(word)) {
            return (Some(token), word.len());
        }
    }
    match first {
        '"' => {
            let words = behind.split('"').next().unwrap_or_default();
            let length = (one + words.len() + 1).min(rest.len());
            (Some(Token::Words(words.to_owned())), length)
        }
        '\\' | '!' => {
            let words = escaped();
            (Some(Token::Words(words.to_owned())), one + words.len())
        }
        '_' | '*' => (None, one + escaped().len()),
        '[' => {
            let words = behind.split(']').next().unwrap_or_default();
            let length = (one + words.len() + 1).min(rest.len());
            (bracket(words), length)
        }
        '0' | '#' | '?' => (Some(Token::Digit(first)), one),
        '.' => (Some(Token::Point), one),
        ',' => (Some(Token::Comma), one),
        '%' => (Some(Token::Percent), one),
        '@' => (Some(Token::Other), one),
        'a'..='z' | 'A'..='Z' => {
            let letter = first.to_ascii_lowercase();
            let same = |c: &char| c.to_ascii_lowercase() == letter;
            let count = rest.chars().take_while(same).count();
            let known = matches!(letter, 'y' | 'e' | 'm' | 'd' | 'h' | 's' | 'a');
            let token = match known {
                true => Token::Letters(letter, count),
                false => Token::Other,
            };
            (Some(token), count)
        }
        _ => (Some(Token::Words(first.to_string())), one),
    }
}

/// What stands in brackets: a currency, elapsed time, a condition, or a colour or language, which
/// show nothing.
fn bracket(words: &str) -> Option<Token> {
    if let Some(currency) = words.strip_prefix('$') {
        let sign = currency.split('-').next().unwrap_or_default();
        return (!sign.is_empty()).then(|| Token::Words(sign.to_owned()));
    }
    // Which section holds is not worked out.
    if words.starts_with(['<', '>', '=']) {
        return Some(Token::Other);
    }
    let lower = words.to_ascii_lowercase();
    let letter = lower.chars().next()?;
    let elapsed = matches!(letter, 'h' | 'm' | 's') && lower.chars().all(|c| c == letter);
    elapsed.then_some(Token::Elapsed(letter))
}

/// A number as it is, with words around it.
fn around(tokens: &[Token]) -> Format {
    let mut pattern = Pattern {
        decimals: usize::MAX,
        ..Pattern::default()
    };
    let mut behind = false;
    for token in tokens {
        match token {
            Token::Words(words) if behind => pattern.behind.push_str(words),
            Token::Words(words) => pattern.before.push_str(words),
            _ => behind = true,
        }
    }
    trimmed(&mut pattern);
    match pattern.before.is_empty() && pattern.behind.is_empty() {
        true => Format::Plain,
        false => Format::Number(pattern),
    }
}

fn trimmed(pattern: &mut Pattern) {
    for words in [&mut pattern.before, &mut pattern.behind] {
        *words = words.trim().to_owned();
    }
}

/// A number with digits; `None` when words stand between them.
fn pattern(tokens: &[Token]) -> Option<Pattern> {
    let is_digit = |token: &Token| matches!(token, Token::Digit(_) | Token::Point);
    let first = tokens.iter().position(is_digit)?;
    let last = tokens.iter().rposition(is_digit)?;
    let mut pattern = Pattern::default();
    let mut behind_point = false;
    // Whether the point is a sign put between the digits, as in `0!.0,` for amounts in 万元: what
    // stands behind it are digits of the whole number.
    let mut is_sign = false;
    let mut scale = 0;
    for (index, token) in tokens.iter().enumerate() {
        let inside = (first..=last).contains(&index);
        match token {
            Token::Words(words) if inside && words == "." && !behind_point => {
                (behind_point, is_sign) = (true, true);
            }
            Token::Words(_) if inside => return None,
            Token::Words(words) if index < first => pattern.before.push_str(words),
            Token::Words(words) => pattern.behind.push_str(words),
            Token::Percent => {
                pattern.shift += 2;
                match index < first {
                    true => pattern.before.push('%'),
                    false => pattern.behind.push('%'),
                }
            }
            Token::Point if behind_point => return None,
            Token::Point => behind_point = true,
            Token::Comma if inside && !behind_point => pattern.written.grouped = true,
            Token::Comma if index > last && pattern.behind.is_empty() => scale += 3,
            Token::Comma => {}
            Token::Digit(digit) => {
                let (least, zero) = match behind_point {
                    true => (&mut pattern.written.fraction, *digit == '0'),
                    false => (&mut pattern.written.whole, *digit == '0'),
                };
                *least += usize::from(zero);
                pattern.decimals += usize::from(behind_point);
                scale += i32::from(is_sign);
            }
            Token::Letters(..) | Token::Elapsed(_) | Token::Half => return None,
            Token::General | Token::Other => return None,
        }
    }
    // Commas in front of the point scale too: `0,.00`.
    pattern.shift -= scale;
    trimmed(&mut pattern);
    (pattern.written.whole <= 30 && pattern.written.fraction <= 30).then_some(pattern)
}

/// A date. Names of months are written as numbers, in the usual order.
fn date(tokens: &[Token]) -> Format {
    let named = |token: &Token| matches!(token, Token::Letters('m', 3..));
    if tokens.iter().any(named) {
        let has = |letter| {
            tokens
                .iter()
                .any(|it| matches!(it, Token::Letters(l, _) if *l == letter))
        };
        return Format::parse(match (has('y'), has('d')) {
            (true, true) => "yyyy年m月d日",
            (true, false) => "yyyy年m月",
            (false, true) => "m月d日",
            (false, false) => "m月",
        });
    }
    let letters: Vec<(usize, char)> = tokens
        .iter()
        .enumerate()
        .filter_map(|(index, token)| match token {
            Token::Letters(letter, _) | Token::Elapsed(letter) => Some((index, *letter)),
            _ => None,
        })
        .collect();
    // `m` is a minute behind an hour and before a second.
    let is_minute = |index: usize| {
        let at = letters.iter().position(|(other, _)| *other == index);
        let near = |at: Option<usize>| at.and_then(|at| letters.get(at)).map(|(_, letter)| *letter);
        let before = near(at.and_then(|at| at.checked_sub(1)));
        let behind = near(at.map(|at| at + 1));
        before == Some('h') || behind == Some('s')
    };
    let part = |(index, token): (usize, &Token)| {
        Some(match token {
            Token::Words(words) => Part::Words(words.clone()),
            Token::Letters('y', count) => Part::Year(*count <= 2),
            Token::Letters('e', _) => Part::Year(false),
            Token::Letters('m', count) if is_minute(index) => Part::Minute(*count > 1),
            Token::Letters('m', count) => Part::Month(*count > 1),
            Token::Letters('d', 1) => Part::Day(false),
            Token::Letters('d', 2) => Part::Day(true),
            Token::Letters('d' | 'a', _) => Part::Weekday,
            Token::Letters('h', count) => Part::Hour(*count > 1),
            Token::Letters('s', count) => Part::Second(*count > 1),
            Token::Elapsed('h') => Part::Elapsed(3600),
            Token::Elapsed('m') => Part::Elapsed(60),
            Token::Elapsed(_) => Part::Elapsed(1),
            Token::Half => Part::Half,
            Token::Letters(..) | Token::Digit(_) | Token::Point | Token::Comma => return None,
            Token::Percent | Token::General | Token::Other => return None,
        })
    };
    Format::Date(tokens.iter().enumerate().filter_map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, stored: &str) -> String {
        let number = Digits::parse(stored).expect("a number");
        Format::parse(code).show(number, false)
    }

    #[test]
    fn numbers_are_read_as_they_are_shown() {
        for (code, stored, expected) in [
            ("General", "22001.49", "22001.49"),
            ("G/通用格式", "0.5", "0.5"),
            ("G/通用格式\"人\"", "35", "35人"),
            ("0%", "0.95", "95%"),
            ("0%", "0.28999999999999998", "29%"),
            ("0.0%", "1", "100.0%"),
            ("0%", "0.956", "95.6%"),
            ("#,##0.00", "15320.6", "15,320.60"),
            ("0.00", "33.333333333333336", "33.3333333333333"),
            ("0.00_ ;[Red]\\-0.00\\ ", "12.5", "12.50"),
            (
                "_(* #,##0.00_);_(* \\(#,##0.00\\);_(* \"-\"??_);_(@_)",
                "1234.5",
                "1,234.50",
            ),
            ("#,##0.00_);(#,##0.00)", "-12", "-12.00"),
            ("\"≥\"0\"次\"", "50", "≥50次"),
            ("0\\人", "12", "12人"),
            ("[$¥-804]#,##0.00", "5", "¥5.00"),
            ("\"￥\"#,##0", "-5", "￥-5"),
            ("000000", "1234", "001234"),
            ("#,##0,", "1234000", "1,234"),
            ("0!.0,", "152000", "15.2"),
            ("0!.0000\"万元\"", "3265000", "326.5000万元"),
            ("0\\.0,", "3265000", "326.5"),
            ("0!.0!.0", "123", "123"),
            ("[>=10000]#,##0.0,;0.00", "326.5", "326.5"),
            ("[>=10000]0.0,\"万\";0.00", "326.5", "326.5"),
            ("# ?/?", "0.5", "0.5"),
            ("0.00E+00", "123456", "123456"),
            ("@", "12", "12"),
            ("#.##", "2.5", "2.5"),
            ("", "3", "3"),
            (";;;", "3", "3"),
        ] {
            assert_eq!(shown(code, stored), expected, "{code} {stored}");
        }
    }

    #[test]
    fn dates_are_read_as_they_are_shown() {
        for (code, stored, expected) in [
            ("yyyy\"年\"m\"月\"d\"日\"", "45107", "2023年6月30日"),
            ("yyyy\"年\"m\"月\"d\"日\";@", "45107", "2023年6月30日"),
            ("[$-804]yyyy年m月d日", "45107", "2023年6月30日"),
            ("[DBNum1][$-804]yyyy\"年\"m\"月\"", "45107", "2023年6月"),
            ("yyyy/m/d", "45107", "2023/6/30"),
            ("yyyy-mm-dd", "45107", "2023-06-30"),
            ("d-mmm-yy", "45107", "2023年6月30日"),
            ("yyyy-mm-dd hh:mm:ss", "45107.75", "2023-06-30 18:00:00"),
            ("h:mm AM/PM", "0.5", "12:00 下午"),
            ("上午/下午h\"时\"mm\"分\"", "0.125", "上午3时00分"),
            ("[h]:mm", "1.5", "36:00"),
            ("aaaa", "45107", "星期五"),
            ("yyyy/m/d", "-5", "-5"),
            ("mm:ss", "0.001", "01:26"),
        ] {
            assert_eq!(shown(code, stored), expected, "{code} {stored}");
        }
        let date = |id| Format::built_in(id).show(Digits::parse("45107").expect("a number"), false);
        assert_eq!(
            [14, 31, 57].map(date),
            ["2023/6/30", "2023年6月30日", "2023年6月"]
        );
    }
}
