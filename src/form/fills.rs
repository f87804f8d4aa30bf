//! Whether forms fill the interfaces that they say they have.

use crate::diag::Diagnostic;

use super::diagnostics;
use super::schema::{Field, FieldKind, Fills, Form, Interface, List, Shape};

/// Checks every `fills` of the forms against the interfaces.
pub fn check_fills(forms: &[Form], interfaces: &[Interface]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for form in forms {
        for fills in &form.fills {
            match interfaces.iter().find(|i| i.name == fills.interface) {
                Some(interface) => check(form, fills, interface, &mut found),
                None => {
                    let known: Vec<&str> = interfaces.iter().map(|i| i.name.as_str()).collect();
                    let name = &fills.interface;
                    found.push(diagnostics::unknown_interface(fills.span, name, &known));
                }
            }
        }
    }
    found
}

fn check(form: &Form, fills: &Fills, interface: &Interface, found: &mut Vec<Diagnostic>) {
    let names = |fields: &[Field]| -> Vec<String> {
        fields.iter().map(|field| field.name.clone()).collect()
    };
    let (wanted, own) = (names(&interface.fields), names(&form.fields));
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    for (name, _) in &fills.fields {
        if !wanted.contains(&name.as_str()) {
            let error = diagnostics::no_interface_field(fills.span, &interface.name, name, &wanted);
            found.push(error);
        }
    }
    for field in &interface.fields {
        let named = fills.fields.iter().find(|(name, _)| *name == field.name);
        let sources: Vec<&str> = match named {
            Some((_, sources)) => sources.iter().map(String::as_str).collect(),
            None if own.contains(&field.name.as_str()) => vec![field.name.as_str()],
            None => Vec::new(),
        };
        if sources.is_empty() && field.required {
            let (form, interface) = (&form.name, &interface.name);
            found.push(diagnostics::not_filled(
                fills.span,
                form,
                interface,
                &field.name,
            ));
        }
        for source in sources {
            match form.fields.iter().find(|own| own.name == source) {
                None => {
                    found.push(diagnostics::no_form_field(
                        fills.span, &form.name, source, &own,
                    ));
                }
                Some(own) => {
                    if let Some((wanted, other)) = mismatch(&field.kind, &own.kind) {
                        found.push(diagnostics::other_type(fills.span, source, &wanted, &other));
                    }
                }
            }
        }
    }
}

/// What was wanted and what is there, when a field cannot stand for another.
fn mismatch(wanted: &FieldKind, own: &FieldKind) -> Option<(String, String)> {
    let differ = || Some((described(wanted), described(own)));
    match (wanted, own) {
        (FieldKind::Number(a), FieldKind::Number(b)) => {
            (a.family() != b.family()).then(differ).flatten()
        }
        (FieldKind::Choice(a), FieldKind::Choice(b)) => {
            let same = a.iter().map(|c| &c.word).eq(b.iter().map(|c| &c.word));
            (!same).then(differ).flatten()
        }
        (FieldKind::List(a), FieldKind::List(b)) => match (&a.shape, &b.shape) {
            (Shape::Gathered, _) | (_, Shape::Gathered) => differ(),
            _ if shape(&a.shape) != shape(&b.shape) => differ(),
            _ => parts(a, b),
        },
        (FieldKind::List(list), other) if list.shape == Shape::Gathered => list
            .fields
            .first()
            .and_then(|value| mismatch(&value.kind, other)),
        (FieldKind::Text, FieldKind::Text)
        | (FieldKind::Year, FieldKind::Year)
        | (FieldKind::Ordinal, FieldKind::Ordinal)
        | (FieldKind::Date, FieldKind::Date) => None,
        _ => differ(),
    }
}

/// The same for the fields of two lists, by name.
fn parts(wanted: &List, own: &List) -> Option<(String, String)> {
    for field in &wanted.fields {
        let same = own.fields.iter().find(|other| other.name == field.name);
        match same {
            Some(other) => {
                if let Some((a, b)) = mismatch(&field.kind, &other.kind) {
                    let name = &field.name;
                    return Some((
                        format!("“{name}”为{a}的列表"),
                        format!("“{name}”为{b}的列表"),
                    ));
                }
            }
            None if field.required => {
                return Some((
                    format!("有“{}”的列表", field.name),
                    format!("没有“{}”的列表", field.name),
                ));
            }
            None => {}
        }
    }
    None
}

fn shape(shape: &Shape) -> &'static str {
    match shape {
        Shape::Sections(_) => "分段",
        Shape::Groups => "分组",
        Shape::Items(_) => "条目",
        Shape::Rows { .. } => "表行",
        Shape::Gathered => "汇集",
    }
}

fn described(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Text => "文字".to_owned(),
        FieldKind::Year => "年度".to_owned(),
        FieldKind::Number(unit) if unit.name().is_empty() => "数".to_owned(),
        FieldKind::Number(unit) => format!("以{unit}计的数"),
        FieldKind::Ordinal => "序号".to_owned(),
        FieldKind::Date => "日期".to_owned(),
        FieldKind::Choice(choices) => {
            let words: Vec<&str> = choices.iter().map(|choice| choice.word.as_str()).collect();
            format!("选项（{}）", words.join("、"))
        }
        FieldKind::List(list) => shape(&list.shape).to_owned(),
    }
}
