//! Why a requirement failed: the part that decided, its operands with their places, and the
//! expression with the values filled in. Runs only for what has failed.

use std::ops::Range;

use crate::diag::{Evaluation, Place, PlaceRole};
use crate::ir::{Arithmetic, Comparison, Each, Expr, ExprKind, Presence, Quantifier};
use crate::source::TextRange;
use crate::types::{Number, Value};

use super::compare;
use super::run::Run;
use super::show;

/// How many operands a finding points at.
const MOST_OPERANDS: usize = 12;

/// The part of a condition that decided, and how it came out.
#[derive(Clone, Copy)]
pub(super) struct Decisive<'a> {
    pub expr: &'a Expr,
    /// Whether it was true: so it is for what is forbidden.
    pub held: bool,
}

/// A value that a failed expression used.
pub(super) struct Operand<'a> {
    pub label: String,
    pub value: Value<'a>,
    /// Its place, when that is not the whole value's: the hit of a search.
    pub place: Option<TextRange>,
}

impl<'a> Run<'a, '_> {
    /// The smallest part of a condition that made it come out as it did: true when `held`. Leaves
    /// the names of walks bound to the element that decided.
    pub(super) fn decisive(&mut self, expr: &'a Expr, held: bool) -> Decisive<'a> {
        match &expr.kind {
            ExprKind::Not(inner) => self.decisive(inner, !held),
            // One side decides a failed `and`, and an `or` that holds.
            ExprKind::And(a, b) if !held => self.decisive_side(a, b, false),
            ExprKind::Or(a, b) if held => self.decisive_side(a, b, true),
            ExprKind::If(condition, a, b) => match self.truth(condition) {
                Ok(true) => self.decisive(a, held),
                _ => self.decisive(b, held),
            },
            ExprKind::Quantified(quantifier, each, body) => {
                // What the body came out as for the element that decides, if one does.
                let wanted = match (quantifier, held) {
                    (Quantifier::Every, false) => false,
                    (Quantifier::No, false) | (Quantifier::Some, true) => true,
                    _ => return Decisive { expr, held },
                };
                let Ok(elements) = self.elements(&each.source) else {
                    return Decisive { expr, held };
                };
                for (index, element) in elements.iter().enumerate() {
                    let admitted = self.admits(each, index + 1, &element).unwrap_or(false);
                    if admitted && self.truth(body).is_ok_and(|holds| holds == wanted) {
                        self.walked.push(element);
                        return self.decisive(body, wanted);
                    }
                }
                Decisive { expr, held }
            }
            ExprKind::With(bindings, body) => {
                for (slot, value) in bindings {
                    if let Ok(value) = self.eval_or_missing(value) {
                        self.set_local(*slot, &value);
                    }
                }
                match &body.kind {
                    ExprKind::Compare(..) => Decisive { expr: body, held },
                    _ => Decisive { expr, held },
                }
            }
            _ => Decisive { expr, held },
        }
    }

    fn decisive_side(&mut self, a: &'a Expr, b: &'a Expr, held: bool) -> Decisive<'a> {
        match self.truth(a) {
            Ok(value) if value == held => self.decisive(a, held),
            _ => self.decisive(b, held),
        }
    }

    /// The values that an expression used and where they stand, in the order of the expression.
    pub(super) fn operands(&mut self, expr: &'a Expr, found: &mut Vec<Operand<'a>>) {
        if found.len() >= MOST_OPERANDS {
            return;
        }
        match &expr.kind {
            ExprKind::Gathered(slots) => {
                for slot in slots {
                    let cell = self.document.cell(u32::from(*slot));
                    let name = self.field_name(*slot);
                    if let Ok(value) = self.cell_value(cell, |_| name) {
                        found.push(Operand {
                            label: name.into(),
                            value,
                            place: None,
                        });
                    }
                }
            }
            ExprKind::Cell(_)
            | ExprKind::Slot(..)
            | ExprKind::Part(..)
            | ExprKind::Local(_)
            | ExprKind::First(_) => self.operand(expr, found),
            ExprKind::Is(inner, _) => self.asked_operand(inner, found),
            ExprKind::EachSlot(..) | ExprKind::EachPart(..) | ExprKind::Collect(..) => {
                if let Ok(elements) = self.listed(expr) {
                    let label = self.last_name(expr).to_owned();
                    let label = if label.contains([' ', '[', ']']) {
                        String::new()
                    } else {
                        label
                    };
                    for value in elements.iter().take(MOST_OPERANDS) {
                        found.push(Operand {
                            label: label.clone(),
                            value: *value,
                            place: None,
                        });
                    }
                }
            }
            ExprKind::TermsIn(text, index) => self.hits(text, *index, false, found),
            ExprKind::Matches(text, index) => self.hits(text, *index, true, found),
            ExprKind::Quantified(_, each, _) => self.operands(&each.source, found),
            ExprKind::Keyed(_, each, _) => self.operands(&each.source, found),
            _ => {
                let mut parts = Vec::new();
                expr.for_each_part(&mut |part| parts.push(part));
                for part in parts {
                    self.operands(part, found);
                }
            }
        }
    }

    fn operand(&mut self, expr: &'a Expr, found: &mut Vec<Operand<'a>>) {
        let Ok(value) = self.eval(expr) else { return };
        let label = match &expr.kind {
            ExprKind::Cell(slot) => self.field_name(*slot).to_owned(),
            _ => self.last_name(expr).to_owned(),
        };
        found.push(Operand {
            label,
            value,
            place: None,
        });
    }

    /// What was asked whether it is present. A missing value has a place too: where it should
    /// stand.
    fn asked_operand(&mut self, expr: &'a Expr, found: &mut Vec<Operand<'a>>) {
        match self.eval_or_missing(expr) {
            Ok(value @ Value::Missing(absence)) => found.push(Operand {
                label: absence.name.into(),
                value,
                place: None,
            }),
            _ => self.operands(expr, found),
        }
    }

    /// The places where a search hit; the searched text when it did not.
    fn hits(&mut self, text: &'a Expr, index: u16, pattern: bool, found: &mut Vec<Operand<'a>>) {
        let Ok(Value::Text(it)) = self.eval(text) else {
            return;
        };
        let before = found.len();
        let content = &self.document.content;
        let mut visit = |range, _: &[Option<Range<usize>>]| {
            let part = it.part(range);
            let place = part.place().map(|range| content.origin(range));
            found.push(Operand {
                label: String::new(),
                value: Value::Text(part),
                place,
            });
        };
        // A pattern that does not compile has stopped the rule before.
        let _ = if pattern {
            let (set, scratch) = (self.set, &mut *self.scratch);
            self.searchers
                .find_pattern(set, scratch, index, it.text, &mut visit)
        } else {
            self.searchers
                .find_words(self.set, index, it.text, &mut visit)
        };
        if found.len() == before {
            self.operand(text, found);
        }
    }

    /// The operands of a failed expression as places; values of the same place once.
    pub(super) fn operand_places(&mut self, expr: &'a Expr) -> Vec<Place> {
        let mut operands = Vec::new();
        self.operands(expr, &mut operands);
        let mut places: Vec<Place> = Vec::new();
        for operand in operands {
            let range = operand.place.or_else(|| self.place(&operand.value));
            let Some(range) = range else { continue };
            if !places.iter().any(|place| place.range == range) {
                let (value, unit) = understood(&operand.value);
                let role = PlaceRole::Operand;
                places.push(Place {
                    role,
                    label: operand.label,
                    range,
                    value,
                    unit,
                });
            }
        }
        places
    }

    /// The part that decided as written and with its values filled in.
    pub(super) fn evaluation(&mut self, Decisive { expr, held }: Decisive<'a>) -> Evaluation {
        let expression = one_line(self.written(expr.range));
        let filled = match &expr.kind {
            ExprKind::Compare(op, a, b, tolerance) => {
                self.fill_comparison((*op, held), a, b, tolerance.as_deref())
            }
            _ => self.fill(expr, 0),
        };
        let numeric = match &expr.kind {
            ExprKind::Compare(_, a, b, _) => {
                let numbers = (self.eval(a), self.eval(b));
                matches!(numbers, (Ok(Value::Number(_)), Ok(Value::Number(_)))) && !held
            }
            _ => false,
        };
        Evaluation {
            expression,
            filled,
            numeric,
        }
    }

    fn fill_comparison(
        &mut self,
        (op, held): (Comparison, bool),
        a: &'a Expr,
        b: &'a Expr,
        tolerance: Option<&'a Expr>,
    ) -> String {
        let left = self.fill_with_result(a);
        let right = self.fill_with_result(b);
        let sign = if held { sign(op) } else { failed_sign(op) };
        let mut text = format!("{left} {sign} {right}");
        let values = (self.eval(a), self.eval(b));
        if let (Ok(Value::Number(a)), Ok(Value::Number(b))) = values
            && let Ok(difference) = compare::difference(&a, &b)
            && a.unit.family() != crate::types::Family::Year
            && !held
        {
            text.push_str(&format!(
                "，相差 {}",
                show::number(difference.abs(), a.unit)
            ));
        }
        if let Some(tolerance) = tolerance
            && let Ok(Value::Number(it)) = self.eval(tolerance)
        {
            text.push_str(&format!("（允差 {}）", show::number(it.value, it.unit)));
        }
        text
    }

    /// A side of a comparison with its values, and its result when it was computed from several.
    fn fill_with_result(&mut self, expr: &'a Expr) -> String {
        let filled = self.fill(expr, 1);
        match self.eval(expr) {
            Ok(Value::Number(Number { value, unit, .. })) => {
                let result = show::number(value, unit);
                if result == filled {
                    filled
                } else {
                    format!("{filled} = {result}")
                }
            }
            _ => filled,
        }
    }

    /// An expression with its values filled in; `level` is the binding strength around it.
    fn fill(&mut self, expr: &'a Expr, level: u8) -> String {
        let wrap = |text: String, own: u8| {
            if own < level {
                format!("({text})")
            } else {
                text
            }
        };
        match &expr.kind {
            ExprKind::And(a, b) => wrap(format!("{} 且 {}", self.fill(a, 1), self.fill(b, 1)), 0),
            ExprKind::Or(a, b) => wrap(format!("{} 或 {}", self.fill(a, 1), self.fill(b, 1)), 0),
            // `a not in b` is written with its own `not`.
            ExprKind::Not(a) if a.range == expr.range => self.fill(a, level),
            ExprKind::Not(a) => format!("非 {}", self.fill(a, 2)),
            ExprKind::Compare(op, a, b, _) => {
                let holds = self.truth(expr).unwrap_or(true);
                let sign = if holds { sign(*op) } else { failed_sign(*op) };
                let (a, b) = (self.fill(a, 1), self.fill(b, 1));
                wrap(format!("{a} {sign} {b}"), 0)
            }
            ExprKind::Arithmetic(op, a, b) => {
                let (sign, own) = match op {
                    Arithmetic::Add => ("+", 1),
                    Arithmetic::Subtract => ("-", 1),
                    Arithmetic::Multiply => ("×", 2),
                    Arithmetic::Divide => ("÷", 2),
                };
                let text = format!("{} {sign} {}", self.fill(a, own), self.fill(b, own + 1));
                wrap(text, own)
            }
            ExprKind::Call(index, arguments) => self.fill_call(*index, arguments, level),
            ExprKind::Is(inner, presence) => {
                let word = match presence {
                    Presence::Missing => "缺失",
                    Presence::Present => "已填",
                    Presence::Unreadable => "不可读",
                };
                format!("{} 为 {word}", self.written(inner.range))
            }
            ExprKind::InTerms(text, _)
            | ExprKind::TermsIn(text, _)
            | ExprKind::Matches(text, _)
            | ExprKind::InList(text, _)
            | ExprKind::ListContains(text, _)
            | ExprKind::TextContains(text, _) => {
                let written = self.written(expr.range);
                let inner = self.written(text.range);
                let filled = self.fill(text, 2);
                written.replacen(inner, &filled, 1)
            }
            ExprKind::Word(_, name) => name.to_string(),
            ExprKind::Quantified(quantifier, each, body) => {
                let holds = self.truth(expr).unwrap_or(false);
                self.fill_quantified((*quantifier, holds), each, body)
            }
            _ => match self.eval(expr) {
                Ok(value) => self.filled(&value),
                Err(_) => "（缺）".into(),
            },
        }
    }

    /// What a condition on a list was asked of: how many elements, and which.
    fn fill_quantified(
        &mut self,
        came_out: (Quantifier, bool),
        each: &'a Each,
        body: &'a Expr,
    ) -> String {
        let source = self.named(&each.source);
        let body = self.named(body);
        let verdict = match came_out {
            (Quantifier::Some, false) | (Quantifier::No, true) => "没有一项",
            (Quantifier::Some, true) | (Quantifier::No, false) => "有一项",
            (Quantifier::Every, true) => "每一项",
            (Quantifier::Every, false) => "不是每一项",
        };
        let Ok(elements) = self.listed(&each.source) else {
            return format!("{source}（缺）");
        };
        if elements.is_empty() {
            return format!("{source} 一项也没有");
        }
        let shown = elements
            .iter()
            .take(4)
            .map(|it| show::shortened(&self.shown(it), 12));
        let shown: Vec<String> = shown.collect();
        let more = if elements.len() > 4 { "……" } else { "" };
        let count = elements.len();
        format!(
            "{source} 有 {count} 项（{}{more}），{verdict} {body}",
            shown.join("、")
        )
    }

    /// An expression without values, functions by their Chinese names.
    fn named(&self, expr: &'a Expr) -> String {
        match &expr.kind {
            ExprKind::Call(index, arguments) => {
                let name = crate::builtins::get(*index).map(|builtin| builtin.zh);
                let arguments: Vec<String> = arguments.iter().map(|it| self.named(it)).collect();
                format!("{}({})", name.unwrap_or_default(), arguments.join(", "))
            }
            _ => one_line(self.written(expr.range)),
        }
    }

    /// A sum is shown with its addends; other functions with their arguments.
    fn fill_call(&mut self, index: u16, arguments: &'a [Expr], level: u8) -> String {
        let Some(builtin) = crate::builtins::get(index) else {
            return String::new();
        };
        if let ("sum", [list]) = (builtin.en, arguments)
            && let Ok(elements) = self.listed(list)
            && (1..=MOST_OPERANDS * 2).contains(&elements.len())
        {
            let addends: Vec<String> = elements.iter().map(|it| self.filled(it)).collect();
            let sum = addends.join(" + ");
            return if level > 1 && elements.len() > 1 {
                format!("({sum})")
            } else {
                sum
            };
        }
        let filled: Vec<String> = arguments.iter().map(|it| self.fill(it, 0)).collect();
        format!("{}({})", builtin.zh, filled.join(", "))
    }
}

/// A piece of a rule file on one line.
fn one_line(written: &str) -> String {
    written.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value as machine output gives it: the number and its unit.
pub(super) fn understood(value: &Value<'_>) -> (Option<String>, Option<String>) {
    match value {
        Value::Number(it) => {
            let unit = it.unit.name();
            (
                Some(it.value.to_string()),
                (!unit.is_empty()).then(|| unit.to_owned()),
            )
        }
        _ => (None, None),
    }
}

fn sign(op: Comparison) -> &'static str {
    match op {
        Comparison::Equal => "=",
        Comparison::NotEqual => "≠",
        Comparison::Less => "<",
        Comparison::LessEqual => "≤",
        Comparison::Greater => ">",
        Comparison::GreaterEqual => "≥",
    }
}

/// The sign that is true where the comparison failed.
fn failed_sign(op: Comparison) -> &'static str {
    match op {
        Comparison::Equal => "≠",
        Comparison::NotEqual => "=",
        Comparison::Less => "≥",
        Comparison::LessEqual => ">",
        Comparison::Greater => "≤",
        Comparison::GreaterEqual => "<",
    }
}
