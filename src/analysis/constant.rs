//! Literals: numbers with units, and the constants that parameters hold.

use rust_decimal::Decimal;

use crate::diag::{Diagnostic, nearest};
use crate::ir::Constant;
use crate::source::{SourceId, Span};
use crate::syntax::ast::{Expr, ExprKind, UnaryOp};
use crate::types::{Ty, Unit};

use super::diagnostics as messages;

/// A number literal's value and unit.
pub(super) fn number(
    text: &str,
    unit: &str,
    span: Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(Decimal, Unit)> {
    let value = Decimal::from_str_exact(text);
    if value.is_err() {
        diagnostics.push(messages::bad_number(text, span));
    }
    let known = Unit::named(unit);
    if known.is_none() {
        let near = nearest(unit, Unit::names());
        diagnostics.push(messages::unknown_unit(unit, span, near));
    }
    Some((value.ok()?, known?))
}

/// A date literal's year, month and day.
pub(super) fn date(text: &str) -> Option<(i32, u8, u8)> {
    let mut parts = text.split('-');
    let date = (
        parts.next()?.parse().ok()?,
        parts
            .next()?
            .parse()
            .ok()
            .filter(|month| (1..=12).contains(month))?,
        parts
            .next()?
            .parse()
            .ok()
            .filter(|day| (1..=31).contains(day))?,
    );
    parts.next().is_none().then_some(date)
}

/// The value of a constant expression: a literal, or a list of them.
pub(super) fn constant(
    expr: &Expr,
    source: SourceId,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(Constant, Ty)> {
    let span = Span::new(source, expr.loc.0);
    match expr.kind.as_ref() {
        ExprKind::Number { text, unit } => {
            let (value, unit) = number(text, unit, span, diagnostics)?;
            Some((Constant::Number(value, unit), Ty::Number(unit)))
        }
        ExprKind::Unary(UnaryOp::Negate, inner) => match constant(inner, source, diagnostics)? {
            (Constant::Number(value, unit), ty) => Some((Constant::Number(-value, unit), ty)),
            _ => not_constant(span, diagnostics),
        },
        ExprKind::Text(text) => Some((
            Constant::Text(crate::types::fold(text).as_ref().into()),
            Ty::Text,
        )),
        ExprKind::Bool(value) => Some((Constant::Bool(*value), Ty::Bool)),
        ExprKind::List(parts) => {
            let mut values = Vec::new();
            let mut ty = Ty::Unknown;
            for part in parts {
                let (value, part_ty) = constant(part, source, diagnostics)?;
                match ty.join(&part_ty) {
                    Some(joined) => ty = joined,
                    None => {
                        diagnostics.push(messages::mixed_list(&ty, &part_ty, span));
                        return None;
                    }
                }
                values.push(value);
            }
            Some((Constant::List(values), Ty::list(ty)))
        }
        _ => not_constant(span, diagnostics),
    }
}

fn not_constant<T>(span: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<T> {
    diagnostics.push(messages::not_constant(span));
    None
}
