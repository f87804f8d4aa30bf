//! Whether a number with its unit is a quantity at all.
//!
//! Looks at what follows the whole expression and at the shape of the number; the words come from
//! the lexicon.

use super::context::is_boundary;
use super::figure::{Figure, char_at, char_before, skip_blanks};
use super::guard;
use super::lexicon::{Lexicon, after_tag};
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

    /// Whether the quantity only says which things are meant; gives the end of it.
    pub(super) fn defines(
        &self,
        figure: &Figure,
        unit: Option<&UnitText>,
        compared: bool,
        end: usize,
    ) -> Option<usize> {
        let (text, lexicon) = (self.text, self.lexicon);
        let unit = unit?;
        if lexicon.unit_family(unit.id) == "age" {
            let head = text.get(..figure.start)?;
            let life = head.chars().rev().take(14).any(|c| c == '寿');
            return (!life).then_some(end);
        }
        if !compared {
            return None;
        }
        let next = skip_blanks(text, end, 1);
        // 开展12场以上的讲座 is a target, 10万元以上的村 is not.
        let verb = lexicon
            .verbs_before
            .longest_before(text, figure.start)
            .is_some();
        if char_at(text, next) == Some('的') && !verb {
            return (!is_boundary(char_at(text, next.saturating_add(3)))).then_some(end);
        }
        // 30秒内出动率, 65岁以上老年人健康管理率.
        let mut at = next;
        for _ in 0..12 {
            let c = char_at(text, at)?;
            if is_boundary(Some(c)) || c.is_ascii_digit() {
                return None;
            }
            if let Some(hit) = lexicon.after_quantity.longest(text, at) {
                if hit.tag & after_tag::RATE_TAIL != 0 {
                    return Some(end);
                }
                if hit.tag & after_tag::AGE_GROUP != 0
                    && at == next
                    && !verb
                    && lexicon.unit_family(unit.id) == "money"
                {
                    return Some(end);
                }
            }
            at = at.saturating_add(c.len_utf8());
        }
        None
    }

    /// Whether 生活圈 or the like follows within a few characters.
    fn circle(&self, at: usize) -> bool {
        let mut at = at;
        for _ in 0..8 {
            let Some(c) = char_at(self.text, at) else {
                return false;
            };
            if is_boundary(Some(c)) {
                return false;
            }
            if let Some(hit) = self.lexicon.after_quantity.longest(self.text, at)
                && hit.tag & after_tag::CIRCLE != 0
            {
                return true;
            }
            at = at.saturating_add(c.len_utf8());
        }
        false
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
