//! Lists of structured files: sections and items from texts or tables, groups and rows from tables.

use crate::form::{List, Mark, Shape};
use crate::model::{Cell, CellValue, Node, NodeValue};
use crate::source::{TextRange, offset};

use super::mark::{self, Before};
use super::normalise;
use super::sections::{number_cell, sentence, text_cell};
use super::tree::{TreeBinder, inside, slot};

/// The cell of a list.
pub(super) fn list(binder: &mut TreeBinder, list: &List, node: &Node) -> Cell {
    let elements: &[Node] = match &node.value {
        NodeValue::List(elements) => elements,
        NodeValue::Text(pieces) if pieces.iter().all(|(text, _)| text.trim().is_empty()) => &[],
        // A single text is a list of one.
        NodeValue::Text(_) | NodeValue::Table(_) => std::slice::from_ref(node),
        NodeValue::Scalar(_) | NodeValue::Bool(_) => {
            return Cell {
                label: node.key,
                range: node.range,
                value: CellValue::Unreadable,
            };
        }
    };
    let width = list.fields.len();
    let mut gathered: Vec<Cell> = Vec::with_capacity(elements.len() * width);
    let mut before = Before {
        nothing: true,
        closed: true,
        last: None,
    };
    for element in elements {
        match (&element.value, &list.shape) {
            (NodeValue::Table(entries), _) => table(binder, list, element, entries, &mut gathered),
            (NodeValue::Text(pieces), Shape::Sections(marks)) => {
                paragraph(
                    binder,
                    element,
                    pieces,
                    marks,
                    &mut before,
                    true,
                    &mut gathered,
                );
            }
            (NodeValue::Text(pieces), Shape::Items(marks)) => {
                paragraph(
                    binder,
                    element,
                    pieces,
                    marks,
                    &mut before,
                    false,
                    &mut gathered,
                );
            }
            _ => {
                let unreadable = Cell {
                    label: node.key,
                    range: inside(element),
                    value: CellValue::Unreadable,
                };
                gathered.extend(std::iter::repeat_n(unreadable, width));
            }
        }
    }
    let first = offset(binder.document.rows.len());
    let mut count = 0;
    if width > 0 {
        for row in gathered.chunks_exact(width) {
            binder.push_row(row);
            count += 1;
        }
    }
    match count {
        0 => Cell {
            label: node.key,
            range: TextRange::empty(inside(node).start),
            value: CellValue::Blank,
        },
        _ => Cell {
            label: node.key,
            range: node.range,
            value: CellValue::List { first, count },
        },
    }
}

/// An element written as a table: its fields by name. What it does not name is absent.
fn table(
    binder: &mut TreeBinder,
    list: &List,
    node: &Node,
    entries: &[(String, Node)],
    gathered: &mut Vec<Cell>,
) {
    let place = entries
        .first()
        .map_or(TextRange::empty(node.range.end), |(_, node)| {
            TextRange::empty(node.key.start)
        });
    let absent = Cell {
        range: place,
        ..Cell::default()
    };
    let mut row = vec![absent; list.fields.len()];
    for (key, value) in entries {
        let Some(at) = slot(&list.fields, key) else {
            binder.unknown_key(key, value.key, &list.fields);
            continue;
        };
        let (Some(field), Some(target)) = (list.fields.get(at), row.get_mut(at)) else {
            continue;
        };
        *target = binder.value(field, value);
    }
    // A section's title follows from its content.
    if let Shape::Sections(_) = list.shape
        && let [_, title, content] = row.as_mut_slice()
        && title.value == CellValue::Absent
        && content.value == CellValue::Text
    {
        let text = binder.document.text(content.range);
        let length = sentence(text).unwrap_or(text.len());
        *title = text_cell(
            content.label,
            TextRange::new(content.range.start, content.range.start + offset(length)),
        );
    }
    gathered.extend(row);
}

/// An element written as one text, numbered as on paper.
fn paragraph(
    binder: &mut TreeBinder,
    node: &Node,
    pieces: &[(String, TextRange)],
    marks: &[Mark],
    before: &mut Before,
    titled: bool,
    gathered: &mut Vec<Cell>,
) {
    let place = inside(node);
    let plain = match pieces {
        [(text, range)] if offset(text.len()) == range.len() => Some((text, *range)),
        _ => None,
    };
    let found = plain.and_then(|(text, _)| mark::find(text, marks, *before));
    before.nothing = false;
    let content = match (plain, found) {
        (Some((text, range)), Some(found)) => {
            before.last = Some(found.value);
            let body = text
                .get(found.body as usize..)
                .unwrap_or_default()
                .to_owned();
            let range = TextRange::new(range.start + found.body, range.end);
            normalise::pieces(&mut binder.document.content, &[(body, range)])
        }
        _ => normalise::pieces(&mut binder.document.content, pieces),
    };
    let number = found.map(|found| (found.value, found.numeral.shifted(place.start)));
    gathered.push(number_cell(node.key, number, place.start));
    if titled {
        let text = binder.document.text(content);
        let length = sentence(text).unwrap_or(text.len());
        gathered.push(match number {
            Some(_) => {
                let end = content.start + offset(length);
                text_cell(node.key, TextRange::new(content.start, end))
            }
            None => Cell {
                label: node.key,
                range: TextRange::empty(place.start),
                value: CellValue::Absent,
            },
        });
    }
    gathered.push(match content.is_empty() {
        true => text_cell(node.key, TextRange::empty(place.start)),
        false => text_cell(node.key, content),
    });
}
