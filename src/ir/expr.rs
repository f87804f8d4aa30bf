//! Checked expressions: names are slots, types are settled.
//!
//! One IR is made for each pair of a rule and a form, so that a field is an index into the
//! document's cells and no name is looked up at run time. The tree is kept in serialised form for
//! the packs inside the binary.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::source::{StaticStr, TextRange};
use crate::types::Unit;

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Expr {
    /// What it does.
    pub kind: ExprKind,
    /// Where it stands in its rule file; of an expanded definition, where it was called.
    pub range: TextRange,
}

/// What an expression does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum ExprKind {
    /// A number in a unit.
    Number(Decimal, Unit),
    /// Text, folded as the document's texts are.
    Text(StaticStr),
    /// True or false.
    Bool(bool),
    /// A date: year, month, day.
    Date(i32, u8, u8),
    /// A word of a choice or a fact, by index, and its name.
    Word(u16, StaticStr),
    /// A parameter of the rule set.
    Param(u16),
    /// All words of a word list, as a list of texts.
    Terms(u16),
    /// A list of elements.
    List(Vec<Expr>),
    /// A local by slot.
    Local(u16),
    /// A field of the form.
    Cell(u16),
    /// A list of numbers or texts: these fields of the form.
    Gathered(Vec<u16>),
    /// A field that this form does not have, by name; lists of such are empty instead.
    Absent(StaticStr),
    /// A field of a row.
    Slot(Box<Expr>, u16),
    /// A part of a computed record.
    Part(Box<Expr>, u16),
    /// The same field of every row of a list; lists are joined.
    EachSlot(Box<Expr>, u16),
    /// The same part of every record of a list; lists are joined.
    EachPart(Box<Expr>, u16),
    /// `not a`
    Not(Box<Expr>),
    /// `-a`
    Negate(Box<Expr>),
    /// Arithmetic.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `a ++ b`
    Join(Box<Expr>, Box<Expr>),
    /// `a and b`
    And(Box<Expr>, Box<Expr>),
    /// `a or b`
    Or(Box<Expr>, Box<Expr>),
    /// A comparison of two numbers, texts, words, dates or truth values, with a tolerance.
    Compare(Comparison, Box<Expr>, Box<Expr>, Option<Box<Expr>>),
    /// `a is …`
    Is(Box<Expr>, Presence),
    /// `a in list`
    InList(Box<Expr>, Box<Expr>),
    /// `a in terms`: the text is one of the words.
    InTerms(Box<Expr>, u16),
    /// `list contains a`
    ListContains(Box<Expr>, Box<Expr>),
    /// `text contains text`
    TextContains(Box<Expr>, Box<Expr>),
    /// `text contains terms`
    TermsIn(Box<Expr>, u16),
    /// `text matches pattern`: somewhere in it.
    Matches(Box<Expr>, u16),
    /// `if c then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a else b`
    Else(Box<Expr>, Box<Expr>),
    /// `every`, `some`, `no`
    Quantified(Quantifier, Box<Each>, Box<Expr>),
    /// `first x in xs where c`
    First(Box<Each>),
    /// `[e for …]`
    Collect(Box<Expr>, Vec<Each>),
    /// Sets locals, then gives the expression: a definition where it is called.
    With(Vec<(u16, Expr)>, Box<Expr>),
    /// A builtin function by its index in the table.
    Call(u16, Vec<Expr>),
    /// A builtin function of a list and a key for each element: its index in the table, the walk,
    /// the key.
    Keyed(u16, Box<Each>, Box<Expr>),
    /// All matches of a pattern in a text or a list of texts.
    FindPattern(Box<Expr>, u16),
    /// All hits of a word list in a text or a list of texts.
    FindTerms(Box<Expr>, u16),
    /// All fields of the form with their values.
    FormFields,
    /// All texts of the document in order.
    WholeText,
}

/// A walk over a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Each {
    /// The local that holds the element.
    pub element: u16,
    /// The locals that hold the element's parts, for a binding of several names.
    pub parts: Vec<u16>,
    /// The local that holds the position, from one.
    pub position: Option<u16>,
    /// The list.
    pub source: Expr,
    /// Which elements count.
    pub filter: Option<Expr>,
}

/// An arithmetic operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

/// A question about presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Presence {
    /// Absent or blank.
    Missing,
    /// Neither.
    Present,
    /// Present, but not what the form asks for.
    Unreadable,
}

/// How many elements must satisfy a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quantifier {
    /// All.
    Every,
    /// At least one.
    Some,
    /// None.
    No,
}

impl Expr {
    /// Calls `visit` with every direct part of the expression.
    pub fn for_each_part<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        match &self.kind {
            ExprKind::Number(..)
            | ExprKind::Text(_)
            | ExprKind::Bool(_)
            | ExprKind::Date(..)
            | ExprKind::Word(..)
            | ExprKind::Param(_)
            | ExprKind::Terms(_)
            | ExprKind::Local(_)
            | ExprKind::Cell(_)
            | ExprKind::Gathered(_)
            | ExprKind::Absent(_)
            | ExprKind::FormFields
            | ExprKind::WholeText => {}
            ExprKind::Slot(a, _)
            | ExprKind::Part(a, _)
            | ExprKind::EachSlot(a, _)
            | ExprKind::EachPart(a, _)
            | ExprKind::Not(a)
            | ExprKind::Negate(a)
            | ExprKind::Is(a, _)
            | ExprKind::InTerms(a, _)
            | ExprKind::TermsIn(a, _)
            | ExprKind::Matches(a, _)
            | ExprKind::FindPattern(a, _)
            | ExprKind::FindTerms(a, _) => visit(a),
            ExprKind::Arithmetic(_, a, b)
            | ExprKind::Join(a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b)
            | ExprKind::InList(a, b)
            | ExprKind::ListContains(a, b)
            | ExprKind::TextContains(a, b)
            | ExprKind::Else(a, b) => {
                visit(a);
                visit(b);
            }
            ExprKind::Compare(_, a, b, tolerance) => {
                visit(a);
                visit(b);
                tolerance.iter().for_each(|t| visit(t));
            }
            ExprKind::If(a, b, c) => {
                visit(a);
                visit(b);
                visit(c);
            }
            ExprKind::Quantified(_, each, body) => {
                each.for_each_part(visit);
                visit(body);
            }
            ExprKind::Keyed(_, each, key) => {
                each.for_each_part(visit);
                visit(key);
            }
            ExprKind::First(each) => each.for_each_part(visit),
            ExprKind::Collect(element, each) => {
                each.iter().for_each(|each| each.for_each_part(visit));
                visit(element);
            }
            ExprKind::With(bindings, body) => {
                bindings.iter().for_each(|(_, value)| visit(value));
                visit(body);
            }
            ExprKind::List(parts) | ExprKind::Call(_, parts) => parts.iter().for_each(visit),
        }
    }
}

impl Each {
    /// Calls `visit` with the list and the filter.
    pub fn for_each_part<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        visit(&self.source);
        self.filter.iter().for_each(visit);
    }
}
