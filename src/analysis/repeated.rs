//! Rules that ask what another rule asks already, and conditions written twice.

use crate::diag::{Diagnostic, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp, ClauseKind, Expr, ExprKind, Item};

use super::analyse::FileInput;
use super::diagnostics as messages;
use super::tables::span;

/// Complains of rules of the last pack that repeat a rule, in whatever spelling, and of rules that
/// explain one which is not there.
pub(super) fn check(files: &[FileInput<'_>], last_pack: usize, found: &mut Vec<Diagnostic>) {
    let mut rules: Vec<(&ast::Rule, Vec<&ClauseKind>, Span)> = Vec::new();
    for file in files {
        for item in &file.tree.items {
            let Item::Rule(rule) = item else { continue };
            let said = substance(rule);
            let at = span(file, rule.id.loc);
            let same = rules.iter().find(|(other, theirs, _)| {
                other.id.text != rule.id.text && !said.is_empty() && *theirs == said
            });
            if let Some((other, _, first)) = same
                && file.pack == last_pack
            {
                found.push(messages::repeated_rule(&other.id.text, at, *first));
            }
            within(file, rule, found);
            rules.push((rule, said, at));
        }
    }
    for file in files.iter().filter(|file| file.pack == last_pack) {
        for item in &file.tree.items {
            let Item::Rule(rule) = item else { continue };
            for clause in &rule.clauses {
                let ClauseKind::Explains(ids) = &clause.kind else {
                    continue;
                };
                let known = || rules.iter().map(|(it, ..)| it.id.text.as_str());
                for id in ids.iter().filter(|id| !known().any(|it| it == id.text)) {
                    let near = nearest(&id.text, known());
                    found.push(messages::unknown_rule(&id.text, span(file, id.loc), near));
                }
            }
        }
    }
}

/// What a rule asks and of what: without words, examples and basis. Empty when a part of it could
/// not be read or nothing is asked.
fn substance(rule: &ast::Rule) -> Vec<&ClauseKind> {
    let mut said = Vec::new();
    let mut asks = false;
    for clause in &rule.clauses {
        match &clause.kind {
            ClauseKind::Error => return Vec::new(),
            ClauseKind::Require(_) | ClauseKind::Forbid(..) => {
                asks = true;
                said.push(&clause.kind);
            }
            ClauseKind::On(_)
            | ClauseKind::Since(_)
            | ClauseKind::Until(_)
            | ClauseKind::Let(..)
            | ClauseKind::For(_)
            | ClauseKind::When(_) => said.push(&clause.kind),
            _ => {}
        }
    }
    if asks { said } else { Vec::new() }
}

/// Complains of a requirement that stands in a rule twice.
fn within(file: &FileInput<'_>, rule: &ast::Rule, found: &mut Vec<Diagnostic>) {
    let mut seen: Vec<&ast::Clause> = Vec::new();
    for clause in &rule.clauses {
        match &clause.kind {
            ClauseKind::Require(_) | ClauseKind::Forbid(..) => {
                if let Some(first) = seen.iter().find(|it| it.kind == clause.kind) {
                    let (at, first) = (span(file, clause.loc), span(file, first.loc));
                    found.push(messages::repeated_condition(at, first));
                } else {
                    seen.push(clause);
                }
            }
            // From here on the same words may ask something else.
            ClauseKind::For(_) | ClauseKind::When(_) | ClauseKind::Let(..) => seen.clear(),
            _ => {}
        }
    }
}

/// The parts of a chain of `and` or `or` in their order.
pub(super) fn chain<'e>(op: BinaryOp, expr: &'e Expr, parts: &mut Vec<&'e Expr>) {
    match expr.kind.as_ref() {
        ExprKind::Binary(inner, a, b) if *inner == op => {
            chain(op, a, parts);
            chain(op, b, parts);
        }
        _ => parts.push(expr),
    }
}

/// A part of a chain that stands in it twice, and where it stood first.
pub(super) fn part_twice(expr: &Expr) -> Option<(&Expr, &Expr)> {
    let ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), ..) = expr.kind.as_ref() else {
        return None;
    };
    let mut parts = Vec::new();
    chain(*op, expr, &mut parts);
    let pairs = parts.iter().enumerate();
    let mut pairs = pairs.flat_map(|(at, b)| parts.iter().take(at).map(move |a| (*b, *a)));
    pairs.find(|(b, a)| a == b)
}
