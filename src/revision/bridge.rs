//! Forms that also read what was filled in on the form of the other issue: else every declaration of
//! last year would lack what this year's form calls otherwise, and nothing could be compared.
//!
//! What the other form has no field for is not asked for.

use crate::form::{Field, FieldKind, Form};
use crate::workspace::{Book, Edition};

use super::forms::keyed;

/// The edition made ready to judge, reading the forms of the other one too.
pub(super) fn book(edition: &Edition, other: &Edition) -> Option<Book> {
    let mut compiled = edition.compiled.clone();
    let others = keyed(other);
    for (key, index, _) in keyed(edition) {
        let same = others.iter().find(|(it, _, _)| *it == key);
        if let (Some((_, _, theirs)), Some((form, _))) = (same, compiled.forms.get_mut(index)) {
            read_also(form, theirs);
        }
    }
    Book::new(compiled)
}

/// The fields of the forms of an edition that the other edition's form lacks, by their paths.
pub(super) fn fields_beyond(edition: &Edition, other: &Edition) -> Vec<String> {
    let others = keyed(other);
    let mut found = Vec::new();
    for (key, _, form) in keyed(edition) {
        if let Some((_, _, theirs)) = others.iter().find(|(it, _, _)| *it == key) {
            beyond("", &form.fields, &theirs.fields, &mut found);
        }
    }
    found
}

fn beyond(path: &str, fields: &[Field], others: &[Field], found: &mut Vec<String>) {
    for field in fields {
        let at = format!("{path}{}", field.name);
        match others.iter().find(|it| it.name == field.name) {
            None => found.push(at),
            Some(theirs) => {
                if let (FieldKind::List(own), FieldKind::List(list)) = (&field.kind, &theirs.kind) {
                    beyond(&format!("{at}."), &own.fields, &list.fields, found);
                }
            }
        }
    }
}

fn read_also(form: &mut Form, theirs: &Form) {
    let mut taken = Vec::new();
    labels_of(&form.fields, &mut taken);
    add(&mut form.titles, &theirs.titles, &[]);
    add(&mut form.fixed, &theirs.fixed, &taken);
    add(&mut form.instructions, &theirs.instructions, &taken);
    add(&mut form.closing, &theirs.closing, &taken);
    let printed = [&form.fixed, &form.instructions, &form.closing];
    taken.extend(printed.into_iter().flatten().cloned());
    fields_also(&mut form.fields, &theirs.fields, &taken);
}

fn fields_also(fields: &mut [Field], theirs: &[Field], taken: &[String]) {
    for field in fields {
        let Some(other) = theirs.iter().find(|it| it.name == field.name) else {
            field.required = false;
            continue;
        };
        if field.kind.word() != other.kind.word() {
            continue;
        }
        add(&mut field.labels, &other.labels, taken);
        add(&mut field.stand_ins, &other.stand_ins, taken);
        add(&mut field.section, &other.section, &[]);
        add(&mut field.begins, &other.begins, &[]);
        if let (FieldKind::List(list), FieldKind::List(others)) = (&mut field.kind, &other.kind) {
            fields_also(&mut list.fields, &others.fields, taken);
        }
    }
}

fn labels_of(fields: &[Field], found: &mut Vec<String>) {
    for field in fields {
        found.extend(field.labels.iter().chain(&field.stand_ins).cloned());
        if let FieldKind::List(list) = &field.kind {
            labels_of(&list.fields, found);
        }
    }
}

/// Adds the words that are neither there nor taken by something else.
fn add(own: &mut Vec<String>, theirs: &[String], taken: &[String]) {
    for word in theirs {
        if !own.contains(word) && !taken.contains(word) {
            own.push(word.clone());
        }
    }
}
