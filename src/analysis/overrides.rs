//! `override`: what a later pack changes in the rules of earlier ones.

use crate::diag::{Diagnostic, Severity, nearest};
use crate::ir::{self, Bound, ChangeKind, Program, Rule, RuleSet, Step};
use crate::source::Span;
use crate::syntax::ast::{self, ClauseKind, ParamBound, TemplatePart};

use super::analyse::FileInput;
use super::constant::constant;
use super::diagnostics as messages;
use super::head::{basis, confidence, level_of};
use super::layers::{Layering, goes, note};
use super::tables::{ParamDef, Tables, span};

/// The rules checked so far, to which overrides are applied one by one.
pub(super) struct Overrides<'a> {
    pub set: &'a mut RuleSet,
    pub programs: &'a mut [Program],
    pub tables: &'a Tables<'a>,
    pub layering: &'a mut Layering,
    pub diagnostics: &'a mut Vec<Diagnostic>,
}

impl Overrides<'_> {
    /// Applies one override.
    pub(super) fn apply(&mut self, file: &FileInput<'_>, it: &ast::Override) {
        let at = span(file, it.id.loc);
        let names = |rule: &Rule| rule.id == it.id.text || *rule.title == it.id.text;
        let Some(index) = self.set.rules.iter().position(names) else {
            let near = nearest(
                &it.id.text,
                self.set.rules.iter().map(|rule| rule.id.as_str()),
            );
            self.diagnostics
                .push(messages::unknown_rule(&it.id.text, at, near));
            return;
        };
        if let Some(rule) = self.set.rules.get(index)
            && rule.pack == file.pack_id
        {
            let said = messages::own_setting("规则", &it.id.text, "rule", at);
            self.diagnostics.push(said);
            return;
        }
        let mut own_basis = Vec::new();
        for clause in &it.clauses {
            let here = span(file, clause.loc);
            match &clause.kind {
                ClauseKind::Basis(it) => own_basis.push(basis(it)),
                ClauseKind::Set(name, value) => self.set_param(file, name, value, here),
                ClauseKind::Help(words) => match words.parts.as_slice() {
                    [TemplatePart::Text(text)] => self.set_help(file, index, text),
                    _ => self.diagnostics.push(messages::help_with_holes(here)),
                },
                kind => self.rule_clause(file, index, kind, here),
            }
        }
        let Some(rule) = self.set.rules.get_mut(index) else {
            return;
        };
        if !own_basis.is_empty() {
            // The nearer provision stands first; the general one stays below it.
            own_basis.append(&mut rule.basis);
            rule.basis = own_basis;
            note(
                &mut self.set.layers,
                file.pack_id,
                &rule.id,
                ChangeKind::Basis,
            );
        }
        if rule.confidence == ir::Confidence::Opinion && rule.severity == Severity::Error {
            self.diagnostics.push(messages::opinion_error(at));
        }
    }

    /// A clause about the rule as a whole; who locks it may loosen it in the same pack.
    fn rule_clause(&mut self, file: &FileInput<'_>, index: usize, kind: &ClauseKind, here: Span) {
        let Some(rule) = self.set.rules.get_mut(index) else {
            return;
        };
        let locked = self.layering.locked_before(&rule.id, file.pack);
        let mut refuse = |by: &str, what: &str| {
            let said = messages::locked_rule(&rule.id, by, what, here);
            self.diagnostics.push(said);
        };
        let change = match (kind, locked) {
            (&ClauseKind::Severity { level, when: None }, locked) => {
                let (from, to) = (rule.severity, level_of(level));
                if let Some(by) = locked.filter(|_| to > from) {
                    return refuse(by, &format!("从{}降为{}", from.title(), to.title()));
                }
                rule.severity = to;
                (from != to).then_some(ChangeKind::Severity(from, to))
            }
            (&ClauseKind::Confidence(it), locked) => {
                let (from, to) = (rule.confidence, confidence(it));
                if let Some(by) = locked.filter(|_| to > from) {
                    return refuse(by, &format!("把握从{}降为{}", from.title(), to.title()));
                }
                rule.confidence = to;
                (from != to).then_some(ChangeKind::Confidence(from, to))
            }
            (ClauseKind::Off, Some(by)) => return refuse(by, "停用"),
            (ClauseKind::Off, None) => {
                rule.off = true;
                Some(ChangeKind::Off)
            }
            (ClauseKind::Locked, _) => {
                let new = !rule.locked;
                rule.locked = true;
                self.layering.lock(&rule.id, file.pack, file.pack_id);
                new.then_some(ChangeKind::Locked)
            }
            (ClauseKind::Error, _) => None,
            _ => {
                self.diagnostics.push(messages::misplaced("这一条", here));
                None
            }
        };
        if let Some(kind) = change {
            note(&mut self.set.layers, file.pack_id, &rule.id, kind);
        }
    }

    /// Gives a parameter of an earlier pack another value.
    fn set_param(&mut self, file: &FileInput<'_>, name: &ast::Name, value: &ast::Expr, here: Span) {
        let value = constant(value, file.source, self.diagnostics);
        let params = &self.tables.params;
        let earlier = params.get(name.text.as_str());
        let Some(def) = earlier.filter(|def| def.pack <= file.pack) else {
            if !self.tables.is_broken(&name.text) {
                let earlier = params.iter().filter(|(_, def)| def.pack < file.pack);
                let near = nearest(&name.text, earlier.map(|(name, _)| *name));
                self.diagnostics
                    .push(messages::with_name_advice(messages::unknown_name(
                        &name.text,
                        "前面规则包的参数",
                        here,
                        near,
                    )));
            }
            return;
        };
        self.tables.touch(&name.text);
        let Some((value, ty)) = value else { return };
        if !ty.fits(&def.ty) {
            self.diagnostics
                .push(messages::fixed_unit(&name.text, here));
            return;
        }
        if let Some(refused) = self.refusal(file, &name.text, def, &value, here) {
            self.diagnostics.push(refused);
            return;
        }
        let Some(slot) = self.set.params.get_mut(usize::from(def.index)) else {
            return;
        };
        let from = std::mem::replace(slot, value.clone());
        self.layering.set(def.index, file.pack, file.pack_id, here);
        if from != value {
            let kind = ChangeKind::Value(from, value);
            note(&mut self.set.layers, file.pack_id, &name.text, kind);
        }
    }

    /// Why a parameter may not have this value, if it may not.
    fn refusal(
        &self,
        file: &FileInput<'_>,
        name: &str,
        def: &ParamDef,
        value: &ir::Constant,
        here: Span,
    ) -> Option<Diagnostic> {
        if def.pack == file.pack {
            let said = messages::own_setting("参数", name, "param", here);
            return Some(said.with_label(def.span, "它在这里"));
        }
        let before = self.layering.set_by(def.index);
        if let Some((layer, _, first)) = before
            && layer == file.pack
        {
            return Some(messages::twice(&format!("set {name}"), here, first));
        }
        let owner = self.tables.param_packs.get(usize::from(def.index));
        let owner = owner.map(String::as_str).unwrap_or_default();
        let bound = match def.bound {
            Some(ParamBound::Locked) => return Some(messages::locked_param(name, owner, here)),
            Some(ParamBound::MayOnlyFall) => Bound::MayOnlyFall,
            Some(ParamBound::MayOnlyRise) => Bound::MayOnlyRise,
            None => {
                let reads = |kind: &ir::ExprKind| *kind == ir::ExprKind::Param(def.index);
                let rule = self
                    .layering
                    .holder(self.set, self.programs, file.pack, reads)?;
                return Some(messages::held_param(name, rule, here));
            }
        };
        let now = self.set.params.get(usize::from(def.index))?;
        if goes(&bound, now, value) {
            return None;
        }
        let (by, at) = before.map_or((owner, def.span), |(_, by, at)| (by, at));
        let falls = bound == Bound::MayOnlyFall;
        let now = (&*now.to_string(), by);
        Some(messages::against_direction(
            name,
            falls,
            now,
            here,
            Some(at),
        ))
    }

    /// Gives every requirement of a rule the same advice.
    fn set_help(&mut self, file: &FileInput<'_>, index: usize, text: &str) {
        if let Some(rule) = self.set.rules.get_mut(index) {
            rule.help = Some(text.into());
            let layers = &mut self.set.layers;
            note(layers, file.pack_id, &rule.id, ChangeKind::Help);
        }
        for program in self.programs.iter_mut() {
            if let Some(Some(block)) = program.blocks.get_mut(index) {
                set_help_in(&mut block.steps, text);
            }
        }
    }
}

fn set_help_in(steps: &mut [Step], text: &str) {
    for step in steps {
        match step {
            Step::Require(requirement) => {
                let parts = vec![ir::TemplatePart::Text(text.into())];
                requirement.help = Some(ir::Template { parts });
            }
            Step::For(_, inner) | Step::When(_, inner) => set_help_in(inner, text),
            Step::Let(..) => {}
        }
    }
}
