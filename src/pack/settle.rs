//! What a manifest says of the rules and forms of its pack, checked against them once they are
//! known, and carried out.

use crate::diag::Diagnostic;
use crate::form::Form;
use crate::ir::{Rule, RuleSet};
use crate::source::{Span, TextRange};

use super::diagnostics as messages;
use super::load::PackSource;
use super::manifest::{Life, RuleState};

/// Puts the rules of a pack into the states that its manifest gives them, and checks that its
/// manifest speaks of what there is.
pub(super) fn settle(
    pack: &PackSource,
    rules: &mut RuleSet,
    forms: &[Form],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (id, life) in &pack.manifest.rules {
        state(pack, (id, life), &mut rules.rules, diagnostics);
    }
    if let Some(prefix) = &pack.manifest.owner_prefix {
        let own = rules
            .rules
            .iter()
            .filter(|rule| rule.pack == pack.manifest.id);
        let bare = own.filter(|rule| {
            let rest = rule.id.strip_prefix(prefix.as_str());
            !rest.is_some_and(|rest| rest.starts_with('-'))
        });
        diagnostics
            .extend(bare.map(|rule| messages::without_prefix(&rule.id, prefix, id_of(rule))));
    }
    let known: Vec<&str> = forms.iter().map(|form| form.name.as_str()).collect();
    for (name, span) in pack.manifest.forms.iter().zip(&pack.places.forms) {
        if !known.contains(&name.as_str()) {
            diagnostics.push(messages::unknown_form(name, &known, *span));
        }
    }
}

/// Where the id of a rule stands.
fn id_of(rule: &Rule) -> Span {
    let mut span = rule.span;
    // Comments before the rule may name it too.
    let lines = rule.text.split_inclusive('\n');
    let before: usize = lines
        .take_while(|line| line.trim_start().starts_with("//"))
        .map(str::len)
        .sum();
    let head = rule.text.get(before..).unwrap_or_default();
    if let Some(at) = head.find(rule.id.as_str()) {
        let start = before.saturating_add(at);
        let end = start.saturating_add(rule.id.len());
        span.range = TextRange::of(start..end).shifted(rule.span.range.start);
    }
    span
}

fn state(
    pack: &PackSource,
    (id, life): (&String, &Life),
    rules: &mut [Rule],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let at = pack
        .places
        .rules
        .get(id)
        .copied()
        .unwrap_or(pack.places.whole);
    let is_own = |rule: &Rule| rule.pack == pack.manifest.id;
    if let Some(successor) = &life.replaced_by
        && !rules.iter().any(|rule| rule.id == *successor)
    {
        let known: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
        diagnostics.push(messages::unknown_successor(successor, &known, at));
    }
    match rules.iter_mut().find(|rule| rule.id == *id && is_own(rule)) {
        Some(rule) => match life.state {
            RuleState::Active => {}
            RuleState::Draft => rule.draft = true,
            RuleState::Off | RuleState::Retired => rule.off = true,
        },
        // The rule is gone; its id stays taken.
        None if life.state == RuleState::Retired => {}
        None => {
            let owner = rules.iter().find(|rule| rule.id == *id);
            let owner = owner.map(|rule| rule.pack.as_str());
            let own = rules.iter().filter(|rule| is_own(rule));
            let own: Vec<&str> = own.map(|rule| rule.id.as_str()).collect();
            diagnostics.push(messages::state_of_unknown(id, owner, &own, at));
        }
    }
}
