//! The state of evaluating one rule on one document, and the evaluation of expressions.

use bumpalo::Bump;
use rust_decimal::Decimal;

use crate::builtins;
use crate::form::Form;
use crate::ir::{Arithmetic, Each, Expr, ExprKind, Presence, Quantifier, Rule, RuleSet};
use crate::model::{CellValue, Document};
use crate::source::TextRange;
use crate::types::{Absence, AbsenceKind, Date, Number, Record, Text, Unit, Value, Word, WordSet};

use super::compare::{self, convert};
use super::search::{Scratch, Searchers};
use super::stop::{Fault, Stop};

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
    pub locals: &'s mut Vec<Value<'a>>,
    /// The elements of the walks being taken, outermost first.
    pub walked: &'s mut Vec<Value<'a>>,
    pub steps: u32,
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
                _ => Err(Stop::Fault(Fault::Type)),
            },
            ExprKind::Cell(slot) => {
                let cell = self.document.cell(u32::from(*slot));
                self.cell_value(cell, |run| run.field_name(*slot))
            }
            ExprKind::Part(base, slot) => match self.eval(base)? {
                Value::Record(record) => self.part(record, *slot),
                _ => Err(Stop::Fault(Fault::Type)),
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
                constant.map_or(Err(Stop::Fault(Fault::Type)), |it| Ok(self.constant(it)))
            }
            ExprKind::Terms(index) => Ok(self.terms(*index)),
            ExprKind::List(parts) => self.list(parts),
            ExprKind::Gathered(slots) => Ok(self.gathered(slots)),
            ExprKind::EachSlot(..) | ExprKind::EachPart(..) | ExprKind::Join(..) => {
                self.gather(expr)
            }
            ExprKind::Negate(inner) => match self.eval(inner)? {
                Value::Number(it) => Ok(Value::Number(Number::computed(-it.value, it.unit))),
                _ => Err(Stop::Fault(Fault::Type)),
            },
            ExprKind::Arithmetic(op, a, b) => self.arithmetic(*op, a, b),
            ExprKind::If(condition, a, b) => {
                if self.truth(condition)? {
                    self.eval(a)
                } else {
                    self.eval(b)
                }
            }
            ExprKind::Else(a, b) => match self.eval(a) {
                Err(Stop::Missing(absence)) if absence.kind != AbsenceKind::Unreadable => {
                    self.eval(b)
                }
                other => other,
            },
            ExprKind::First(each) => self.first(each),
            ExprKind::Collect(element, walks) => {
                let mut found = Vec::new();
                self.collect(element, walks, &mut found)?;
                Ok(self.context.list(&found))
            }
            ExprKind::With(bindings, body) => {
                for (slot, value) in bindings {
                    let value = self.eval_or_missing(value)?;
                    self.set_local(*slot, value);
                }
                self.eval(body)
            }
            ExprKind::Call(index, arguments) => self.call(*index, arguments),
            ExprKind::Keyed(index, each, key) => self.keyed(*index, each, key),
            ExprKind::FindPattern(a, pattern) => self.find(a, *pattern, true),
            ExprKind::FindTerms(a, terms) => self.find(a, *terms, false),
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

    /// Whether a condition holds.
    fn holds(&mut self, expr: &'a Expr) -> Result<bool, Stop<'a>> {
        match &expr.kind {
            ExprKind::Not(inner) => Ok(!self.truth(inner)?),
            ExprKind::And(a, b) => self.both(a, b, false),
            ExprKind::Or(a, b) => self.both(a, b, true),
            ExprKind::Compare(op, a, b, None) => {
                if let (ExprKind::Local(a), ExprKind::Local(b)) = (&a.kind, &b.kind) {
                    self.spend(2)?;
                    return compare::compare(*op, self.local_ref(*a)?, self.local_ref(*b)?, None);
                }
                compare::compare(*op, &self.eval(a)?, &self.eval(b)?, None)
            }
            ExprKind::Compare(op, a, b, tolerance) => {
                let (a, b) = (self.eval(a)?, self.eval(b)?);
                let tolerance = match tolerance {
                    Some(tolerance) => Some(self.eval(tolerance)?),
                    None => None,
                };
                compare::compare(*op, &a, &b, tolerance.as_ref())
            }
            ExprKind::Is(inner, presence) => self.is(inner, *presence),
            ExprKind::InList(a, list) | ExprKind::ListContains(list, a) => {
                let it = self.eval(a)?;
                let elements = self.elements(list)?;
                let mut found = false;
                for element in elements.iter() {
                    found = found || compare::equal(&element, &it)?;
                }
                Ok(found)
            }
            ExprKind::InTerms(a, terms) => {
                let text = self.text(a)?;
                found(self.searchers.is_word(self.set, *terms, text.text))
            }
            ExprKind::TextContains(a, b) => {
                let (a, b) = (self.text(a)?, self.text(b)?);
                Ok(memchr::memmem::find(a.text.as_bytes(), b.text.as_bytes()).is_some())
            }
            ExprKind::TermsIn(a, terms) => {
                let text = self.text(a)?;
                found(self.searchers.contains_word(self.set, *terms, text.text))
            }
            ExprKind::Matches(a, pattern) => {
                let text = self.text(a)?;
                let (set, scratch) = (self.set, &mut *self.scratch);
                found(self.searchers.is_match(set, scratch, *pattern, text.text))
            }
            ExprKind::Quantified(quantifier, each, body) => {
                self.quantified(*quantifier, each, body)
            }
            _ => match self.eval(expr)? {
                Value::Bool(value) => Ok(value),
                _ => Err(Stop::Fault(Fault::Type)),
            },
        }
    }

    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Stop<'a>> {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.steps = self.steps.saturating_add(steps);
        if self.steps > STEP_LIMIT {
            Err(Stop::Fault(Fault::Budget))
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

    /// Whether an expression is true: [`Run::eval`] for those that can only be true or false.
    pub(super) fn truth(&mut self, expr: &'a Expr) -> Result<bool, Stop<'a>> {
        self.spend(1)?;
        self.holds(expr)
    }

    /// The value of an expression that is text; a field of a row, the usual case, on the spot.
    fn text(&mut self, expr: &'a Expr) -> Result<Text<'a>, Stop<'a>> {
        if let ExprKind::Slot(base, slot) = &expr.kind
            && let ExprKind::Local(local) = base.kind
            && let Value::Row(row) = *self.local_ref(local)?
        {
            let cell = self.document.cell(row.saturating_add(u32::from(*slot)));
            if cell.value == CellValue::Text {
                self.spend(2)?;
                return Ok(self.text_of(cell));
            }
        }
        match self.eval(expr)? {
            Value::Text(text) => Ok(text),
            _ => Err(Stop::Fault(Fault::Type)),
        }
    }

    pub(super) fn set_local(&mut self, slot: u16, value: Value<'a>) {
        if let Some(local) = self.locals.get_mut(usize::from(slot)) {
            *local = value;
        }
    }

    #[inline(always)]
    fn local(&self, slot: u16) -> Eval<'a> {
        self.local_ref(slot).copied()
    }

    /// The value of a local where it stands.
    #[inline(always)]
    fn local_ref(&self, slot: u16) -> Result<&Value<'a>, Stop<'a>> {
        match self.locals.get(usize::from(slot)) {
            Some(Value::Missing(absence)) => Err(Stop::Missing(absence)),
            Some(value) => Ok(value),
            None => Err(Stop::Fault(Fault::Type)),
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

    fn part(&self, record: &Record<'a>, slot: u16) -> Eval<'a> {
        match record.parts.get(usize::from(slot)) {
            Some(Value::Missing(absence)) => Err(Stop::Missing(absence)),
            Some(value) => Ok(*value),
            None => Err(Stop::Fault(Fault::Type)),
        }
    }

    fn arithmetic(&mut self, op: Arithmetic, a: &'a Expr, b: &'a Expr) -> Eval<'a> {
        let (Value::Number(a), Value::Number(b)) = (self.eval(a)?, self.eval(b)?) else {
            return Err(Stop::Fault(Fault::Type));
        };
        let overflow = Stop::Fault(Fault::Overflow);
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
                    return Err(Stop::Fault(Fault::DivisionByZero));
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

    /// `and` (`decisive` is false) and `or` (`decisive` is true): a side that decides does so even
    /// when the other one is missing.
    fn both(&mut self, a: &'a Expr, b: &'a Expr, decisive: bool) -> Result<bool, Stop<'a>> {
        match self.truth(a) {
            Ok(value) if value == decisive => Ok(decisive),
            Ok(_) => self.truth(b),
            Err(Stop::Missing(absence)) => match self.truth(b)? {
                value if value == decisive => Ok(decisive),
                _ => Err(Stop::Missing(absence)),
            },
            Err(fault) => Err(fault),
        }
    }

    fn is(&mut self, inner: &'a Expr, presence: Presence) -> Result<bool, Stop<'a>> {
        let kind = match self.eval(inner) {
            Ok(_) => None,
            Err(Stop::Missing(absence)) => Some(absence.kind),
            Err(fault) => return Err(fault),
        };
        let unreadable = kind == Some(AbsenceKind::Unreadable);
        Ok(match presence {
            Presence::Missing => kind.is_some() && !unreadable,
            Presence::Present => kind.is_none() || unreadable,
            Presence::Unreadable => unreadable,
        })
    }

    /// Binds the names of a walk to an element and asks its filter.
    pub(super) fn admits(
        &mut self,
        each: &'a Each,
        position: usize,
        element: Value<'a>,
    ) -> Result<bool, Stop<'a>> {
        self.set_local(each.element, element);
        for (part, slot) in each.parts.iter().enumerate() {
            let value = match element {
                Value::Record(record) => record.parts.get(part).copied(),
                missing @ Value::Missing(_) => Some(missing),
                _ => None,
            };
            self.set_local(*slot, value.ok_or(Stop::Fault(Fault::Type))?);
        }
        if let Some(slot) = each.position {
            self.set_local(slot, Value::count(position));
        }
        match &each.filter {
            Some(filter) => self.truth(filter),
            None => Ok(true),
        }
    }

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        each: &'a Each,
        body: &'a Expr,
    ) -> Result<bool, Stop<'a>> {
        let elements = self.elements(&each.source)?;
        // The truth value that decides the whole at once.
        let decisive = quantifier != Quantifier::Every;
        let mut missing = None;
        for (index, element) in elements.iter().enumerate() {
            let holds = match self.admits(each, index + 1, element) {
                Ok(true) => self.truth(body),
                Ok(false) => continue,
                Err(stop) => Err(stop),
            };
            match holds {
                Ok(value) if value == decisive => return Ok(quantifier == Quantifier::Some),
                Ok(_) => {}
                Err(Stop::Missing(absence)) => missing = missing.or(Some(absence)),
                Err(fault) => return Err(fault),
            }
        }
        match missing {
            Some(absence) => Err(Stop::Missing(absence)),
            None => Ok(quantifier != Quantifier::Some),
        }
    }

    fn first(&mut self, each: &'a Each) -> Eval<'a> {
        let elements = self.elements(&each.source)?;
        for (index, element) in elements.iter().enumerate() {
            if self.admits(each, index + 1, element)? {
                return Ok(element);
            }
        }
        Err(self.missing(
            "符合条件的一项",
            AbsenceKind::NotFound,
            TextRange::default(),
        ))
    }

    fn collect(
        &mut self,
        element: &'a Expr,
        walks: &'a [Each],
        found: &mut Vec<Value<'a>>,
    ) -> Result<(), Stop<'a>> {
        let Some((each, inner)) = walks.split_first() else {
            found.push(self.eval_or_missing(element)?);
            return Ok(());
        };
        for (index, it) in self.elements(&each.source)?.iter().enumerate() {
            if self.admits(each, index + 1, it)? {
                self.collect(element, inner, found)?;
            }
        }
        Ok(())
    }

    fn call(&mut self, index: u16, arguments: &'a [Expr]) -> Eval<'a> {
        let builtin = builtins::get(index).ok_or(Stop::Fault(Fault::Type))?;
        let mut values = bumpalo::collections::Vec::with_capacity_in(arguments.len(), self.arena);
        for argument in arguments {
            let value = self.eval(argument)?;
            if let Value::List(elements) = value {
                self.spend(elements.len())?;
            }
            values.push(value);
        }
        Ok((builtin.call)(self.context, &values)?)
    }

    fn keyed(&mut self, index: u16, each: &'a Each, key: &'a Expr) -> Eval<'a> {
        let builtin = builtins::get(index).ok_or(Stop::Fault(Fault::Type))?;
        let elements = self.listed(&each.source)?;
        let mut keys = bumpalo::collections::Vec::with_capacity_in(elements.len(), self.arena);
        for (position, element) in elements.iter().enumerate() {
            self.admits(each, position + 1, *element)?;
            keys.push(self.eval_or_missing(key)?);
        }
        let arguments = [Value::List(elements), Value::List(keys.into_bump_slice())];
        Ok((builtin.call)(self.context, &arguments)?)
    }
}

/// The answer of a search, unless its pattern did not compile.
fn found<'a>(found: Option<bool>) -> Result<bool, Stop<'a>> {
    found.ok_or(Stop::Fault(Fault::Pattern))
}

/// A number as a factor: a share as a fraction, others as they are.
fn plain(number: &Number) -> Option<Decimal> {
    match number.unit.name() {
        "%" => number.value.checked_mul(Decimal::new(1, 2)),
        "‰" => number.value.checked_mul(Decimal::new(1, 3)),
        _ => Some(number.value),
    }
}
