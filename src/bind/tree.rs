//! Structured files: named values to the fields of a form.
//!
//! Keys are the names of fields or any of their labels. A key that is neither is a problem, with
//! the nearest name, because its value would otherwise be lost in silence.

use std::sync::Arc;

use crate::diag::nearest;
use crate::form::{Field, FieldKind};
use crate::model::{Cell, CellValue, Document, Node, NodeValue};
use crate::source::{Content, SourceFile, TextRange, offset};
use crate::types::LabelText;

use super::bound::{BindProblem, Declared, Unknown, titles};
use super::identify;
use super::normalise;
use super::plan::Plan;
use super::tree_list;
use super::value;

/// A tree being bound.
pub(super) struct TreeBinder {
    pub(super) document: Document,
    pub(super) problems: Vec<BindProblem>,
}

/// Binds a tree to a form.
pub(super) fn bind(plan: &Plan, form: usize, source: &Arc<SourceFile>, root: &Node) -> Declared {
    let fields = &plan.form().fields;
    let entries: &[(String, Node)] = match &root.value {
        NodeValue::Table(entries) => entries,
        NodeValue::Text(_) | NodeValue::Scalar(_) | NodeValue::Bool(_) | NodeValue::List(_) => &[],
    };
    let title = entries
        .iter()
        .find(|(key, _)| key == "form")
        .map_or(TextRange::empty(0), |(_, node)| inside(node));
    // A structured file has no printed labels: a required field that it does not name is one that
    // was left empty.
    let unnamed = |field: &Field| Cell {
        range: TextRange::empty(title.end),
        value: match field.required {
            true => CellValue::Blank,
            false => CellValue::Absent,
        },
        ..Cell::default()
    };
    let mut binder = TreeBinder {
        document: Document {
            form,
            content: Content::new(Arc::clone(source)),
            title,
            extent: TextRange::of(0..source.text().len()),
            cells: fields.iter().map(unnamed).collect(),
            ..Document::default()
        },
        problems: Vec::new(),
    };
    for (key, node) in entries.iter().filter(|(key, _)| key != "form") {
        let named = slot(fields, key);
        let Some(slot) = named.or_else(|| stand_in(fields, key)) else {
            binder.unknown_key(key, node.key, fields);
            continue;
        };
        let known = binder.document.cells.get(slot);
        if named.is_none() && known.is_some_and(|cell| !cell.range.is_empty()) {
            continue;
        }
        let Some(field) = fields.get(slot) else {
            continue;
        };
        let cell = binder.value(field, node);
        if let Some(target) = binder.document.cells.get_mut(slot) {
            *target = cell;
        }
    }
    Declared {
        document: binder.document,
        problems: binder.problems,
    }
}

/// What is said of a tree whose `form` names none of the forms.
pub(super) fn unknown(plans: &[&Plan], root: &Node) -> Unknown {
    let wanted = identify::form_name(root).unwrap_or_default();
    let names: Vec<&str> = plans.iter().map(|plan| plan.form().name.as_str()).collect();
    let form = nearest(&wanted, names.iter().copied())
        .and_then(|name| names.iter().position(|other| *other == name));
    let stands = match &root.value {
        NodeValue::Table(entries) => entries
            .iter()
            .find(|(key, _)| key == "form")
            .map(|(_, node)| inside(node)),
        NodeValue::Text(_) | NodeValue::Scalar(_) | NodeValue::Bool(_) | NodeValue::List(_) => None,
    };
    Unknown {
        titles: titles(plans),
        stands: stands.unwrap_or_default(),
        nearest: form.map(|form| identify::tree(plans, root, form)),
    }
}

/// The field that a key means: by its name, then by a label.
pub(super) fn slot(fields: &[Field], key: &str) -> Option<usize> {
    let label = LabelText::normal(key);
    let named = fields.iter().position(|field| field.name == key);
    named.or_else(|| {
        fields.iter().position(|field| {
            field
                .labels
                .iter()
                .any(|other| LabelText::normal(other) == label)
        })
    })
}

/// The field for which a key stands in; amounts are named by their own keys only, since those that
/// stand in are of another period.
fn stand_in(fields: &[Field], key: &str) -> Option<usize> {
    let label = LabelText::normal(key);
    let means = |field: &Field| {
        let mut labels = field.stand_ins.iter();
        labels.any(|other| LabelText::normal(other) == label)
    };
    fields
        .iter()
        .position(|field| !matches!(field.kind, FieldKind::Number(_)) && means(field))
}

/// The range of a value without quotes.
pub(super) fn inside(node: &Node) -> TextRange {
    match &node.value {
        NodeValue::Text(pieces) => match (pieces.first(), pieces.last()) {
            (Some((_, first)), Some((_, last))) => first.to(*last),
            _ => TextRange::empty(node.range.start + 1),
        },
        NodeValue::Scalar(_) | NodeValue::Bool(_) | NodeValue::List(_) | NodeValue::Table(_) => {
            node.range
        }
    }
}

impl TreeBinder {
    pub(super) fn unknown_key(&mut self, key: &str, range: TextRange, fields: &[Field]) {
        let names = fields
            .iter()
            .flat_map(|field| std::iter::once(&field.name).chain(&field.labels));
        let help =
            nearest(key, names.map(String::as_str)).map(|name| format!("是否想写“{name}”？"));
        self.problems.push(BindProblem {
            range,
            message: format!("申报表没有“{key}”这一栏，它的内容没有检查"),
            help,
        });
    }

    /// The cell of a field from a node.
    pub(super) fn value(&mut self, field: &Field, node: &Node) -> Cell {
        match &field.kind {
            FieldKind::List(list) => tree_list::list(self, list, node),
            kind => self.scalar(kind, node),
        }
    }

    /// A value that is no list.
    pub(super) fn scalar(&mut self, kind: &FieldKind, node: &Node) -> Cell {
        let place = inside(node);
        let (range, value) = match (&node.value, kind) {
            (NodeValue::Text(pieces), FieldKind::Text) => {
                let range = normalise::pieces(&mut self.document.content, pieces);
                let blank = self.document.content.slice(range).trim().is_empty();
                match blank {
                    true => (TextRange::empty(place.start), CellValue::Blank),
                    false => (range, CellValue::Text),
                }
            }
            (NodeValue::Text(pieces), _) => {
                let words: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
                if words.trim().is_empty() {
                    (TextRange::empty(place.start), CellValue::Blank)
                } else {
                    scalar(&words, kind, place)
                }
            }
            (NodeValue::Scalar(_), FieldKind::Text) => (place, CellValue::Text),
            (NodeValue::Scalar(written), _) => scalar(&written.replace('_', ""), kind, place),
            (NodeValue::Bool(_) | NodeValue::List(_) | NodeValue::Table(_), _) => {
                (place, CellValue::Unreadable)
            }
        };
        Cell {
            label: node.key,
            range,
            value,
        }
    }

    /// Appends a row of cells.
    pub(super) fn push_row(&mut self, cells: &[Cell]) {
        self.document.rows.push(offset(self.document.cells.len()));
        self.document.cells.extend_from_slice(cells);
    }
}

fn scalar(words: &str, kind: &FieldKind, place: TextRange) -> (TextRange, CellValue) {
    let (within, value) = value::scalar(words, kind, None);
    let exact = offset(words.len()) == place.len();
    match (value, within.filter(|_| exact)) {
        (CellValue::Blank, _) => (TextRange::empty(place.start), value),
        (_, Some(within)) => (within.shifted(place.start), value),
        (_, None) => (place, value),
    }
}
