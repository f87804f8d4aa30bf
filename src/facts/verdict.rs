//! Whether a number with its unit is a quantity at all.
//!
//! Looks at what follows the whole expression and at the shape of the number; the words come from
//! the lexicon.

use super::context::is_boundary;
use super::figure::{Figure, char_at, char_before, skip_blanks};
use super::guard;
use super::lexicon::Lexicon;
use super::quantity::{Comparator, Reason};
use super::unit::UnitText;

/// A number with what was found around it.
pub(super) struct Bare<'f> {
    pub(super) figure: &'f Figure,
    pub(super) unit: Option<&'f UnitText>,
    pub(super) comparator: Comparator,
}

/// Decides about the numbers of one text.
pub(super) struct Verdict<'t> {
    pub(super) text: &'t str,
    pub(super) lexicon: &'t Lexicon,
}

/// The character behind the blanks at `at`.
pub(super) fn next_word(text: &str, at: usize) -> Option<char> {
    char_at(text, skip_blanks(text, at, 3))
}

impl Verdict<'_> {
    /// Why a number without unit, or with a doubtful one, is no quantity.
    pub(super) fn rejects(&self, bare: &Bare<'_>) -> Option<Reason> {
        let (figure, text) = (bare.figure, self.text);
        let firm = !matches!(bare.comparator, Comparator::None | Comparator::About);
        if figure.fraction.is_some() || figure.ratio {
            return None;
        }
        let Some(unit) = bare.unit else {
            return self.rejects_bare(bare, firm);
        };
        let family = self.lexicon.unit_family(unit.id);
        let word = text.get(unit.start..unit.end).unwrap_or_default();
        if figure.chinese {
            if scale_only(text, figure) && bare.comparator == Comparator::None && !figure.open {
                return Some(Reason::NoUnit);
            }
            if bare.comparator == Comparator::None
                && figure.high.is_none()
                && self.lexicon.weak_units.iter().any(|weak| weak == word)
            {
                return Some(Reason::NoUnit);
            }
            if repeats(text, figure, unit) {
                return Some(Reason::Slogan);
            }
        }
        let next = next_word(text, unit.behind);
        if word == "届" && !self.counted_event(figure, unit) {
            return Some(Reason::Meeting);
        }
        if word == "年" && bare.comparator == Comparator::None && !is_boundary(next) {
            return Some(Reason::Period);
        }
        if word == "日" && bare.comparator == Comparator::None {
            return Some(Reason::Date);
        }
        if family == "time" && self.circle(unit.behind) {
            return Some(Reason::Name);
        }
        None
    }

    /// 举办夜校两届, 培训三期, 3届: times that something is held, not the name of one of them.
    pub(super) fn counted_event(&self, figure: &Figure, unit: &UnitText) -> bool {
        let ends = is_boundary(next_word(self.text, unit.behind));
        ends && (!figure.chinese
            || self
                .lexicon
                .events
                .longest_before(self.text, figure.start)
                .is_some())
    }

    fn rejects_bare(&self, bare: &Bare<'_>, firm: bool) -> Option<Reason> {
        let (figure, text) = (bare.figure, self.text);
        let next = next_word(self.text, figure.end);
        if figure.chinese {
            let zero = figure.value.is_some_and(|value| value.is_zero());
            let strong = firm && (bare.comparator != Comparator::Eq || zero);
            return (!strong || !is_boundary(next)).then_some(Reason::NoUnit);
        }
        let plain = !figure.scaled && figure.places == 0 && !figure.open;
        let digits = figure.end.saturating_sub(figure.start);
        if figure.padded || (plain && figure.whole >= 7 && digits == figure.whole as usize && !firm)
        {
            return Some(Reason::Identifier);
        }
        if plain
            && !firm
            && guard::is_year(figure.value)
            && (figure.high.is_none() || guard::is_year(figure.high))
        {
            return Some(Reason::Period);
        }
        if matches!(
            (char_before(text, figure.start), next),
            (Some('—' | ' ' | '-'), Some('—' | '-'))
        ) {
            return Some(Reason::Identifier);
        }
        let decimal = figure.places > 0;
        if firm || bare.comparator == Comparator::About || figure.open || figure.scaled || decimal {
            return None;
        }
        (!is_boundary(next) || next == Some('、')).then_some(Reason::NoUnit)
    }
}

/// Whether the figure is only 百, 千 or 万 without a digit before it.
fn scale_only(text: &str, figure: &Figure) -> bool {
    char_at(text, figure.start).is_some_and(|c| matches!(c, '百' | '千' | '万' | '亿'))
}

/// 一户一档, 一人一策: the same small numeral again right behind a one-character unit.
fn repeats(text: &str, figure: &Figure, unit: &UnitText) -> bool {
    let first = char_at(text, figure.start);
    let next = char_at(text, unit.behind);
    let before = char_before(text, figure.start)
        .and_then(|c| char_before(text, figure.start.saturating_sub(c.len_utf8())));
    first == Some('一') && (next == first || before == first)
}
