//! Numbers that only say which things are meant: 65岁以上老年人, 8吨水罐车, 24小时值守.
//!
//! Such a number is part of a name: it says what kind of thing is bought or served, not how much of
//! it. Where it cannot be told, the number stays a target.

use super::context::{is_boundary, starts_clause};
use super::figure::{Figure, char_at, skip_blanks};
use super::lexicon::after_tag;
use super::unit::UnitText;
use super::verdict::Verdict;

/// How far behind a quantity a word may stand that makes it a definition, in characters.
const NEAR: usize = 12;
/// How long the name of a thing behind its size may be, in characters.
const NAME: usize = 10;

/// A quantity with what compares it.
#[derive(Clone, Copy)]
pub(super) struct Measured<'f> {
    pub(super) figure: &'f Figure,
    pub(super) unit: &'f UnitText,
    /// Where the expression starts, comparing words included.
    pub(super) start: usize,
    /// Offset behind the expression.
    pub(super) end: usize,
    /// Whether a comparing word stands behind it.
    pub(super) compared: bool,
}

impl Measured<'_> {
    /// Whether no word compares it.
    fn plain(&self) -> bool {
        !self.compared && self.start == self.figure.start
    }
}

impl Verdict<'_> {
    /// Whether the quantity only says which things are meant; gives the end of it.
    pub(super) fn defines(&self, it: &Measured<'_>) -> Option<usize> {
        let (text, lexicon) = (self.text, self.lexicon);
        let family = lexicon.unit_family(it.unit.id);
        if family == "age" {
            let head = text.get(..it.figure.start)?;
            let life = head.chars().rev().take(14).any(|c| c == '寿');
            return (!life).then_some(it.end);
        }
        let defines = if it.compared {
            self.bounds_a_group(it, family)
        } else {
            self.sizes(it, family)
                || (self.first_time(it) && self.rate_behind(it.end))
                || (it.plain() && short_time(it.unit, family, text) && self.rate_behind(it.end))
        };
        defines.then_some(it.end)
    }

    /// 110千伏变电站, 8吨水罐车3辆, 24小时值守: the size or the hours in the name of a thing.
    fn sizes(&self, it: &Measured<'_>, family: &str) -> bool {
        let (text, lexicon) = (self.text, self.lexicon);
        let word = text.get(it.unit.start..it.unit.end).unwrap_or_default();
        let named = char_at(text, it.unit.behind).is_some_and(char::is_alphanumeric);
        if !it.plain() || !named || it.figure.scaled || it.figure.open {
            return false;
        }
        if lexicon.specs.contains(it.unit.id, lexicon) {
            return true;
        }
        if word.ends_with("小时") {
            return it.figure.value.is_some_and(|hours| hours == 24.into());
        }
        let size = matches!(family, "weight" | "length" | "energy" | "volume") || word == "座";
        size && self.thing_behind(it.unit.behind, after_tag::SIZED)
    }

    /// 一次验收合格率: at the first go, not a number of times.
    fn first_time(&self, it: &Measured<'_>) -> bool {
        let word = self.text.get(it.unit.start..it.unit.end);
        it.plain() && it.figure.chinese && it.figure.value == Some(1.into()) && word == Some("次")
    }

    /// 10万元以上的村, 56人以上大班额, 30秒内出动率: the bound tells which ones are meant.
    fn bounds_a_group(&self, it: &Measured<'_>, family: &str) -> bool {
        let (text, lexicon) = (self.text, self.lexicon);
        let next = skip_blanks(text, it.end, 1);
        // 开展12场以上的讲座 is a target, 10万元以上的村 is not.
        let verb = lexicon
            .verbs_before
            .longest_before(text, it.figure.start)
            .is_some();
        if char_at(text, next) == Some('的') && !verb {
            // 九成以上的办件当日办结: the share of them, which is what shall be reached.
            let share = family == "rate" && starts_clause(text, it.start);
            return !share && !is_boundary(char_at(text, next.saturating_add(3)));
        }
        if self.rate_behind(next) {
            return true;
        }
        let group = lexicon.after_quantity.longest(text, next);
        if family == "money" && !verb && group.is_some_and(|it| it.tag & after_tag::AGE_GROUP != 0)
        {
            return true;
        }
        let scale = matches!(family, "people" | "money" | "area" | "length" | "energy");
        scale && self.thing_behind(next, after_tag::SCALED)
    }

    /// Whether a name of a few characters that ends with a word of `tag` stands at `at`, and a
    /// number or the end of the clause behind it.
    fn thing_behind(&self, at: usize, tag: u32) -> bool {
        let mut at = at;
        for _ in 0..NAME {
            let Some(c) = char_at(self.text, at).filter(|c| c.is_alphabetic()) else {
                return false;
            };
            let words = self.lexicon.after_quantity.all(self.text, at);
            let mut ends = words.filter(|hit| hit.tag & tag != 0).map(|hit| hit.end);
            if ends.any(|end| self.name_ends(end)) {
                return true;
            }
            at = at.saturating_add(c.len_utf8());
        }
        false
    }

    fn name_ends(&self, at: usize) -> bool {
        let next = char_at(self.text, at);
        let counted = next.is_some_and(|c| c.is_ascii_digit() || matches!(c, '的' | '等' | '和'));
        let verb = |hit: super::words::Hit| hit.tag & super::lexicon::prose_tag::OUTPUT_VERB != 0;
        counted || is_boundary(next) || self.lexicon.prose.all(self.text, at).any(verb)
    }

    /// Whether the name of a rate stands behind `at`: 30秒内出动率.
    fn rate_behind(&self, at: usize) -> bool {
        let mut at = at;
        for _ in 0..NEAR {
            let Some(c) = char_at(self.text, at) else {
                return false;
            };
            if is_boundary(Some(c)) || c.is_ascii_digit() {
                return false;
            }
            let hit = self.lexicon.after_quantity.longest(self.text, at);
            if hit.is_some_and(|hit| hit.tag & after_tag::RATE_TAIL != 0) {
                return true;
            }
            at = at.saturating_add(c.len_utf8());
        }
        false
    }

    /// Whether 生活圈 or the like follows within a few characters.
    pub(super) fn circle(&self, at: usize) -> bool {
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

/// Whether the unit is one of hours, minutes or days: 30分钟到达率, not 3年留任率.
fn short_time(unit: &UnitText, family: &str, text: &str) -> bool {
    let word = text.get(unit.start..unit.end).unwrap_or_default();
    family == "time" && !word.ends_with(['年', '月', '期', '度'])
}
