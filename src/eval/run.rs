//! The state of evaluating one rule on one document, and the evaluation of expressions.

use bumpalo::Bump;
use rust_decimal::Decimal;

use crate::builtins;
use crate::form::{Field, FieldKind, Form, List};
use crate::ir::{Arithmetic, Each, Expr, ExprKind, Presence, Quantifier, Rule, RuleSet};
use crate::model::{Cell, CellValue, Document};
use crate::source::TextRange;
use crate::types::{Absence, AbsenceKind, Date, Number, Record, Text, Unit, Value, Word, WordSet};

use super::compare::{self, convert};
use super::search::{Hit, Scratch, Searchers};
use super::stop::{Fault, Stop};

/// How many steps a rule may take on one document. A step is the evaluation of one expression node
/// or one element handled by a builtin function.
pub(super) const STEP_LIMIT: u32 = 1_000_000;

pub(super) type Eval<'a> = Result<Value<'a>, Stop<'a>>;

/// What is done with each element of a list.
type Visit<'v, 'a, 's> = &'v mut dyn FnMut(&mut Run<'a, 's>, Value<'a>) -> Result<(), Stop<'a>>;

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
    /// The value of an expression. Every arm gives its result as it is: values are copied at every
    /// step, and rewrapping them costs more than the steps themselves.
    pub(super) fn eval(&mut self, expr: &'a Expr) -> Eval<'a> {
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
                for element in elements {
                    found = found || compare::equal(element, &it)?;
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

    fn text(&mut self, expr: &'a Expr) -> Result<Text<'a>, Stop<'a>> {
        match self.eval(expr)? {
            Value::Text(text) => Ok(text),
            _ => Err(Stop::Fault(Fault::Type)),
        }
    }

    pub(super) fn elements(&mut self, expr: &'a Expr) -> Result<&'a [Value<'a>], Stop<'a>> {
        let value = self.eval(expr)?;
        Ok(self.context.elements(value))
    }

    pub(super) fn set_local(&mut self, slot: u16, value: Value<'a>) {
        if let Some(local) = self.locals.get_mut(usize::from(slot)) {
            *local = value;
        }
    }

    fn local(&self, slot: u16) -> Eval<'a> {
        match self.locals.get(usize::from(slot)) {
            Some(Value::Missing(absence)) => Err(Stop::Missing(absence)),
            Some(value) => Ok(*value),
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

    /// The name of a field of the form.
    pub(super) fn field_name(&self, slot: u16) -> &'a str {
        self.form
            .fields
            .get(usize::from(slot))
            .map(|field| field.name.as_str())
            .unwrap_or_default()
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

    fn text_of(&self, cell: &Cell) -> Value<'a> {
        Value::Text(Text {
            text: self.document.text(cell.range),
            at: cell.range.start,
        })
    }

    /// The value of a cell; a missing one with the field's name.
    pub(super) fn cell_value(&self, cell: &Cell, name: impl FnOnce(&Self) -> &'a str) -> Eval<'a> {
        match cell.value {
            CellValue::Text => Ok(self.text_of(cell)),
            CellValue::Number(value, unit) => Ok(Value::Number(Number {
                value,
                unit,
                at: cell.range,
            })),
            CellValue::Date { year, month, day } => Ok(Value::Date(Date {
                year,
                month,
                day,
                at: cell.range,
            })),
            CellValue::Word(index) => Ok(Value::Word(Word {
                set: WordSet::Choice,
                index,
                at: cell.range,
            })),
            CellValue::List { first, count } => Ok(Value::Rows { first, count }),
            CellValue::Absent => Err(self.missing(name(self), AbsenceKind::Absent, cell.range)),
            CellValue::Blank => Err(self.missing(name(self), AbsenceKind::Blank, cell.range)),
            CellValue::Unreadable => {
                Err(self.missing(name(self), AbsenceKind::Unreadable, cell.range))
            }
        }
    }

    fn cell_or_missing(
        &self,
        cell: &Cell,
        name: impl FnOnce(&Self) -> &'a str,
    ) -> Result<Value<'a>, Stop<'a>> {
        match self.cell_value(cell, name) {
            Err(Stop::Missing(absence)) => Ok(Value::Missing(absence)),
            other => other,
        }
    }

    fn gathered(&self, slots: &'a [u16]) -> Value<'a> {
        let mut values = self.context.vec();
        for slot in slots {
            let cell = self.document.cell(u32::from(*slot));
            // A field that need not be filled in adds nothing when it is not.
            let optional = self
                .form
                .fields
                .get(usize::from(*slot))
                .is_some_and(|field| !field.required);
            if optional && matches!(cell.value, CellValue::Absent | CellValue::Blank) {
                continue;
            }
            if let Ok(value) = self.cell_or_missing(cell, |run| run.field_name(*slot)) {
                values.push(value);
            }
        }
        Value::List(values.into_bump_slice())
    }

    fn part(&self, record: &Record<'a>, slot: u16) -> Eval<'a> {
        match record.parts.get(usize::from(slot)) {
            Some(Value::Missing(absence)) => Err(Stop::Missing(absence)),
            Some(value) => Ok(*value),
            None => Err(Stop::Fault(Fault::Type)),
        }
    }

    /// A list put together from others.
    fn gather(&mut self, expr: &'a Expr) -> Eval<'a> {
        let mut values = self.context.vec();
        self.each_element(expr, &mut |run, value| {
            run.spend(1)?;
            values.push(value);
            Ok(())
        })?;
        Ok(Value::List(values.into_bump_slice()))
    }

    /// Calls `visit` with the elements of a list in their order, without making the lists that it
    /// is put together from.
    fn each_element(&mut self, expr: &'a Expr, visit: Visit<'_, 'a, 's>) -> Result<(), Stop<'a>> {
        match &expr.kind {
            ExprKind::Join(a, b) => {
                self.each_element(a, visit)?;
                self.each_element(b, visit)
            }
            ExprKind::EachSlot(base, slot) => self.each_element(base, &mut |run, element| {
                let value = match element {
                    Value::Row(row) => {
                        let cell = run.document.cell(row.saturating_add(u32::from(*slot)));
                        run.cell_or_missing(cell, |run| run.last_name(expr))?
                    }
                    missing @ Value::Missing(_) => missing,
                    _ => return Err(Stop::Fault(Fault::Type)),
                };
                run.spread(value, visit)
            }),
            ExprKind::EachPart(base, slot) => self.each_element(base, &mut |run, element| {
                let value = match element {
                    Value::Record(record) => record.parts.get(usize::from(*slot)).copied(),
                    missing @ Value::Missing(_) => Some(missing),
                    _ => None,
                };
                run.spread(value.ok_or(Stop::Fault(Fault::Type))?, visit)
            }),
            _ => {
                let value = self.eval(expr)?;
                self.spread(value, visit)
            }
        }
    }

    /// Calls `visit` with the elements of a list; a single value counts as a list of itself.
    fn spread(&mut self, value: Value<'a>, visit: Visit<'_, 'a, 's>) -> Result<(), Stop<'a>> {
        match value {
            Value::List(elements) => elements.iter().try_for_each(|it| visit(self, *it)),
            Value::Rows { first, count } => {
                let first = first as usize;
                let rows = self.document.rows.get(first..first + count as usize);
                let mut rows = rows.unwrap_or_default().iter();
                rows.try_for_each(|row| visit(self, Value::Row(*row)))
            }
            other => visit(self, other),
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
            let holds = match self.admits(each, index + 1, *element) {
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
            if self.admits(each, index + 1, *element)? {
                return Ok(*element);
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
            if self.admits(each, index + 1, *it)? {
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
        let elements = self.elements(&each.source)?;
        let mut keys = bumpalo::collections::Vec::with_capacity_in(elements.len(), self.arena);
        for (position, element) in elements.iter().enumerate() {
            self.admits(each, position + 1, *element)?;
            keys.push(self.eval_or_missing(key)?);
        }
        let arguments = [Value::List(elements), Value::List(keys.into_bump_slice())];
        Ok((builtin.call)(self.context, &arguments)?)
    }

    fn find(&mut self, base: &'a Expr, index: u16, pattern: bool) -> Eval<'a> {
        let mut found = self.context.vec();
        match self.eval(base)? {
            Value::Text(text) => self.find_in(text, index, pattern, &mut found)?,
            base => {
                for value in self.context.elements(base) {
                    match value {
                        Value::Text(text) => self.find_in(*text, index, pattern, &mut found)?,
                        Value::Missing(_) => {}
                        _ => return Err(Stop::Fault(Fault::Type)),
                    }
                }
            }
        }
        Ok(Value::List(found.into_bump_slice()))
    }

    fn find_in(
        &mut self,
        text: Text<'a>,
        index: u16,
        pattern: bool,
        found: &mut bumpalo::collections::Vec<'a, Value<'a>>,
    ) -> Result<(), Stop<'a>> {
        let set = self.set;
        let hits = if pattern {
            self.searchers
                .find_pattern(set, self.scratch, index, text.text)
        } else {
            self.searchers.find_words(set, index, text.text)
        };
        let hits = hits.ok_or(Stop::Fault(Fault::Pattern))?;
        self.spend(hits.len())?;
        for hit in &hits {
            found.push(self.hit(text, hit, index, pattern));
        }
        Ok(())
    }

    /// The record of a hit; its slots are those of the checker's type of it.
    fn hit(&self, text: Text<'a>, hit: &Hit, index: u16, pattern: bool) -> Value<'a> {
        let (start, end) = (hit.range.start, hit.range.end);
        let whole = text.text;
        let before = whole.get(..start).unwrap_or_default();
        let after = whole.get(end..).unwrap_or_default();
        let last = before.chars().next_back().map_or(0, char::len_utf8);
        let next = after.chars().next().map_or(0, char::len_utf8);
        let it = text.part(start..end);
        let mut parts = self.context.vec();
        parts.extend_from_slice(&[
            Value::Text(it),
            Value::Text(text.part(start - last..start)),
            Value::Text(text.part(end..end + next)),
            Value::Text(text.part(0..start)),
            Value::Text(text.part(end..whole.len())),
        ]);
        let names = self
            .set
            .patterns
            .get(usize::from(index))
            .filter(|_| pattern);
        let names = names.map(|p| p.captures.as_slice()).unwrap_or_default();
        for ((name, digits), range) in names.iter().zip(&hit.captures) {
            parts.push(self.captured(text, name, *digits, range.clone()));
        }
        let at = it.place().unwrap_or_default();
        let parts = parts.into_bump_slice();
        Value::Record(self.arena.alloc(Record { at, parts }))
    }

    fn captured(
        &self,
        text: Text<'a>,
        name: &'a str,
        digits: bool,
        range: Option<std::ops::Range<usize>>,
    ) -> Value<'a> {
        let missing = || {
            let at = TextRange::default();
            let absence = Absence {
                name,
                kind: AbsenceKind::NotFound,
                at,
            };
            Value::Missing(self.arena.alloc(absence))
        };
        let Some(range) = range else { return missing() };
        let it = text.part(range);
        if !digits {
            return Value::Text(it);
        }
        match Decimal::from_str_exact(it.text) {
            Ok(value) => Value::Number(Number {
                value,
                unit: Unit::NONE,
                at: it.place().unwrap_or_default(),
            }),
            Err(_) => missing(),
        }
    }

    /// All declared fields: of the form, and of every element of its lists. What no element of a
    /// list has is not on the form.
    fn form_fields(&mut self) -> Value<'a> {
        let mut found = self.context.vec();
        for (slot, field) in (0u32..).zip(&self.form.fields) {
            self.add_field(field, slot, &mut found);
        }
        Value::List(found.into_bump_slice())
    }

    fn add_field(
        &self,
        field: &'a Field,
        slot: u32,
        found: &mut bumpalo::collections::Vec<'a, Value<'a>>,
    ) {
        let cell = self.document.cell(slot);
        let Ok(mut value) = self.cell_or_missing(cell, |_| &field.name) else {
            return;
        };
        if let Value::Rows { count: 0, .. } = value {
            let (name, kind) = (field.name.as_str(), AbsenceKind::Blank);
            let absence = Absence {
                name,
                kind,
                at: cell.range,
            };
            value = Value::Missing(self.arena.alloc(absence));
        }
        let label = self.document.text(cell.label).trim_end_matches(['：', ':']);
        let label = if label.is_empty() { &field.name } else { label };
        let parts = self.arena.alloc_slice_copy(&[
            Value::Text(Text::computed(&field.name)),
            Value::Text(Text::computed(label)),
            Value::Text(Text::computed(field.kind.word())),
            Value::Bool(field.required),
            Value::Bool(cell.value != CellValue::Absent),
            value,
            self.text_of(cell),
        ]);
        let record = Record {
            at: cell.range,
            parts,
        };
        found.push(Value::Record(self.arena.alloc(record)));
        let FieldKind::List(List { fields, .. }) = &field.kind else {
            return;
        };
        let rows = self.document.rows_of(cell);
        let is_there = |offset: u32| {
            rows.iter().any(|row| {
                self.document.cell(row.saturating_add(offset)).value != CellValue::Absent
            })
        };
        let there: Vec<bool> = (0u32..).zip(fields).map(|(at, _)| is_there(at)).collect();
        for row in rows {
            for ((offset, field), there) in (0u32..).zip(fields).zip(&there) {
                if *there {
                    self.add_field(field, row.saturating_add(offset), found);
                }
            }
        }
    }

    /// The texts of all cells, in the order of the page; what is part of another cell's text (the
    /// title of a paragraph) only there.
    fn whole_text(&mut self) -> Value<'a> {
        let cells = self.document.cells.iter();
        let texts = cells.filter(|cell| cell.value == CellValue::Text);
        let mut ranges: Vec<TextRange> = texts.map(|cell| cell.range).collect();
        ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut end = 0;
        ranges.retain(|range| {
            let outside = range.end > end;
            end = end.max(range.end);
            outside
        });
        ranges.sort_by_key(|range| {
            let start = TextRange::empty(range.start);
            self.document.content.first_origin(start).start
        });
        let texts = ranges.into_iter().map(|range| {
            Value::Text(Text {
                text: self.document.text(range),
                at: range.start,
            })
        });
        let mut found = self.context.vec();
        found.extend(texts);
        Value::List(found.into_bump_slice())
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
