//! `fix` clauses: what may be replaced, and by what.

use crate::diag::Applicability;
use crate::ir::{ExprKind, FixClause};
use crate::syntax::ast;
use crate::types::Ty;

use super::diagnostics as messages;
use super::elaborator::{Elaborator, Typed};
use super::rule::template;

/// A `fix` clause, checked; `None` when its place is none.
///
/// The text is made once for every value of the place, which is `it` there.
pub(super) fn fix(elaborator: &mut Elaborator<'_>, clause: &ast::Fix) -> Option<FixClause> {
    let place = elaborator.expr(&clause.place, None);
    if !stands_somewhere(&place) {
        let span = elaborator.span(clause.place.loc);
        elaborator.report(messages::no_place(span));
        return None;
    }
    let element = place.ty.element().unwrap_or(&place.ty).clone();
    let mark = elaborator.mark();
    let it = elaborator.bind_it(element);
    let text = template(elaborator, &clause.text);
    elaborator.close(mark);
    Some(FixClause {
        applicability: match clause.trust {
            ast::Trust::Safe => Applicability::Safe,
            ast::Trust::Unsafe => Applicability::Unsafe,
            ast::Trust::Display => Applicability::Display,
        },
        place: place.expr,
        it,
        text,
    })
}

/// Whether values of an expression can be read from the declaration: what is written in the rule,
/// or reckoned, stands nowhere.
fn stands_somewhere(place: &Typed) -> bool {
    let element = place.ty.element().unwrap_or(&place.ty);
    let readable = match element {
        Ty::Unknown | Ty::Number(_) | Ty::Text | Ty::Date | Ty::Word(_) | Ty::Record(_) => true,
        Ty::Any | Ty::Bool | Ty::Terms | Ty::Pattern(_) | Ty::List(_) => false,
    };
    let made = matches!(
        place.expr.kind,
        ExprKind::Number(..)
            | ExprKind::Text(_)
            | ExprKind::Date(..)
            | ExprKind::Word(..)
            | ExprKind::Param(_)
            | ExprKind::Terms(_)
            | ExprKind::Negate(_)
            | ExprKind::Arithmetic(..)
    );
    readable && !made
}
