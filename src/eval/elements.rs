//! Lists: their elements where they are kept, and lists put together from others.

use bumpalo::collections::Vec as BumpVec;

use crate::ir::{Expr, ExprKind};
use crate::model::CellValue;
use crate::types::{AbsenceKind, Fault, Number, Stop, Value};

use super::run::{Eval, Run};

/// The elements of a list, where they are kept.
#[derive(Clone, Copy)]
pub(super) enum Elements<'a> {
    Values(&'a [Value<'a>]),
    /// The first cells of rows.
    Rows(&'a [u32]),
}

impl<'a> Elements<'a> {
    /// The elements in their order.
    #[inline]
    pub(super) fn iter(self) -> impl Iterator<Item = Value<'a>> {
        (0..).map_while(move |index| match self {
            Elements::Values(values) => values.get(index).copied(),
            Elements::Rows(rows) => rows.get(index).copied().map(Value::Row),
        })
    }

    /// Calls `visit` with the elements and their positions, from one, until it fails. Quicker than
    /// [`Elements::iter`], since no element is moved.
    #[inline(always)]
    pub(super) fn each<E>(
        self,
        mut visit: impl FnMut(usize, &Value<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Elements::Values(values) => {
                let mut values = (1..).zip(values);
                values.try_for_each(|(position, value)| visit(position, value))
            }
            Elements::Rows(rows) => {
                let mut rows = (1..).zip(rows);
                rows.try_for_each(|(position, row)| visit(position, &Value::Row(*row)))
            }
        }
    }
}

/// A piece of a list that is put together.
#[derive(Clone, Copy)]
enum Stretch<'a> {
    Values(&'a [Value<'a>]),
    Rows(&'a [u32]),
    One(Value<'a>),
}

/// What is done with each piece of a list.
type Visit<'v, 'a, 's> = &'v mut dyn FnMut(&mut Run<'a, 's>, Stretch<'a>) -> Result<(), Stop<'a>>;

impl<'a, 's> Run<'a, 's> {
    /// The elements of a list; a single value counts as a list of itself.
    pub(super) fn elements(&mut self, expr: &'a Expr) -> Result<Elements<'a>, Stop<'a>> {
        if let ExprKind::FindPattern(base, pattern) = &expr.kind {
            self.spend(1)?;
            return Ok(Elements::Values(self.find(base, *pattern, true)?));
        }
        let value = self.eval(expr)?;
        Ok(match self.stretch(value) {
            Stretch::Values(values) => Elements::Values(values),
            Stretch::Rows(rows) => Elements::Rows(rows),
            Stretch::One(value) => Elements::Values(self.arena.alloc([value])),
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
        let mut values = BumpVec::with_capacity_in(64, self.arena);
        self.add(expr, &mut values)?;
        // Most lists are short, and many are made for each item of a form.
        values.shrink_to_fit();
        Ok(Value::List(values.into_bump_slice()))
    }

    /// Adds the elements of a list. What most lists consist of, a field of rows, goes to its place
    /// without a visit to each element.
    fn add(&mut self, expr: &'a Expr, values: &mut BumpVec<'a, Value<'a>>) -> Result<(), Stop<'a>> {
        match &expr.kind {
            ExprKind::Join(a, b) => {
                self.add(a, values)?;
                self.add(b, values)
            }
            ExprKind::Else(a, b) if is_path(a) => {
                let a = self.spend(1).and_then(|()| self.add(a, values));
                if is_left_out(&a) {
                    self.add(b, values)
                } else {
                    a
                }
            }
            ExprKind::EachSlot(base, slot) => {
                let offset = u32::from(*slot);
                self.each_stretch(base, &mut |run, stretch| match stretch {
                    Stretch::Rows(rows) => run.add_fields(expr, offset, rows, values),
                    Stretch::Values(_) | Stretch::One(_) => {
                        run.fields(expr, offset, stretch, &mut |run, it| run.push(it, values))
                    }
                })
            }
            _ => self.each_stretch(expr, &mut |run, stretch| run.push(stretch, values)),
        }
    }

    fn push(
        &mut self,
        stretch: Stretch<'a>,
        values: &mut BumpVec<'a, Value<'a>>,
    ) -> Result<(), Stop<'a>> {
        match stretch {
            Stretch::One(value) => {
                self.spend(1)?;
                values.push(value);
            }
            Stretch::Values(elements) => {
                self.spend(elements.len())?;
                values.extend_from_slice_copy(elements);
            }
            Stretch::Rows(rows) => {
                self.spend(rows.len())?;
                values.extend(rows.iter().copied().map(Value::Row));
            }
        }
        Ok(())
    }

    fn add_fields(
        &mut self,
        expr: &'a Expr,
        offset: u32,
        rows: &'a [u32],
        values: &mut BumpVec<'a, Value<'a>>,
    ) -> Result<(), Stop<'a>> {
        self.spend(rows.len())?;
        values.reserve(rows.len());
        for row in rows {
            let cell = self.document.cell(row.saturating_add(offset));
            match cell.value {
                CellValue::Text => values.push(Value::Text(self.text_of(cell))),
                CellValue::Number(value, unit) => {
                    let at = cell.range;
                    values.push(Value::Number(Number { value, unit, at }));
                }
                CellValue::List { .. } => {
                    let rows = self.document.rows_of(cell);
                    self.push(Stretch::Rows(rows), values)?;
                }
                _ => values.push(self.cell_or_missing(cell, |run| run.last_name(expr))),
            }
        }
        Ok(())
    }

    /// Calls `visit` with the elements of a list in their order, without making the lists that it
    /// is put together from.
    fn each_stretch(&mut self, expr: &'a Expr, visit: Visit<'_, 'a, 's>) -> Result<(), Stop<'a>> {
        match &expr.kind {
            ExprKind::Join(a, b) => {
                self.each_stretch(a, visit)?;
                self.each_stretch(b, visit)
            }
            // What a path through the form lacks shows before its first element.
            ExprKind::Else(a, b) if is_path(a) => {
                let a = self.spend(1).and_then(|()| self.each_stretch(a, visit));
                if is_left_out(&a) {
                    self.each_stretch(b, visit)
                } else {
                    a
                }
            }
            ExprKind::List(parts) if parts.is_empty() => self.spend(1),
            ExprKind::EachSlot(base, slot) => {
                let offset = u32::from(*slot);
                self.each_stretch(base, &mut |run, stretch| {
                    run.fields(expr, offset, stretch, visit)
                })
            }
            ExprKind::EachPart(base, slot) => {
                self.each_stretch(base, &mut |run, stretch| match stretch {
                    Stretch::Values(values) => values
                        .iter()
                        .try_for_each(|value| run.part_of(*slot, *value, visit)),
                    Stretch::One(value) => run.part_of(*slot, value, visit),
                    Stretch::Rows([]) => Ok(()),
                    Stretch::Rows(_) => Err(Stop::Fault(&Fault::Type)),
                })
            }
            _ => {
                let value = self.eval(expr)?;
                let stretch = self.stretch(value);
                visit(self, stretch)
            }
        }
    }

    /// The field in a cell of a row: its elements when it is a list.
    #[inline(always)]
    fn field(&self, expr: &'a Expr, cell: u32) -> Stretch<'a> {
        let cell = self.document.cell(cell);
        match cell.value {
            CellValue::List { .. } => Stretch::Rows(self.document.rows_of(cell)),
            _ => Stretch::One(self.cell_or_missing(cell, |run| run.last_name(expr))),
        }
    }

    /// Visits the field of each element, which is a row unless it is missing.
    fn fields(
        &mut self,
        expr: &'a Expr,
        offset: u32,
        stretch: Stretch<'a>,
        visit: Visit<'_, 'a, 's>,
    ) -> Result<(), Stop<'a>> {
        let mut each = |run: &mut Self, element| match element {
            Value::Row(row) => {
                let field = run.field(expr, row.saturating_add(offset));
                visit(run, field)
            }
            Value::Missing(_) => visit(run, Stretch::One(element)),
            _ => Err(Stop::Fault(&Fault::Type)),
        };
        match stretch {
            Stretch::Rows(rows) => rows.iter().try_for_each(|row| each(self, Value::Row(*row))),
            Stretch::Values(values) => values.iter().try_for_each(|value| each(self, *value)),
            Stretch::One(value) => each(self, value),
        }
    }

    /// Visits the part of an element, which is a record unless it is missing.
    fn part_of(
        &mut self,
        slot: u16,
        element: Value<'a>,
        visit: Visit<'_, 'a, 's>,
    ) -> Result<(), Stop<'a>> {
        let value = match element {
            Value::Record(record) => record.parts.get(usize::from(slot)).copied(),
            Value::Missing(_) => Some(element),
            _ => None,
        };
        let stretch = self.stretch(value.ok_or(Stop::Fault(&Fault::Type))?);
        visit(self, stretch)
    }

    /// A value as a piece of a list; a single value counts as a list of itself.
    #[inline]
    fn stretch(&self, value: Value<'a>) -> Stretch<'a> {
        match value {
            Value::List(elements) => Stretch::Values(elements),
            Value::Rows { first, count } => {
                let first = first as usize;
                let rows = self.document.rows.get(first..first + count as usize);
                Stretch::Rows(rows.unwrap_or_default())
            }
            other => Stretch::One(other),
        }
    }
}

/// Whether the form lacks what was asked for, so that what stands behind `else` counts.
pub(super) fn is_left_out<T>(result: &Result<T, Stop<'_>>) -> bool {
    matches!(result, Err(Stop::Missing(absence)) if absence.kind != AbsenceKind::Unreadable)
}

/// Whether an expression is a list of the form, or the same field of all its rows.
fn is_path(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Cell(_) => true,
        ExprKind::EachSlot(base, _) => is_path(base),
        _ => false,
    }
}
