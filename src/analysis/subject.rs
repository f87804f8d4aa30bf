//! What the names of a rule can mean on a form: its own fields, or those it fills an interface
//! with.

use std::sync::Arc;

use crate::form::{Choice, Field, FieldKind, Form, Interface, List, Shape};
use crate::types::{Member, RecordTy, Repr, Ty, Unit, WordSet, WordTy};

use super::analyse::FormInput;

/// A form as one rule sees it.
pub(super) struct Subject {
    /// What to call it in messages.
    pub name: String,
    /// The names in force, first one first.
    names: Vec<(String, Target, Ty)>,
    /// Fields of other forms, with the forms' names: known, but out of reach.
    pub elsewhere: Vec<(String, String)>,
    /// Whether it is one form, named by the rule.
    pub form: bool,
    /// The layer of that form.
    pub layer: usize,
}

/// Where a name leads.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// A field of the form.
    Cell(u16),
    /// These fields of the form, as a list.
    Gathered(Vec<u16>),
    /// A field of an interface that the form does not have.
    Absent,
}

impl Subject {
    /// The names in force with their types.
    pub(super) fn typed_names(&self) -> impl Iterator<Item = (&str, &Ty)> {
        self.names.iter().map(|(name, _, ty)| (name.as_str(), ty))
    }

    /// The fields of a form, all of them.
    pub(super) fn of_form(form: &Form) -> Self {
        let names = form
            .fields
            .iter()
            .enumerate()
            .map(|(slot, field)| (field.name.clone(), Target::Cell(slot_of(slot)), ty(field)))
            .collect();
        Self {
            name: format!("“{}”", form.name),
            names,
            elsewhere: Vec::new(),
            form: true,
            layer: 0,
        }
    }

    /// Every field of every form and interface: for looking at what is for no form in particular.
    /// A name that means different things has no known type.
    pub(super) fn anything(forms: &[FormInput<'_>], interfaces: &[&Interface]) -> Self {
        let mut names: Vec<(String, Target, Ty)> = Vec::new();
        let of_forms = forms.iter().flat_map(|it| &it.form.fields);
        let of_interfaces = interfaces.iter().flat_map(|it| &it.fields);
        for field in of_forms.chain(of_interfaces) {
            let ty = ty(field);
            match names.iter_mut().find(|(name, ..)| *name == field.name) {
                Some((_, _, known)) if *known != ty => *known = Ty::Unknown,
                Some(_) => {}
                None => names.push((field.name.clone(), Target::Absent, ty)),
            }
        }
        Self {
            name: "各种申报表".to_owned(),
            names,
            elsewhere: Vec::new(),
            form: false,
            layer: 0,
        }
    }

    /// The fields of interfaces alone: types without places, for checking a rule by itself.
    pub(super) fn of_interfaces(interfaces: &[&Interface]) -> Self {
        let names = interfaces
            .iter()
            .flat_map(|interface| &interface.fields)
            .map(|field| (field.name.clone(), Target::Absent, ty(field)))
            .collect();
        let name: Vec<&str> = interfaces.iter().map(|i| i.name.as_str()).collect();
        Self {
            name: format!("“{}”", name.join("”“")),
            names,
            elsewhere: Vec::new(),
            form: false,
            layer: 0,
        }
    }

    /// The fields of a form under the names of interfaces. Choices take the form's words.
    pub(super) fn of_filled(form: &Form, interfaces: &[&Interface]) -> Self {
        let mut subject = Self {
            name: format!("“{}”", form.name),
            names: Vec::new(),
            elsewhere: Vec::new(),
            form: false,
            layer: 0,
        };
        for interface in interfaces {
            let fills = form
                .fills
                .iter()
                .find(|fills| fills.interface == interface.name);
            for field in &interface.fields {
                let (target, ty) = match fills {
                    Some(fills) => fill(form, field, &fills.fields),
                    None => (Target::Absent, ty(field)),
                };
                subject.names.push((field.name.clone(), target, ty));
            }
        }
        subject
    }

    /// Where a name leads and its type.
    pub(super) fn find(&self, name: &str) -> Option<(&Target, &Ty)> {
        self.names
            .iter()
            .find(|(known, ..)| known == name)
            .map(|(_, target, ty)| (target, ty))
    }

    /// All names, for suggestions.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, ..)| name.as_str())
    }
}

fn slot_of(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// The form's side of an interface's field.
fn fill(form: &Form, field: &Field, fields: &[(String, Vec<String>)]) -> (Target, Ty) {
    let slot = |name: &str| form.fields.iter().position(|field| field.name == name);
    let named = fields
        .iter()
        .find(|(name, _)| *name == field.name)
        .map(|(_, names)| names);
    if let FieldKind::List(List {
        shape: Shape::Gathered,
        ..
    }) = &field.kind
    {
        let slots: Vec<u16> = named
            .into_iter()
            .flatten()
            .filter_map(|name| slot(name))
            .map(slot_of)
            .collect();
        let element = slots
            .first()
            .and_then(|slot| form.fields.get(usize::from(*slot)));
        let ty = element.map_or_else(|| ty(field), |element| Ty::list(ty_of(element)));
        return (Target::Gathered(slots), ty);
    }
    let filled = match named {
        Some(names) => names.first().and_then(|name| slot(name)),
        None => slot(&field.name),
    };
    match filled.and_then(|slot| form.fields.get(slot).map(|field| (slot, field))) {
        Some((slot, field)) => (Target::Cell(slot_of(slot)), ty(field)),
        None => (Target::Absent, ty(field)),
    }
}

fn ty_of(field: &Field) -> Ty {
    ty(field)
}

/// The type of a field.
pub(super) fn ty(field: &Field) -> Ty {
    match &field.kind {
        FieldKind::Text => Ty::Text,
        FieldKind::Year => Ty::Number(Unit::YEAR),
        FieldKind::Number(unit) => Ty::Number(*unit),
        FieldKind::Ordinal => Ty::PLAIN,
        FieldKind::Date => Ty::Date,
        FieldKind::Choice(choices) => Ty::Word(word_ty(&field.name, choices)),
        FieldKind::List(list) => Ty::list(element_ty(field, list)),
    }
}

fn element_ty(field: &Field, list: &List) -> Ty {
    if list.shape == Shape::Gathered {
        return list.fields.first().map_or(Ty::PLAIN, ty);
    }
    let fields = list
        .fields
        .iter()
        .map(|field| Member {
            zh: field.name.clone(),
            en: field.name.clone(),
            ty: ty(field),
        })
        .collect();
    let name = format!("{}的一项", field.name);
    Ty::Record(Arc::new(RecordTy {
        name,
        repr: Repr::Row,
        fields,
    }))
}

fn word_ty(name: &str, choices: &[Choice]) -> Arc<WordTy> {
    let words = choices
        .iter()
        .map(|choice| (choice.word.clone(), choice.word.clone()))
        .collect();
    Arc::new(WordTy {
        name: name.into(),
        set: WordSet::Choice,
        words,
    })
}
