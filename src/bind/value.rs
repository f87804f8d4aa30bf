//! The value of a cell, by what its field holds.

use crate::form::{Choice, FieldKind};
use crate::model::CellValue;
use crate::source::TextRange;
use crate::types::{Family, LabelText, Unit};

use super::mark;
use super::normalise::passage;
use super::number;
use super::page::Binder;

/// Range and value of the pieces in [`Binder::parts`]; `unit` is the one that the page gives to
/// amounts.
pub(super) fn of(
    binder: &mut Binder<'_>,
    kind: &FieldKind,
    unit: Option<Unit>,
) -> (TextRange, CellValue) {
    let first = binder.parts.first().copied().unwrap_or_default();
    if matches!(kind, FieldKind::Text) {
        let range = passage(&mut binder.document.content, binder.folds, &binder.parts);
        return match range.is_empty() {
            true => (TextRange::empty(first.start), CellValue::Blank),
            false => (range, CellValue::Text),
        };
    }
    let unit = unit.or(binder.page_unit);
    let (within, value) = scalar(first.slice(binder.text), kind, unit);
    let range = match (value, within) {
        (CellValue::Blank, _) => TextRange::empty(first.start),
        (_, Some(within)) => within.shifted(first.start),
        (_, None) => first,
    };
    (range, value)
}

/// The value of a text that is not running text, and where in it the value stands when it does not
/// fill it.
pub(super) fn scalar(
    words: &str,
    kind: &FieldKind,
    unit: Option<Unit>,
) -> (Option<TextRange>, CellValue) {
    match kind {
        FieldKind::Number(own) => {
            let given =
                unit.filter(|unit| own.family() == Family::Money && unit.family() == Family::Money);
            (None, number::number(words, given.unwrap_or(*own)))
        }
        FieldKind::Year => match number::year(words) {
            Some((year, range)) => (
                Some(TextRange::of(range)),
                CellValue::Number(year.into(), Unit::YEAR),
            ),
            None if words.trim().is_empty() => (None, CellValue::Blank),
            None => (None, CellValue::Unreadable),
        },
        FieldKind::Ordinal => match mark::any_numeral(words) {
            Some((value, range, _)) => (Some(range), CellValue::Number(value.into(), Unit::NONE)),
            None => (None, CellValue::Unreadable),
        },
        FieldKind::Date => (None, number::date(words)),
        FieldKind::Choice(choices) => (
            None,
            choice(words, choices).map_or(CellValue::Unreadable, CellValue::Word),
        ),
        FieldKind::Text | FieldKind::List(_) => (None, CellValue::Unreadable),
    }
}

/// The choice that a text names: as a whole, by a tick, or by its beginning.
fn choice(words: &str, choices: &[Choice]) -> Option<u16> {
    let text = LabelText::normal(words);
    let spellings = |entry: &Choice| -> Vec<Vec<u8>> {
        let all = entry.written.iter().chain([&entry.word]);
        all.map(|text| LabelText::normal(text)).collect()
    };
    let numbered = || (0u16..).zip(choices);
    let whole = numbered().find(|(_, entry)| spellings(entry).contains(&text));
    let ticked = || {
        let tick = words.find(['☑', '√', '■', '✓'])?;
        let behind = words
            .get(tick..)?
            .trim_start_matches(['☑', '√', '■', '✓', ' ', '　']);
        numbered().find(|(_, entry)| {
            entry
                .written
                .iter()
                .chain([&entry.word])
                .any(|text| behind.starts_with(text.as_str()))
        })
    };
    let begun = || {
        numbered().find(|(_, entry)| {
            spellings(entry)
                .iter()
                .any(|spelling| text.starts_with(spelling))
        })
    };
    let found = match words.contains(['☑', '√', '■', '✓', '□']) {
        true => ticked(),
        false => whole.or_else(begun),
    };
    found.map(|(index, _)| index)
}
