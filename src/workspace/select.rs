//! Which rules a run applies.

use crate::ir::Rule;

/// Rules to apply and rules to leave out, by id, title or beginning of the id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these; empty for all.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// Drafts too, which are otherwise left out.
    pub drafts: bool,
    /// Locked rules apply whatever is selected.
    pub keeps_locked: bool,
}

impl Selection {
    /// Whether a rule is applied.
    pub fn wants(&self, rule: &Rule) -> bool {
        let named = |names: &[String]| names.iter().any(|name| names_rule(name, rule));
        let draft = rule.draft && !self.drafts;
        let stays = self.keeps_locked && rule.locked;
        let selected = stays || self.select.is_empty() || named(&self.select);
        !draft && selected && !named(&self.ignore)
    }

    /// The names that no rule of `rules` has.
    pub fn unknown<'s>(&'s self, rules: &[&Rule]) -> Vec<&'s str> {
        let names = self.select.iter().chain(&self.ignore).map(String::as_str);
        names
            .filter(|name| !rules.iter().any(|rule| names_rule(name, rule)))
            .collect()
    }
}

/// Whether `name` is the rule's id, its title, or the id's first words.
pub fn names_rule(name: &str, rule: &Rule) -> bool {
    let begins = || {
        rule.id
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('-'))
    };
    rule.id == name || rule.title == name || begins()
}
