//! A checked set of packs made ready to judge.

use std::sync::OnceLock;

use crate::bind::Plan;
use crate::diag::{Basis, PackInfo, RuleInfo};
use crate::eval::Engine;
use crate::facts::Lexicon;
use crate::form::{Form, Interface};
use crate::ir::RuleSet;
use crate::pack::{Compiled, Manifest};

/// The rules, forms and words of a pack and of those it builds on.
pub struct Book {
    packs: Vec<PackInfo>,
    manifest: Manifest,
    engine: Engine,
    forms: Vec<Form>,
    own: Vec<bool>,
    interfaces: Vec<Interface>,
    plans: Vec<OnceLock<Plan>>,
    lexicon_data: crate::facts::LexiconData,
    lexicon: OnceLock<Lexicon>,
    /// For each form the slots of the budget year and of the unit's name.
    heads: Vec<(Option<u16>, Option<u16>)>,
}

/// The interface that every form has, and its fields.
const BASE: &str = "申报表";
const YEAR: &str = "年度";
const UNIT: &str = "单位名称";

impl Book {
    /// Makes a compiled set ready; `None` when it holds no pack.
    pub fn new(compiled: Compiled) -> Option<Self> {
        let manifest = compiled.top()?.clone();
        let top = u16::try_from(compiled.packs.len())
            .unwrap_or(u16::MAX)
            .saturating_sub(1);
        let own = compiled
            .forms
            .iter()
            .map(|(_, pack)| *pack == top)
            .collect();
        let forms: Vec<Form> = compiled
            .forms
            .iter()
            .map(|(form, _)| form.clone())
            .collect();
        Some(Self {
            packs: compiled.infos(),
            manifest,
            own,
            plans: forms.iter().map(|_| OnceLock::new()).collect(),
            heads: forms
                .iter()
                .map(|form| (slot(form, YEAR), slot(form, UNIT)))
                .collect(),
            forms,
            interfaces: compiled.interfaces,
            engine: Engine::new(compiled.rules),
            lexicon_data: compiled.lexicon,
            lexicon: OnceLock::new(),
        })
    }

    /// A book with the same forms and words and other rules, made of this one's.
    pub fn with_rules(&self, rules: RuleSet) -> Self {
        Self {
            packs: self.packs.clone(),
            manifest: self.manifest.clone(),
            engine: Engine::new(rules),
            forms: self.forms.clone(),
            own: self.own.clone(),
            interfaces: self.interfaces.clone(),
            plans: self.forms.iter().map(|_| OnceLock::new()).collect(),
            lexicon_data: self.lexicon_data.clone(),
            lexicon: OnceLock::new(),
            heads: self.heads.clone(),
        }
    }

    /// The pack that judges.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// All packs, the one that judges first.
    pub fn packs(&self) -> &[PackInfo] {
        &self.packs
    }

    /// The rules, ready to run.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// All forms.
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// All interfaces.
    pub fn interfaces(&self) -> &[Interface] {
        &self.interfaces
    }

    /// The form with this index.
    pub fn form(&self, index: usize) -> Option<&Form> {
        self.forms.get(index)
    }

    /// The plans of the forms that `wanted` names by index, with their indices.
    pub fn plans(&self, wanted: impl Fn(usize) -> bool) -> Vec<(usize, &Plan)> {
        let named = self.plans.iter().zip(&self.forms).enumerate();
        named
            .filter(|(index, _)| wanted(*index))
            .map(|(index, (cell, form))| (index, cell.get_or_init(|| Plan::new(form))))
            .collect()
    }

    /// Whether a form is of the pack that judges itself.
    pub fn is_own(&self, form: usize) -> bool {
        self.own.get(form).copied().unwrap_or(false)
    }

    /// The words that facts are read with; made ready when first asked for.
    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon
            .get_or_init(|| Lexicon::new(&self.lexicon_data))
    }

    /// The slots of a form's budget year and unit name.
    pub fn head(&self, form: usize) -> (Option<u16>, Option<u16>) {
        self.heads.get(form).copied().unwrap_or_default()
    }

    /// The rules as reports describe them.
    pub fn rule_infos(&self) -> Vec<RuleInfo> {
        let rules = self.engine.rules().rules.iter().filter(|rule| !rule.off);
        rules.map(rule_info).collect()
    }
}

/// A rule as reports describe it.
pub fn rule_info(rule: &crate::ir::Rule) -> RuleInfo {
    let basis = |it: &crate::ir::Basis| Basis {
        document: it.document.clone(),
        clause: it.clause.clone(),
        quote: it.quote.clone(),
    };
    RuleInfo {
        id: rule.id.clone(),
        pack: rule.pack.clone(),
        title: rule.title.clone(),
        doc: rule.doc.clone(),
        severity: rule.severity,
        basis: rule.basis.iter().map(basis).collect(),
        help: rule.help.clone(),
    }
}

/// The slot of the form's field that fills a field of the interface that every form has.
fn slot(form: &Form, name: &str) -> Option<u16> {
    let fills = form.fills.iter().find(|fills| fills.interface == BASE)?;
    let named = fills.fields.iter().find(|(field, _)| field == name);
    let field = match named {
        Some((_, names)) => names.first()?.as_str(),
        None => name,
    };
    let index = form.fields.iter().position(|it| it.name == field)?;
    u16::try_from(index).ok()
}
