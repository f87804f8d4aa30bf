//! What changed in what several rules share: parameters, word lists, patterns, definitions, and the
//! word tables that facts are read with. Values count as they are when all packs have had their say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::ir::Constant;
use crate::syntax::ast::{Item, Rule};
use crate::workspace::Edition;

use super::changes::{Edit, ValueChanges, ValueKind};
use super::pairs::{line_edit, word_edit};
use super::rules::in_force;
use super::written::{def_lines, def_names, rule_names};

/// A value under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shared {
    One(String),
    Words(Vec<String>),
    Lines(Vec<String>),
}

type Named = BTreeMap<(ValueKind, String), Shared>;

/// All top-level items of an edition, in the order in which they were checked.
pub(super) fn items(edition: &Edition) -> impl Iterator<Item = &Item> {
    let files = edition.packs.iter().flat_map(|pack| &pack.rules);
    files.flat_map(|(_, file)| &file.items)
}

/// The changes of all shared values.
pub(super) fn changes(old: &Edition, new: &Edition) -> Vec<ValueChanges> {
    let (before, after) = (named(old), named(new));
    let uses = Uses::new(new);
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let edit = edit(key.0, before.get(key), after.get(key))?;
            let rules = uses.of(&key.1);
            // What no rule in force uses makes no difference; facts use the word tables.
            (key.0 == ValueKind::Lexicon || !rules.is_empty()).then_some(())?;
            Some(ValueChanges {
                kind: key.0,
                name: key.1.clone(),
                edit,
                rules,
            })
        })
        .collect()
}

/// What came with a rule is seen there, but for what can be set; what went is used by none.
fn edit(kind: ValueKind, old: Option<&Shared>, new: Option<&Shared>) -> Option<Edit> {
    let told = matches!(
        kind,
        ValueKind::Param | ValueKind::Terms | ValueKind::Lexicon
    );
    match (old, new) {
        (Some(old), Some(new)) => match (old, new) {
            (Shared::Words(old), Shared::Words(new)) => word_edit(old, new),
            (Shared::Lines(old), Shared::Lines(new)) => line_edit(old, new),
            _ if old == new => None,
            _ => Some(Edit::Replaced {
                old: old.words(),
                new: new.words(),
            }),
        },
        (None, Some(new)) => told.then(|| Edit::Added(new.words())),
        (Some(_), None) => told.then_some(Edit::Removed),
        (None, None) => None,
    }
}

impl Shared {
    fn words(&self) -> String {
        match self {
            Shared::One(value) => value.clone(),
            Shared::Words(words) => words.join("、"),
            Shared::Lines(lines) => lines.join("\n"),
        }
    }
}

fn named(edition: &Edition) -> Named {
    let mut named = Named::new();
    let rules = &edition.compiled.rules;
    let params = items(edition).filter_map(|item| match item {
        Item::Param(it) => Some(it.name.text.as_str()),
        _ => None,
    });
    for (name, value) in params.zip(&rules.params) {
        let value = Shared::One(constant(value));
        named.insert((ValueKind::Param, name.to_owned()), value);
    }
    for terms in &rules.terms {
        let words = Shared::Words(terms.words.iter().map(ToString::to_string).collect());
        named.insert((ValueKind::Terms, terms.name.to_string()), words);
    }
    for pattern in &rules.patterns {
        let regex = Shared::One(pattern.regex.to_string());
        named.insert((ValueKind::Pattern, pattern.name.to_string()), regex);
    }
    for item in items(edition) {
        if let Item::Def(def) = item {
            let lines = Shared::Lines(def_lines(def));
            named.insert((ValueKind::Def, def.name.text.clone()), lines);
        }
    }
    if let Ok(tables) = serde_json::to_value(&edition.compiled.lexicon) {
        tables_of("", &tables, &mut named);
    }
    named
}

/// The word tables by the path that they have in `lexicon.toml`. Empty ones are as good as none.
fn tables_of(path: &str, value: &Value, named: &mut Named) {
    let key = |path: &str| (ValueKind::Lexicon, path.to_owned());
    match value {
        Value::Object(tables) => {
            for (name, inner) in tables {
                let inside = match path {
                    "" => name.clone(),
                    _ => format!("{path}.{name}"),
                };
                tables_of(&inside, inner, named);
            }
        }
        Value::Array(words) => {
            if !words.is_empty() {
                let words = words.iter().map(word).collect();
                named.insert(key(path), Shared::Words(words));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            named.insert(key(path), Shared::One(word(value)));
        }
    }
}

fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A value as it would be written in a rule file.
fn constant(value: &Constant) -> String {
    match value {
        Constant::Number(number, unit) => {
            let number = number.normalize();
            match unit.name() {
                "" => number.to_string(),
                "%" => format!("{number}%"),
                name => format!("{number} {name}"),
            }
        }
        Constant::Text(text) => format!("“{text}”"),
        Constant::Bool(true) => "真".to_owned(),
        Constant::Bool(false) => "假".to_owned(),
        Constant::List(values) => {
            let values: Vec<String> = values.iter().map(constant).collect();
            values.join("、")
        }
    }
}

/// Which rules in force use what, through definitions too.
struct Uses {
    rules: Vec<(String, BTreeSet<String>)>,
}

impl Uses {
    fn new(edition: &Edition) -> Self {
        let mut defs: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for item in items(edition) {
            if let Item::Def(def) = item {
                defs.insert(&def.name.text, def_names(def));
            }
        }
        let used = |rule: &Rule| {
            let mut all = rule_names(rule);
            let mut open: Vec<String> = all.iter().cloned().collect();
            while let Some(name) = open.pop() {
                for inner in defs.get(name.as_str()).into_iter().flatten() {
                    if all.insert(inner.clone()) {
                        open.push(inner.clone());
                    }
                }
            }
            all
        };
        let rules = items(edition).filter_map(|item| match item {
            Item::Rule(rule) if in_force(edition, &rule.id.text).is_some() => {
                Some((rule.id.text.clone(), used(rule)))
            }
            _ => None,
        });
        Self {
            rules: rules.collect(),
        }
    }

    fn of(&self, name: &str) -> Vec<String> {
        let rules = self.rules.iter().filter(|(_, names)| names.contains(name));
        rules.map(|(rule, _)| rule.clone()).collect()
    }
}
