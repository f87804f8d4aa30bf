//! Packs that build on one another, checked together: all that is needed to judge declarations.

use crate::analysis::{FileInput, FormInput, Index, analyse};
use crate::diag::{Diagnostic, Severity};
use crate::facts::LexiconData;
use crate::form::{Form, Interface, check_fills};
use crate::ir::{Program, RuleSet};
use crate::source::SourceMap;

use super::chain::inherit;
use super::diagnostics as messages;
use super::load::PackSource;
use super::manifest::Manifest;
use super::settle::settle;
use super::siblings;

/// A checked set of packs: the one that judges, what it builds on, what joins them.
#[derive(Clone, Debug, PartialEq)]
pub struct Compiled {
    /// The manifests with their digests, the lowest pack first.
    pub packs: Vec<(Manifest, String)>,
    /// The index of the pack that judges.
    pub judge: u16,
    /// All forms, and for each the index of its pack.
    pub forms: Vec<(Form, u16)>,
    /// All interfaces.
    pub interfaces: Vec<Interface>,
    /// The rules.
    pub rules: RuleSet,
    /// What the rules do on each form, in the order of the forms.
    pub programs: Vec<Program>,
    /// The words of all packs.
    pub lexicon: LexiconData,
    /// What the names in the rule files mean.
    pub index: Index,
}

impl Compiled {
    /// The manifest of the pack that judges.
    pub fn top(&self) -> Option<&Manifest> {
        self.packs
            .get(usize::from(self.judge))
            .map(|(manifest, _)| manifest)
    }
}

/// Checks packs together, the lowest first; `judge` is the index of the one that judges. With an
/// error among the diagnostics the result must
/// not be used to judge: a declaration is never judged by half a rule book.
pub fn compile(
    packs: &[&PackSource],
    judge: usize,
    sources: &SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Compiled {
    let whole = check_bases(packs, diagnostics);
    check_interfaces(packs, diagnostics);
    let mut compiled = Compiled {
        packs: Vec::new(),
        judge: u16::try_from(judge).unwrap_or(u16::MAX),
        forms: Vec::new(),
        interfaces: Vec::new(),
        rules: RuleSet::default(),
        programs: Vec::new(),
        lexicon: LexiconData::default(),
        index: Index::default(),
    };
    let mut files = Vec::new();
    for (index, pack) in packs.iter().enumerate() {
        let number = u16::try_from(index).unwrap_or(u16::MAX);
        let inherited = inherit(packs, index).filter(|_| index == judge);
        let manifest = inherited.unwrap_or_else(|| pack.manifest.clone());
        compiled.packs.push((manifest, pack.digest.clone()));
        compiled
            .forms
            .extend(pack.forms.iter().map(|form| (form.clone(), number)));
        compiled.interfaces.extend(pack.interfaces.iter().cloned());
        compiled.lexicon.merge(pack.lexicon.clone());
        for (source, tree) in &pack.rules {
            let text = sources
                .get(*source)
                .map(|file| file.text())
                .unwrap_or_default();
            let pack_id = pack.manifest.id.as_str();
            files.push(FileInput {
                source: *source,
                text,
                tree,
                pack: index,
                pack_id,
            });
        }
    }
    // Without its base everything else in a pack would look wrong too.
    if !whole {
        return compiled;
    }
    let forms: Vec<Form> = compiled
        .forms
        .iter()
        .map(|(form, _)| form.clone())
        .collect();
    diagnostics.extend(check_fills(&forms, &compiled.interfaces));
    let layers = compiled.forms.iter().map(|(_, pack)| usize::from(*pack));
    let inputs: Vec<FormInput<'_>> = forms
        .iter()
        .zip(layers)
        .map(|(form, pack)| FormInput { form, pack })
        .collect();
    let interfaces: Vec<&Interface> = compiled.interfaces.iter().collect();
    let analysis = analyse(&files, &inputs, &interfaces);
    diagnostics.extend(analysis.diagnostics);
    compiled.rules = analysis.rules;
    compiled.programs = analysis.programs;
    compiled.index = analysis.index;
    siblings::check_claims(packs, judge, diagnostics);
    siblings::check_changes(packs, &compiled.rules.layers, diagnostics);
    for pack in packs {
        settle(pack, &mut compiled.rules, &forms, diagnostics);
    }
    compiled
}

/// Whether there is an error among the diagnostics.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Checks that every pack stands above the right one. `false` when one that is built on is not there.
fn check_bases(packs: &[&PackSource], diagnostics: &mut Vec<Diagnostic>) -> bool {
    let mut whole = true;
    for (index, pack) in packs.iter().enumerate() {
        let at = pack.places.builds_on;
        let below = packs.get(..index).unwrap_or_default();
        match &pack.manifest.builds_on {
            Some(wanted) => match below.iter().find(|base| base.manifest.id == wanted.id) {
                Some(base) if wanted.version.matches(&base.manifest.version) => {
                    if wanted.digest.as_ref().is_some_and(|it| *it != base.digest) {
                        let digest = &base.digest;
                        diagnostics.push(messages::wrong_base_digest(&wanted.id, digest, at));
                    }
                }
                Some(base) => diagnostics.push(messages::wrong_base_version(
                    &wanted.id,
                    &base.manifest.version.to_string(),
                    &wanted.version.to_string(),
                    at,
                )),
                None => {
                    whole = false;
                    diagnostics.push(match circle(packs, pack) {
                        Some(circle) => messages::circle(&circle, at),
                        None => messages::unknown_base(&wanted.id, at),
                    });
                }
            },
            None if pack.forms.is_empty() => diagnostics.push(messages::no_forms(at)),
            None => {}
        }
    }
    whole
}

/// Checks that no pack defines an interface of an earlier one again.
fn check_interfaces(packs: &[&PackSource], diagnostics: &mut Vec<Diagnostic>) {
    for (index, pack) in packs.iter().enumerate() {
        let earlier = packs.get(..index).unwrap_or_default();
        for interface in &pack.interfaces {
            let has = |it: &&&PackSource| it.interfaces.iter().any(|i| i.name == interface.name);
            if let Some(first) = earlier.iter().find(has) {
                let (name, owner) = (&interface.name, &first.manifest.id);
                diagnostics.push(messages::same_interface(name, owner, pack.places.whole));
            }
        }
    }
}

/// The ids on the way from a pack over what it builds on back to itself, if there is such a way.
fn circle<'p>(packs: &[&'p PackSource], from: &'p PackSource) -> Option<Vec<&'p str>> {
    let mut way = vec![from.manifest.id.as_str()];
    let mut next = from;
    for _ in packs {
        let base = next.manifest.builds_on.as_ref()?;
        next = packs.iter().find(|it| it.manifest.id == base.id)?;
        way.push(&next.manifest.id);
        if next.manifest.id == from.manifest.id {
            return Some(way);
        }
    }
    None
}
