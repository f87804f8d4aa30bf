//! Layers: what a later pack may do with the settings of earlier ones.
//!
//! A rule that is locked reads parameters and word lists; whoever changes those changes the rule.
//! So they are held with it, unless their author has said what later packs may do with them.

use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, nearest};
use crate::ir::{Bound, Change, ChangeKind, Constant, ExprKind, Layers, Program, RuleSet, Setting};
use crate::source::Span;
use crate::syntax::ast::{ClauseKind, Item, ParamBound, TermsBound};

use super::analyse::FileInput;
use super::diagnostics as messages;
use super::tables::{Tables, span};

/// Drops the extensions of what is no word list of an earlier pack.
pub(super) fn check_extensions(tables: &mut Tables<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let extensions = std::mem::take(&mut tables.extensions);
    for extension in extensions {
        let (name, file) = (&extension.item.name, extension.file);
        let at = span(file, name.loc);
        let earlier = tables
            .terms
            .get(name.text.as_str())
            .filter(|def| def.pack <= file.pack);
        if extension.item.entries.is_empty() {
            diagnostics.push(messages::empty_terms(&name.text, at));
            continue;
        }
        match (earlier, tables.place(&name.text)) {
            (Some(def), _) if def.pack == file.pack => {
                let said = messages::own_setting("词表", &name.text, "terms", at);
                diagnostics.push(said.with_label(def.span, "它在这里"));
            }
            (Some(_), _) => tables.extensions.push(extension),
            (None, Some(defined)) if !tables.terms.contains_key(name.text.as_str()) => {
                diagnostics.push(messages::not_a_word_list(&name.text, at, defined));
            }
            (None, _) if tables.is_broken(&name.text) => {}
            (None, _) => {
                let lists = tables.terms.iter();
                let lists = lists.filter(|(_, def)| def.pack < file.pack);
                let near = nearest(&name.text, lists.map(|(name, _)| *name));
                diagnostics.push(messages::unknown_terms(&name.text, at, near));
            }
        }
    }
}

/// Which layers have locked and set what, while their files are read in order.
#[derive(Default)]
pub(super) struct Layering {
    /// The layer that has locked a rule, by its id: its place in the order and its name.
    locks: FxHashMap<String, (usize, String)>,
    /// The layer that has last set a parameter, by its index, and where.
    sets: FxHashMap<u16, (usize, String, Span)>,
}

impl Layering {
    /// Notes that a layer has locked a rule; who locks it again changes nothing.
    pub(super) fn lock(&mut self, id: &str, layer: usize, name: &str) {
        let by = (layer, name.to_owned());
        self.locks.entry(id.to_owned()).or_insert(by);
    }

    /// The earlier layer that has locked a rule.
    pub(super) fn locked_before(&self, id: &str, layer: usize) -> Option<&str> {
        let (by, name) = self.locks.get(id)?;
        (*by < layer).then_some(name.as_str())
    }

    /// The layer that has last set a parameter.
    pub(super) fn set_by(&self, param: u16) -> Option<(usize, &str, Span)> {
        let (layer, name, span) = self.sets.get(&param)?;
        Some((*layer, name, *span))
    }

    /// Notes that a layer has set a parameter.
    pub(super) fn set(&mut self, param: u16, layer: usize, name: &str, at: Span) {
        self.sets.insert(param, (layer, name.to_owned(), at));
    }

    /// The first rule locked before a layer that reads something.
    pub(super) fn holder<'r>(
        &self,
        set: &'r RuleSet,
        programs: &[Program],
        layer: usize,
        reads: impl Fn(&ExprKind) -> bool,
    ) -> Option<&'r str> {
        let locked = set.rules.iter().enumerate();
        let mut locked = locked.filter(|(_, rule)| self.locked_before(&rule.id, layer).is_some());
        let holder = locked.find(|(index, _)| {
            let blocks = programs.iter().filter_map(|program| program.block(*index));
            let mut found = false;
            for block in blocks {
                block.for_each_verdict(&mut |expr| found = found || reads(&expr.kind));
            }
            found
        });
        holder.map(|(_, rule)| rule.id.as_str())
    }

    /// Checks the extensions of word lists against what is locked, and notes what they bring.
    pub(super) fn extend(
        &self,
        set: &mut RuleSet,
        programs: &[Program],
        tables: &Tables<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for extension in &tables.extensions {
            let (name, file) = (extension.item.name.text.as_str(), extension.file);
            let Some(def) = tables.terms.get(name) else {
                continue;
            };
            let at = span(file, extension.item.name.loc);
            if let Some(by) = locked_list(tables, name, file.pack) {
                diagnostics.push(messages::locked_terms(name, by, at));
            } else if bound(tables, def.index) != Some(TermsBound::MayGrow)
                && let Some(rule) = self.holder(set, programs, file.pack, |kind| {
                    reads_list(tables, kind, name)
                })
            {
                diagnostics.push(messages::held_terms(name, rule, at));
            } else {
                set.layers.changes.push(Change {
                    layer: file.pack_id.to_owned(),
                    subject: name.to_owned(),
                    kind: ChangeKind::Words(extension.words.clone()),
                });
            }
        }
    }

    /// Checks that no rule folds the findings of one into its own that an earlier layer has locked.
    pub(super) fn check_explains(&self, files: &[FileInput<'_>], found: &mut Vec<Diagnostic>) {
        for file in files {
            for item in &file.tree.items {
                let Item::Rule(rule) = item else { continue };
                for clause in &rule.clauses {
                    let ClauseKind::Explains(names) = &clause.kind else {
                        continue;
                    };
                    for name in names {
                        if let Some(by) = self.locked_before(&name.text, file.pack) {
                            let at = span(file, name.loc);
                            found.push(messages::explains_locked(&name.text, by, at));
                        }
                    }
                }
            }
        }
    }

    /// What layers behind the last one may do with each parameter and each word list.
    pub(super) fn settle(&self, set: &mut RuleSet, programs: &[Program], tables: &Tables<'_>) {
        let all = usize::MAX;
        let mut params: Vec<_> = tables.params.iter().collect();
        params.sort_by_key(|(_, def)| def.index);
        let params = params.into_iter().zip(&tables.param_packs);
        set.layers.params = params
            .map(|((name, def), pack)| {
                let reads = |kind: &ExprKind| *kind == ExprKind::Param(def.index);
                let bound = match def.bound {
                    Some(ParamBound::MayOnlyFall) => Bound::MayOnlyFall,
                    Some(ParamBound::MayOnlyRise) => Bound::MayOnlyRise,
                    Some(ParamBound::Locked) => Bound::Locked,
                    None => held(self.holder(set, programs, all, reads)),
                };
                setting(name, pack, bound)
            })
            .collect();
        let lists = set.terms.iter().zip(&tables.term_packs).enumerate();
        let lists = lists.map(|(index, (list, pack))| {
            let index = u16::try_from(index).unwrap_or(u16::MAX);
            let reads = |kind: &ExprKind| reads_list(tables, kind, &list.name);
            let bound = match bound(tables, index) {
                _ if locked_list(tables, &list.name, all).is_some() => Bound::Locked,
                Some(_) => Bound::Open,
                None => held(self.holder(set, programs, all, reads)),
            };
            setting(&list.name, pack, bound)
        });
        set.layers.terms = lists.collect();
    }
}

fn setting(name: &str, pack: &str, bound: Bound) -> Setting {
    Setting {
        name: name.to_owned(),
        pack: pack.to_owned(),
        bound,
    }
}

fn held(by: Option<&str>) -> Bound {
    by.map_or(Bound::Open, |rule| Bound::Held(rule.to_owned()))
}

fn bound(tables: &Tables<'_>, list: u16) -> Option<TermsBound> {
    tables.term_bounds.get(usize::from(list)).copied().flatten()
}

/// The pack that has locked a list, or one that takes it in, before a layer.
fn locked_list<'t>(tables: &'t Tables<'_>, name: &str, layer: usize) -> Option<&'t str> {
    let mut locked: Vec<u16> = tables
        .terms
        .iter()
        .filter(|(outer, def)| {
            let locked = bound(tables, def.index) == Some(TermsBound::Locked);
            locked && def.pack < layer && (**outer == name || tables.takes_in(outer, name))
        })
        .map(|(_, def)| def.index)
        .collect();
    locked.sort_unstable();
    let pack = tables.term_packs.get(usize::from(*locked.first()?));
    pack.map(String::as_str)
}

/// Whether an expression reads a word list, itself or in a pattern or another list.
fn reads_list(tables: &Tables<'_>, kind: &ExprKind, list: &str) -> bool {
    let named = |index: u16, names: &FxHashMap<&str, super::tables::WordDef>| {
        let found = names.iter().find(|(_, def)| def.index == index);
        found.is_some_and(|(name, _)| *name == list || tables.takes_in(name, list))
    };
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a few of some forty kinds of expressions read words"
    )]
    match kind {
        ExprKind::Terms(index)
        | ExprKind::InTerms(_, index)
        | ExprKind::TermsIn(_, index)
        | ExprKind::FindTerms(_, index) => named(*index, &tables.terms),
        ExprKind::Matches(_, index) | ExprKind::FindPattern(_, index) => {
            named(*index, &tables.patterns)
        }
        _ => false,
    }
}

/// Whether a parameter may go from one value to another.
pub(super) fn goes(bound: &Bound, now: &Constant, new: &Constant) -> bool {
    let (Constant::Number(now, unit), Constant::Number(new, other)) = (now, new) else {
        return true;
    };
    let Some(new) = other.convert(*new, *unit) else {
        return false;
    };
    match bound {
        Bound::MayOnlyFall => new <= *now,
        Bound::MayOnlyRise => new >= *now,
        Bound::Open | Bound::Locked | Bound::Held(_) => true,
    }
}

/// Notes a change.
pub(super) fn note(layers: &mut Layers, layer: &str, subject: &str, kind: ChangeKind) {
    layers.changes.push(Change {
        layer: layer.to_owned(),
        subject: subject.to_owned(),
        kind,
    });
}
