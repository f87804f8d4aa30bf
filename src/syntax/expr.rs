//! Turns the flat row of operands and operators that the grammar reads into expressions.
//!
//! Precedence climbing. Levels, loosest first: `or`, `and`, `not`, comparisons and tests (which do
//! not chain), `++`, `+ -`, `* /`, sign, `else`. Brackets are counted before the grammar runs; what
//! nests without brackets (signs, chains of operators) is counted here.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the grammar has some two hundred parts; a node can hold only a few of them"
)]

use std::iter::Peekable;

use pest::iterators::Pairs;

use super::ast::{
    Arg, BinaryOp, CompareOp, Each, Expr, ExprKind, Loc, Name, Presence, Quantifier, TestOp,
    UnaryOp,
};
use super::build::{Builder, Built, Node};
use super::clauses::half_width;
use super::diagnostics;
use super::grammar::Rule as Part;
use super::literal::check_digits;

/// How deep the tree of an expression may be.
pub(super) const MAX_DEPTH: usize = 128;

/// How tightly operators bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `or`
    Or,
    /// `and`
    And,
    /// `not`
    Not,
    /// Comparisons and tests.
    Compare,
    /// `++`
    Join,
    /// `+ -`
    Add,
    /// `* /`
    Multiply,
    /// A sign.
    Sign,
    /// `else`
    Else,
    /// What needs no brackets.
    Atom,
}

impl Level {
    /// The next tighter level.
    pub(super) fn tighter(self) -> Level {
        match self {
            Level::Or => Level::And,
            Level::And => Level::Not,
            Level::Not => Level::Compare,
            Level::Compare => Level::Join,
            Level::Join => Level::Add,
            Level::Add => Level::Multiply,
            Level::Multiply => Level::Sign,
            Level::Sign => Level::Else,
            Level::Else | Level::Atom => Level::Atom,
        }
    }
}

/// An expression and how deep its tree is.
struct Deep {
    expr: Expr,
    depth: usize,
}

/// What stands between two operands, or behind one.
enum Operator {
    Binary(BinaryOp),
    Compare(CompareOp),
    Test(TestOp, bool),
    Is(Presence),
    Else,
    Within,
    SingleEqual,
}

impl Operator {
    fn level(&self) -> Level {
        match self {
            Operator::Binary(op) => binary_level(*op),
            Operator::Compare(_)
            | Operator::Test(..)
            | Operator::Is(_)
            | Operator::Within
            | Operator::SingleEqual => Level::Compare,
            Operator::Else => Level::Else,
        }
    }
}

/// How tightly an infix operator binds.
pub(super) fn binary_level(op: BinaryOp) -> Level {
    match op {
        BinaryOp::Or => Level::Or,
        BinaryOp::And => Level::And,
        BinaryOp::Join => Level::Join,
        BinaryOp::Add | BinaryOp::Subtract => Level::Add,
        BinaryOp::Multiply | BinaryOp::Divide => Level::Multiply,
    }
}

type Row<'i> = Peekable<Pairs<'i, Part>>;

impl Builder<'_> {
    /// An expression.
    pub(super) fn expr(&mut self, node: Node<'_>) -> Built<Expr> {
        self.deep(node).map(|deep| deep.expr)
    }

    fn deep(&mut self, node: Node<'_>) -> Built<Deep> {
        let mut row = node.into_inner().peekable();
        self.climb(&mut row, Level::Or, 0)
    }

    /// Reads operands and operators that bind at least as tightly as `least`.
    fn climb(&mut self, row: &mut Row<'_>, least: Level, signs: usize) -> Built<Deep> {
        let mut left = self.operand(row, signs)?;
        let mut compared = false;
        while let Some((operator, place)) = self.peek_operator(row) {
            if operator.level() < least {
                break;
            }
            if operator.level() == Level::Compare {
                if compared && !matches!(operator, Operator::SingleEqual) {
                    let place = self.span(place);
                    return Err(if matches!(operator, Operator::Within) {
                        diagnostics::loose_within(place)
                    } else {
                        diagnostics::chained(place)
                    });
                }
                compared = true;
            } else {
                compared = false;
            }
            row.next();
            left = self.combine(left, operator, place, row, signs)?;
        }
        Ok(left)
    }

    fn combine(
        &mut self,
        left: Deep,
        operator: Operator,
        place: Loc,
        row: &mut Row<'_>,
        signs: usize,
    ) -> Built<Deep> {
        let tighter = operator.level().tighter();
        match operator {
            Operator::Within => Err(diagnostics::loose_within(self.span(place))),
            Operator::SingleEqual => Err(diagnostics::single_equal(self.span(place))),
            Operator::Is(presence) => {
                let loc = Loc(left.expr.loc.0.to(place.0));
                self.node(ExprKind::Is(left.expr, presence), loc, left.depth)
            }
            Operator::Compare(op) => {
                let right = self.climb(row, tighter, signs)?;
                let mut loc = left.expr.loc.0.to(right.expr.loc.0);
                let mut depth = left.depth.max(right.depth);
                let mut tolerance = None;
                if row
                    .next_if(|next| next.as_rule() == Part::kw_within)
                    .is_some()
                {
                    let within = self.climb(row, tighter, signs)?;
                    loc = loc.to(within.expr.loc.0);
                    depth = depth.max(within.depth);
                    tolerance = Some(within.expr);
                }
                let kind = ExprKind::Compare(op, left.expr, right.expr, tolerance);
                self.node(kind, Loc(loc), depth)
            }
            Operator::Binary(_) | Operator::Test(..) | Operator::Else => {
                let right = self.climb(row, tighter, signs)?;
                let loc = Loc(left.expr.loc.0.to(right.expr.loc.0));
                let depth = left.depth.max(right.depth);
                let (left, right) = (left.expr, right.expr);
                let kind = match operator {
                    Operator::Binary(op) => ExprKind::Binary(op, left, right),
                    Operator::Test(op, negated) => ExprKind::Test {
                        op,
                        negated,
                        left,
                        right,
                    },
                    _ => ExprKind::Else(left, right),
                };
                self.node(kind, loc, depth)
            }
        }
    }

    /// A node one deeper than its deepest child.
    fn node(&self, kind: ExprKind, loc: Loc, depth: usize) -> Built<Deep> {
        if depth >= MAX_DEPTH {
            return Err(diagnostics::too_deep(self.span(loc)));
        }
        let kind = Box::new(kind);
        Ok(Deep {
            expr: Expr { kind, loc },
            depth: depth + 1,
        })
    }

    fn operand(&mut self, row: &mut Row<'_>, signs: usize) -> Built<Deep> {
        let Some(first) = row.next() else {
            // The grammar never gives an operator without its operand.
            return self.node(ExprKind::List(Vec::new()), Loc::default(), 0);
        };
        if first.as_rule() == Part::prefix {
            return self.prefixed(first, row, signs);
        }
        let mut base = self.primary(first)?;
        while let Some(member) = row.next_if(|next| next.as_rule() == Part::member) {
            let loc = Loc(base.expr.loc.0.to(self.loc(&member).0));
            let field = member
                .into_inner()
                .find(|part| part.as_rule() == Part::field);
            let name = field.map(|field| self.name(&field)).unwrap_or_default();
            base = self.node(ExprKind::Member(base.expr, name), loc, base.depth)?;
        }
        Ok(base)
    }

    fn prefixed(&mut self, prefix: Node<'_>, row: &mut Row<'_>, signs: usize) -> Built<Deep> {
        let place = self.loc(&prefix);
        if signs >= MAX_DEPTH {
            return Err(diagnostics::too_deep(self.span(place)));
        }
        let word = prefix.into_inner().next();
        let negates = word.is_some_and(|word| word.as_rule() == Part::minus);
        let (op, level) = if negates {
            (UnaryOp::Negate, Level::Else)
        } else {
            (UnaryOp::Not, Level::Compare)
        };
        let inner = self.climb(row, level, signs + 1)?;
        let loc = Loc(place.0.to(inner.expr.loc.0));
        self.node(ExprKind::Unary(op, inner.expr), loc, inner.depth)
    }

    fn primary(&mut self, node: Node<'_>) -> Built<Deep> {
        let loc = self.loc(&node);
        match node.as_rule() {
            Part::group => self.group(node, loc),
            Part::list => self.list(node, loc),
            Part::reference | Part::special_call => self.reference(node, loc),
            Part::quantified => self.quantified(node, loc),
            Part::conditional => self.conditional(node, loc),
            Part::first_of => {
                let walk = node.into_inner().find(|part| part.as_rule() == Part::walk);
                let (each, depth) = self.each(self.required(walk, loc)?)?;
                self.node(ExprKind::First(each), loc, depth)
            }
            _ => {
                let kind = self.atom(node)?;
                self.node(kind, loc, 0)
            }
        }
    }

    fn atom(&mut self, node: Node<'_>) -> Built<ExprKind> {
        Ok(match node.as_rule() {
            Part::date => ExprKind::Date(node.as_str().to_owned()),
            Part::text => ExprKind::Text(self.text(&node)?.text),
            Part::truth => {
                let word = node.into_inner().next();
                ExprKind::Bool(word.is_some_and(|word| word.as_rule() == Part::kw_true))
            }
            Part::quantity => {
                let mut text = String::new();
                let mut unit = String::new();
                for part in node.into_inner() {
                    if part.as_rule() == Part::number {
                        text = half_width(part.as_str());
                        check_digits(&text, self.span_of(&part))?;
                    } else {
                        unit = half_width(part.as_str());
                    }
                }
                ExprKind::Number { text, unit }
            }
            // `it` is the only other operand.
            _ => ExprKind::Name("it".to_owned()),
        })
    }

    /// The expression in brackets; its place includes them, so that places nest.
    fn group(&mut self, node: Node<'_>, loc: Loc) -> Built<Deep> {
        let inner = node.into_inner().find(|part| part.as_rule() == Part::expr);
        let mut deep = self.deep(self.required(inner, loc)?)?;
        deep.expr.loc = loc;
        Ok(deep)
    }

    fn list(&mut self, node: Node<'_>, loc: Loc) -> Built<Deep> {
        let (mut values, walks, depth) = self.contents(node)?;
        let kind = match (values.pop(), walks.is_empty()) {
            (Some(value), false) => ExprKind::Collect(value, walks),
            (Some(value), true) => {
                values.push(value);
                ExprKind::List(values)
            }
            (None, _) => ExprKind::List(Vec::new()),
        };
        self.node(kind, loc, depth)
    }

    /// The expressions and walks inside brackets, and how deep they are.
    fn contents(&mut self, node: Node<'_>) -> Built<(Vec<Expr>, Vec<Each>, usize)> {
        let (mut values, mut walks, mut depth) = (Vec::new(), Vec::new(), 0);
        for part in node.into_inner() {
            match part.as_rule() {
                Part::expr => {
                    let value = self.deep(part)?;
                    depth = depth.max(value.depth);
                    values.push(value.expr);
                }
                Part::for_walk => {
                    let walk = part.into_inner().find(|part| part.as_rule() == Part::walk);
                    if let Some(walk) = walk {
                        let (each, deep) = self.each(walk)?;
                        depth = depth.max(deep);
                        walks.push(each);
                    }
                }
                _ => {}
            }
        }
        Ok((values, walks, depth))
    }

    fn reference(&mut self, node: Node<'_>, loc: Loc) -> Built<Deep> {
        let mut name = Name::default();
        let mut args = None;
        let mut depth = 0;
        for part in node.into_inner() {
            match part.as_rule() {
                Part::name | Part::callee => name = self.name(&part),
                Part::call_args => {
                    let mut list = Vec::new();
                    for arg in part.into_inner().filter(|part| part.as_rule() == Part::arg) {
                        let (arg, deep) = self.arg(arg)?;
                        depth = depth.max(deep);
                        list.push(arg);
                    }
                    args = Some(list);
                }
                _ => {}
            }
        }
        let kind = match args {
            Some(args) => ExprKind::Call(name, args),
            None => ExprKind::Name(name.text),
        };
        self.node(kind, loc, depth)
    }

    fn arg(&mut self, node: Node<'_>) -> Built<(Arg, usize)> {
        let loc = self.loc(&node);
        let (values, walks, depth) = self.contents(node)?;
        let mut values = values.into_iter();
        let value = self.required(values.next(), loc)?;
        let arg = match values.next() {
            Some(key) => Arg::By(value, key),
            None if walks.is_empty() => Arg::Plain(value),
            None => Arg::Over(value, walks),
        };
        Ok((arg, depth))
    }

    /// A walk over a list.
    pub(super) fn walk(&mut self, node: Node<'_>) -> Built<Each> {
        self.each(node).map(|(each, _)| each)
    }

    fn each(&mut self, node: Node<'_>) -> Built<(Each, usize)> {
        let loc = self.loc(&node);
        let mut names = Vec::new();
        let mut position = None;
        let mut exprs = Vec::new();
        let mut depth = 0;
        for part in node.into_inner() {
            match part.as_rule() {
                Part::binding => {
                    let parts = part.into_inner();
                    names = parts
                        .filter(|part| part.as_rule() == Part::name)
                        .map(|part| self.name(&part))
                        .collect();
                }
                Part::name => position = Some(self.name(&part)),
                Part::expr => {
                    let deep = self.deep(part)?;
                    depth = depth.max(deep.depth);
                    exprs.push(deep.expr);
                }
                _ => {}
            }
        }
        let mut exprs = exprs.into_iter();
        let each = Each {
            names,
            position,
            source: self.required(exprs.next(), loc)?,
            filter: exprs.next(),
            loc,
        };
        Ok((each, depth))
    }

    fn quantified(&mut self, node: Node<'_>, loc: Loc) -> Built<Deep> {
        let mut quantifier = Quantifier::Every;
        let (mut walk, mut body) = (None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Part::quantifier => {
                    quantifier = match part.into_inner().next().map(|word| word.as_rule()) {
                        Some(Part::kw_some) => Quantifier::Some,
                        Some(Part::kw_no) => Quantifier::No,
                        _ => Quantifier::Every,
                    };
                }
                Part::walk => walk = Some(self.each(part)?),
                Part::expr => body = Some(self.deep(part)?),
                _ => {}
            }
        }
        let (each, deep) = self.required(walk, loc)?;
        let body = self.required(body, loc)?;
        let depth = deep.max(body.depth);
        self.node(
            ExprKind::Quantified(quantifier, each, body.expr),
            loc,
            depth,
        )
    }

    fn conditional(&mut self, node: Node<'_>, loc: Loc) -> Built<Deep> {
        let mut parts = Vec::new();
        for part in node.into_inner() {
            if matches!(part.as_rule(), Part::expr | Part::then_expr) {
                parts.push(self.deep(part)?);
            }
        }
        let depth = parts.iter().map(|part| part.depth).max().unwrap_or(0);
        let mut parts = parts.into_iter().map(|part| part.expr);
        let condition = self.required(parts.next(), loc)?;
        let then = self.required(parts.next(), loc)?;
        let otherwise = self.required(parts.next(), loc)?;
        self.node(ExprKind::If(condition, then, otherwise), loc, depth)
    }

    fn peek_operator(&self, row: &mut Row<'_>) -> Option<(Operator, Loc)> {
        let next = row.peek()?;
        Some((operator(next)?, self.loc(next)))
    }
}

fn operator(node: &Node<'_>) -> Option<Operator> {
    Some(match node.as_rule() {
        Part::kw_or => Operator::Binary(BinaryOp::Or),
        Part::kw_and => Operator::Binary(BinaryOp::And),
        Part::join => Operator::Binary(BinaryOp::Join),
        Part::plus => Operator::Binary(BinaryOp::Add),
        Part::minus => Operator::Binary(BinaryOp::Subtract),
        Part::times => Operator::Binary(BinaryOp::Multiply),
        Part::divide => Operator::Binary(BinaryOp::Divide),
        Part::equal => Operator::Compare(CompareOp::Equal),
        Part::not_equal => Operator::Compare(CompareOp::NotEqual),
        Part::less => Operator::Compare(CompareOp::Less),
        Part::less_equal => Operator::Compare(CompareOp::LessEqual),
        Part::greater => Operator::Compare(CompareOp::Greater),
        Part::greater_equal => Operator::Compare(CompareOp::GreaterEqual),
        Part::single_equal => Operator::SingleEqual,
        Part::kw_within => Operator::Within,
        Part::kw_else => Operator::Else,
        Part::is_test => Operator::Is(presence(node)),
        Part::test => {
            let (op, negated) = test(node);
            Operator::Test(op, negated)
        }
        _ => return None,
    })
}

fn presence(node: &Node<'_>) -> Presence {
    let mut words = node.clone().into_inner().flatten();
    words
        .find_map(|word| match word.as_rule() {
            Part::kw_present => Some(Presence::Present),
            Part::kw_unreadable => Some(Presence::Unreadable),
            _ => None,
        })
        .unwrap_or(Presence::Missing)
}

fn test(node: &Node<'_>) -> (TestOp, bool) {
    match node.clone().into_inner().next().map(|word| word.as_rule()) {
        Some(Part::kw_contains) => (TestOp::Contains, false),
        Some(Part::kw_matches) => (TestOp::Matches, false),
        Some(Part::not_in) => (TestOp::In, true),
        Some(Part::not_contains) => (TestOp::Contains, true),
        Some(Part::not_matches) => (TestOp::Matches, true),
        _ => (TestOp::In, false),
    }
}
