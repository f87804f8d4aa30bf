//! Definitions that no rule uses: their bodies are looked at by themselves, so that a mistake in
//! them shows before somebody uses them.
//!
//! A definition is typed by its arguments where it is called; here these are of no known type, and
//! every field of every form is in sight.

use crate::diag::Diagnostic;
use crate::syntax::ast::Item;
use crate::types::Ty;

use super::analyse::FileInput;
use super::diagnostics as messages;
use super::elaborator::Elaborator;
use super::rule::World;
use super::subject::Subject;
use super::tables::span;

/// Checks the definitions that were not expanded so far, and the parameters of all.
pub(super) fn check(world: &World<'_>, files: &[FileInput<'_>], found: &mut Vec<Diagnostic>) {
    let subject = Subject::anything(world.forms, world.interfaces);
    for file in files {
        for item in &file.tree.items {
            let Item::Def(def) = item else { continue };
            for (at, param) in def.params.iter().enumerate() {
                let mut before = def.params.iter().take(at);
                if let Some(first) = before.find(|it| it.text == param.text) {
                    let (at, first) = (span(file, param.loc), span(file, first.loc));
                    found.push(messages::duplicate_name(&param.text, at, first));
                }
            }
            if world.tables.was_expanded(&def.name.text) {
                continue;
            }
            let mut elaborator = Elaborator::new(world.tables, &subject, file);
            elaborator.expanding.push(def.name.text.clone());
            for param in &def.params {
                elaborator.bind(param, Ty::Unknown);
            }
            elaborator.expr(&def.body, None);
            found.append(&mut elaborator.diagnostics);
        }
    }
}
