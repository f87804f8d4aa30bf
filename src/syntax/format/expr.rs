//! Writes expressions with the brackets that precedence asks for, and no others.

use unicode_ident::is_xid_start;

use super::super::ast::{
    Arg, BinaryOp, CompareOp, Each, Expr, ExprKind, Presence, Quantifier, Template, TestOp, UnaryOp,
};
use super::super::expr::{Level, binary_level};
use super::super::keyword::{self, Keyword, Spelling};
use super::quote::{self, Quote};

/// Writes expressions in one spelling.
#[derive(Clone, Copy, Debug)]
pub(super) struct Printer {
    spelling: Spelling,
    /// The quotes around the hole that is written.
    avoid: Option<Quote>,
}

/// Where an expression stands in the one around it.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// How tightly it must bind to need no brackets.
    least: Level,
    /// Whether nothing follows that a form without an end could swallow.
    last: bool,
    /// Whether it stands between `then` and `else`.
    closed: bool,
}

impl Place {
    const WHOLE: Place = Place {
        least: Level::Or,
        last: true,
        closed: false,
    };
    const INNER: Place = Place {
        last: false,
        ..Place::WHOLE
    };
    const THEN: Place = Place {
        closed: true,
        ..Place::INNER
    };

    fn least(self, least: Level) -> Place {
        Place { least, ..self }
    }

    fn not_last(self) -> Place {
        Place {
            last: false,
            ..self
        }
    }
}

impl Printer {
    pub(super) fn new(spelling: Spelling) -> Self {
        Self {
            spelling,
            avoid: None,
        }
    }

    /// The printer for a hole in a text in these quotes.
    pub(super) fn inside(self, quote: Quote) -> Self {
        Self {
            avoid: Some(quote),
            ..self
        }
    }

    pub(super) fn spelling(self) -> Spelling {
        self.spelling
    }

    /// A keyword.
    pub(super) fn word(self, keyword: &Keyword) -> &'static str {
        keyword.spelled(self.spelling)
    }

    /// A text in quotes.
    pub(super) fn quoted(self, text: &str) -> String {
        quote::quoted(text, self.spelling, self.avoid)
    }

    /// A text with holes.
    pub(super) fn template(self, template: &Template) -> String {
        quote::template(template, &self)
    }

    /// An expression that stands alone.
    pub(super) fn whole(self, expr: &Expr) -> String {
        self.expr(expr, Place::WHOLE)
    }

    /// The parts of a chain of one operator.
    pub(super) fn chain(self, op: BinaryOp, expr: &Expr) -> Vec<String> {
        let level = binary_level(op);
        let mut parts = Vec::new();
        let mut rest = expr;
        let mut place = Place::WHOLE;
        while let ExprKind::Binary(inner, left, right) = &*rest.kind {
            if *inner != op {
                break;
            }
            parts.push(self.part(op, right, place.least(level.tighter())));
            rest = left;
            place = Place::INNER;
        }
        parts.push(self.part(op, rest, place.least(level)));
        parts.reverse();
        parts
    }

    /// A part of a chain; `and` between `or` gets brackets that it could do without, because not
    /// everybody knows which of them binds tighter.
    fn part(self, op: BinaryOp, expr: &Expr, place: Place) -> String {
        let mixed = op == BinaryOp::Or && matches!(*expr.kind, ExprKind::Binary(BinaryOp::And, ..));
        if mixed {
            format!("({})", self.whole(expr))
        } else {
            self.expr(expr, place)
        }
    }

    fn expr(self, expr: &Expr, place: Place) -> String {
        if needs_brackets(&expr.kind, place) {
            format!("({})", self.bare(&expr.kind, Place::WHOLE))
        } else {
            self.bare(&expr.kind, place)
        }
    }

    fn bare(self, kind: &ExprKind, place: Place) -> String {
        match kind {
            ExprKind::Number { text, unit } => number(text, unit),
            ExprKind::Text(text) => self.quoted(text),
            ExprKind::Date(text) => text.clone(),
            ExprKind::Bool(true) => self.word(&keyword::TRUE).to_owned(),
            ExprKind::Bool(false) => self.word(&keyword::FALSE).to_owned(),
            ExprKind::Name(name) if keyword::IT.is(name) => self.word(&keyword::IT).to_owned(),
            ExprKind::Name(name) => name.clone(),
            ExprKind::List(values) => {
                let values: Vec<String> = values.iter().map(|value| self.whole(value)).collect();
                format!("[{}]", values.join(", "))
            }
            ExprKind::Collect(value, walks) => format!("[{}]", self.over(value, walks)),
            ExprKind::Member(base, name) => {
                let base = self.expr(base, place.not_last().least(Level::Atom));
                format!("{base}.{}", name.text)
            }
            ExprKind::Call(name, args) => {
                let args: Vec<String> = args.iter().map(|arg| self.arg(arg)).collect();
                format!("{}({})", name.text, args.join(", "))
            }
            ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::Compare(..)
            | ExprKind::Is(..)
            | ExprKind::Test { .. }
            | ExprKind::Else(..) => self.operation(kind, place),
            ExprKind::If(condition, then, otherwise) => format!(
                "{} {} {} {} {} {}",
                self.word(&keyword::IF),
                self.expr(condition, Place::INNER),
                self.word(&keyword::THEN),
                self.expr(then, Place::THEN),
                self.word(&keyword::ELSE),
                self.expr(otherwise, place.least(Level::Or)),
            ),
            ExprKind::Quantified(quantifier, each, body) => {
                let word = self.word(match quantifier {
                    Quantifier::Every => &keyword::EVERY,
                    Quantifier::Some => &keyword::SOME,
                    Quantifier::No => &keyword::NO,
                });
                let colon = match self.spelling {
                    Spelling::English => ": ",
                    Spelling::Chinese => "：",
                };
                let body = self.expr(body, place.least(Level::Or));
                format!("{word} {}{colon}{body}", self.each(each, false))
            }
            ExprKind::First(each) => {
                format!(
                    "{} {}",
                    self.word(&keyword::FIRST),
                    self.each(each, place.last)
                )
            }
        }
    }

    fn operation(self, kind: &ExprKind, place: Place) -> String {
        let before = place.not_last();
        match kind {
            ExprKind::Unary(UnaryOp::Not, inner) => format!(
                "{} {}",
                self.word(&keyword::NOT),
                self.expr(inner, place.least(Level::Compare))
            ),
            ExprKind::Unary(UnaryOp::Negate, inner) => {
                format!("-{}", self.expr(inner, place.least(Level::Else)))
            }
            ExprKind::Binary(op, left, right) => {
                let level = binary_level(*op);
                let left = self.part(*op, left, before.least(level));
                let right = self.part(*op, right, place.least(level.tighter()));
                format!("{left} {} {right}", self.binary(*op))
            }
            ExprKind::Compare(op, left, right, within) => {
                let left = self.expr(left, before.least(Level::Join));
                let end = if within.is_some() { before } else { place };
                let right = self.expr(right, end.least(Level::Join));
                let mut text = format!("{left} {} {right}", compare(*op));
                if let Some(within) = within {
                    let within = self.expr(within, place.least(Level::Join));
                    text.push_str(&format!(" {} {within}", self.word(&keyword::WITHIN)));
                }
                text
            }
            ExprKind::Is(left, presence) => {
                let left = self.expr(left, before.least(Level::Join));
                let presence = self.word(match presence {
                    Presence::Missing => &keyword::MISSING,
                    Presence::Present => &keyword::PRESENT,
                    Presence::Unreadable => &keyword::UNREADABLE,
                });
                format!("{left} {} {presence}", self.word(&keyword::IS))
            }
            ExprKind::Test {
                op,
                negated,
                left,
                right,
            } => {
                let left = self.expr(left, before.least(Level::Join));
                let right = self.expr(right, place.least(Level::Join));
                format!("{left} {} {right}", self.word(test(*op, *negated)))
            }
            ExprKind::Else(left, right) => {
                let left = self.expr(left, before.least(Level::Else));
                let right = self.expr(right, place.least(Level::Atom));
                format!("{left} {} {right}", self.word(&keyword::ELSE))
            }
            ExprKind::Number { .. }
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Bool(_)
            | ExprKind::List(_)
            | ExprKind::Collect(..)
            | ExprKind::Name(_)
            | ExprKind::Member(..)
            | ExprKind::Call(..)
            | ExprKind::If(..)
            | ExprKind::Quantified(..)
            | ExprKind::First(_) => self.bare(kind, place),
        }
    }

    /// A walk over a list; `last` when nothing follows it.
    pub(super) fn each(self, each: &Each, last: bool) -> String {
        let end = Place {
            last,
            ..Place::WHOLE
        };
        let names: Vec<&str> = each.names.iter().map(|name| &*name.text).collect();
        let mut text = match names.as_slice() {
            [name] => (*name).to_owned(),
            names => format!("({})", names.join(", ")),
        };
        if let Some(position) = &each.position {
            text.push_str(&format!(" {} {}", self.word(&keyword::AT), position.text));
        }
        let source = if each.filter.is_some() {
            Place::INNER
        } else {
            end
        };
        text.push_str(&format!(
            " {} {}",
            self.word(&keyword::IN),
            self.expr(&each.source, source)
        ));
        if let Some(filter) = &each.filter {
            text.push_str(&format!(
                " {} {}",
                self.word(&keyword::WHERE),
                self.expr(filter, end)
            ));
        }
        text
    }

    /// `e for x in xs for y in ys`
    fn over(self, value: &Expr, walks: &[Each]) -> String {
        let mut text = self.expr(value, Place::INNER);
        for walk in walks {
            let word = self.word(&keyword::FOR);
            text.push_str(&format!(" {word} {}", self.each(walk, false)));
        }
        text
    }

    fn arg(self, arg: &Arg) -> String {
        match arg {
            Arg::Plain(value) => self.whole(value),
            Arg::Over(value, walks) => self.over(value, walks),
            Arg::By(list, key) => format!(
                "{} {} {}",
                self.expr(list, Place::INNER),
                self.word(&keyword::BY),
                self.whole(key)
            ),
        }
    }

    /// An operator on numbers, lists or truth values.
    pub(super) fn binary(self, op: BinaryOp) -> &'static str {
        match op {
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
            BinaryOp::Join => "++",
            BinaryOp::And => self.word(&keyword::AND),
            BinaryOp::Or => self.word(&keyword::OR),
        }
    }
}

fn needs_brackets(kind: &ExprKind, place: Place) -> bool {
    let level = match kind {
        ExprKind::If(..) | ExprKind::Quantified(..) | ExprKind::First(_) => {
            return !place.last || place.closed || place.least > Level::Not;
        }
        ExprKind::Else(..) if place.closed => return true,
        // `else` binds so tightly that nobody expects it: beside any operator it gets brackets.
        ExprKind::Else(..) => return ![Level::Or, Level::Else].contains(&place.least),
        ExprKind::Binary(op, ..) => binary_level(*op),
        ExprKind::Compare(..) | ExprKind::Is(..) | ExprKind::Test { .. } => Level::Compare,
        ExprKind::Unary(UnaryOp::Not, _) => Level::Not,
        ExprKind::Unary(UnaryOp::Negate, _) => Level::Sign,
        ExprKind::Number { .. }
        | ExprKind::Text(_)
        | ExprKind::Date(_)
        | ExprKind::Bool(_)
        | ExprKind::List(_)
        | ExprKind::Collect(..)
        | ExprKind::Name(_)
        | ExprKind::Member(..)
        | ExprKind::Call(..) => Level::Atom,
    };
    level < place.least
}

/// Digits and their unit: `0.01 万元`, `95%`.
pub(super) fn number(text: &str, unit: &str) -> String {
    let word = unit.starts_with(|c| is_xid_start(c) || c == '_');
    let blank = if word { " " } else { "" };
    format!("{text}{blank}{unit}")
}

fn compare(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "==",
        CompareOp::NotEqual => "!=",
        CompareOp::Less => "<",
        CompareOp::LessEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterEqual => ">=",
    }
}

fn test(op: TestOp, negated: bool) -> &'static Keyword {
    match (op, negated) {
        (TestOp::In, false) => &keyword::IN,
        (TestOp::In, true) => &keyword::NOT_IN,
        (TestOp::Contains, false) => &keyword::CONTAINS,
        (TestOp::Contains, true) => &keyword::NOT_CONTAINS,
        (TestOp::Matches, false) => &keyword::MATCHES,
        (TestOp::Matches, true) => &keyword::NOT_MATCHES,
    }
}
