//! The rules in force with their origin, for programs: one object a run, in the schema
//! `jixiao-rules/1`. Fields may be added; none is renamed.

use serde_json::{Value, json};

use crate::ir::{Bound, Change, ChangeKind, Constant, Rule, RuleSet, Setting};
use crate::workspace::{Book, Workspace};

/// All books.
pub(super) fn workspace(workspace: &Workspace) -> Value {
    json!({
        "schema": "jixiao-rules/1",
        "packs": workspace.books.iter().map(book).collect::<Vec<_>>(),
    })
}

fn book(book: &Book) -> Value {
    let manifest = book.manifest();
    let set = book.engine().rules();
    let layers = book.layers().map(|info| {
        json!({
            "id": info.id,
            "version": info.version,
            "title": info.title,
            "digest": info.digest,
            "joins": book.joined().iter().any(|it| it.id == info.id),
        })
    });
    let params = set.layers.params.iter().zip(&set.params);
    let terms = set.layers.terms.iter().zip(&set.terms);
    json!({
        "id": manifest.id,
        "version": manifest.version.to_string(),
        "title": manifest.title,
        "unofficial": manifest.unofficial,
        "layers": layers.collect::<Vec<_>>(),
        "rules": set.rules.iter().map(|it| rule(set, it)).collect::<Vec<_>>(),
        "params": params.map(|(it, value)| param(set, it, value)).collect::<Vec<_>>(),
        "terms": terms.map(|(it, list)| terms_of(set, it, list.words.len())).collect::<Vec<_>>(),
    })
}

fn rule(set: &RuleSet, rule: &Rule) -> Value {
    let locked = set.layers.of_rule(&rule.id);
    let locked = locked.filter(|it| it.kind == ChangeKind::Locked).last();
    let locked = locked.map_or(&rule.pack, |it| &it.layer);
    json!({
        "id": rule.id,
        "title": rule.title,
        "pack": rule.pack,
        "severity": rule.severity.name(),
        "confidence": rule.confidence.name(),
        "state": match (rule.off, rule.draft) {
            (true, _) => "off",
            (false, true) => "draft",
            (false, false) => "active",
        },
        "locked_by": rule.locked.then_some(locked),
        "changes": set.layers.of_rule(&rule.id).map(change).collect::<Vec<_>>(),
    })
}

fn change(change: &Change) -> Value {
    let (setting, from, to) = match &change.kind {
        ChangeKind::Severity(from, to) => ("severity", json!(from.name()), json!(to.name())),
        ChangeKind::Confidence(from, to) => ("confidence", json!(from.name()), json!(to.name())),
        ChangeKind::Locked => ("locked", json!(false), json!(true)),
        ChangeKind::Off => ("state", json!("active"), json!("off")),
        ChangeKind::Basis => ("basis", Value::Null, Value::Null),
        ChangeKind::Help => ("help", Value::Null, Value::Null),
        ChangeKind::Value(from, to) => ("value", constant(from), constant(to)),
        ChangeKind::Words(words) => ("words", Value::Null, json!(words)),
    };
    json!({"pack": change.layer, "setting": setting, "from": from, "to": to})
}

/// A number is an object with its digits as text, so that none is lost.
fn constant(value: &Constant) -> Value {
    match value {
        Constant::Number(value, unit) => json!({"value": value.to_string(), "unit": unit.name()}),
        Constant::Text(text) => json!(text),
        Constant::Bool(value) => json!(value),
        Constant::List(values) => values.iter().map(constant).collect(),
    }
}

fn param(set: &RuleSet, setting: &Setting, value: &Constant) -> Value {
    json!({
        "name": setting.name,
        "pack": setting.pack,
        "value": constant(value),
        "bound": setting.bound.name(),
        "held_by": held_by(&setting.bound),
        "changes": set.layers.of_param(&setting.name).map(change).collect::<Vec<_>>(),
    })
}

fn terms_of(set: &RuleSet, setting: &Setting, count: usize) -> Value {
    let added = set.layers.of_terms(&setting.name);
    let added = added.map(|(layer, words)| json!({"pack": layer, "words": words}));
    json!({
        "name": setting.name,
        "pack": setting.pack,
        "words": count,
        "bound": setting.bound.name(),
        "held_by": held_by(&setting.bound),
        "added": added.collect::<Vec<_>>(),
    })
}

fn held_by(bound: &Bound) -> Option<&str> {
    match bound {
        Bound::Held(rule) => Some(rule),
        Bound::Open | Bound::MayOnlyFall | Bound::MayOnlyRise | Bound::Locked => None,
    }
}
