//! Rules as written: the lines of their clauses in the canonical layout, and the names they use.

use std::collections::BTreeSet;

use crate::syntax::ast::{
    Arg, Clause, ClauseKind, Def, Each, Expr, ExprKind, Item, Rule, RuleFile, Template,
    TemplatePart,
};
use crate::syntax::{self, Spelling};

/// What a clause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// What is demanded and where a finding stands.
    Requirement,
    /// What a finding says.
    Wording,
    /// What is compared as it comes out when all packs have had their say, or makes no difference.
    Other,
}

fn about(clause: &ClauseKind) -> About {
    match clause {
        ClauseKind::On(_)
        | ClauseKind::Let(..)
        | ClauseKind::For(_)
        | ClauseKind::When(_)
        | ClauseKind::Require(_)
        | ClauseKind::Forbid(..)
        | ClauseKind::At(_)
        | ClauseKind::Explains(_)
        | ClauseKind::Severity { when: Some(_), .. } => About::Requirement,
        ClauseKind::Message(_)
        | ClauseKind::Label(..)
        | ClauseKind::Help(_)
        | ClauseKind::Fix(_) => About::Wording,
        ClauseKind::Severity { when: None, .. }
        | ClauseKind::Since(_)
        | ClauseKind::Until(_)
        | ClauseKind::Basis(_)
        | ClauseKind::Confidence(_)
        | ClauseKind::Locked
        | ClauseKind::Off
        | ClauseKind::Set(..)
        | ClauseKind::Example(_)
        | ClauseKind::Error => About::Other,
    }
}

/// The lines of a rule's clauses of one kind, with Chinese keywords, each clause laid out for itself
/// so that a neighbour does not move it.
pub(super) fn lines(rule: &Rule, wanted: About) -> Vec<String> {
    let clauses = rule.clauses.iter();
    let wanted = clauses.filter(|clause| about(&clause.kind) == wanted);
    wanted.flat_map(|clause| laid_out(rule, clause)).collect()
}

fn laid_out(rule: &Rule, clause: &Clause) -> Vec<String> {
    let alone = Rule {
        doc: Vec::new(),
        clauses: vec![clause.clone()],
        ..rule.clone()
    };
    let text = text(Item::Rule(alone));
    let lines: Vec<&str> = text.lines().collect();
    let inside = lines.get(1..lines.len().saturating_sub(1));
    let lines = inside.unwrap_or_default().iter();
    lines
        .map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned())
        .collect()
}

/// The lines of a definition.
pub(super) fn def_lines(def: &Def) -> Vec<String> {
    let alone = Def {
        doc: Vec::new(),
        ..def.clone()
    };
    text(Item::Def(alone)).lines().map(str::to_owned).collect()
}

fn text(item: Item) -> String {
    let file = RuleFile {
        items: vec![item],
        comments: Vec::new(),
    };
    syntax::format(&file, Spelling::Chinese)
}

/// The names that a rule uses, of whatever they are.
pub(super) fn rule_names(rule: &Rule) -> BTreeSet<String> {
    let mut names = Names::default();
    rule.clauses
        .iter()
        .for_each(|clause| names.clause(&clause.kind));
    names.0
}

/// The names that a definition uses.
pub(super) fn def_names(def: &Def) -> BTreeSet<String> {
    let mut names = Names::default();
    names.expr(&def.body);
    names.0
}

#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn clause(&mut self, clause: &ClauseKind) {
        match clause {
            ClauseKind::Let(_, it) | ClauseKind::When(it) | ClauseKind::Require(it) => {
                self.expr(it);
            }
            ClauseKind::At(it) => self.expr(it),
            ClauseKind::For(each) | ClauseKind::Forbid(_, each) => self.each(each),
            ClauseKind::Message(it) | ClauseKind::Help(it) => self.template(it),
            ClauseKind::Label(place, it) => {
                self.expr(place);
                self.template(it);
            }
            ClauseKind::Fix(fix) => {
                self.expr(&fix.place);
                self.template(&fix.text);
            }
            ClauseKind::Severity { when, .. } => when.iter().for_each(|it| self.expr(it)),
            ClauseKind::On(_)
            | ClauseKind::Since(_)
            | ClauseKind::Until(_)
            | ClauseKind::Basis(_)
            | ClauseKind::Confidence(_)
            | ClauseKind::Locked
            | ClauseKind::Explains(_)
            | ClauseKind::Off
            | ClauseKind::Set(..)
            | ClauseKind::Example(_)
            | ClauseKind::Error => {}
        }
    }

    fn template(&mut self, template: &Template) {
        for part in &template.parts {
            match part {
                TemplatePart::Hole(expr) => self.expr(expr),
                TemplatePart::Text(_) => {}
            }
        }
    }

    fn each(&mut self, each: &Each) {
        self.expr(&each.source);
        each.filter.iter().for_each(|it| self.expr(it));
    }

    fn all(&mut self, exprs: &[&Expr]) {
        exprs.iter().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &Expr) {
        match expr.kind.as_ref() {
            ExprKind::Name(name) => {
                self.0.insert(name.clone());
            }
            ExprKind::Call(name, arguments) => {
                self.0.insert(name.text.clone());
                arguments.iter().for_each(|it| self.argument(it));
            }
            ExprKind::Number { .. } | ExprKind::Text(_) | ExprKind::Date(_) | ExprKind::Bool(_) => {
            }
            ExprKind::List(parts) => parts.iter().for_each(|it| self.expr(it)),
            ExprKind::Collect(element, walks) => {
                self.expr(element);
                walks.iter().for_each(|it| self.each(it));
            }
            ExprKind::Member(a, _) | ExprKind::Unary(_, a) | ExprKind::Is(a, _) => self.expr(a),
            ExprKind::Binary(_, a, b) | ExprKind::Else(a, b) => self.all(&[a, b]),
            ExprKind::Compare(_, a, b, tolerance) => {
                self.all(&[a, b]);
                tolerance.iter().for_each(|it| self.expr(it));
            }
            ExprKind::Test { left, right, .. } => self.all(&[left, right]),
            ExprKind::If(a, b, c) => self.all(&[a, b, c]),
            ExprKind::Quantified(_, each, body) => {
                self.each(each);
                self.expr(body);
            }
            ExprKind::First(each) => self.each(each),
        }
    }

    fn argument(&mut self, argument: &Arg) {
        match argument {
            Arg::Plain(it) => self.expr(it),
            Arg::Over(it, walks) => {
                self.expr(it);
                walks.iter().for_each(|it| self.each(it));
            }
            Arg::By(list, key) => self.all(&[list, key]),
        }
    }
}
