//! Questions about whole expressions.

use crate::ir::{Expr, ExprKind};
use crate::syntax::ast;

use super::contradiction;

/// The truth value of a condition that has the same one on every document: it reads nothing of the
/// document, or it compares a thing with itself. `None` when it may come out either way.
pub(super) fn constant_truth(written: &ast::Expr, lowered: &Expr) -> Option<bool> {
    if let ast::ExprKind::Compare(op, a, b, _) = written.kind.as_ref()
        && a == b
    {
        use ast::CompareOp::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        return Some(match op {
            Equal | LessEqual | GreaterEqual => true,
            NotEqual | Less | Greater => false,
        });
    }
    if let ast::ExprKind::Binary(op, a, b) = written.kind.as_ref() {
        let negates = |x: &ast::Expr, y: &ast::Expr| matches!(x.kind.as_ref(), ast::ExprKind::Unary(ast::UnaryOp::Not, inner) if inner == y);
        if negates(a, b) || negates(b, a) {
            return match op {
                ast::BinaryOp::And => Some(false),
                ast::BinaryOp::Or => Some(true),
                _ => None,
            };
        }
    }
    // Nothing is in a list of nothing. (The fields of an interface that a form lacks are such
    // lists too, but are not written so.)
    if let ast::ExprKind::Test {
        op: ast::TestOp::In,
        negated,
        right,
        ..
    } = written.kind.as_ref()
        && matches!(right.kind.as_ref(), ast::ExprKind::List(parts) if parts.is_empty())
    {
        return Some(*negated);
    }
    if let Some(settled) = contradiction::settled(written, lowered) {
        return Some(settled);
    }
    if reads_document(lowered) {
        return None;
    }
    Some(match lowered.kind {
        ExprKind::Bool(value) => value,
        // What is compared does not matter to the message; that it never changes does.
        _ => truth_of_literals(lowered).unwrap_or(true),
    })
}

/// Whether the value of an expression can depend on the document.
fn reads_document(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Local(_)
        | ExprKind::Cell(_)
        | ExprKind::Gathered(_)
        | ExprKind::Absent(_)
        | ExprKind::FormFields
        | ExprKind::WholeText
        // A parameter may be set by an overlay, so that a rule on it is no constant.
        | ExprKind::Param(_) => true,
        // An interface's list that this form lacks is empty here and full elsewhere.
        ExprKind::List(parts) if parts.is_empty() => true,
        _ => {
            let mut found = false;
            expr.for_each_part(&mut |part| found = found || reads_document(part));
            found
        }
    }
}

/// The value of a comparison of two literals.
fn truth_of_literals(expr: &Expr) -> Option<bool> {
    use crate::ir::Comparison::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
    let ExprKind::Compare(op, a, b, None) = &expr.kind else {
        return None;
    };
    let order = match (&a.kind, &b.kind) {
        (ExprKind::Number(x, unit), ExprKind::Number(y, other)) => {
            x.cmp(&other.convert(*y, *unit)?)
        }
        (ExprKind::Text(x), ExprKind::Text(y)) => x.cmp(y),
        _ => return None,
    };
    Some(match op {
        Equal => order.is_eq(),
        NotEqual => order.is_ne(),
        Less => order.is_lt(),
        LessEqual => order.is_le(),
        Greater => order.is_gt(),
        GreaterEqual => order.is_ge(),
    })
}
