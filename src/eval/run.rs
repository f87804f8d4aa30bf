//! The state of evaluating one rule on one document, and the evaluation of expressions.

use std::cell::OnceCell;

use bumpalo::Bump;
use rust_decimal::Decimal;

use crate::builtins;
use crate::form::Form;
use crate::ir::{Arithmetic, Expr, ExprKind, Rule, RuleSet};
use crate::model::Document;
use crate::source::TextRange;
use crate::types::{
    Absence, AbsenceKind, Date, Fault, Number, Record, Stop, Text, Unit, Value, Word, WordSet,
};

use super::compare::convert;
use super::elements::is_left_out;
use super::locate::Locator;
use super::search::{Scratch, Searchers};

/// How many steps a rule may take on one document. A step is the evaluation of one expression node
/// or one element handled by a builtin function.
pub(super) const STEP_LIMIT: u32 = 1_000_000;

pub(super) type Eval<'a> = Result<Value<'a>, Stop<'a>>;

/// Everything one evaluation needs.
pub(super) struct Run<'a, 's> {
    pub set: &'a RuleSet,
    pub searchers: &'a Searchers,
    pub scratch: &'s mut Scratch,
    pub rule: &'a Rule,
    pub form: &'a Form,
    pub document: &'a Document,
    pub context: &'s builtins::Context<'a>,
    pub arena: &'a Bump,
    pub locator: &'s OnceCell<Locator<'a>>,
    pub locals: &'s mut Vec<Value<'a>>,
    /// The elements of the walks being taken, outermost first.
    pub walked: &'s mut Vec<Value<'a>>,
    pub steps: u32,
    /// The steps that fixes have taken, which have as many of their own: what a finding proposes
    /// never keeps a rule from being evaluated.
    pub fix_steps: u32,
}

impl<'a, 's> Run<'a, 's> {
    /// The value of an expression. Locals, which most operands are, are read on the spot.
    #[inline(always)]
    pub(super) fn eval(&mut self, expr: &'a Expr) -> Eval<'a> {
        match &expr.kind {
            ExprKind::Local(slot) => {
                self.spend(1)?;
                self.local(*slot)
            }
            _ => self.operation(expr),
        }
    }

    /// The value of an expression of any kind. Every arm gives its result as it is: values are
    /// copied at every step, and rewrapping them costs more than the steps themselves.
    fn operation(&mut self, expr: &'a Expr) -> Eval<'a> {
        self.spend(1)?;
        match &expr.kind {
            ExprKind::Local(slot) => self.local(*slot),
            ExprKind::Slot(base, slot) => match self.eval(base)? {
                Value::Row(row) => {
                    let cell = self.document.cell(row.saturating_add(u32::from(*slot)));
                    self.cell_value(cell, |run| run.last_name(expr))
                }
                _ => Err(Stop::Fault(&Fault::Type)),
            },
            ExprKind::Cell(slot) => {
                let cell = self.document.cell(u32::from(*slot));
                self.cell_value(cell, |run| run.field_name(*slot))
            }
            ExprKind::Part(base, slot) => match self.eval(base)? {
                Value::Record(record) => self.part(record, *slot),
                _ => Err(Stop::Fault(&Fault::Type)),
            },
            ExprKind::Absent(name) => {
                Err(self.missing(name, AbsenceKind::Absent, TextRange::default()))
            }
            ExprKind::Number(value, unit) => Ok(Value::Number(Number::computed(*value, *unit))),
            ExprKind::Text(text) => Ok(Value::Text(Text::computed(text))),
            ExprKind::Bool(value) => Ok(Value::Bool(*value)),
            ExprKind::Date(year, month, day) => Ok(Value::Date(Date {
                year: *year,
                month: *month,
                day: *day,
                at: TextRange::default(),
            })),
            ExprKind::Word(index, _) => Ok(Value::Word(Word {
                set: WordSet::Choice,
                index: *index,
                at: TextRange::default(),
            })),
            ExprKind::Param(index) => {
                let constant = self.set.params.get(usize::from(*index));
                constant.map_or(Err(Stop::Fault(&Fault::Type)), |it| Ok(self.constant(it)))
            }
            ExprKind::Terms(index) => Ok(self.terms(*index)),
            ExprKind::List(parts) => self.list(parts),
            ExprKind::Gathered(slots) => Ok(self.gathered(slots)),
            ExprKind::EachSlot(..) | ExprKind::EachPart(..) | ExprKind::Join(..) => {
                self.gather(expr)
            }
            ExprKind::Negate(inner) => match self.eval(inner)? {
                Value::Number(it) => Ok(Value::Number(Number::computed(-it.value, it.unit))),
                _ => Err(Stop::Fault(&Fault::Type)),
            },
            ExprKind::Arithmetic(op, a, b) => self.arithmetic(*op, a, b),
            ExprKind::If(condition, a, b) => {
                if self.truth(condition)? {
                    self.eval(a)
                } else {
                    self.eval(b)
                }
            }
            ExprKind::Else(a, b) => {
                let a = self.eval(a);
                if is_left_out(&a) { self.eval(b) } else { a }
            }
            ExprKind::First(each) => self.first(each),
            ExprKind::Collect(element, walks) => {
                let mut found = self.context.vec();
                self.collect(element, walks, &mut found)?;
                Ok(Value::List(found.into_bump_slice()))
            }
            ExprKind::With(bindings, body) => {
                for (slot, value) in bindings {
                    let value = self.eval_or_missing(value)?;
                    self.set_local(*slot, &value);
                }
                self.eval(body)
            }
            ExprKind::Call(index, arguments) => self.call(*index, arguments),
            ExprKind::Keyed(index, each, key) => self.keyed(*index, each, key),
            ExprKind::FindPattern(a, pattern) => self.find(a, *pattern, true).map(Value::List),
            ExprKind::FindTerms(a, terms) => self.find(a, *terms, false).map(Value::List),
            ExprKind::FormFields => Ok(self.form_fields()),
            ExprKind::WholeText => Ok(self.whole_text()),
            ExprKind::Not(_)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Compare(..)
            | ExprKind::Is(..)
            | ExprKind::InList(..)
            | ExprKind::ListContains(..)
            | ExprKind::InTerms(..)
            | ExprKind::TextContains(..)
            | ExprKind::TermsIn(..)
            | ExprKind::Matches(..)
            | ExprKind::Quantified(..) => self.holds(expr).map(Value::Bool),
        }
    }

    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Stop<'a>> {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.steps = self.steps.saturating_add(steps);
        if self.steps > STEP_LIMIT {
            Err(Stop::Fault(&Fault::Budget))
        } else {
            Ok(())
        }
    }

    /// A value, or [`Value::Missing`] in its place, for where a missing one may stand.
    pub(super) fn eval_or_missing(&mut self, expr: &'a Expr) -> Eval<'a> {
        match self.eval(expr) {
            Err(Stop::Missing(absence)) => Ok(Value::Missing(absence)),
            other => other,
        }
    }

    #[inline(always)]
    pub(super) fn set_local(&mut self, slot: u16, value: &Value<'a>) {
        if let Some(local) = self.locals.get_mut(usize::from(slot)) {
            // A row was put together just now, and is quicker to put together again than to copy.
            *local = match value {
                Value::Row(row) => Value::Row(*row),
                other => *other,
            };
        }
    }

    #[inline(always)]
    fn local(&self, slot: u16) -> Eval<'a> {
        self.local_ref(slot).copied()
    }

    /// The value of a local where it stands.
    #[inline(always)]
    pub(super) fn local_ref(&self, slot: u16) -> Result<&Value<'a>, Stop<'a>> {
        match self.locals.get(usize::from(slot)) {
            Some(Value::Missing(absence)) => Err(Stop::Missing(absence)),
            Some(value) => Ok(value),
            None => Err(Stop::Fault(&Fault::Type)),
        }
    }

    fn constant(&self, constant: &'a crate::ir::Constant) -> Value<'a> {
        use crate::ir::Constant;
        match constant {
            Constant::Number(value, unit) => Value::Number(Number::computed(*value, *unit)),
            Constant::Text(text) => Value::Text(Text::computed(text)),
            Constant::Bool(value) => Value::Bool(*value),
            Constant::List(parts) => {
                let parts: Vec<Value<'a>> = parts.iter().map(|it| self.constant(it)).collect();
                self.context.list(&parts)
            }
        }
    }

    fn terms(&self, index: u16) -> Value<'a> {
        let words = self
            .set
            .terms
            .get(usize::from(index))
            .map(|terms| &terms.words);
        let words = words.map(Vec::as_slice).unwrap_or_default();
        let texts = words.iter().map(|word| Value::Text(Text::computed(word)));
        Value::List(self.arena.alloc_slice_fill_iter(texts))
    }

    fn list(&mut self, parts: &'a [Expr]) -> Eval<'a> {
        let mut values = self.context.vec();
        for part in parts {
            values.push(self.eval_or_missing(part)?);
        }
        Ok(Value::List(values.into_bump_slice()))
    }

    /// The text of an expression in the rule file.
    pub(super) fn written(&self, range: TextRange) -> &'a str {
        let start = self.rule.span.range.start;
        let within = |at: u32| at.saturating_sub(start);
        TextRange::new(within(range.start), within(range.end)).slice(&self.rule.text)
    }

    /// The last name of a path in the rule file: `分值` of `行.分值`.
    pub(super) fn last_name(&self, expr: &Expr) -> &'a str {
        let written = self.written(expr.range);
        written.rsplit('.').next().unwrap_or(written).trim()
    }

    pub(super) fn missing(&self, name: &'a str, kind: AbsenceKind, at: TextRange) -> Stop<'a> {
        Stop::Missing(self.arena.alloc(Absence { name, kind, at }))
    }

    pub(super) fn part(&self, record: &Record<'a>, slot: u16) -> Eval<'a> {
        match record.parts.get(usize::from(slot)) {
            Some(Value::Missing(absence)) => Err(Stop::Missing(absence)),
            Some(value) => Ok(*value),
            None => Err(Stop::Fault(&Fault::Type)),
        }
    }

    fn arithmetic(&mut self, op: Arithmetic, a: &'a Expr, b: &'a Expr) -> Eval<'a> {
        let (Value::Number(a), Value::Number(b)) = (self.eval(a)?, self.eval(b)?) else {
            return Err(Stop::Fault(&Fault::Type));
        };
        let overflow = Stop::Fault(&Fault::Overflow);
        let (value, unit) = match op {
            Arithmetic::Add => {
                let (b, unit) = convert(&a, &b)?;
                (a.value.checked_add(b), unit)
            }
            Arithmetic::Subtract => {
                let (b, unit) = convert(&a, &b)?;
                (a.value.checked_sub(b), unit)
            }
            Arithmetic::Multiply => {
                let (share, other) = if a.unit.family() == crate::types::Family::Share {
                    (a, b)
                } else {
                    (b, a)
                };
                let factor = plain(&share);
                let factor = factor.ok_or(overflow)?;
                (other.value.checked_mul(factor), other.unit)
            }
            Arithmetic::Divide => {
                let same = a.unit.family() == b.unit.family();
                let divisor = if same { convert(&a, &b)?.0 } else { b.value };
                if divisor.is_zero() {
                    return Err(Stop::Fault(&Fault::DivisionByZero));
                }
                let unit = if same { Unit::NONE } else { a.unit };
                (a.value.checked_div(divisor), unit)
            }
        };
        Ok(Value::Number(Number::computed(
            value.ok_or(overflow)?,
            unit,
        )))
    }
}

/// A number as a factor: a share as a fraction, others as they are.
fn plain(number: &Number) -> Option<Decimal> {
    match number.unit.name() {
        "%" => number.value.checked_mul(Decimal::new(1, 2)),
        "‰" => number.value.checked_mul(Decimal::new(1, 3)),
        _ => Some(number.value),
    }
}
