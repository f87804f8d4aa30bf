//! What a rule says that does not depend on the form: its basis, severity, examples, years; and
//! whether everything is there that a rule needs.
//!
//! This is asked of rules with broken clauses too: a clause that could not be read counts as the
//! one that its keyword begins, so that nothing is said to be missing that was only misspelled.

use crate::diag::{Diagnostic, Severity};
use crate::ir::{self, ExampleBody, ExampleValue};
use crate::source::{Span, StaticStr};
use crate::syntax::ast::{self, Clause, ClauseKind};
use crate::syntax::{KEYWORDS, Opens};

use super::analyse::FileInput;
use super::diagnostics as messages;
use super::tables::span;

/// What does not depend on the form.
pub(super) fn head(
    file: &FileInput<'_>,
    rule: &ast::Rule,
    diagnostics: &mut Vec<Diagnostic>,
) -> ir::Rule {
    let at = span(file, rule.id.loc);
    let mut lowered = ir::Rule {
        id: rule.id.text.clone(),
        pack: file.pack_id.to_owned(),
        title: rule
            .title
            .as_ref()
            .map_or(rule.id.text.as_str(), |title| &title.text)
            .into(),
        doc: rule.doc.join("\n").into(),
        on: Vec::new(),
        severity: Severity::Warning,
        confidence: ir::Confidence::Sure,
        locked: false,
        off: false,
        draft: false,
        basis: Vec::new(),
        since: None,
        until: None,
        help: None,
        span: span(file, rule.loc),
        text: rule.loc.0.slice(file.text).into(),
        examples: Vec::new(),
    };
    let mut severity = None;
    for clause in &rule.clauses {
        apply(&mut lowered, &mut severity, clause, file);
        if matches!(clause.kind, ClauseKind::Off | ClauseKind::Set(..)) {
            diagnostics.push(messages::misplaced("off / set", span(file, clause.loc)));
        }
    }
    match severity {
        Some(level) => lowered.severity = level,
        None if may_hold(file, rule, &["severity"]) => {}
        None => diagnostics.push(messages::no_severity(at)),
    }
    complete(file, rule, &lowered, at, diagnostics);
    twice(file, rule, diagnostics);
    lowered
}

/// A rule needs a basis and an example of either kind, and years that some declaration can have.
fn complete(
    file: &FileInput<'_>,
    rule: &ast::Rule,
    lowered: &ir::Rule,
    at: Span,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if lowered.confidence == ir::Confidence::Opinion && lowered.severity == Severity::Error {
        diagnostics.push(messages::opinion_error(at));
    }
    if let (Some(since), Some(until)) = (lowered.since, lowered.until)
        && since > until
    {
        diagnostics.push(messages::no_years(since, until, at));
    }
    if lowered.basis.is_empty() && !may_hold(file, rule, &["basis"]) {
        diagnostics.push(messages::no_basis(at));
    }
    if may_hold(file, rule, &["example"]) {
        return;
    }
    let has = |fails: bool| lowered.examples.iter().any(|it| it.fails == fails);
    match (has(true), has(false)) {
        (true, true) => {}
        (false, false) => diagnostics.push(messages::no_examples(at)),
        (fails, _) => diagnostics.push(messages::no_example(!fails, at)),
    }
}

/// Whether every clause of a rule could be read.
pub(super) fn clean(rule: &ast::Rule) -> bool {
    let broken = |clause: &Clause| matches!(clause.kind, ClauseKind::Error);
    !rule.clauses.iter().any(broken)
}

/// Whether a clause that could not be read may have been meant as one of these: it begins with
/// that keyword, or with no keyword at all.
pub(super) fn may_hold(file: &FileInput<'_>, rule: &ast::Rule, ids: &[&str]) -> bool {
    let broken = rule.clauses.iter();
    let mut broken = broken.filter(|clause| matches!(clause.kind, ClauseKind::Error));
    broken.any(|clause| {
        let text = clause.loc.0.slice(file.text);
        let word = text
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .next();
        let word = word.unwrap_or_default();
        let known = KEYWORDS
            .iter()
            .find(|it| it.is(word) && it.opens == Opens::Clause);
        known.is_none_or(|keyword| ids.contains(&keyword.id))
    })
}

/// Complains of clauses of which only the last one would count.
fn twice(file: &FileInput<'_>, rule: &ast::Rule, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: Vec<(&str, Span)> = Vec::new();
    for clause in &rule.clauses {
        let Some(word) = once(&clause.kind) else {
            continue;
        };
        // The words of one requirement end where the next one begins.
        if word.is_empty() {
            seen.retain(|(word, _)| !OF_A_REQUIREMENT.contains(word));
            continue;
        }
        let at = span(file, clause.loc);
        match seen.iter().find(|(known, _)| *known == word) {
            Some((_, first)) => diagnostics.push(messages::twice(word, at, *first)),
            None => seen.push((word, at)),
        }
    }
}

/// The clauses that a requirement has once.
const OF_A_REQUIREMENT: [&str; 4] = [
    "message / 说明",
    "help / 建议",
    "at / 位于",
    "explains / 解释",
];

/// What a clause is called that stands once in a rule or behind a requirement; empty for those
/// that begin a requirement, `None` for those that may be repeated.
fn once(kind: &ClauseKind) -> Option<&'static str> {
    let [message, help, at, explains] = OF_A_REQUIREMENT;
    Some(match kind {
        ClauseKind::On(_) => "on / 适用",
        ClauseKind::Since(_) => "since / 自",
        ClauseKind::Until(_) => "until / 至",
        ClauseKind::Severity { when: None, .. } => "severity / 级别",
        ClauseKind::Confidence(_) => "confidence / 把握",
        ClauseKind::Message(_) => message,
        ClauseKind::Help(_) => help,
        ClauseKind::At(_) => at,
        ClauseKind::Explains(_) => explains,
        ClauseKind::Require(_) | ClauseKind::Forbid(..) | ClauseKind::Error => "",
        ClauseKind::Severity { when: Some(_), .. }
        | ClauseKind::Basis(_)
        | ClauseKind::Locked
        | ClauseKind::Off
        | ClauseKind::Set(..)
        | ClauseKind::Let(..)
        | ClauseKind::For(_)
        | ClauseKind::When(_)
        | ClauseKind::Label(..)
        | ClauseKind::Fix(_)
        | ClauseKind::Example(_) => return None,
    })
}

/// Takes a clause of the head into the rule.
fn apply(
    rule: &mut ir::Rule,
    severity: &mut Option<Severity>,
    clause: &Clause,
    file: &FileInput<'_>,
) {
    match &clause.kind {
        ClauseKind::Since(year) => rule.since = Some(*year),
        ClauseKind::Until(year) => rule.until = Some(*year),
        ClauseKind::Basis(it) => rule.basis.push(basis(it)),
        ClauseKind::Severity { level, when: None } => *severity = Some(level_of(*level)),
        ClauseKind::Confidence(it) => rule.confidence = confidence(*it),
        ClauseKind::Locked => rule.locked = true,
        ClauseKind::Example(it) => rule.examples.push(example(it, span(file, clause.loc))),
        ClauseKind::On(names) => {
            rule.on = names.iter().map(|name| name.text.clone()).collect();
        }
        ClauseKind::Severity { when: Some(_), .. }
        | ClauseKind::Explains(_)
        | ClauseKind::Off
        | ClauseKind::Set(..)
        | ClauseKind::Let(..)
        | ClauseKind::For(_)
        | ClauseKind::When(_)
        | ClauseKind::Require(_)
        | ClauseKind::Forbid(..)
        | ClauseKind::Message(_)
        | ClauseKind::At(_)
        | ClauseKind::Label(..)
        | ClauseKind::Help(_)
        | ClauseKind::Fix(_)
        | ClauseKind::Error => {}
    }
}

pub(super) fn basis(it: &ast::Basis) -> ir::Basis {
    ir::Basis {
        document: it.document.text.as_str().into(),
        clause: it.clause.as_ref().map(|it| it.text.as_str().into()),
        quote: it.quote.as_ref().map(|it| it.text.as_str().into()),
    }
}

pub(super) fn level_of(level: ast::Level) -> Severity {
    match level {
        ast::Level::Error => Severity::Error,
        ast::Level::Warning => Severity::Warning,
        ast::Level::Hint => Severity::Hint,
    }
}

pub(super) fn confidence(it: ast::Confidence) -> ir::Confidence {
    match it {
        ast::Confidence::Sure => ir::Confidence::Sure,
        ast::Confidence::Likely => ir::Confidence::Likely,
        ast::Confidence::Opinion => ir::Confidence::Opinion,
    }
}

fn example(it: &ast::Example, span: Span) -> ir::Example {
    let body = |body: &ast::ExampleBody| match body {
        ast::ExampleBody::Snippet(text) => ExampleBody::Snippet(text.text.as_str().into()),
        ast::ExampleBody::Fields(fields) => ExampleBody::Fields(record(fields)),
    };
    ir::Example {
        fails: it.fails,
        body: body(&it.body),
        fixed: it.fixed.as_ref().map(body),
        span,
    }
}

fn record(fields: &[(ast::Name, ast::ExampleValue)]) -> Vec<(StaticStr, ExampleValue)> {
    fields
        .iter()
        .map(|(name, value)| (name.text.as_str().into(), example_value(value)))
        .collect()
}

fn example_value(value: &ast::ExampleValue) -> ExampleValue {
    match value {
        ast::ExampleValue::Text(text) => ExampleValue::Text(text.text.as_str().into()),
        ast::ExampleValue::Number { text, unit, .. } => {
            ExampleValue::Text(format!("{text}{unit}").into())
        }
        ast::ExampleValue::Word(name) => ExampleValue::Text(name.text.as_str().into()),
        ast::ExampleValue::List(values) => {
            ExampleValue::List(values.iter().map(example_value).collect())
        }
        ast::ExampleValue::Record(fields) => ExampleValue::Record(record(fields)),
    }
}
