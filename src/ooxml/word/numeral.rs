//! Numbers of lists as word processors write them.

/// How the numbers of a level are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numeral {
    /// 1, 2, 3; also what stands for formats that no declaration uses.
    Decimal,
    /// 01, 02, 03.
    DecimalZero,
    /// １, ２, ３.
    Wide,
    /// ①, ②, ③.
    Circled,
    /// ⑴, ⑵, ⑶.
    Bracketed,
    /// ⒈, ⒉, ⒊.
    Stopped,
    /// ㊀, ㊁, ㊂.
    CircledChinese,
    /// 一, 二, 三, and 一〇 for ten.
    ChineseDigits,
    /// 一, 二, 三, 十, 十一, and digits from a hundred on.
    ChineseCounting,
    /// 一, 二, 三, 十, 十一, 一百零一.
    ChineseThousand,
    /// 壹, 贰, 叁, 拾.
    ChineseLegal,
    /// 甲, 乙, 丙.
    Stems,
    /// 子, 丑, 寅.
    Branches,
    /// A, B, C; AA after Z.
    Upper,
    /// a, b, c.
    Lower,
    /// I, II, III.
    UpperRoman,
    /// i, ii, iii.
    LowerRoman,
    /// No number: the level's text is a sign.
    Bullet,
    /// Nothing.
    Nothing,
}

impl Numeral {
    /// The format that a document calls `name`.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "decimalZero" => Self::DecimalZero,
            "decimalFullWidth" | "decimalFullWidth2" => Self::Wide,
            "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => Self::Circled,
            "decimalEnclosedParen" => Self::Bracketed,
            "decimalEnclosedFullstop" => Self::Stopped,
            "ideographEnclosedCircle" => Self::CircledChinese,
            "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
                Self::ChineseDigits
            }
            "chineseCounting" => Self::ChineseCounting,
            "chineseCountingThousand"
            | "japaneseCounting"
            | "taiwaneseCounting"
            | "taiwaneseCountingThousand" => Self::ChineseThousand,
            "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => {
                Self::ChineseLegal
            }
            "ideographTraditional" => Self::Stems,
            "ideographZodiac" => Self::Branches,
            "upperLetter" => Self::Upper,
            "lowerLetter" => Self::Lower,
            "upperRoman" => Self::UpperRoman,
            "lowerRoman" => Self::LowerRoman,
            "bullet" => Self::Bullet,
            "none" => Self::Nothing,
            _ => Self::Decimal,
        }
    }

    /// The number `n` in this format; as decimal digits where the format has no sign for it.
    pub(super) fn write(self, n: u32) -> String {
        let written = match self {
            Self::Decimal | Self::Bullet => None,
            Self::Nothing => Some(String::new()),
            Self::DecimalZero => Some(format!("{n:02}")),
            Self::Wide => Some(digits(n, &WIDE)),
            Self::Circled => match n {
                1..=20 => after('①', n - 1),
                21..=35 => after('㉑', n - 21),
                36..=50 => after('㊱', n - 36),
                _ => None,
            },
            Self::Bracketed => (1..=20).contains(&n).then(|| after('⑴', n - 1)).flatten(),
            Self::Stopped => (1..=20).contains(&n).then(|| after('⒈', n - 1)).flatten(),
            Self::CircledChinese => (1..=10).contains(&n).then(|| after('㊀', n - 1)).flatten(),
            Self::ChineseDigits => Some(digits(n, &CHINESE)),
            Self::ChineseCounting if n > 99 => Some(digits(n, &CHINESE)),
            Self::ChineseCounting | Self::ChineseThousand => {
                chinese(n, &CHINESE, ['十', '百', '千'])
            }
            Self::ChineseLegal => chinese(n, &LEGAL, ['拾', '佰', '仟']),
            Self::Stems => nth("甲乙丙丁戊己庚辛壬癸", n),
            Self::Branches => nth("子丑寅卯辰巳午未申酉戌亥", n),
            Self::Upper => letters(n, b'A'),
            Self::Lower => letters(n, b'a'),
            Self::UpperRoman => roman(n),
            Self::LowerRoman => roman(n).map(|written| written.to_ascii_lowercase()),
        };
        written.unwrap_or_else(|| n.to_string())
    }
}

const WIDE: [char; 10] = ['０', '１', '２', '３', '４', '５', '６', '７', '８', '９'];
const CHINESE: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const LEGAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

fn after(first: char, by: u32) -> Option<String> {
    char::from_u32(u32::from(first) + by).map(String::from)
}

fn nth(signs: &str, n: u32) -> Option<String> {
    let index = n.checked_sub(1)?;
    signs.chars().nth(index as usize).map(String::from)
}

fn digits(n: u32, signs: &[char; 10]) -> String {
    let decimal = n.to_string();
    let digits = decimal.chars().filter_map(|c| c.to_digit(10));
    digits
        .filter_map(|digit| signs.get(digit as usize))
        .collect()
}

/// Up to 9999, as numbers are spoken.
fn chinese(n: u32, signs: &[char; 10], powers: [char; 3]) -> Option<String> {
    if !(1..=9999).contains(&n) {
        return None;
    }
    let sign = |digit: u32| signs.get(digit as usize).copied().unwrap_or_default();
    let mut written = String::new();
    let mut gap = false;
    for (power, value) in [(3, 1000), (2, 100), (1, 10), (0, 1)] {
        let digit = n / value % 10;
        if digit == 0 {
            gap = !written.is_empty();
            continue;
        }
        if gap {
            written.push('零');
            gap = false;
        }
        // 十一, never 一十一; but 一百一十一.
        let spoken = !(power == 1 && digit == 1 && written.is_empty() && sign(1) == '一');
        if spoken {
            written.push(sign(digit));
        }
        if power > 0 {
            written.extend(powers.get(power - 1));
        }
    }
    Some(written)
}

/// A to Z, then AA to ZZ, at most thirty of a kind.
fn letters(n: u32, first: u8) -> Option<String> {
    let index = n.checked_sub(1)?;
    let (times, letter) = (index / 26 + 1, u8::try_from(index % 26).ok()?);
    (times <= 30).then(|| {
        let letter = char::from(first + letter);
        std::iter::repeat_n(letter, times as usize).collect()
    })
}

fn roman(n: u32) -> Option<String> {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..=3999).contains(&n) {
        return None;
    }
    let mut rest = n;
    let mut written = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            written.push_str(sign);
            rest -= value;
        }
    }
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_processors_do() {
        let cases: &[(&str, u32, &str)] = &[
            ("decimal", 12, "12"),
            ("decimalZero", 7, "07"),
            ("decimalFullWidth", 10, "１０"),
            ("decimalEnclosedCircle", 1, "①"),
            ("decimalEnclosedCircle", 21, "㉑"),
            ("decimalEnclosedCircle", 51, "51"),
            ("decimalEnclosedParen", 2, "⑵"),
            ("ideographEnclosedCircle", 3, "㊂"),
            ("chineseCounting", 3, "三"),
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 11, "十一"),
            ("chineseCounting", 20, "二十"),
            ("chineseCounting", 101, "一〇一"),
            ("chineseCountingThousand", 15, "十五"),
            ("chineseCountingThousand", 101, "一百零一"),
            ("chineseCountingThousand", 110, "一百一十"),
            ("chineseCountingThousand", 1001, "一千零一"),
            ("chineseLegalSimplified", 12, "壹拾贰"),
            ("ideographDigital", 10, "一〇"),
            ("ideographTraditional", 2, "乙"),
            ("ideographTraditional", 11, "11"),
            ("upperLetter", 27, "AA"),
            ("lowerLetter", 2, "b"),
            ("lowerLetter", u32::MAX, "4294967295"),
            ("upperRoman", 1994, "MCMXCIV"),
            ("lowerRoman", 4, "iv"),
            ("upperRoman", u32::MAX, "4294967295"),
            ("cardinalText", 3, "3"),
            ("none", 3, ""),
        ];
        for (format, n, expected) in cases {
            assert_eq!(Numeral::of(format).write(*n), *expected, "{format} {n}");
        }
    }
}
