//! What changed in the rules that are in force. A rule counts as it is when all packs have had their
//! say: an override in a pack above is a change like any other.

use crate::ir::{Basis, Confidence, Rule};
use crate::pack::RuleState;
use crate::syntax::ast::{self, Item};
use crate::workspace::Edition;

use super::changes::{Aspect, Change, Edit, Fate, Gone, RuleChanges};
use super::forms::keyed;
use super::pairs::{line_edit, replaced, words};
use super::values::items;
use super::written::{About, lines};

/// A rule in force, by its id, and its index.
pub(super) fn in_force<'e>(edition: &'e Edition, id: &str) -> Option<(usize, &'e Rule)> {
    let mut rules = edition.compiled.rules.rules.iter().enumerate();
    let found = rules.find(|(_, rule)| rule.id == id);
    found.filter(|(_, rule)| !rule.off && !rule.draft)
}

/// The changes of all rules.
pub(super) fn changes(old: &Edition, new: &Edition) -> Vec<RuleChanges> {
    let mut found = Vec::new();
    for rule in &new.compiled.rules.rules {
        let Some(after) = in_force(new, &rule.id) else {
            continue;
        };
        match in_force(old, &rule.id) {
            None => found.push(added(new, rule)),
            Some(before) => found.extend(changed((old, before), (new, after))),
        }
    }
    for rule in &old.compiled.rules.rules {
        if in_force(old, &rule.id).is_some() && in_force(new, &rule.id).is_none() {
            found.push(gone(new, rule));
        }
    }
    found
}

fn of(rule: &Rule, fate: Fate) -> RuleChanges {
    RuleChanges {
        rule: rule.id.clone(),
        title: rule.title.to_string(),
        severity: rule.severity,
        fate,
        doc: String::new(),
        gone: None,
        changes: Vec::new(),
    }
}

fn added(new: &Edition, rule: &Rule) -> RuleChanges {
    let basis = rule.basis.iter().map(basis_words).collect();
    RuleChanges {
        doc: rule.doc.to_string(),
        changes: vec![Change {
            aspect: Aspect::Basis,
            subject: String::new(),
            edit: Edit::Words {
                added: basis,
                removed: Vec::new(),
            },
        }],
        ..of(rule, Fate::Added)
    }
    .for_forms(new)
}

impl RuleChanges {
    /// Tells which forms a new rule is for.
    fn for_forms(mut self, new: &Edition) -> Self {
        if let Some((index, _)) = in_force(new, &self.rule) {
            let forms = applies(new, index);
            let forms = forms.into_iter().map(|(_, form)| form);
            let edit = Edit::Added(forms.collect::<Vec<_>>().join("、"));
            self.changes.insert(
                0,
                Change {
                    aspect: Aspect::Applies,
                    subject: String::new(),
                    edit,
                },
            );
        }
        self
    }
}

fn gone(new: &Edition, rule: &Rule) -> RuleChanges {
    let mut lives = new.packs.iter().rev();
    let life = lives.find_map(|pack| pack.manifest.rules.get(&rule.id));
    let there = new.compiled.rules.rules.iter().find(|it| it.id == rule.id);
    let how = match (life.map(|life| life.state), there) {
        (Some(RuleState::Retired), _) => "废止",
        (Some(RuleState::Draft), _) => "改为草案",
        (Some(RuleState::Off | RuleState::Active), _) | (None, Some(_)) => "停用",
        (None, None) => "删去",
    };
    RuleChanges {
        gone: Some(Gone {
            how,
            successor: life.and_then(|life| life.replaced_by.clone()),
        }),
        ..of(rule, Fate::Removed)
    }
}

/// The forms that a rule is for, each with its key.
fn applies(edition: &Edition, rule: usize) -> Vec<((Option<&str>, &str), String)> {
    let programs = &edition.compiled.programs;
    let is_for = |form: usize| {
        programs
            .get(form)
            .is_some_and(|it| it.block(rule).is_some())
    };
    let forms = keyed(edition).into_iter();
    let mut found: Vec<((Option<&str>, &str), String)> = Vec::new();
    for (key, index, form) in forms {
        if is_for(index) && !found.iter().any(|(_, name)| *name == form.name) {
            found.push((key, form.name.clone()));
        }
    }
    found
}

fn changed(
    (old, (index, before)): (&Edition, (usize, &Rule)),
    (new, (other, after)): (&Edition, (usize, &Rule)),
) -> Option<RuleChanges> {
    let plain = |aspect, old: &str, new: &str| replaced(aspect, "", old, new);
    let mut found: Vec<Change> = Vec::new();
    found.extend(plain(
        Aspect::Severity,
        before.severity.title(),
        after.severity.title(),
    ));
    found.extend(plain(Aspect::RuleTitle, &before.title, &after.title));
    let forms = |edition, index| -> Vec<String> {
        let forms = applies(edition, index).into_iter();
        forms.map(|(_, name)| name).collect()
    };
    found.extend(words(
        Aspect::Applies,
        "",
        &forms(old, index),
        &forms(new, other),
    ));
    found.extend(plain(Aspect::RuleYears, &years(before), &years(after)));
    let trees = (tree(old, &before.id), tree(new, &after.id));
    for (aspect, about) in [
        (Aspect::Requirement, About::Requirement),
        (Aspect::Wording, About::Wording),
    ] {
        let written = |tree: Option<&ast::Rule>| {
            let lines = tree.map(|tree| lines(tree, about));
            lines.unwrap_or_default()
        };
        let edit = line_edit(&written(trees.0), &written(trees.1));
        found.extend(match edit {
            Some(edit) => Some(Change {
                aspect,
                subject: String::new(),
                edit,
            }),
            // A pack above gave other advice.
            None if about == About::Wording => {
                plain(aspect, &help(before, trees.0), &help(after, trees.1))
            }
            None => None,
        });
    }
    let basis = |rule: &Rule| -> Vec<String> { rule.basis.iter().map(basis_words).collect() };
    found.extend(words(Aspect::Basis, "", &basis(before), &basis(after)));
    found.extend(plain(Aspect::Doc, &before.doc, &after.doc));
    let locked = |rule: &Rule| if rule.locked { "锁定" } else { "不锁定" };
    found.extend(plain(Aspect::Locked, locked(before), locked(after)));
    let confidence = |rule: &Rule| confidence_words(rule.confidence);
    found.extend(plain(
        Aspect::Confidence,
        confidence(before),
        confidence(after),
    ));
    (!found.is_empty()).then(|| RuleChanges {
        changes: found,
        ..of(after, Fate::Changed)
    })
}

fn tree<'e>(edition: &'e Edition, id: &str) -> Option<&'e ast::Rule> {
    items(edition).find_map(|item| match item {
        Item::Rule(rule) if rule.id.text == id => Some(rule),
        _ => None,
    })
}

/// The advice of a rule.
fn help(rule: &Rule, tree: Option<&ast::Rule>) -> String {
    let mut clauses = tree.iter().flat_map(|tree| &tree.clauses);
    let several = clauses.any(|it| matches!(it.kind, ast::ClauseKind::Help(_)));
    match &rule.help {
        Some(help) => help.to_string(),
        None if several => "各处不同".to_owned(),
        None => String::new(),
    }
}

fn years(rule: &Rule) -> String {
    match (rule.since, rule.until) {
        (None, None) => "各年度".to_owned(),
        (Some(since), None) => format!("{since} 年度以后"),
        (None, Some(until)) => format!("{until} 年度以前"),
        (Some(since), Some(until)) => format!("{since} 至 {until} 年度"),
    }
}

fn confidence_words(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Sure => "确定",
        Confidence::Likely => "很可能",
        Confidence::Opinion => "看法",
    }
}

/// The provision in one line.
fn basis_words(basis: &Basis) -> String {
    let clause = basis.clause.as_deref().map(|clause| {
        let number = clause.chars().all(|c| c.is_ascii_digit());
        match number {
            true => format!(" 第 {clause} 条"),
            false => format!(" {clause}"),
        }
    });
    let quote = basis.quote.as_deref().map(|it| format!("“{it}”"));
    format!(
        "{}{}{}",
        basis.document,
        clause.unwrap_or_default(),
        quote.unwrap_or_default()
    )
}
