//! Numbers of spreadsheets as decimal digits, never as floats.
//!
//! Programs store a number with up to 17 digits and show at most 15: 7.0000000000000009 is 7.

/// The digits that spreadsheet programs show at most.
const SHOWN: usize = 15;
/// The largest power of ten that is written out.
const WRITTEN_OUT: i32 = 30;
/// Seconds of a day.
const DAY: u32 = 86_400;

/// A decimal number: `0.digits` times ten to the power of `point`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digits {
    pub(super) negative: bool,
    // Invariant: ASCII digits, neither the first nor the last is 0; none for the number 0.
    digits: String,
    point: i32,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// The fewest digits before the point.
    pub(super) whole: usize,
    /// The fewest digits behind the point.
    pub(super) fraction: usize,
    /// Whether commas stand between thousands.
    pub(super) grouped: bool,
}

impl Digits {
    /// The number that a text such as `-12.5` or `1.0000000000000001E-2` is, rounded to what is
    /// shown; `None` when it is none, or too large or small to be written out.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i32 = exponent.parse().ok()?;
        let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let mut digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
            return None;
        }
        let zeros = digits.bytes().take_while(|it| *it == b'0').count();
        digits.drain(..zeros);
        let moved = i32::try_from(whole.len()).ok()? - i32::try_from(zeros).ok()?;
        let mut number = Self {
            negative: mantissa.starts_with('-'),
            digits,
            point: exponent.checked_add(moved)?,
        };
        number.round();
        (number.point.abs() <= WRITTEN_OUT).then_some(number)
    }

    /// Rounds half away from zero to the digits that are shown.
    fn round(&mut self) {
        let up = self.digits.as_bytes().get(SHOWN) >= Some(&b'5');
        self.digits.truncate(SHOWN);
        if up {
            let kept = self.digits.trim_end_matches('9').len();
            self.digits.truncate(kept);
            match self.digits.pop() {
                Some(last) => self.digits.push(char::from(last as u8 + 1)),
                None => {
                    self.digits.push('1');
                    self.point += 1;
                }
            }
        }
        self.settle();
    }

    fn settle(&mut self) {
        let kept = self.digits.trim_end_matches('0').len();
        self.digits.truncate(kept);
        if self.digits.is_empty() {
            (self.negative, self.point) = (false, 0);
        }
    }

    /// The number times ten to the power of `by`.
    pub(super) fn shifted(mut self, by: i32) -> Self {
        self.point = self.point.saturating_add(by);
        self.settle();
        self
    }

    /// How many digits stand behind the point.
    pub(super) fn decimals(&self) -> usize {
        let length = i32::try_from(self.digits.len()).unwrap_or(i32::MAX);
        usize::try_from(length - self.point).unwrap_or(0)
    }

    /// The digits before the point and those behind it.
    fn halves(&self) -> (String, String) {
        let Ok(point) = usize::try_from(self.point) else {
            let zeros = "0".repeat(self.point.unsigned_abs() as usize);
            return (String::new(), zeros + &self.digits);
        };
        match self.digits.split_at_checked(point) {
            Some((whole, fraction)) => (whole.to_owned(), fraction.to_owned()),
            None => (format!("{:0<point$}", self.digits), String::new()),
        }
    }

    /// The number without its sign.
    pub(super) fn unsigned(&self, how: Written) -> String {
        let (whole, fraction) = self.halves();
        let whole = format!("{whole:0>least$}", least = how.whole.max(1));
        let fraction = format!("{fraction:0<least$}", least = how.fraction);
        let whole = match how.grouped {
            true => grouped(&whole),
            false => whole,
        };
        match fraction.is_empty() {
            true => whole,
            false => format!("{whole}.{fraction}"),
        }
    }

    /// The number as it is without a format.
    pub(super) fn plain(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}", self.unsigned(Written::default()))
    }

    /// The number as a point in time: whole days and seconds of the day; `None` before day 0.
    pub(super) fn days(&self) -> Option<(u32, u32)> {
        let (whole, fraction) = self.halves();
        let days: u32 = match whole.as_str() {
            "" => 0,
            whole => whole.parse().ok()?,
        };
        let fraction: String = fraction.chars().take(SHOWN).collect();
        let unit = 10u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let part: u128 = match fraction.as_str() {
            "" => 0,
            part => part.parse().ok()?,
        };
        let seconds = u32::try_from((part * u128::from(DAY) * 2 + unit) / (unit * 2)).ok()?;
        // The last half second of a day belongs to the next one.
        let next = seconds / DAY;
        (!self.negative).then_some((days.checked_add(next)?, seconds % DAY))
    }
}

fn grouped(whole: &str) -> String {
    let length = whole.len();
    let mut out = String::with_capacity(length + length / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (length - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        Digits::parse(text).map_or("none".into(), |it| it.plain())
    }

    #[test]
    fn stored_numbers_are_read_as_they_are_shown() {
        for (stored, shown) in [
            ("7.0000000000000009", "7"),
            ("0.1", "0.1"),
            ("22001.49", "22001.49"),
            ("22001.489999999998", "22001.49"),
            ("1.0000000000000001E-2", "0.01"),
            ("-5E3", "-5000"),
            ("0", "0"),
            ("-0.0", "0"),
            ("0.30000000000000004", "0.3"),
            ("999999999999999.9", "1000000000000000"),
            ("123456789012345678", "123456789012346000"),
            ("5.e0", "5"),
            ("1e400", "none"),
            ("1e-99", "none"),
            ("", "none"),
            ("1,5", "none"),
            ("NaN", "none"),
            ("--5", "none"),
        ] {
            assert_eq!(plain(stored), shown, "{stored}");
        }
    }

    #[test]
    fn days_have_seconds() {
        let days = |text| Digits::parse(text).and_then(|it| it.days());
        assert_eq!(days("45107"), Some((45107, 0)));
        assert_eq!(days("45107.5"), Some((45107, 43_200)));
        assert_eq!(days("0.999999"), Some((1, 0)));
        assert_eq!(days("0.25"), Some((0, 21_600)));
        assert_eq!(days("-1"), None);
    }

    #[test]
    fn thousands_are_grouped() {
        let how = Written {
            whole: 1,
            fraction: 2,
            grouped: true,
        };
        let written = |text| Digits::parse(text).map(|it| it.unsigned(how));
        assert_eq!(written("15320.6").as_deref(), Some("15,320.60"));
        assert_eq!(written("0.05").as_deref(), Some("0.05"));
        assert_eq!(written("1234567").as_deref(), Some("1,234,567.00"));
        assert_eq!(written("123").as_deref(), Some("123.00"));
    }
}
