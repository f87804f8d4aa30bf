//! A figure: a number as a phrase, before its unit is looked at.
//!
//! Joins what belongs to one number: digits and 万 or 亿 (1.2万), 百分之 and its value, two ends of a
//! range (5-8, 五至八, 七八), marks of openness between number and unit (800余).

use rust_decimal::Decimal;

use super::numeral::{
    arabic_number, chinese_number, digit_at, digit_of, is_chinese_numeral, scale_of,
};

/// A number before its unit.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) start: usize,
    pub(super) end: usize,
    /// `None` when there are too many digits for a quantity.
    pub(super) value: Option<Decimal>,
    pub(super) high: Option<Decimal>,
    /// Written in Chinese numerals.
    pub(super) chinese: bool,
    /// Digits before the decimal point of the first number.
    pub(super) whole: u32,
    /// Digits behind the decimal point.
    pub(super) places: u32,
    pub(super) padded: bool,
    /// Whether 万, 亿 … multiply it.
    pub(super) scaled: bool,
    /// Whether 余, 多, 来 or 几 blur it.
    pub(super) open: bool,
    /// 百分之, 千分之, 万分之: the place of the words and the sign they stand for.
    pub(super) fraction: Option<(usize, usize, &'static str)>,
    /// A ratio such as 三分之二.
    pub(super) ratio: bool,
}

impl Figure {
    fn new(start: usize, end: usize, value: Option<Decimal>) -> Self {
        Self {
            start,
            end,
            value,
            high: None,
            chinese: false,
            whole: 0,
            places: 0,
            padded: false,
            scaled: false,
            open: false,
            fraction: None,
            ratio: false,
        }
    }
}

/// The character at `at`.
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The character that ends at `at`.
pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

fn rest(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

/// Skips blanks, at most `limit` characters of them.
pub(super) fn skip_blanks(text: &str, at: usize, limit: usize) -> usize {
    let mut at = at;
    for c in rest(text, at).chars().take(limit) {
        if !matches!(c, ' ' | '\u{3000}' | '\u{a0}') {
            break;
        }
        at = at.saturating_add(c.len_utf8());
    }
    at
}

/// Offset behind a sign that joins the ends of a range.
pub(super) fn range_sign(text: &str, at: usize) -> Option<usize> {
    let mut end = at;
    let mut signs = 0_u8;
    for c in rest(text, at).chars().take(3) {
        match c {
            '-' | '－' | '–' | '—' | '−' | '~' | '～' | '〜' | '─' | '‐' | '‑' if signs < 2 =>
            {
                end = end.saturating_add(c.len_utf8());
                signs = signs.saturating_add(1);
            }
            '至' | '到' if signs == 0 => return Some(end.saturating_add(c.len_utf8())),
            ' ' if signs == 0 => return None,
            _ => break,
        }
    }
    (signs > 0).then_some(end)
}

/// Reads the figure that starts at `at`. `is_unit` tells whether a unit starts at an offset, so that
/// 3千米 is not 3000 米.
pub(super) fn read(text: &str, at: usize, is_unit: impl Fn(usize) -> bool) -> Option<Figure> {
    let mut figure = single(text, at, &is_unit)?;
    if figure.high.is_some() || figure.ratio {
        return Some(figure);
    }
    let Some(next) = range_sign(text, figure.end) else {
        return Some(figure);
    };
    let Some(second) = single(text, next, &is_unit) else {
        return Some(figure);
    };
    if second.chinese != figure.chinese || second.high.is_some() {
        return Some(figure);
    }
    join(&mut figure, &second);
    Some(figure)
}

/// Makes `figure` a range that ends with `second`.
pub(super) fn join(figure: &mut Figure, second: &Figure) {
    let mut low = figure.value;
    if second.scaled && !figure.scaled && second.value >= low {
        // 5-8万: the multiplier is for both ends.
        let factor = second
            .value
            .zip(second_plain(second))
            .and_then(|(v, p)| v.checked_div(p));
        let scaled = low
            .zip(factor)
            .and_then(|(low, factor)| low.checked_mul(factor));
        if scaled <= second.value {
            low = scaled.or(low);
        }
    }
    figure.value = low;
    figure.high = second.value;
    figure.end = second.end;
    figure.scaled |= second.scaled;
    figure.open |= second.open;
    figure.places = figure.places.max(second.places);
    figure.padded |= second.padded;
    if figure.fraction.is_none() {
        figure.fraction = second.fraction;
    }
}

/// The digits of a scaled number without its multiplier, from the multiplier's size.
fn second_plain(second: &Figure) -> Option<Decimal> {
    let value = second.value?;
    let ten_thousand = Decimal::from(10_000_u32);
    let hundred_million = Decimal::from(100_000_000_u32);
    if value >= hundred_million {
        value.checked_div(hundred_million)
    } else if value >= ten_thousand {
        value.checked_div(ten_thousand)
    } else {
        Some(value)
    }
}

fn single(text: &str, at: usize, is_unit: &impl Fn(usize) -> bool) -> Option<Figure> {
    if digit_at(text.as_bytes(), at).is_some() {
        let number = arabic_number(text, at)?;
        let mut figure = Figure::new(at, number.end, number.value);
        figure.whole = number.whole;
        figure.places = number.places;
        figure.padded = number.padded;
        if let Some(ratio) = fraction_behind(text, &figure).or_else(|| proportion(text, &figure)) {
            return Some(ratio);
        }
        scales(text, &mut figure, is_unit);
        return Some(figure);
    }
    let mut figure = chinese(text, at)?;
    figure.chinese = true;
    if figure.fraction.is_none() && !figure.ratio {
        scales(text, &mut figure, is_unit);
    }
    Some(figure)
}

/// Reads multipliers and marks of openness behind a number.
fn scales(text: &str, figure: &mut Figure, is_unit: &impl Fn(usize) -> bool) {
    let mut end = figure.end;
    // 5 万元: a blank before the multiplier.
    let next = skip_blanks(text, end, 1);
    if next != end && char_at(text, next).is_some_and(|c| matches!(c, '万' | '亿')) {
        end = next;
    }
    for _ in 0..4 {
        let Some(c) = char_at(text, end) else { break };
        let next = end.saturating_add(c.len_utf8());
        if let Some(scale) = scale_of(c) {
            if is_unit(end) || (c == '十' && !figure.open) {
                break;
            }
            let Some(value) = figure
                .value
                .and_then(|v| v.checked_mul(Decimal::from(scale)))
            else {
                break;
            };
            figure.value = Some(value.normalize());
            figure.scaled = true;
        } else if matches!(c, '余' | '多' | '来' | '几') && !figure.open {
            let scale = char_at(text, next).and_then(scale_of).is_some();
            let unit = is_unit(skip_blanks(text, next, 1));
            if !scale && !unit && (c != '余' || char_at(text, next).is_some_and(is_word)) {
                break;
            }
            figure.open = true;
        } else {
            break;
        }
        end = next;
    }
    if figure.scaled || figure.open {
        figure.end = end;
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

fn chinese(text: &str, at: usize) -> Option<Figure> {
    if let Some(figure) = percent(text, at) {
        return Some(figure);
    }
    let mut chars = rest(text, at).chars();
    let (first, second) = (chars.next()?, chars.next());
    // 七八次, 三五天, 两三万.
    if let (Some(low), Some(high)) = (digit_of(first), second.and_then(digit_of))
        && low > 0
        && high > low
        && chars.next().is_none_or(|c| digit_of(c).is_none())
    {
        let mut end = at.saturating_add(6);
        let mut factor = Decimal::ONE;
        if let Some(scale) = char_at(text, end).and_then(scale_of) {
            factor = Decimal::from(scale);
            end = end.saturating_add(3);
        }
        let mut figure = Figure::new(at, end, Decimal::from(low).checked_mul(factor));
        figure.high = Decimal::from(high).checked_mul(factor);
        figure.scaled = factor > Decimal::ONE;
        return Some(figure);
    }
    if first == '半' {
        return Some(Figure::new(
            at,
            at.saturating_add(3),
            Some(Decimal::new(5, 1)),
        ));
    }
    if scale_of(first).is_some_and(|scale| scale > 10) {
        // 近百名, 上千人, 超万户: one hundred, one thousand, ten thousand.
        let run: String = std::iter::once('一')
            .chain(rest(text, at).chars().take(4))
            .collect();
        let (value, len) = chinese_number(&run)?;
        let end = at.saturating_add(len.saturating_sub(3));
        let mut figure = Figure::new(at, end, Some(value));
        figure.scaled = true;
        return Some(figure);
    }
    let (value, len) = chinese_number(rest(text, at))?;
    let figure = Figure::new(at, at.saturating_add(len), Some(value));
    fraction_behind(text, &figure).or(Some(figure))
}

/// Reads 三分之二 and 3分之2, and 百分之 when the first number is 100.
fn fraction_behind(text: &str, bottom: &Figure) -> Option<Figure> {
    let next = rest(text, bottom.end).strip_prefix("分之")?;
    let at = text.len().checked_sub(next.len())?;
    let (value, end) = plain(text, at)?;
    let ratio = value.checked_div(bottom.value?)?.round_dp(6).normalize();
    let mut figure = Figure::new(bottom.start, end, Some(ratio));
    figure.ratio = true;
    Some(figure)
}

/// Reads 18:1 behind 比 and 18∶1 anywhere, as the first number over the second.
fn proportion(text: &str, first: &Figure) -> Option<Figure> {
    let sign = char_at(text, first.end)?;
    let said = match sign {
        '∶' => true,
        ':' | '：' => ratio_before(text, first.start),
        _ => false,
    };
    if !said {
        return None;
    }
    let second = arabic_number(text, first.end.saturating_add(sign.len_utf8()))?;
    // 1:2:1 is no single value.
    if matches!(char_at(text, second.end), Some(':' | '：' | '∶')) {
        return None;
    }
    let value = first.value?.checked_div(second.value?)?;
    let mut figure = Figure::new(first.start, second.end, Some(value.round_dp(6).normalize()));
    figure.ratio = true;
    Some(figure)
}

/// Whether 比, 比例 or 配比 stands shortly before `at`.
pub(super) fn ratio_before(text: &str, at: usize) -> bool {
    text.get(..at)
        .unwrap_or_default()
        .chars()
        .rev()
        .take(10)
        .any(|c| matches!(c, '比' | '配'))
}

/// Reads 百分之九十五, 千分之三, 万分之1.2 and 百分之百.
fn percent(text: &str, at: usize) -> Option<Figure> {
    let (words, sign) = [("百分之", "%"), ("千分之", "‰"), ("万分之", "‱")]
        .into_iter()
        .find(|(words, _)| rest(text, at).starts_with(words))?;
    let words_end = at.saturating_add(words.len());
    let (value, end) = if rest(text, words_end).starts_with('百') {
        (Decimal::ONE_HUNDRED, words_end.saturating_add(3))
    } else {
        plain(text, words_end)?
    };
    let mut figure = Figure::new(at, end, Some(value));
    figure.fraction = Some((at, words_end, sign));
    Some(figure)
}

fn plain(text: &str, at: usize) -> Option<(Decimal, usize)> {
    if let Some(number) = arabic_number(text, at) {
        return number.value.map(|value| (value, number.end));
    }
    if !char_at(text, at).is_some_and(is_chinese_numeral) {
        return None;
    }
    let (value, len) = chinese_number(rest(text, at))?;
    Some((value, at.saturating_add(len)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(text: &str) -> Option<(String, Option<String>, bool, usize)> {
        let unit =
            |at: usize| rest(text, at).starts_with("千米") || rest(text, at).starts_with('名');
        let figure = read(text, 0, unit)?;
        let high = figure.high.map(|high| high.normalize().to_string());
        Some((
            figure.value?.normalize().to_string(),
            high,
            figure.open,
            figure.end,
        ))
    }

    #[test]
    fn reads_figures() {
        for (text, value, high, open, rest) in [
            ("1.2万册", "12000", None, false, "册"),
            ("800余名", "800", None, true, "名"),
            ("20余万名", "200000", None, true, "名"),
            ("两万余名", "20000", None, true, "名"),
            ("3千米", "3", None, false, "千米"),
            ("5-8次", "5", Some("8"), false, "次"),
            ("5～8万元", "50000", Some("80000"), false, "元"),
            ("五至八次", "5", Some("8"), false, "次"),
            ("七八次", "7", Some("8"), false, "次"),
            ("百分之九十五", "95", None, false, ""),
            ("百分之百", "100", None, false, ""),
            ("三分之二", "0.666667", None, false, ""),
            ("28亿元", "2800000000", None, false, "元"),
            ("近", "", None, false, ""),
        ] {
            let expected = (!value.is_empty()).then(|| {
                (
                    value.to_owned(),
                    high.map(str::to_owned),
                    open,
                    text.len() - rest.len(),
                )
            });
            assert_eq!(figure(text), expected, "{text}");
        }
    }
}
