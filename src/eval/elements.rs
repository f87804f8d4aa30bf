//! Lists: their elements where they are kept, and lists put together from others.

use crate::ir::{Expr, ExprKind};
use crate::model::CellValue;
use crate::types::{AbsenceKind, Value};

use super::run::{Eval, Run};
use super::stop::{Fault, Stop};

/// The elements of a list, where they are kept.
#[derive(Clone, Copy)]
pub(super) enum Elements<'a> {
    Values(&'a [Value<'a>]),
    /// The first cells of rows.
    Rows(&'a [u32]),
}

impl<'a> Elements<'a> {
    /// The elements in their order.
    pub(super) fn iter(self) -> impl Iterator<Item = Value<'a>> {
        let (values, rows): (&[_], &[_]) = match self {
            Elements::Values(values) => (values, &[]),
            Elements::Rows(rows) => (&[], rows),
        };
        values
            .iter()
            .copied()
            .chain(rows.iter().map(|row| Value::Row(*row)))
    }
}

/// What is done with each element of a list.
type Visit<'v, 'a, 's> = &'v mut dyn FnMut(&mut Run<'a, 's>, Value<'a>) -> Result<(), Stop<'a>>;

impl<'a, 's> Run<'a, 's> {
    /// The elements of a list; a single value counts as a list of itself.
    pub(super) fn elements(&mut self, expr: &'a Expr) -> Result<Elements<'a>, Stop<'a>> {
        Ok(match self.eval(expr)? {
            Value::List(elements) => Elements::Values(elements),
            Value::Rows { first, count } => {
                let first = first as usize;
                let rows = self.document.rows.get(first..first + count as usize);
                Elements::Rows(rows.unwrap_or_default())
            }
            other => Elements::Values(self.arena.alloc_slice_copy(&[other])),
        })
    }

    /// The elements of a list, all as values.
    pub(super) fn listed(&mut self, expr: &'a Expr) -> Result<&'a [Value<'a>], Stop<'a>> {
        let value = self.eval(expr)?;
        Ok(self.context.elements(value))
    }

    /// A list put together from others.
    pub(super) fn gather(&mut self, expr: &'a Expr) -> Eval<'a> {
        // Room for the items of a usual form, so that the list seldom moves while it grows.
        let mut values = bumpalo::collections::Vec::with_capacity_in(64, self.arena);
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
            // What a path through the form lacks shows before its first element.
            ExprKind::Else(a, b) if is_path(a) => {
                self.spend(1)?;
                match self.each_element(a, visit) {
                    Err(Stop::Missing(absence)) if absence.kind != AbsenceKind::Unreadable => {
                        self.each_element(b, visit)
                    }
                    other => other,
                }
            }
            ExprKind::List(parts) if parts.is_empty() => self.spend(1),
            ExprKind::EachSlot(base, slot) => self.each_element(base, &mut |run, element| {
                let row = match element {
                    Value::Row(row) => row,
                    Value::Missing(_) => return visit(run, element),
                    _ => return Err(Stop::Fault(Fault::Type)),
                };
                let document = run.document;
                let cell = document.cell(row.saturating_add(u32::from(*slot)));
                if let CellValue::List { .. } = cell.value {
                    let mut rows = document.rows_of(cell).iter();
                    return rows.try_for_each(|row| visit(run, Value::Row(*row)));
                }
                let value = run.cell_or_missing(cell, |run| run.last_name(expr))?;
                visit(run, value)
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
}

/// Whether an expression is a list of the form, or the same field of all its rows.
fn is_path(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Cell(_) => true,
        ExprKind::EachSlot(base, _) => is_path(base),
        _ => false,
    }
}
