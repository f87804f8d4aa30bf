//! Whether two texts say the same numbers.

use rust_decimal::Decimal;

use super::figure::{char_at, char_before};
use super::lexicon::Lexicon;
use super::numeral::{arabic_number, digit_at, is_chinese_numeral};
use super::quantity::Comparator;
use super::scan::quantities;

/// Whether `after` says the numbers of `before`, in the same order, with the same units and the
/// same words of comparison, however these are written; both are folded.
pub fn same_numbers(before: &str, after: &str, lexicon: &Lexicon) -> bool {
    numerals(before) == numerals(after) && measures(before, lexicon) == measures(after, lexicon)
}

/// A numeral: an Arabic one by what it says, one without a value and a Chinese one as written.
#[derive(Debug, PartialEq, Eq)]
enum Numeral<'t> {
    Value(Decimal, u32, bool),
    Written(&'t str),
}

fn numerals(text: &str) -> Vec<Numeral<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = char_at(text, at) {
        let start = at;
        at = at.saturating_add(c.len_utf8());
        if digit_at(text.as_bytes(), start).is_some()
            && let Some(number) = arabic_number(text, start)
        {
            at = number.end.max(at);
            let written = text.get(start..at).unwrap_or_default();
            let negative = matches!(char_before(text, start), Some('-' | '－' | '−'));
            found.push(match number.value {
                Some(value) => Numeral::Value(value, number.places, negative),
                None => Numeral::Written(written),
            });
        } else if is_chinese_numeral(c) {
            while let Some(c) = char_at(text, at).filter(|c| is_chinese_numeral(*c)) {
                at = at.saturating_add(c.len_utf8());
            }
            found.push(Numeral::Written(text.get(start..at).unwrap_or_default()));
        }
    }
    found
}

/// What the quantities of a text measure: value, high value, comparison, unit.
fn measures(text: &str, lexicon: &Lexicon) -> Vec<(Decimal, Option<Decimal>, Comparator, String)> {
    let found = quantities(text, lexicon).found;
    let of = |it: &super::quantity::Quantity| {
        let unit = it.canonical_unit(text, lexicon);
        (it.value, it.high, it.comparator, unit)
    };
    found.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_what_they_say() {
        let data: crate::facts::LexiconData =
            toml::from_str(include_str!("../../rules/core/lexicon.toml")).unwrap();
        let lexicon = Lexicon::new(&data);
        for (before, after) in [
            ("收益群众300人。", "受益群众300人。"),
            ("支出22001.49万元", "支出22,001.49万元"),
            ("演出12场，讲座3次", "演出12场；讲座3次。"),
            ("一如继往", "一如既往"),
            ("改造1200平米", "改造1200平方米"),
        ] {
            assert!(same_numbers(before, after, &lexicon), "{before} {after}");
        }
        for (before, after) in [
            ("培训12场", "培训13场"),
            ("培训12场", "培训12次"),
            ("支出5万元", "支出5元"),
            ("支出1.5万元", "支出15万元"),
            ("不少于12场", "不超过12场"),
            ("一般", "二般"),
            ("12场", "1，2场"),
            ("增长-3", "增长3"),
        ] {
            assert!(!same_numbers(before, after, &lexicon), "{before} {after}");
        }
    }
}
