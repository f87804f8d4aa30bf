//! Operators on numbers, truth values and lists: which units they take, and what they give.

use crate::ir::{self, Expr, ExprKind};
use crate::syntax::ast::{self, BinaryOp};
use crate::types::{Family, Ty, Unit, comparable};

use super::diagnostics as messages;
use super::elaborator::{Elaborator, Typed};

impl Elaborator<'_> {
    /// A number; anything else is complained about.
    pub(super) fn number_operand(&mut self, expr: &ast::Expr) -> Typed {
        let typed = self.expr(expr, None);
        match typed.ty {
            Ty::Number(_) | Ty::Unknown => typed,
            ref ty => {
                let complaint = messages::wrong_type("一个数", ty, self.span(expr.loc));
                self.report(complaint);
                self.unknown(expr.loc)
            }
        }
    }

    /// An operator between two operands.
    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        a: &ast::Expr,
        b: &ast::Expr,
        loc: ast::Loc,
    ) -> Typed {
        let arithmetic = match op {
            BinaryOp::And | BinaryOp::Or => {
                let (a, b) = (Box::new(self.condition(a)), Box::new(self.condition(b)));
                let kind = if op == BinaryOp::And {
                    ExprKind::And(a, b)
                } else {
                    ExprKind::Or(a, b)
                };
                return self.typed(kind, Ty::Bool, loc);
            }
            BinaryOp::Join => {
                let (a, b, ty) = self.pair(a, b, None, loc);
                if ty.element().is_none() {
                    let span = self.span(loc);
                    self.report(messages::not_a_list(&ty, span));
                }
                return self.typed(ExprKind::Join(Box::new(a), Box::new(b)), ty, loc);
            }
            BinaryOp::Add => ir::Arithmetic::Add,
            BinaryOp::Subtract => ir::Arithmetic::Subtract,
            BinaryOp::Multiply => ir::Arithmetic::Multiply,
            BinaryOp::Divide => ir::Arithmetic::Divide,
        };
        let (a, b) = (self.number_operand(a), self.number_operand(b));
        let ty = match (&a.ty, &b.ty) {
            (Ty::Number(x), Ty::Number(y)) => arithmetic_unit(arithmetic, *x, *y),
            _ => Some(Unit::NONE),
        };
        let Some(unit) = ty else {
            let sign = match arithmetic {
                ir::Arithmetic::Add => "+",
                ir::Arithmetic::Subtract => "-",
                ir::Arithmetic::Multiply => "*",
                ir::Arithmetic::Divide => "/",
            };
            let complaint = messages::cannot_compute(sign, &a.ty, &b.ty, self.span(loc));
            self.report(complaint);
            return self.unknown(loc);
        };
        if arithmetic == ir::Arithmetic::Divide && is_zero(&b.expr) {
            let complaint = messages::divides_by_zero(self.span(loc));
            self.report(complaint);
        }
        let unknown = a.ty == Ty::Unknown || b.ty == Ty::Unknown;
        let ty = if unknown {
            Ty::Unknown
        } else {
            Ty::Number(unit)
        };
        let kind = ExprKind::Arithmetic(arithmetic, Box::new(a.expr), Box::new(b.expr));
        self.typed(kind, ty, loc)
    }
}

fn is_zero(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(value, _) => value.is_zero(),
        ExprKind::Negate(inner) => is_zero(inner),
        _ => false,
    }
}

/// The unit of a result, when the operation makes sense.
fn arithmetic_unit(op: ir::Arithmetic, a: Unit, b: Unit) -> Option<Unit> {
    let plain = |unit: Unit| unit.family() == Family::Plain;
    let share = |unit: Unit| unit.family() == Family::Share;
    match op {
        ir::Arithmetic::Add | ir::Arithmetic::Subtract => {
            comparable(a, b).then_some(if plain(a) { b } else { a })
        }
        ir::Arithmetic::Multiply if plain(a) || share(a) => Some(b),
        ir::Arithmetic::Multiply if plain(b) || share(b) => Some(a),
        ir::Arithmetic::Multiply => None,
        ir::Arithmetic::Divide if a.family() == b.family() => Some(Unit::NONE),
        ir::Arithmetic::Divide if plain(b) => Some(a),
        ir::Arithmetic::Divide => None,
    }
}
