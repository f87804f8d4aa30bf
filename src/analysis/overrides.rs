//! `override`: what a later pack changes in the rules of earlier ones.

use crate::diag::{Diagnostic, Severity, nearest};
use crate::ir::{self, Program, RuleSet, Step};
use crate::syntax::ast::{self, ClauseKind, TemplatePart};

use super::analyse::FileInput;
use super::constant::constant;
use super::diagnostics as messages;
use super::head::{basis, confidence, level_of};
use super::tables::{Tables, span};

/// Gives every requirement of a rule the same advice.
fn set_help(set: &mut RuleSet, programs: &mut [Program], index: usize, text: &str) {
    if let Some(rule) = set.rules.get_mut(index) {
        rule.help = Some(text.into());
    }
    for program in programs {
        if let Some(Some(block)) = program.blocks.get_mut(index) {
            set_help_in(&mut block.steps, text);
        }
    }
}

fn set_help_in(steps: &mut [Step], text: &str) {
    for step in steps {
        match step {
            Step::Require(requirement) => {
                let parts = vec![ir::TemplatePart::Text(text.into())];
                requirement.help = Some(ir::Template { parts });
            }
            Step::For(_, inner) | Step::When(_, inner) => set_help_in(inner, text),
            Step::Let(..) => {}
        }
    }
}

/// Applies one override to the rules checked so far.
pub(super) fn apply(
    set: &mut RuleSet,
    programs: &mut [Program],
    tables: &Tables<'_>,
    file: &FileInput<'_>,
    it: &ast::Override,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let at = span(file, it.id.loc);
    let names = |rule: &crate::ir::Rule| rule.id == it.id.text || *rule.title == it.id.text;
    let Some(index) = set.rules.iter().position(names) else {
        let near = nearest(&it.id.text, set.rules.iter().map(|rule| rule.id.as_str()));
        diagnostics.push(messages::unknown_rule(&it.id.text, at, near));
        return;
    };
    let Some(rule) = set.rules.get_mut(index) else {
        return;
    };
    let mut own_basis = Vec::new();
    let mut help = None;
    for clause in &it.clauses {
        let here = span(file, clause.loc);
        match &clause.kind {
            ClauseKind::Severity { level, when: None } => {
                let level = level_of(*level);
                if rule.locked && level > rule.severity {
                    diagnostics.push(messages::locked_rule(&rule.id, here));
                } else {
                    rule.severity = level;
                }
            }
            ClauseKind::Off if rule.locked => {
                diagnostics.push(messages::locked_rule(&rule.id, here));
            }
            ClauseKind::Off => rule.off = true,
            ClauseKind::Basis(it) => own_basis.push(basis(it)),
            ClauseKind::Confidence(it) => rule.confidence = confidence(*it),
            ClauseKind::Locked => rule.locked = true,
            ClauseKind::Set(name, value) => {
                let value = constant(value, file.source, diagnostics);
                match (tables.params.get(name.text.as_str()), value) {
                    (Some(def), Some((value, ty))) if ty.fits(&def.ty) => {
                        tables.touch(&name.text);
                        if let Some(slot) = set.params.get_mut(usize::from(def.index)) {
                            *slot = value;
                        }
                    }
                    (Some(_), Some(_)) => {
                        diagnostics.push(messages::fixed_unit(&name.text, here));
                    }
                    (None, _) => {
                        let near = nearest(&name.text, tables.params.keys().copied());
                        let subject = "前面规则包的参数";
                        diagnostics.push(messages::with_name_advice(messages::unknown_name(
                            &name.text, subject, here, near,
                        )));
                    }
                    (Some(_), None) => {}
                }
            }
            ClauseKind::Help(words) => match words.parts.as_slice() {
                [TemplatePart::Text(text)] => help = Some(text.as_str()),
                _ => diagnostics.push(messages::help_with_holes(here)),
            },
            ClauseKind::Error => {}
            _ => diagnostics.push(messages::misplaced("这一条", here)),
        }
    }
    if !own_basis.is_empty() {
        // The nearer provision stands first; the general one stays below it.
        own_basis.append(&mut rule.basis);
        rule.basis = own_basis;
    }
    if rule.confidence == crate::ir::Confidence::Opinion && rule.severity == Severity::Error {
        diagnostics.push(messages::opinion_error(at));
    }
    if let Some(text) = help {
        set_help(set, programs, index, text);
    }
}
