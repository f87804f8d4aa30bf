//! Turns the clauses of rules into the tree.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the grammar has some two hundred parts; a node can hold only a few of them"
)]

use super::ast::{
    Basis, ClauseKind, Confidence, Each, Example, ExampleBody, ExampleValue, Expr, Fix, ForbidMode,
    Level, Name, Str, Template, Trust,
};
use super::build::{Builder, Built, Node};
use super::grammar::Rule as Part;
use super::literal::check_digits;

/// The parts of a clause, whatever its kind.
#[derive(Default)]
struct Parts {
    names: Vec<Name>,
    exprs: Vec<Expr>,
    walk: Option<Each>,
    template: Option<Template>,
    level: Option<Level>,
    certainty: Option<Confidence>,
    trust: Option<Trust>,
    year: i32,
    first: bool,
}

impl Builder<'_> {
    /// What a clause says.
    pub(super) fn clause_kind(&mut self, node: Node<'_>) -> Built<ClauseKind> {
        match node.as_rule() {
            Part::basis_clause => return self.basis(node).map(ClauseKind::Basis),
            Part::example_clause => return self.example(node).map(ClauseKind::Example),
            _ => {}
        }
        let (part, loc) = (node.as_rule(), self.loc(&node));
        let mut parts = self.parts(node)?;
        let first_expr = if parts.exprs.is_empty() {
            None
        } else {
            Some(parts.exprs.remove(0))
        };
        let first_name = parts.names.first().cloned().unwrap_or_default();
        Ok(match part {
            Part::on_clause => ClauseKind::On(parts.names),
            Part::since_clause => ClauseKind::Since(parts.year),
            Part::until_clause => ClauseKind::Until(parts.year),
            Part::severity_clause => ClauseKind::Severity {
                level: self.required(parts.level, loc)?,
                when: first_expr,
            },
            Part::confidence_clause => ClauseKind::Confidence(self.required(parts.certainty, loc)?),
            Part::locked_clause => ClauseKind::Locked,
            Part::explains_clause => ClauseKind::Explains(parts.names),
            Part::off_clause => ClauseKind::Off,
            Part::set_clause => ClauseKind::Set(first_name, self.required(first_expr, loc)?),
            Part::let_clause => ClauseKind::Let(first_name, self.required(first_expr, loc)?),
            Part::for_clause => ClauseKind::For(self.required(parts.walk, loc)?),
            Part::when_clause => ClauseKind::When(self.required(first_expr, loc)?),
            Part::require_clause => ClauseKind::Require(self.required(first_expr, loc)?),
            Part::forbid_clause => {
                let mode = if parts.first {
                    ForbidMode::First
                } else {
                    ForbidMode::Each
                };
                ClauseKind::Forbid(mode, self.required(parts.walk, loc)?)
            }
            Part::message_clause => ClauseKind::Message(self.required(parts.template, loc)?),
            Part::at_clause => ClauseKind::At(self.required(first_expr, loc)?),
            Part::label_clause => ClauseKind::Label(
                self.required(first_expr, loc)?,
                self.required(parts.template, loc)?,
            ),
            Part::help_clause => ClauseKind::Help(self.required(parts.template, loc)?),
            Part::fix_clause => ClauseKind::Fix(Fix {
                trust: self.required(parts.trust, loc)?,
                place: self.required(first_expr, loc)?,
                text: self.required(parts.template, loc)?,
            }),
            _ => ClauseKind::Error,
        })
    }

    fn parts(&mut self, node: Node<'_>) -> Built<Parts> {
        let mut parts = Parts::default();
        for part in node.into_inner() {
            match part.as_rule() {
                Part::name | Part::rule_id => parts.names.push(self.name(&part)),
                Part::expr => parts.exprs.push(self.expr(part)?),
                Part::walk => parts.walk = Some(self.walk(part)?),
                Part::template => parts.template = Some(self.template(&part)?),
                Part::level => parts.level = part.into_inner().next().and_then(|word| level(&word)),
                Part::certainty => {
                    parts.certainty = part.into_inner().next().and_then(|word| certainty(&word));
                }
                Part::trust => parts.trust = part.into_inner().next().and_then(|word| trust(&word)),
                Part::year => {
                    let digits = part.into_inner().next();
                    let digits = digits.map(|digits| half_width(digits.as_str()).parse());
                    parts.year = digits.and_then(Result::ok).unwrap_or_default();
                }
                Part::forbid_mode => {
                    let word = part.into_inner().next();
                    parts.first = word.is_some_and(|word| word.as_rule() == Part::kw_first);
                }
                _ => {}
            }
        }
        Ok(parts)
    }

    fn basis(&mut self, node: Node<'_>) -> Built<Basis> {
        let mut texts: Vec<Str> = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Part::text => texts.push(self.text(&part)?),
                Part::basis_number => texts.push(Str {
                    text: half_width(part.as_str()),
                    loc: self.loc(&part),
                }),
                _ => {}
            }
        }
        let mut texts = texts.into_iter();
        Ok(Basis {
            document: texts.next().unwrap_or_default(),
            clause: texts.next().filter(|clause| !clause.text.is_empty()),
            quote: texts.next(),
        })
    }

    fn example(&mut self, node: Node<'_>) -> Built<Example> {
        let loc = self.loc(&node);
        let mut fails = false;
        let (mut body, mut fixed) = (None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Part::verdict => {
                    let word = part.into_inner().next();
                    fails = word.is_some_and(|word| word.as_rule() == Part::kw_fail);
                }
                Part::mended => {
                    for part in part.into_inner() {
                        fixed = self.body(part)?.or(fixed);
                    }
                }
                _ => body = self.body(part)?.or(body),
            }
        }
        let body = self.required(body, loc)?;
        Ok(Example { fails, body, fixed })
    }

    /// What an example declares; `None` for its other parts.
    fn body(&mut self, node: Node<'_>) -> Built<Option<ExampleBody>> {
        Ok(match node.as_rule() {
            Part::text => Some(ExampleBody::Snippet(self.text(&node)?)),
            Part::record => Some(ExampleBody::Fields(self.record(node)?)),
            _ => None,
        })
    }

    /// The fields of a record. Recursion is bounded by the depth of brackets.
    fn record(&mut self, node: Node<'_>) -> Built<Vec<(Name, ExampleValue)>> {
        let mut fields = Vec::new();
        for assignment in node.into_inner() {
            if assignment.as_rule() != Part::assignment {
                continue;
            }
            let mut name = None;
            for part in assignment.into_inner() {
                if name.is_none() && part.as_rule() == Part::field {
                    name = Some(self.name(&part));
                } else if let Some(value) = self.value(part)? {
                    fields.push((name.take().unwrap_or_default(), value));
                }
            }
        }
        Ok(fields)
    }

    fn value(&mut self, node: Node<'_>) -> Built<Option<ExampleValue>> {
        Ok(Some(match node.as_rule() {
            Part::text => ExampleValue::Text(self.text(&node)?),
            Part::field => ExampleValue::Word(self.name(&node)),
            Part::record => ExampleValue::Record(self.record(node)?),
            Part::values => {
                let mut values = Vec::new();
                for part in node.into_inner() {
                    values.extend(self.value(part)?);
                }
                ExampleValue::List(values)
            }
            Part::amount => self.amount(node)?,
            _ => return Ok(None),
        }))
    }

    fn amount(&mut self, node: Node<'_>) -> Built<ExampleValue> {
        let loc = self.loc(&node);
        let mut text = String::new();
        let mut unit = String::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Part::minus_sign => text.push('-'),
                Part::number => {
                    let digits = half_width(part.as_str());
                    check_digits(&digits, self.span_of(&part))?;
                    text.push_str(&digits);
                }
                Part::amount_unit => unit = half_width(part.as_str()),
                _ => {}
            }
        }
        Ok(ExampleValue::Number { text, unit, loc })
    }
}

/// Digits or a unit with full-width digits, points and `％` written in half width.
pub(super) fn half_width(text: &str) -> String {
    let half = |c: char| match c {
        '０'..='９' | '．' | '％' => {
            let ascii = u32::from(c).saturating_sub(0xFEE0);
            char::from_u32(ascii).unwrap_or(c)
        }
        _ => c,
    };
    text.chars().map(half).collect()
}

fn level(word: &Node<'_>) -> Option<Level> {
    match word.as_rule() {
        Part::kw_error => Some(Level::Error),
        Part::kw_warning => Some(Level::Warning),
        Part::kw_hint => Some(Level::Hint),
        _ => None,
    }
}

fn trust(word: &Node<'_>) -> Option<Trust> {
    match word.as_rule() {
        Part::kw_safe => Some(Trust::Safe),
        Part::kw_unsafe => Some(Trust::Unsafe),
        Part::kw_display => Some(Trust::Display),
        _ => None,
    }
}

fn certainty(word: &Node<'_>) -> Option<Confidence> {
    match word.as_rule() {
        Part::kw_sure => Some(Confidence::Sure),
        Part::kw_likely => Some(Confidence::Likely),
        Part::kw_opinion => Some(Confidence::Opinion),
        _ => None,
    }
}
