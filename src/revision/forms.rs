//! What changed in the forms.

use crate::form::{Continuation, Form};
use crate::workspace::Edition;

use super::changes::{Aspect, Change, Edit, Fate, FormChanges};
use super::fields;
use super::pairs::{replaced, words};

/// Which form is meant in either issue: one of the pack itself by its id, one of a pack below by
/// that pack and its id.
type Key<'e> = (Option<&'e str>, &'e str);

/// The forms of an edition, those of the pack itself first.
pub(super) fn keyed(edition: &Edition) -> Vec<(Key<'_>, usize, &Form)> {
    let compiled = &edition.compiled;
    let forms = compiled.forms.iter().enumerate();
    let mut keyed: Vec<_> = forms
        .map(|(index, (form, pack))| {
            let owner = compiled.packs.get(usize::from(*pack));
            let owner = owner.filter(|_| *pack != compiled.judge);
            let owner = owner.map(|(manifest, _)| manifest.id.as_str());
            ((owner, form.id.as_str()), index, form)
        })
        .collect();
    keyed.sort_by_key(|((owner, _), _, _)| owner.is_some());
    keyed
}

/// The changes of all forms.
pub(super) fn changes(old: &Edition, new: &Edition) -> Vec<FormChanges> {
    let (before, after) = (keyed(old), keyed(new));
    let mut found = Vec::new();
    for (key, _, form) in &after {
        match before.iter().find(|(other, _, _)| other == key) {
            None => found.push(whole(form, Fate::Added)),
            Some((_, _, older)) => {
                let changes = one(older, form);
                if !changes.is_empty() {
                    found.push(FormChanges {
                        form: form.name.clone(),
                        fate: Fate::Changed,
                        changes,
                    });
                }
            }
        }
    }
    for (key, _, form) in &before {
        if !after.iter().any(|(other, _, _)| other == key) {
            found.push(whole(form, Fate::Removed));
        }
    }
    found
}

fn whole(form: &Form, fate: Fate) -> FormChanges {
    FormChanges {
        form: form.name.clone(),
        fate,
        changes: Vec::new(),
    }
}

fn one(old: &Form, new: &Form) -> Vec<Change> {
    let mut found = Vec::new();
    let mut titles = (old.titles.clone(), new.titles.clone());
    titles.0.insert(0, old.name.clone());
    titles.1.insert(0, new.name.clone());
    titles.0.dedup();
    titles.1.dedup();
    found.extend(words(Aspect::Titles, "", &titles.0, &titles.1));
    found.extend(words(Aspect::Printed, "", &old.fixed, &new.fixed));
    fields::changes("", &old.fields, &new.fields, &mut found);
    let lists = [
        (Aspect::Instructions, &old.instructions, &new.instructions),
        (Aspect::Closing, &old.closing, &new.closing),
    ];
    for (aspect, before, after) in lists {
        found.extend(words(aspect, "", before, after));
    }
    found.extend(replaced(Aspect::Joining, "", joining(old), joining(new)));
    for fills in &new.fills {
        let before = old.fills.iter().find(|it| it.interface == fills.interface);
        let change = match before {
            None => Some(Change {
                aspect: Aspect::Interfaces,
                subject: fills.interface.clone(),
                edit: Edit::Added(String::new()),
            }),
            Some(before) => replaced(
                Aspect::Interfaces,
                &fills.interface,
                &filled(&before.fields),
                &filled(&fills.fields),
            ),
        };
        found.extend(change);
    }
    let kept = |name: &str| new.fills.iter().any(|it| it.interface == name);
    for fills in old.fills.iter().filter(|it| !kept(&it.interface)) {
        found.push(Change {
            aspect: Aspect::Interfaces,
            subject: fills.interface.clone(),
            edit: Edit::Removed,
        });
    }
    found
}

fn joining(form: &Form) -> &'static str {
    match (form.joins_lines, form.continuation) {
        (false, Continuation::Unclosed) => "不接",
        (false, Continuation::Always) => "换格才接",
        (true, Continuation::Unclosed) => "没有写完的接到下一行",
        (true, Continuation::Always) => "没有编号的都接到上一行",
    }
}

fn filled(fields: &[(String, Vec<String>)]) -> String {
    let parts = fields
        .iter()
        .map(|(name, sources)| format!("{name}：{}", sources.join("、")));
    parts.collect::<Vec<_>>().join("；")
}
