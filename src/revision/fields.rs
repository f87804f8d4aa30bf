//! What changed in the fields of a form, down to the fields of its lists.

use crate::form::{Field, FieldKind, List, Shape};

use super::changes::{Aspect, Change, Edit};
use super::pairs::{replaced, words};

/// The changes from one list of fields to another; `path` stands before their names.
pub(super) fn changes(path: &str, old: &[Field], new: &[Field], found: &mut Vec<Change>) {
    let pairs = pairs(old, new);
    for (index, field) in new.iter().enumerate() {
        let at = join(path, &field.name);
        match pairs.iter().find(|(_, new)| *new == index) {
            Some((before, _)) => {
                if let Some(before) = old.get(*before) {
                    found.extend(renamed(path, before, field));
                    one(&at, before, field, found);
                }
            }
            None => found.push(Change {
                aspect: Aspect::Field,
                subject: at,
                edit: Edit::Added(described(field)),
            }),
        }
    }
    for (index, field) in old.iter().enumerate() {
        if !pairs.iter().any(|(old, _)| *old == index) {
            found.push(Change {
                aspect: Aspect::Field,
                subject: join(path, &field.name),
                edit: Edit::Removed,
            });
        }
    }
}

fn join(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        _ => format!("{path}.{name}"),
    }
}

/// Which old field is which new one: by name; of the others, those that hold the same under a label
/// they share, or between the same neighbours.
fn pairs(old: &[Field], new: &[Field]) -> Vec<(usize, usize)> {
    let named = |fields: &[Field], name: &str| fields.iter().position(|it| it.name == name);
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (index, field) in old.iter().enumerate() {
        pairs.extend(named(new, &field.name).map(|other| (index, other)));
    }
    let kept = |fields: &[Field], others: &[Field], index: usize| {
        let known = |field: &&Field| named(others, &field.name).is_some();
        let (before, from) = fields.split_at(index);
        let behind = from.get(1..).unwrap_or_default();
        let name = |field: Option<&Field>| field.map(|field| field.name.clone());
        (
            name(before.iter().rev().find(known)),
            name(behind.iter().find(known)),
        )
    };
    for (index, field) in old.iter().enumerate() {
        if named(new, &field.name).is_some() {
            continue;
        }
        let same = new.iter().enumerate().find(|(other, candidate)| {
            let free = named(old, &candidate.name).is_none()
                && !pairs.iter().any(|(_, taken)| taken == other);
            let alike = candidate.kind.word() == field.kind.word();
            let label = || candidate.labels.iter().any(|it| field.labels.contains(it));
            let place = || kept(old, new, index) == kept(new, old, *other);
            free && alike && (label() || place())
        });
        pairs.extend(same.map(|(other, _)| (index, other)));
    }
    pairs
}

fn renamed(path: &str, old: &Field, new: &Field) -> Option<Change> {
    replaced(
        Aspect::FieldName,
        path,
        &join(path, &old.name),
        &join(path, &new.name),
    )
}

/// A field in a few words: what it holds, under which label, whether it must be filled in.
fn described(field: &Field) -> String {
    let label = field.labels.first().filter(|label| **label != field.name);
    let label = label
        .map(|label| format!("，表上写“{label}”"))
        .unwrap_or_default();
    let required = if field.required { "，必填" } else { "" };
    format!("{}{label}{required}", kind(&field.kind))
}

/// What a field holds, with its unit.
fn kind(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Number(unit) if !unit.name().is_empty() => {
            format!("{}（{}）", kind.word(), unit.name())
        }
        _ => kind.word().to_owned(),
    }
}

fn one(at: &str, old: &Field, new: &Field, found: &mut Vec<Change>) {
    let first = |field: &Field| field.labels.first().cloned().unwrap_or_default();
    let rest = |field: &Field| field.labels.get(1..).unwrap_or_default().to_vec();
    let required = |field: &Field| {
        if field.required {
            "必填"
        } else {
            "可以不填"
        }
    };
    found.extend(replaced(Aspect::Label, at, &first(old), &first(new)));
    let (mut before, mut after) = (rest(old), rest(new));
    // What was the first label and is still accepted, or the other way round, is told of above.
    before.retain(|it| *it != first(new));
    after.retain(|it| *it != first(old));
    before.extend(old.stand_ins.iter().cloned());
    after.extend(new.stand_ins.iter().cloned());
    found.extend(words(Aspect::Labels, at, &before, &after));
    found.extend(words(Aspect::Section, at, &old.section, &new.section));
    found.extend(replaced(
        Aspect::Kind,
        at,
        &kind(&old.kind),
        &kind(&new.kind),
    ));
    found.extend(replaced(Aspect::Required, at, required(old), required(new)));
    match (&old.kind, &new.kind) {
        (FieldKind::Choice(before), FieldKind::Choice(after)) => {
            let all = |choices: &[crate::form::Choice]| -> Vec<String> {
                let words = choices
                    .iter()
                    .flat_map(|it| std::iter::once(&it.word).chain(&it.written));
                words.cloned().collect()
            };
            found.extend(words(Aspect::Choices, at, &all(before), &all(after)));
        }
        (FieldKind::List(before), FieldKind::List(after)) => {
            found.extend(replaced(Aspect::Shape, at, &shape(before), &shape(after)));
            changes(at, &before.fields, &after.fields, found);
        }
        _ => {}
    }
    let begins = words(Aspect::Labels, at, &old.begins, &new.begins);
    found.extend(begins);
}

/// How the elements of a list are told apart, in words.
fn shape(list: &List) -> String {
    match &list.shape {
        Shape::Sections(marks) | Shape::Items(marks) => {
            let marks: Vec<&str> = marks.iter().map(|mark| mark.written()).collect();
            format!("编号写作 {}", marks.join(" 或 "))
        }
        Shape::Groups => String::new(),
        Shape::Rows { fill_down, totals } => {
            format!(
                "前 {fill_down} 列可以合并；合计行写作 {}",
                totals.join("、")
            )
        }
        Shape::Gathered => String::new(),
    }
}
