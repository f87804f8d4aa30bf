//! Comparisons of one thing with fixed values that exclude one another, or of which one always
//! holds: `x > 5 and x < 3`, `x != 3 or x != 5`, `count(xs) >= 0`.
//!
//! Only what can be seen from the written condition: one value compared with literals.

use rust_decimal::Decimal;

use crate::builtins;
use crate::ir::{self, Comparison, Expr, ExprKind};
use crate::syntax::ast::{self, BinaryOp, UnaryOp};
use crate::types::{Family, Unit};

/// The truth value of a condition that its comparisons settle; `None` when they leave it open.
pub(super) fn settled(written: &ast::Expr, lowered: &Expr) -> Option<bool> {
    match (written.kind.as_ref(), &lowered.kind) {
        (ast::ExprKind::Binary(BinaryOp::And, ..), ExprKind::And(..)) => {
            impossible(written, lowered, false).then_some(false)
        }
        // Something always holds when its contrary never does.
        (ast::ExprKind::Binary(BinaryOp::Or, ..), ExprKind::Or(..)) => {
            impossible(written, lowered, true).then_some(true)
        }
        (_, ExprKind::Compare(op, a, b, None)) => in_range(*op, a, b),
        _ => None,
    }
}

/// A literal.
#[derive(Clone, Debug, PartialEq)]
enum Fixed {
    Number(Decimal, Unit),
    Word(String),
    Presence(ir::Presence),
}

/// What is asked of one thing: it compares like this with a literal.
struct Asked<'e> {
    of: &'e ast::Expr,
    op: Comparison,
    with: Fixed,
}

/// Whether the parts of a chain (negated: their contraries) exclude one another.
fn impossible(written: &ast::Expr, lowered: &Expr, negated: bool) -> bool {
    let mut asked = Vec::new();
    gather(written, lowered, negated, &mut asked);
    let excluded = |(at, b): (usize, &Asked<'_>)| {
        let mut before = asked.iter().take(at);
        before.any(|a| a.of == b.of && exclude(a, b))
    };
    asked.iter().enumerate().any(excluded)
}

fn gather<'e>(written: &'e ast::Expr, lowered: &Expr, negated: bool, asked: &mut Vec<Asked<'e>>) {
    match (written.kind.as_ref(), &lowered.kind) {
        (ast::ExprKind::Binary(BinaryOp::And, a, b), ExprKind::And(x, y)) if !negated => {
            gather(a, x, negated, asked);
            gather(b, y, negated, asked);
        }
        (ast::ExprKind::Binary(BinaryOp::Or, a, b), ExprKind::Or(x, y)) if negated => {
            gather(a, x, negated, asked);
            gather(b, y, negated, asked);
        }
        (ast::ExprKind::Unary(UnaryOp::Not, inner), ExprKind::Not(x)) => {
            gather(inner, x, !negated, asked);
        }
        (ast::ExprKind::Compare(_, a, b, None), ExprKind::Compare(op, x, y, None)) => {
            let op = if negated { contrary(*op) } else { *op };
            match (fixed(x), fixed(y)) {
                (None, Some(with)) => asked.push(Asked { of: a, op, with }),
                (Some(with), None) => asked.push(Asked {
                    of: b,
                    op: turned(op),
                    with,
                }),
                _ => {}
            }
        }
        (ast::ExprKind::Is(a, _), ExprKind::Is(_, presence)) => asked.push(Asked {
            of: a,
            op: if negated {
                Comparison::NotEqual
            } else {
                Comparison::Equal
            },
            with: Fixed::Presence(*presence),
        }),
        _ => {}
    }
}

fn fixed(expr: &Expr) -> Option<Fixed> {
    Some(match &expr.kind {
        ExprKind::Number(value, unit) => Fixed::Number(*value, *unit),
        ExprKind::Negate(inner) => match fixed(inner)? {
            Fixed::Number(value, unit) => Fixed::Number(-value, unit),
            Fixed::Word(_) | Fixed::Presence(_) => return None,
        },
        ExprKind::Text(text) => Fixed::Word(text.to_string()),
        ExprKind::Word(index, _) => Fixed::Word(index.to_string()),
        ExprKind::Date(y, m, d) => Fixed::Word(format!("{y}-{m}-{d}")),
        _ => return None,
    })
}

/// Whether no value satisfies both.
fn exclude(a: &Asked<'_>, b: &Asked<'_>) -> bool {
    use Comparison::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
    let order = match (&a.with, &b.with) {
        (Fixed::Number(x, unit), Fixed::Number(y, other)) => match other.convert(*y, *unit) {
            Some(y) => x.cmp(&y),
            None => return false,
        },
        (x, y) if x == y => std::cmp::Ordering::Equal,
        // Different words, of which only the difference counts.
        _ => return (a.op, b.op) == (Equal, Equal),
    };
    match (a.op, b.op) {
        (Equal, Equal) => order.is_ne(),
        (Equal, NotEqual) | (NotEqual, Equal) => order.is_eq(),
        // a.with < b.with leaves nothing above b and below a.
        (Less, Greater | GreaterEqual | Equal) | (LessEqual, Greater) => order.is_le(),
        (Equal, Greater) => order.is_le(),
        (LessEqual, GreaterEqual | Equal) | (Equal, GreaterEqual) => order.is_lt(),
        (Greater, Less | LessEqual | Equal) | (GreaterEqual, Less) => order.is_ge(),
        (Equal, Less) => order.is_ge(),
        (GreaterEqual, LessEqual | Equal) | (Equal, LessEqual) => order.is_gt(),
        (NotEqual, _) | (_, NotEqual) => false,
        (Less | LessEqual, Less | LessEqual) => false,
        (Greater | GreaterEqual, Greater | GreaterEqual) => false,
    }
}

fn contrary(op: Comparison) -> Comparison {
    match op {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::GreaterEqual,
        Comparison::LessEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessEqual,
        Comparison::GreaterEqual => Comparison::Less,
    }
}

/// The comparison with its sides exchanged.
fn turned(op: Comparison) -> Comparison {
    match op {
        Comparison::Equal | Comparison::NotEqual => op,
        Comparison::Less => Comparison::Greater,
        Comparison::LessEqual => Comparison::GreaterEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterEqual => Comparison::LessEqual,
    }
}

/// What a comparison gives when one side can only be in a range and the other is fixed.
fn in_range(op: Comparison, a: &Expr, b: &Expr) -> Option<bool> {
    if let (Some(range), Some(value)) = (range(a), plain(b)) {
        return compare(op, range, value);
    }
    let (range, value) = (range(b)?, plain(a)?);
    compare(turned(op), range, value)
}

fn compare(op: Comparison, (least, most): Range, value: Decimal) -> Option<bool> {
    let above = least > value;
    let below = most.is_some_and(|most| most < value);
    let not_below = least >= value;
    let not_above = most.is_some_and(|most| most <= value);
    let settled = |holds: bool, fails: bool| (holds || fails).then_some(holds);
    match op {
        Comparison::Equal => settled(false, above || below),
        Comparison::NotEqual => settled(above || below, false),
        Comparison::Less => settled(below, not_below),
        Comparison::LessEqual => settled(not_above, above),
        Comparison::Greater => settled(above, not_above),
        Comparison::GreaterEqual => settled(not_below, below),
    }
}

/// The least and the greatest value.
type Range = (Decimal, Option<Decimal>);

/// The range of what only comes out so: numbers of things, absolute values, shares of a whole.
fn range(expr: &Expr) -> Option<Range> {
    let ExprKind::Call(index, _) = &expr.kind else {
        return None;
    };
    match builtins::get(*index)?.en {
        "count" | "length" | "decimals" | "abs" => Some((Decimal::ZERO, None)),
        "overlap" => Some((Decimal::ZERO, Some(Decimal::ONE))),
        _ => None,
    }
}

/// A number that compares with counts as it stands, zero in whatever unit.
fn plain(expr: &Expr) -> Option<Decimal> {
    let Some(Fixed::Number(value, unit)) = fixed(expr) else {
        return None;
    };
    let bare = matches!(unit.family(), Family::Plain | Family::Count(_));
    (bare || value.is_zero()).then_some(value)
}
