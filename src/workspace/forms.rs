//! The forms of a book, each with what is needed to find it on a page.

use std::sync::OnceLock;

use crate::bind::Plan;
use crate::form::{Form, Interface};

/// The interface that every form has, and its fields.
const BASE: &str = "申报表";
const YEAR: &str = "年度";
const UNIT: &str = "单位名称";

/// The forms and interfaces of a pack and of those it builds on.
#[derive(Default)]
pub(super) struct Forms {
    pub all: Vec<Form>,
    pub interfaces: Vec<Interface>,
    /// For each form whether it is of the pack that judges, its own or one that its manifest names.
    pub own: Vec<bool>,
    /// For each form the slots of the budget year and of the unit's name.
    pub heads: Vec<(Option<u16>, Option<u16>)>,
    plans: Vec<OnceLock<Plan>>,
}

impl Forms {
    /// Forms, each with the index of its pack; those of the pack that judges are its own, and those
    /// that it names.
    pub(super) fn new(
        forms: Vec<(Form, u16)>,
        interfaces: Vec<Interface>,
        judge: u16,
        named: &[String],
    ) -> Self {
        let is_own = |(form, pack): &(Form, u16)| *pack == judge || named.contains(&form.name);
        let own = forms.iter().map(is_own).collect();
        let all: Vec<Form> = forms.into_iter().map(|(form, _)| form).collect();
        Self {
            own,
            heads: all
                .iter()
                .map(|form| (slot(form, YEAR), slot(form, UNIT)))
                .collect(),
            plans: all.iter().map(|_| OnceLock::new()).collect(),
            all,
            interfaces,
        }
    }

    /// The same forms once more, nothing found on a page yet.
    pub(super) fn again(&self) -> Self {
        Self {
            all: self.all.clone(),
            interfaces: self.interfaces.clone(),
            own: self.own.clone(),
            heads: self.heads.clone(),
            plans: self.all.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// The plans of the forms that `wanted` names by index, with their indices.
    pub(super) fn plans(&self, wanted: impl Fn(usize) -> bool) -> Vec<(usize, &Plan)> {
        let named = self.plans.iter().zip(&self.all).enumerate();
        named
            .filter(|(index, _)| wanted(*index))
            .map(|(index, (cell, form))| (index, cell.get_or_init(|| Plan::new(form))))
            .collect()
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
