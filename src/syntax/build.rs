//! Turns what the grammar has read into the items of the tree.
//!
//! Mistakes that the grammar lets pass on purpose, so that they get a message of their own, are
//! found here. A clause with such a mistake becomes an error clause; its neighbours stay.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the grammar has some two hundred parts; a node can hold only a few of them"
)]

use pest::iterators::Pair;

use crate::diag::Diagnostic;
use crate::source::{SourceId, Span, TextRange, offset};

use super::ast::{
    Clause, ClauseKind, Def, Expr, ExprKind, Extend, Item, Loc, Name, Override, Param, ParamBound,
    Pattern, Rule, Str, TermEntry, Terms, TermsBound, UnaryOp,
};
use super::diagnostics;
use super::grammar::Rule as Part;
use super::keyword::{self, Keyword};
use super::lexer::Token;

/// A part of the text as the grammar has read it.
pub(super) type Node<'i> = Pair<'i, Part>;

/// What building gives: a part of the tree or the mistake that prevents it.
pub(super) type Built<T> = Result<T, Diagnostic>;

/// Builds the tree of a text or of a piece of it.
pub(super) struct Builder<'t> {
    /// The source that places refer to.
    pub source: SourceId,
    /// Where the piece begins in the source.
    pub base: u32,
    /// The tokens of the source, to know where things really end.
    pub tokens: &'t [Token],
    /// What was found on the way.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'t> Builder<'t> {
    /// A builder for a piece that begins at `base`.
    pub(super) fn new(source: SourceId, base: u32, tokens: &'t [Token]) -> Self {
        Self {
            source,
            base,
            tokens,
            diagnostics: Vec::new(),
        }
    }

    /// The place of a node, without the blanks and comments that the grammar read behind it.
    pub(super) fn loc(&self, node: &Node<'_>) -> Loc {
        let span = node.as_span();
        let start = offset(span.start()).saturating_add(self.base);
        let end = offset(span.end()).saturating_add(self.base);
        let behind = self.tokens.partition_point(|token| token.range.start < end);
        let last = behind.checked_sub(1).and_then(|at| self.tokens.get(at));
        let end = last.map_or(end, |token| token.range.end.min(end));
        Loc(TextRange::new(start, end))
    }

    /// A place as a span.
    pub(super) fn span(&self, loc: Loc) -> Span {
        Span::new(self.source, loc.0)
    }

    /// The span of a node.
    pub(super) fn span_of(&self, node: &Node<'_>) -> Span {
        self.span(self.loc(node))
    }

    /// A name, a field, a rule's id.
    pub(super) fn name(&self, node: &Node<'_>) -> Name {
        Name {
            text: node.as_str().to_owned(),
            loc: self.loc(node),
        }
    }

    /// An item; `None` for what is no item.
    pub(super) fn item(&mut self, node: Node<'_>) -> Option<Item> {
        let loc = self.loc(&node);
        let built = match node.as_rule() {
            Part::param_item => self.param(node),
            Part::terms_item => self.terms(node),
            Part::extend_item => self.extend(node),
            Part::pattern_item => Ok(self.pattern(node)),
            Part::def_item => self.def(node),
            Part::rule_item | Part::override_item => Ok(self.rule(node)),
            _ => return None,
        };
        Some(built.unwrap_or_else(|diagnostic| {
            self.diagnostics.push(diagnostic);
            Item::Error(loc)
        }))
    }

    fn param(&mut self, node: Node<'_>) -> Built<Item> {
        let loc = self.loc(&node);
        let mut name = Name::default();
        let (mut value, mut bound) = (None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Part::name => name = self.name(&part),
                Part::expr => value = Some(self.expr(part)?),
                Part::param_bound => {
                    bound = part
                        .into_inner()
                        .next()
                        .and_then(|word| match word.as_rule() {
                            Part::kw_may_only_fall => Some(ParamBound::MayOnlyFall),
                            Part::kw_may_only_rise => Some(ParamBound::MayOnlyRise),
                            Part::kw_locked => Some(ParamBound::Locked),
                            _ => None,
                        });
                }
                _ => {}
            }
        }
        let value = self.required(value, loc)?;
        if !is_literal(&value, true) {
            return Err(diagnostics::param_value(self.span(value.loc)));
        }
        let doc = Vec::new();
        Ok(Item::Param(Param {
            doc,
            name,
            value,
            bound,
            loc,
        }))
    }

    fn terms(&mut self, node: Node<'_>) -> Built<Item> {
        let loc = self.loc(&node);
        let mut name = Name::default();
        let mut entries = Vec::new();
        let mut bound = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Part::name => name = self.name(&part),
                Part::term_list => entries = self.entries(part)?,
                Part::terms_bound => {
                    bound = part
                        .into_inner()
                        .next()
                        .and_then(|word| match word.as_rule() {
                            Part::kw_may_grow => Some(TermsBound::MayGrow),
                            Part::kw_locked => Some(TermsBound::Locked),
                            _ => None,
                        });
                }
                _ => {}
            }
        }
        Ok(Item::Terms(Terms {
            doc: Vec::new(),
            name,
            entries,
            bound,
            loc,
        }))
    }

    fn extend(&mut self, node: Node<'_>) -> Built<Item> {
        let loc = self.loc(&node);
        let mut name = Name::default();
        let mut entries = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Part::name => name = self.name(&part),
                Part::term_list => entries = self.entries(part)?,
                _ => {}
            }
        }
        Ok(Item::Extend(Extend {
            doc: Vec::new(),
            name,
            entries,
            loc,
        }))
    }

    /// The words in the brackets of a word list, and the lists it takes in.
    fn entries(&mut self, node: Node<'_>) -> Built<Vec<TermEntry>> {
        let mut entries = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Part::name => entries.push(TermEntry::List(self.name(&part))),
                Part::text => entries.push(TermEntry::Word(self.text(&part)?)),
                _ => {}
            }
        }
        Ok(entries)
    }

    fn pattern(&mut self, node: Node<'_>) -> Item {
        let loc = self.loc(&node);
        let mut name = Name::default();
        let mut regex = Str::default();
        for part in node.into_inner() {
            match part.as_rule() {
                Part::name => name = self.name(&part),
                Part::regex => regex = self.regex(&part),
                _ => {}
            }
        }
        Item::Pattern(Pattern {
            doc: Vec::new(),
            name,
            regex,
            loc,
        })
    }

    fn def(&mut self, node: Node<'_>) -> Built<Item> {
        let loc = self.loc(&node);
        let mut name = Name::default();
        let mut params = Vec::new();
        let mut body = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Part::name => name = self.name(&part),
                Part::def_params => {
                    let names = part.into_inner();
                    params = names
                        .filter(|part| part.as_rule() == Part::name)
                        .map(|part| self.name(&part))
                        .collect();
                }
                Part::expr => body = Some(self.expr(part)?),
                _ => {}
            }
        }
        let body = self.required(body, loc)?;
        Ok(Item::Def(Def {
            doc: Vec::new(),
            name,
            params,
            body,
            loc,
        }))
    }

    fn rule(&mut self, node: Node<'_>) -> Item {
        let loc = self.loc(&node);
        let in_override = node.as_rule() == Part::override_item;
        let mut header = Header::default();
        let mut clauses = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Part::rule_header | Part::override_header => header = self.header(part),
                _ => clauses.extend(self.clause(part, in_override)),
            }
        }
        header.item(in_override, clauses, loc)
    }

    /// The id and title of a rule.
    pub(super) fn header(&mut self, node: Node<'_>) -> Header {
        let mut header = Header::default();
        for part in node.into_inner() {
            match part.as_rule() {
                Part::rule_id => {
                    header.id = self.name(&part);
                    if !is_kebab(&header.id.text) {
                        let found = diagnostics::rule_id(self.span(header.id.loc), &header.id.text);
                        self.diagnostics.push(found);
                    }
                }
                Part::title => {
                    if let Some(text) = part.into_inner().next() {
                        match self.text(&text) {
                            Ok(title) => header.title = Some(title),
                            Err(found) => self.diagnostics.push(found),
                        }
                    }
                }
                _ => {}
            }
        }
        header
    }

    /// A clause; `None` for what is no clause.
    pub(super) fn clause(&mut self, node: Node<'_>, in_override: bool) -> Option<Clause> {
        let keyword = clause_keyword(node.as_rule())?;
        let loc = self.loc(&node);
        let first = node.clone().into_inner().next();
        let built = if fits(keyword, in_override) {
            self.clause_kind(node)
        } else {
            let place = first.map_or(self.span(loc), |first| self.span_of(&first));
            Err(diagnostics::misplaced(place, keyword, in_override))
        };
        let kind = built.unwrap_or_else(|found| {
            self.diagnostics.push(found);
            ClauseKind::Error
        });
        Some(Clause { kind, loc })
    }

    /// What the grammar promises to be there; the message is for the impossible case only.
    pub(super) fn required<T>(&self, part: Option<T>, loc: Loc) -> Built<T> {
        part.ok_or_else(|| diagnostics::unexpected(self.span(loc), &[], None))
    }
}

/// What stands before the brace of a rule.
#[derive(Default)]
pub(super) struct Header {
    /// The rule's id.
    pub id: Name,
    /// Its title.
    pub title: Option<Str>,
}

impl Header {
    /// The rule or override with this header.
    pub(super) fn item(self, in_override: bool, clauses: Vec<Clause>, loc: Loc) -> Item {
        let doc = Vec::new();
        let Header { id, title } = self;
        if in_override {
            Item::Override(Override {
                doc,
                id,
                clauses,
                loc,
            })
        } else {
            Item::Rule(Rule {
                doc,
                id,
                title,
                clauses,
                loc,
            })
        }
    }
}

/// Whether a parameter can have this value.
fn is_literal(value: &Expr, list: bool) -> bool {
    match &*value.kind {
        ExprKind::Number { .. }
        | ExprKind::Text(_)
        | ExprKind::Date(_)
        | ExprKind::Bool(_)
        | ExprKind::Name(_) => true,
        ExprKind::Unary(UnaryOp::Negate, inner) => matches!(*inner.kind, ExprKind::Number { .. }),
        ExprKind::List(values) => list && values.iter().all(|value| is_literal(value, false)),
        ExprKind::Collect(..)
        | ExprKind::Member(..)
        | ExprKind::Call(..)
        | ExprKind::Unary(UnaryOp::Not, _)
        | ExprKind::Binary(..)
        | ExprKind::Compare(..)
        | ExprKind::Is(..)
        | ExprKind::Test { .. }
        | ExprKind::If(..)
        | ExprKind::Else(..)
        | ExprKind::Quantified(..)
        | ExprKind::First(_) => false,
    }
}

fn is_kebab(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.split('-').all(|word| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

/// Whether a clause may stand in a rule, or in an override.
fn fits(keyword: &Keyword, in_override: bool) -> bool {
    let both = [
        keyword::SEVERITY,
        keyword::CONFIDENCE,
        keyword::BASIS,
        keyword::HELP,
        keyword::LOCKED,
    ];
    let overrides = [keyword::OFF, keyword::SET];
    both.contains(keyword) || overrides.contains(keyword) == in_override
}

/// The keyword that a clause begins with.
fn clause_keyword(part: Part) -> Option<&'static Keyword> {
    Some(match part {
        Part::on_clause => &keyword::ON,
        Part::since_clause => &keyword::SINCE,
        Part::until_clause => &keyword::UNTIL,
        Part::basis_clause => &keyword::BASIS,
        Part::severity_clause => &keyword::SEVERITY,
        Part::confidence_clause => &keyword::CONFIDENCE,
        Part::locked_clause => &keyword::LOCKED,
        Part::explains_clause => &keyword::EXPLAINS,
        Part::off_clause => &keyword::OFF,
        Part::set_clause => &keyword::SET,
        Part::let_clause => &keyword::LET,
        Part::for_clause => &keyword::FOR,
        Part::when_clause => &keyword::WHEN,
        Part::require_clause => &keyword::REQUIRE,
        Part::forbid_clause => &keyword::FORBID,
        Part::message_clause => &keyword::MESSAGE,
        Part::at_clause => &keyword::AT,
        Part::label_clause => &keyword::LABEL,
        Part::help_clause => &keyword::HELP,
        Part::fix_clause => &keyword::FIX,
        Part::example_clause => &keyword::EXAMPLE,
        _ => return None,
    })
}
