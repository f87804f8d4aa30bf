//! Checked rules, and the set of rules, forms and words that judges a document.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::diag::{Applicability, Severity};
use crate::source::{Span, StaticStr, TextRange};
use crate::types::Unit;

use super::expr::{Each, Expr};
use super::layers::Layers;

/// The rules of one or more packs, checked against their forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct RuleSet {
    /// The rules in the order of packs, files and lines.
    pub rules: Vec<Rule>,
    /// Values of parameters.
    pub params: Vec<Constant>,
    /// Word lists.
    pub terms: Vec<Terms>,
    /// Patterns.
    pub patterns: Vec<Pattern>,
    /// Which pack set what.
    pub layers: Layers,
}

/// A parameter's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum Constant {
    /// A number in a unit.
    Number(Decimal, Unit),
    /// Text.
    Text(StaticStr),
    /// True or false.
    Bool(bool),
    /// A list.
    List(Vec<Constant>),
}

/// A word list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Terms {
    /// Its name.
    pub name: StaticStr,
    /// Its words, folded as the document's texts are.
    pub words: Vec<StaticStr>,
}

/// A regular expression.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Pattern {
    /// Its name.
    pub name: StaticStr,
    /// The expression with other patterns and word lists put in.
    pub regex: StaticStr,
    /// The names of its captures and whether each holds digits only.
    pub captures: Vec<(String, bool)>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// The pack that holds it.
    pub pack: String,
    /// Its title.
    pub title: StaticStr,
    /// Its documentation comment.
    pub doc: StaticStr,
    /// What it is for: forms and interfaces; empty for every form.
    pub on: Vec<String>,
    /// Its severity where no case of [`Requirement::severities`] holds.
    pub severity: Severity,
    /// How sure its findings are.
    pub confidence: Confidence,
    /// Whether it may be neither waived nor loosened.
    pub locked: bool,
    /// Whether it is switched off.
    pub off: bool,
    /// Whether it is a draft, which judges only when asked to.
    pub draft: bool,
    /// What it enforces.
    pub basis: Vec<Basis>,
    /// The first year it is for.
    pub since: Option<i32>,
    /// The last year it is for.
    pub until: Option<i32>,
    /// Its advice when it is the same for all findings.
    pub help: Option<StaticStr>,
    /// Where it stands.
    pub span: Span,
    /// Its text in the rule file.
    pub text: StaticStr,
    /// Its examples.
    pub examples: Vec<Example>,
}

/// What the rules of a set do on one form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Program {
    /// The steps of each rule, by its index in the set; `None` when it is not for the form.
    pub blocks: Vec<Option<Block>>,
}

impl Program {
    /// The steps of the rule with this index, if it is for the form.
    pub fn block(&self, rule: usize) -> Option<&Block> {
        self.blocks.get(rule)?.as_ref()
    }
}

/// An example inside a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Example {
    /// Whether the rule must fail on it.
    pub fails: bool,
    /// What is declared.
    pub body: ExampleBody,
    /// What becomes of it when it is mended.
    pub fixed: Option<ExampleBody>,
    /// Where it stands.
    pub span: Span,
}

/// What an example declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum ExampleBody {
    /// A snippet, put where the form or interface says.
    Snippet(StaticStr),
    /// Fields by name.
    Fields(Vec<(StaticStr, ExampleValue)>),
}

/// A field's value in an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum ExampleValue {
    /// Text, a number with its unit, or a word, as it would be written on the page.
    Text(StaticStr),
    /// A list.
    List(Vec<ExampleValue>),
    /// Named values.
    Record(Vec<(StaticStr, ExampleValue)>),
}

/// In words for people, as the pages of rules show it.
impl fmt::Display for ExampleBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExampleBody::Snippet(text) => f.write_str(text),
            ExampleBody::Fields(fields) => named(f, fields),
        }
    }
}

impl fmt::Display for ExampleValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExampleValue::Text(text) if text.is_empty() => f.write_str("（空）"),
            ExampleValue::Text(text) => f.write_str(text),
            ExampleValue::List(values) => {
                let words: Vec<String> = values.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", words.join("； "))
            }
            ExampleValue::Record(fields) => {
                f.write_str("{ ")?;
                named(f, fields)?;
                f.write_str(" }")
            }
        }
    }
}

/// Fields with their values.
fn named(f: &mut fmt::Formatter<'_>, fields: &[(StaticStr, ExampleValue)]) -> fmt::Result {
    for (number, (name, value)) in fields.iter().enumerate() {
        let between = if number == 0 { "" } else { "  " };
        write!(f, "{between}{name} = {value}")?;
    }
    Ok(())
}

impl Confidence {
    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Sure => "确定",
            Self::Likely => "较大",
            Self::Opinion => "参考",
        }
    }

    /// Its name in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Likely => "likely",
            Self::Opinion => "opinion",
        }
    }
}

/// How sure a finding is; a surer one comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Confidence {
    /// Certain from the text alone.
    #[default]
    Sure,
    /// Probable.
    Likely,
    /// A matter of opinion.
    Opinion,
}

/// The provision that a rule enforces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Basis {
    /// The document.
    pub document: StaticStr,
    /// The clause.
    pub clause: Option<StaticStr>,
    /// What it says.
    pub quote: Option<StaticStr>,
}

/// Steps in order, and how many locals they need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Block {
    /// The steps.
    pub steps: Vec<Step>,
    /// How many locals the block and everything inside it uses.
    pub locals: u16,
}

impl Block {
    /// Calls `visit` with every expression, parts included, that has a say in whether the rule
    /// fails and how grave that is; those that only word its findings are left out.
    pub fn for_each_verdict<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        steps(&self.steps, &mut |expr| deep(expr, visit));
    }
}

fn steps<'e>(of: &'e [Step], visit: &mut dyn FnMut(&'e Expr)) {
    for step in of {
        match step {
            Step::Let(_, value) => visit(value),
            Step::For(each, inner) => {
                each.for_each_part(visit);
                steps(inner, visit);
            }
            Step::When(condition, inner) => {
                visit(condition);
                steps(inner, visit);
            }
            Step::Require(requirement) => {
                match &requirement.condition {
                    Condition::Holds(expr) => visit(expr),
                    Condition::ForbidEach(each) | Condition::ForbidFirst(each) => {
                        each.for_each_part(visit);
                    }
                }
                requirement
                    .severities
                    .iter()
                    .for_each(|(_, when)| visit(when));
            }
        }
    }
}

/// An expression and all its parts; their depth is bounded where they are made.
fn deep<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e Expr)) {
    visit(expr);
    expr.for_each_part(&mut |part| deep(part, visit));
}

/// A step of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum Step {
    /// Puts a value into a local.
    Let(u16, Expr),
    /// The steps that follow hold for every element.
    For(Each, Vec<Step>),
    /// The steps that follow hold only then.
    When(Expr, Vec<Step>),
    /// A requirement.
    Require(Requirement),
}

/// Something that must hold, and the words for when it does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Requirement {
    /// What must hold.
    pub condition: Condition,
    /// Words of the finding.
    pub message: Option<Template>,
    /// Its primary place.
    pub at: Option<Expr>,
    /// Further places.
    pub labels: Vec<(Expr, Template)>,
    /// Advice.
    pub help: Option<Template>,
    /// How it can be mended, in order.
    pub fixes: Vec<FixClause>,
    /// Severities for cases, in order; the rule's own for all others.
    pub severities: Vec<(Severity, Expr)>,
    /// Which other findings its findings explain: all inside their place, and between their places
    /// those of the rules named.
    pub explains: Option<Vec<String>>,
    /// The condition's place in the rule file.
    pub range: TextRange,
}

/// What to write in place of what stands somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct FixClause {
    /// How far it may be trusted when it changes no number.
    pub applicability: Applicability,
    /// What is replaced: a value of the document, or a list of them.
    pub place: Expr,
    /// The local that holds what stands there while the text is made.
    pub it: u16,
    /// What is written there.
    pub text: Template,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum Condition {
    /// The expression is true.
    Holds(Expr),
    /// No element passes the filter; each that does is a finding.
    ForbidEach(Each),
    /// No element passes the filter; the first that does is the finding.
    ForbidFirst(Each),
}

/// A text with values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Template {
    /// Its parts.
    pub parts: Vec<TemplatePart>,
}

/// A part of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum TemplatePart {
    /// Text as it stands.
    Text(StaticStr),
    /// A value.
    Hole(Expr),
}
