//! Makes a quantity of a number: unit, comparing words, period and role.

use rust_decimal::Decimal;

use crate::source::TextRange;

use super::context::{self, is_boundary};
use super::defines::Measured;
use super::figure::{self, Figure, char_at, range_sign, skip_blanks};
use super::guard;
use super::lexicon::{prose_tag, role_tag};
use super::numeral::digit_of;
use super::quantity::{Comparator, Grade, Quantity, Reason, Role};
use super::scan::Scanner;
use super::unit::{self, UnitText};
use super::verdict::{Bare, Verdict, next_word};

impl Scanner<'_> {
    /// Reads unit, comparing words, period and role, and keeps the quantity or sets it aside.
    pub(super) fn measure(&mut self, figure: Figure, value: Decimal) -> usize {
        let (text, lexicon) = (self.text, self.lexicon);
        let mut figure = figure;
        let mut unit = unit::read(text, figure.end, lexicon);
        // 100+个
        let plus = matches!(char_at(text, figure.end), Some('+' | '＋'));
        if plus && unit.is_none() {
            let sign = char_at(text, figure.end).map_or(0, char::len_utf8);
            unit = unit::read(text, figure.end.saturating_add(sign), lexicon);
        }
        let per_base = per_base(text, figure.end);
        if let Some(end) = self.guarded_behind(&figure, unit.as_ref()) {
            return end;
        }
        let mut value = value;
        // 90%-95%, 5万元至8万元: the second end after the unit of the first.
        if figure.high.is_none()
            && let Some(first) = unit
            && let Some(next) = range_sign(text, first.behind)
            && let Some(second) = figure::read(text, next, |at| {
                lexicon.unit_words.longest(text, at).is_some()
            })
            && second.high.is_none()
            && let Some(last) = unit::read(text, second.end, lexicon)
            && last.id == first.id
            && second.value.is_some_and(|high| high >= value)
            && self.from.is_none()
        {
            figure.high = second.value;
            figure.end = second.end;
            unit = Some(last);
        }
        // 九成 = 90 %, 九成五 = 95 %.
        if let Some(tenths) = &mut unit
            && text.get(tenths.start..tenths.end) == Some("成")
        {
            value = value.checked_mul(Decimal::TEN).unwrap_or(value);
            if let Some(more) = char_at(text, tenths.behind).and_then(digit_of) {
                value = value.checked_add(Decimal::from(more)).unwrap_or(value);
                tenths.behind = tenths.behind.saturating_add(3);
            }
            figure.high = figure.high.and_then(|high| high.checked_mul(Decimal::TEN));
        }
        if figure.high.is_some_and(|high| high < value) {
            let end = guard::code_end(text, figure.end);
            return self.put_aside(figure.start, end.max(figure.end), Reason::Identifier);
        }
        let behind = unit.map_or(per_base.unwrap_or(figure.end), |unit| unit.behind);
        let family = unit.map_or("", |unit| lexicon.unit_family(unit.id));
        let before = context::before(text, figure.start, self.every, lexicon);
        let after = context::after(text, behind, family, lexicon);
        let end = after.map_or(behind, |hit| hit.end);
        let after_comparator = match after {
            None if plus && unit.is_some() => Some(Comparator::Gt),
            hit => hit.map(|hit| Comparator::from_tag(hit.tag)),
        };
        let mut comparator = context::joined(before.comparator, after_comparator);
        if comparator == Comparator::None && before.copula && is_boundary(next_word(text, end)) {
            comparator = Comparator::Eq;
        }
        let bare = Bare {
            figure: &figure,
            unit: unit.as_ref(),
            comparator,
        };
        let verdict = Verdict { text, lexicon };
        if let Some(reason) = verdict.rejects(&bare) {
            if figure.chinese && reason == Reason::NoUnit {
                return figure.end;
            }
            return self.put_aside(figure.start, figure.end, reason);
        }
        if let Some(unit) = &unit
            && let Some(end) = verdict.defines(&Measured {
                figure: &figure,
                unit,
                start: before.start,
                end,
                compared: after.is_some(),
            })
        {
            return self.put_aside(before.start, end, Reason::Definition);
        }
        // 在30个工作日内 is a time, 在10个社区 a scope.
        let role = match self.role(before.start, end) {
            Role::Scope if family == "time" => Role::Target,
            role => role,
        };
        let approximate = before.approximate
            || figure.open
            || matches!(after_comparator, Some(Comparator::About));
        if figure.open && matches!(comparator, Comparator::None | Comparator::Eq) {
            comparator = Comparator::About;
        }
        if figure.high.is_some() {
            comparator = Comparator::Range;
        }
        let per = self.per(before.start, figure.start);
        let quantity = Quantity {
            range: TextRange::of(before.start..end),
            number: TextRange::of(figure.start..figure.end),
            comparator,
            value,
            high: figure.high,
            unit: match per_base {
                Some(end) if unit.is_none() => TextRange::of(figure.end..end),
                _ => unit_range(&figure, unit.as_ref()),
            },
            unit_id: figure
                .fraction
                .map_or(unit.map(|unit| unit.id), |(_, _, sign)| lexicon.unit(sign)),
            under: unit.map_or(TextRange::empty(0), |unit| {
                TextRange::of(unit.under..unit.end)
            }),
            per,
            approximate,
            places: figure.places,
            role,
            grade: grade(comparator, role),
        };
        self.push(quantity);
        end
    }

    /// Sets a number aside for the word behind it: 号楼, 周年, 届.
    fn guarded_behind(&mut self, figure: &Figure, unit: Option<&UnitText>) -> Option<usize> {
        let at = skip_blanks(self.text, figure.end, 1);
        let hit = self.lexicon.guard_after.longest(self.text, at)?;
        let reason = Reason::from_tag(hit.tag);
        if let Some(unit) = unit {
            let (guard, unit) = (
                hit.end.saturating_sub(hit.start),
                unit.end.saturating_sub(unit.start),
            );
            let loose = matches!(reason, Reason::Structure | Reason::Name | Reason::Class);
            if unit > guard || (unit == guard && loose && !figure.chinese) {
                return None;
            }
        }
        if figure.scaled && reason != Reason::Anniversary
            || figure.places > 0 && reason == Reason::Structure
        {
            return None;
        }
        if figure.chinese && reason == Reason::Structure && hit.end.saturating_sub(hit.start) <= 3 {
            // 三大, 五化: an everyday word, not worth a note.
            return Some(self.put_aside(figure.start, hit.end, Reason::Structure));
        }
        Some(self.put_aside(figure.start, hit.end, reason))
    }

    fn role(&mut self, start: usize, end: usize) -> Role {
        let near = context::role_before(self.text, start, self.lexicon);
        let mut tag = near | self.far;
        self.far &= role_tag::SCOPE;
        if let Some(from) = self.from.take()
            && start.saturating_sub(from) <= 36
            && context::leads_to(self.text, end)
        {
            tag |= role_tag::BASE;
        }
        context::role_of(tag)
    }

    /// The period or base that the number is for.
    fn per(&self, start: usize, number: usize) -> Option<TextRange> {
        if let Some((from, to)) = self.every {
            return Some(TextRange::of(from..to));
        }
        let place = self.lexicon.per_words.longest_before(self.text, start);
        let hit = place.or_else(|| self.lexicon.per_words.longest_before(self.text, number))?;
        Some(TextRange::of(hit.start..hit.end))
    }

    /// Whether a verb of making or working stands in `gap`.
    fn has_verb(&self, gap: &str) -> bool {
        let verbs = prose_tag::OUTPUT_VERB | prose_tag::PROCESS_VERB;
        gap.char_indices().any(|(at, _)| {
            self.lexicon
                .prose
                .all(gap, at)
                .any(|hit| hit.tag & verbs != 0)
        })
    }

    /// Keeps a quantity; its comparing word may govern the list it stands in.
    fn push(&mut self, quantity: Quantity) {
        let mut quantity = quantity;
        if let Some(mut last) = self.out.found.pop() {
            let gap = TextRange::new(last.range.end, quantity.range.start).slice(self.text);
            let listed = matches!(gap.trim(), "、" | "，" | "," | "和" | "及" | "与");
            if listed
                && last.same_unit(&quantity, self.text)
                && gap.trim() != "，"
                && gap.trim() != ","
            {
                let lone = |c| matches!(c, Comparator::None | Comparator::Eq);
                if quantity.comparator == Comparator::None
                    && !matches!(
                        last.comparator,
                        Comparator::None | Comparator::Range | Comparator::About
                    )
                {
                    quantity.comparator = last.comparator;
                    quantity.grade = grade(quantity.comparator, quantity.role);
                } else if lone(last.comparator)
                    && matches!(quantity.comparator, Comparator::Ge | Comparator::Le)
                    && quantity.range.start == quantity.number.start
                {
                    last.comparator = quantity.comparator;
                    last.grade = grade(last.comparator, last.role);
                }
                if last.role != Role::Factor {
                    quantity.role = last.role;
                }
            }
            // 涉及东区居民7368户；西区居民4364户: the scope goes on while no verb comes between.
            if last.role == Role::Scope
                && quantity.role == Role::Target
                && quantity.comparator == Comparator::None
                && gap.starts_with('；')
                && gap.len() <= 180
                && last.same_unit(&quantity, self.text)
                && !self.has_verb(gap)
            {
                quantity.role = Role::Scope;
                quantity.grade = Grade::Weak;
            }
            // 6场/个（2个社区馆）
            if matches!(gap, "（" | "(") && !last.under.is_empty() {
                quantity.role = Role::Factor;
            }
            self.out.found.push(last);
        }
        self.out.found.push(quantity);
    }
}

fn unit_range(figure: &Figure, unit: Option<&UnitText>) -> TextRange {
    match (figure.fraction, unit) {
        (Some((start, end, _)), _) => TextRange::of(start..end),
        (None, Some(unit)) => TextRange::of(unit.start..unit.end),
        (None, None) => TextRange::empty(crate::source::offset(figure.end)),
    }
}

fn grade(comparator: Comparator, role: Role) -> Grade {
    match (role, comparator) {
        (Role::Scope, _) => Grade::Weak,
        (_, Comparator::Ge | Comparator::Le | Comparator::Gt | Comparator::Lt) => Grade::Bound,
        (_, Comparator::Eq | Comparator::None) => Grade::Exact,
        (_, Comparator::Range) => Grade::Range,
        (_, Comparator::About) => Grade::Approximate,
    }
}

/// The end of a base such as /10万 that ends the figure at `at`.
fn per_base(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix('/')?;
    let base = ["10万", "百万", "十万", "万", "千", "百"]
        .into_iter()
        .find(|b| rest.starts_with(b))?;
    Some(at.saturating_add(1).saturating_add(base.len()))
}
