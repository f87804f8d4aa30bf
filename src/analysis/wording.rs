//! Whether the words of a rule fit its severity: advice does not say “必须”, and what must be
//! mended is no suggestion.
//!
//! Words between quotes are quoted, not said. A rule whose severity depends on the case is left
//! alone, and so is “应当” in a title: every title names the requirement that way.

use crate::diag::{Diagnostic, Severity};
use crate::ir;
use crate::source::Span;
use crate::syntax::ast::{self, ClauseKind, Template, TemplatePart};

use super::analyse::FileInput;
use super::diagnostics as messages;
use super::tables::span;

/// What advice does not say.
const STRONG: [&str; 7] = ["必须", "务必", "不得", "严禁", "禁止", "一律", "应当"];

/// What a requirement does not say.
const SOFT: [&str; 7] = ["建议", "尽量", "尽可能", "最好", "不妨", "酌情", "可以考虑"];

/// Checks the title and the words of a rule's requirements.
pub(super) fn check(
    file: &FileInput<'_>,
    rule: &ast::Rule,
    lowered: &ir::Rule,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for clause in &rule.clauses {
        if let Some(template) = words(&clause.kind) {
            full_width_braces(template, span(file, template.loc), diagnostics);
        }
    }
    let by_case = |clause: &ast::Clause| {
        let kind = &clause.kind;
        matches!(
            kind,
            ClauseKind::Severity { when: Some(_), .. } | ClauseKind::Error
        )
    };
    if rule.clauses.iter().any(by_case) {
        return;
    }
    let list: &[&str] = match lowered.severity {
        Severity::Hint => &STRONG,
        Severity::Error => &SOFT,
        Severity::Warning => return,
    };
    let mut complain = |text: &str, at: Span, title: bool| {
        let said = without_quotes(text);
        let found = list
            .iter()
            .find(|word| said.contains(**word) && !(title && **word == "应当"));
        if let Some(word) = found {
            diagnostics.push(messages::tone(word, lowered.severity, at));
        }
    };
    if let Some(title) = &rule.title {
        complain(&title.text, span(file, title.loc), true);
    }
    for clause in &rule.clauses {
        if let Some(template) = words(&clause.kind) {
            complain(&text(template), span(file, template.loc), false);
        }
    }
}

/// The words of a clause.
fn words(kind: &ClauseKind) -> Option<&Template> {
    match kind {
        ClauseKind::Message(words) | ClauseKind::Help(words) => Some(words),
        _ => None,
    }
}

fn text(template: &Template) -> String {
    let parts = template.parts.iter().map(|part| match part {
        TemplatePart::Text(text) => text.as_str(),
        TemplatePart::Hole(_) => " ",
    });
    parts.collect()
}

/// The text without what stands between quotes.
fn without_quotes(text: &str) -> String {
    let mut depth = 0u32;
    let keep = |c: &char| {
        match c {
            '“' | '「' | '‘' | '《' => depth = depth.saturating_add(1),
            '”' | '」' | '’' | '》' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    };
    text.chars().filter(keep).collect()
}

/// `｛资金总额｝` is no hole.
fn full_width_braces(template: &Template, at: Span, diagnostics: &mut Vec<Diagnostic>) {
    let text = text(template);
    let inside = text
        .split_once('｛')
        .and_then(|(_, rest)| rest.split_once('｝'));
    if let Some((inside, _)) = inside {
        diagnostics.push(messages::full_width_braces(inside, at));
    }
}
