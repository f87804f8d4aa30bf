//! The fields that examples name: an example with a misspelled field would be tried on no form, and
//! nobody would notice.

use crate::diag::{Diagnostic, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, ClauseKind, ExampleBody, ExampleValue, Name};
use crate::types::{RecordTy, Ty};

use super::analyse::FileInput;
use super::diagnostics as messages;
use super::subject::Subject;
use super::tables::span;

/// Checks the examples of a rule against the forms it is for.
pub(super) fn check(
    file: &FileInput<'_>,
    rule: &ast::Rule,
    subjects: &[(Subject, Option<u16>)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut clauses = rule.clauses.iter();
    let mends = clauses.any(|it| matches!(it.kind, ClauseKind::Fix(_) | ClauseKind::Error));
    for clause in &rule.clauses {
        let ClauseKind::Example(example) = &clause.kind else {
            continue;
        };
        if example.fixed.is_some() && (!example.fails || !mends) {
            let at = span(file, clause.loc);
            diagnostics.push(messages::nothing_fixed(!example.fails, at));
        }
        for body in std::iter::once(&example.body).chain(&example.fixed) {
            if let ExampleBody::Fields(fields) = body {
                twice(file, fields, diagnostics);
                for (name, value) in fields {
                    field(file, name, value, subjects, diagnostics);
                }
            }
        }
    }
}

fn field(
    file: &FileInput<'_>,
    name: &Name,
    value: &ExampleValue,
    subjects: &[(Subject, Option<u16>)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let found = subjects
        .iter()
        .rev()
        .find_map(|(it, _)| it.find(&name.text));
    if let Some((_, ty)) = found {
        return parts(file, value, ty, diagnostics);
    }
    // Fields that only some of the forms have may be filled in too.
    let mut elsewhere = subjects.iter().filter(|(subject, _)| !subject.form);
    let known = elsewhere.any(|(it, _)| it.elsewhere.iter().any(|(field, _)| *field == name.text));
    if known {
        return;
    }
    let Some((subject, _)) = subjects.first() else {
        return;
    };
    let elsewhere = subject.elsewhere.iter().map(|(field, _)| field.as_str());
    let near = nearest(&name.text, subject.names())
        .or_else(|| nearest(&name.text, elsewhere.filter(|_| !subject.form)));
    let at = span(file, name.loc);
    diagnostics.push(messages::unknown_example_field(
        &name.text,
        &subject.name,
        at,
        near,
    ));
}

/// Checks the parts of a row, or of every row of a list.
fn parts(file: &FileInput<'_>, value: &ExampleValue, ty: &Ty, diagnostics: &mut Vec<Diagnostic>) {
    match (value, ty) {
        (ExampleValue::List(values), Ty::List(element)) => {
            for value in values {
                parts(file, value, element, diagnostics);
            }
        }
        (ExampleValue::Record(fields), Ty::Record(record)) => {
            twice(file, fields, diagnostics);
            for (name, value) in fields {
                match record.field(&name.text) {
                    Some((_, member)) => parts(file, value, &member.ty, diagnostics),
                    None => diagnostics.push(unknown_part(name, record, span(file, name.loc))),
                }
            }
        }
        _ => {}
    }
}

fn unknown_part(name: &Name, record: &RecordTy, at: Span) -> Diagnostic {
    let near = nearest(&name.text, record.fields.iter().map(|it| it.zh.as_str()));
    messages::unknown_example_field(&name.text, &format!("“{}”", record.name), at, near)
}

fn twice(file: &FileInput<'_>, fields: &[(Name, ExampleValue)], diagnostics: &mut Vec<Diagnostic>) {
    for (index, (name, _)) in fields.iter().enumerate() {
        let before = fields.iter().take(index);
        if let Some((first, _)) = before.into_iter().find(|(it, _)| it.text == name.text) {
            let (at, first) = (span(file, name.loc), span(file, first.loc));
            diagnostics.push(messages::twice(&name.text, at, first));
        }
    }
}
