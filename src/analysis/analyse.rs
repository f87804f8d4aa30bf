//! The phase: rule files and forms to a checked set of rules.

use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, Severity};
use crate::form::{Form, Interface};
use crate::ir::{Block, Layers, Program, RuleSet};
use crate::source::{SourceId, Span};
use crate::syntax::ast::{Item, RuleFile};

use super::diagnostics as messages;
use super::index::Index;
use super::layers::Layering;
use super::overrides::Overrides;
use super::rule::{World, rule};
use super::tables::{Tables, span};
use super::{definitions, repeated};

/// A rule file of a pack.
pub struct FileInput<'a> {
    /// Its number.
    pub source: SourceId,
    /// Its text.
    pub text: &'a str,
    /// Its tree.
    pub tree: &'a RuleFile,
    /// The pack's place in the order of packs: a later one builds on the earlier ones.
    pub pack: usize,
    /// The pack's id.
    pub pack_id: &'a str,
}

/// A form that rules may speak of.
pub struct FormInput<'a> {
    /// The form.
    pub form: &'a Form,
    /// Its pack's place in the order of packs.
    pub pack: usize,
}

/// The rules that are right, and what is wrong with the others.
#[derive(Debug, Default)]
pub struct Analysis {
    /// The checked rules.
    pub rules: RuleSet,
    /// What they do on each form, in the order of the forms.
    pub programs: Vec<Program>,
    /// What the names mean.
    pub index: Index,
    /// What was found, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks the rule files of one or more packs against their forms and interfaces.
///
/// A rule with a mistake is left out of the result; every mistake of every file is reported.
pub fn analyse(
    files: &[FileInput<'_>],
    forms: &[FormInput<'_>],
    interfaces: &[&Interface],
) -> Analysis {
    let mut diagnostics = Vec::new();
    let mut tables = Tables::collect(files, &mut diagnostics);
    let mut set = RuleSet {
        rules: Vec::new(),
        params: std::mem::take(&mut tables.param_values),
        terms: std::mem::take(&mut tables.term_values),
        patterns: Vec::new(),
        layers: Layers::default(),
    };
    let mut layering = Layering::default();
    let mut programs = vec![Program::default(); forms.len()];
    let world = World {
        forms,
        interfaces,
        tables: &tables,
    };
    let mut seen: FxHashMap<&str, Span> = FxHashMap::default();
    for file in files {
        for item in &file.tree.items {
            match item {
                Item::Rule(it) => {
                    let at = span(file, it.id.loc);
                    match seen.get(it.id.text.as_str()) {
                        Some(first) => {
                            diagnostics.push(messages::duplicate_rule(&it.id.text, at, *first));
                        }
                        None => {
                            seen.insert(&it.id.text, at);
                        }
                    }
                    if let Some((rule, blocks)) = rule(&world, file, it, &mut diagnostics) {
                        if rule.locked {
                            layering.lock(&rule.id, file.pack, file.pack_id);
                        }
                        set.rules.push(rule);
                        add_blocks(&mut programs, blocks);
                    }
                }
                Item::Override(it) => {
                    let mut overrides = Overrides {
                        set: &mut set,
                        programs: &mut programs,
                        tables: &tables,
                        layering: &mut layering,
                        diagnostics: &mut diagnostics,
                    };
                    overrides.apply(file, it);
                }
                Item::Param(_)
                | Item::Terms(_)
                | Item::Extend(_)
                | Item::Pattern(_)
                | Item::Def(_)
                | Item::Error(_) => {}
            }
        }
    }
    let last_pack = files.iter().map(|file| file.pack).max().unwrap_or_default();
    layering.extend(&mut set, &programs, &tables, &mut diagnostics);
    layering.settle(&mut set, &programs, &tables);
    layering.check_explains(files, &mut diagnostics);
    definitions::check(&world, files, &mut diagnostics);
    repeated::check(files, last_pack, &mut diagnostics);
    // What was cut short may have used any name.
    let cut = messages::CUT_SHORT;
    if !diagnostics.iter().any(|it| cut.contains(&it.code)) {
        tables.report_unused(last_pack, &mut diagnostics);
    }
    let mut index = tables.index.take();
    index.finish(files, &tables);
    set.patterns = std::mem::take(&mut tables.pattern_values);
    // A rule is lowered once for every form, and each time complains again.
    diagnostics.sort_by_key(sort_key);
    diagnostics.dedup();
    Analysis {
        rules: set,
        programs,
        index,
        diagnostics,
    }
}

/// Adds a rule to the programs, with its steps on the forms that it is for.
fn add_blocks(programs: &mut [Program], blocks: Vec<(u16, Block)>) {
    for program in programs.iter_mut() {
        program.blocks.push(None);
    }
    for (form, block) in blocks {
        let program = programs.get_mut(usize::from(form));
        if let Some(last) = program.and_then(|program| program.blocks.last_mut()) {
            *last = Some(block);
        }
    }
}

fn sort_key(diagnostic: &Diagnostic) -> (Option<Span>, Severity, &'static str) {
    let place = diagnostic.labels.first().map(|label| label.span);
    (place, diagnostic.severity, diagnostic.code)
}
