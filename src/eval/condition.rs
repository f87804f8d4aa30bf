//! Conditions: whether they hold, and the operands they ask about, read where they stand.

use crate::ir::{Expr, ExprKind, Presence};
use crate::model::{Cell, CellValue};
use crate::types::{AbsenceKind, Fault, Stop, Text, Value};

use super::compare;
use super::run::{Eval, Run};

impl<'a> Run<'a, '_> {
    /// Whether an expression is true: [`Run::eval`] for those that can only be true or false.
    pub(super) fn truth(&mut self, expr: &'a Expr) -> Result<bool, Stop<'a>> {
        self.spend(1)?;
        self.holds(expr)
    }

    /// Whether a condition holds.
    pub(super) fn holds(&mut self, expr: &'a Expr) -> Result<bool, Stop<'a>> {
        match &expr.kind {
            ExprKind::Not(inner) => Ok(!self.truth(inner)?),
            ExprKind::And(a, b) => self.both(a, b, false),
            ExprKind::Or(a, b) => self.both(a, b, true),
            ExprKind::Compare(op, a, b, None) => {
                if let (ExprKind::Local(a), ExprKind::Local(b)) = (&a.kind, &b.kind) {
                    self.spend(2)?;
                    return compare::compare(*op, self.local_ref(*a)?, self.local_ref(*b)?);
                }
                compare::compare(*op, &self.value(a)?, &self.value(b)?)
            }
            ExprKind::Compare(op, a, b, Some(tolerance)) => {
                let (a, b) = (self.eval(a)?, self.eval(b)?);
                compare::compare_within(*op, &a, &b, &self.eval(tolerance)?)
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
                _ => Err(Stop::Fault(&Fault::Type)),
            },
        }
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
        let kind = match self.cell_of(inner)?.map(|cell| cell.value) {
            Some(CellValue::Absent) => Some(AbsenceKind::Absent),
            Some(CellValue::Blank) => Some(AbsenceKind::Blank),
            Some(CellValue::Unreadable) => Some(AbsenceKind::Unreadable),
            Some(
                CellValue::Text
                | CellValue::Number(..)
                | CellValue::Date { .. }
                | CellValue::Word(_)
                | CellValue::List { .. },
            ) => None,
            None => match self.eval(inner) {
                Ok(_) => None,
                Err(Stop::Missing(absence)) => Some(absence.kind),
                Err(fault) => return Err(fault),
            },
        };
        let unreadable = kind == Some(AbsenceKind::Unreadable);
        Ok(match presence {
            Presence::Missing => kind.is_some() && !unreadable,
            Presence::Present => kind.is_none() || unreadable,
            Presence::Unreadable => unreadable,
        })
    }

    /// The value of an expression that is text; a field, the usual case, on the spot.
    fn text(&mut self, expr: &'a Expr) -> Result<Text<'a>, Stop<'a>> {
        if let Some(cell) = self.cell_of(expr)?
            && cell.value == CellValue::Text
        {
            return Ok(self.text_of(cell));
        }
        match self.value(expr)? {
            Value::Text(text) => Ok(text),
            _ => Err(Stop::Fault(&Fault::Type)),
        }
    }

    /// The value of an expression; a part of a local, which most operands are, on the spot.
    #[inline(always)]
    fn value(&mut self, expr: &'a Expr) -> Eval<'a> {
        if let ExprKind::Part(base, slot) = &expr.kind
            && let ExprKind::Local(local) = base.kind
            && let Value::Record(record) = *self.local_ref(local)?
        {
            self.spend(2)?;
            return self.part(record, *slot);
        }
        self.eval(expr)
    }

    /// The cell that an expression names, if it is a field of the form or of a row at hand.
    #[inline(always)]
    fn cell_of(&mut self, expr: &'a Expr) -> Result<Option<&'a Cell>, Stop<'a>> {
        let index = match &expr.kind {
            ExprKind::Cell(slot) => u32::from(*slot),
            ExprKind::Slot(base, slot) => match base.kind {
                ExprKind::Local(local) => match self.locals.get(usize::from(local)) {
                    Some(Value::Row(row)) => row.saturating_add(u32::from(*slot)),
                    _ => return Ok(None),
                },
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        self.spend(2)?;
        Ok(Some(self.document.cell(index)))
    }
}

/// The answer of a search, unless its pattern did not compile.
fn found<'a>(found: Option<bool>) -> Result<bool, Stop<'a>> {
    found.ok_or(Stop::Fault(&Fault::Pattern))
}
