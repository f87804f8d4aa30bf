//! Forms and interfaces from TOML, with all mistakes of a file reported at once.

use toml::de::DeTable;

use crate::diag::Diagnostic;
use crate::source::{SourceId, Span};
use crate::table::{Reader, Table, Word, get, plain};
use crate::types::LabelText;

use super::diagnostics;
use super::field::{Placed, fields, text};
use super::schema::{Continuation, Field, FieldKind, Fills, Form, Interface, Shape};

/// Reads a form's definition. The form is there whenever the file has its name, so that what
/// depends on it can be checked too; it is fit for use only without errors.
pub fn load_form(source: SourceId, text: &str) -> (Option<Form>, Vec<Diagnostic>) {
    let mut reader = Reader::new(source);
    let parsed = reader.parse(text);
    if !reader.is_clean() {
        return (None, reader.finish());
    }
    let form = form(&mut reader, parsed.get_ref());
    (form, reader.finish())
}

/// Reads the declarations of interfaces.
pub fn load_interfaces(source: SourceId, text: &str) -> (Vec<Interface>, Vec<Diagnostic>) {
    let mut reader = Reader::new(source);
    let parsed = reader.parse(text);
    if !reader.is_clean() {
        return (Vec::new(), reader.finish());
    }
    let root = Table {
        table: parsed.get_ref(),
        span: reader.span(0..0),
        what: "接口文件",
    };
    reader.only(root, &["interface"]);
    let tables = reader.tables(root, "interface");
    let found = tables
        .into_iter()
        .filter_map(|(table, span)| interface(&mut reader, table, span))
        .collect();
    (found, reader.finish())
}

fn form(reader: &mut Reader, table: &DeTable<'_>) -> Option<Form> {
    let table = Table {
        table,
        span: reader.span(0..0),
        what: "申报表的定义",
    };
    reader.only(
        table,
        &[
            "id",
            "name",
            "doc",
            "titles",
            "instructions",
            "fixed",
            "closing",
            "joins-lines",
            "continuation",
            "snippet",
            "field",
            "fills",
        ],
    );
    let id = reader.needed(table, "id").map(|word| word.node);
    let name = reader.needed(table, "name");
    if get(table, "titles").is_none() {
        reader.say(diagnostics::missing_key(table.span, "titles", table.what));
    }
    let titles = plain(reader.texts(table, "titles"));
    let instructions = reader.texts(table, "instructions");
    let fixed = reader.texts(table, "fixed");
    let closing = reader.texts(table, "closing");
    let placed = fields(reader, table, "field");
    if placed.is_empty() {
        reader.say(diagnostics::missing_key(table.span, "field", table.what));
    }
    collisions(reader, &placed, &[&instructions, &fixed, &closing]);
    let snippet = reader.text(table, "snippet");
    let fields: Vec<Field> = placed.into_iter().map(|placed| placed.field).collect();
    path(reader, snippet.as_ref(), &fields);
    Some(Form {
        id: id?,
        name: name?.node,
        doc: text(reader, table, "doc"),
        titles,
        fills: fills(reader, table),
        instructions: plain(instructions),
        fixed: plain(fixed),
        closing: plain(closing),
        joins_lines: reader.flag(table, "joins-lines").unwrap_or(true),
        continuation: continuation(reader, table),
        snippet: snippet.map(|word| word.node),
        fields,
    })
}

fn continuation(reader: &mut Reader, table: Table<'_>) -> Continuation {
    let Some(word) = reader.text(table, "continuation") else {
        return Continuation::default();
    };
    match word.node.as_str() {
        "unclosed" => Continuation::Unclosed,
        "always" => Continuation::Always,
        other => {
            let known = ["unclosed", "always"];
            reader.say(diagnostics::unknown_word(
                word.span,
                "continuation",
                other,
                &known,
            ));
            Continuation::default()
        }
    }
}

fn interface(reader: &mut Reader, table: &DeTable<'_>, span: Span) -> Option<Interface> {
    let table = Table {
        table,
        span,
        what: "接口",
    };
    reader.only(table, &["name", "doc", "snippet", "field"]);
    let name = reader.needed(table, "name")?.node;
    let fields: Vec<Field> = fields(reader, table, "field")
        .into_iter()
        .map(|placed| placed.field)
        .collect();
    let snippet = reader.text(table, "snippet");
    path(reader, snippet.as_ref(), &fields);
    Some(Interface {
        name,
        doc: text(reader, table, "doc"),
        fields,
        snippet: snippet.map(|word| word.node),
    })
}

fn fills(reader: &mut Reader, table: Table<'_>) -> Vec<Fills> {
    let mut found = Vec::new();
    for (inner, span) in reader.tables(table, "fills") {
        let inner = Table {
            table: inner,
            span,
            what: "fills",
        };
        reader.only(inner, &["interface", "fields"]);
        let Some(interface) = reader.needed(inner, "interface") else {
            continue;
        };
        let mut fields = Vec::new();
        if let Some(value) = get(inner, "fields") {
            let place = reader.span(value.span());
            match value.get_ref().as_table() {
                Some(map) => {
                    let map = Table {
                        table: map,
                        span: place,
                        what: "fields",
                    };
                    for (key, _) in map.table {
                        let names = plain(reader.texts(map, key.get_ref()));
                        fields.push((key.get_ref().to_string(), names));
                    }
                }
                None => reader.say(diagnostics::wrong_type(place, "fields", "花括号里的对应表")),
            }
        }
        found.push(Fills {
            interface: interface.node,
            fields,
            span: interface.span,
        });
    }
    found
}

/// Notes labels that cannot be told apart: the same words for two fields without sections of their
/// own, or for a field and a printed line.
fn collisions(reader: &mut Reader, fields: &[Placed], printed: &[&Vec<Word>]) {
    let mut seen: Vec<(Vec<u8>, &Field, Span)> = Vec::new();
    for placed in fields {
        for (label, &span) in placed.field.labels.iter().zip(&placed.labels) {
            let key = LabelText::normal(label);
            let other = seen
                .iter()
                .find(|(other, field, _)| *other == key && !apart(field, &placed.field));
            if let Some((_, field, first)) = other {
                let (owner, first) = (field.name.clone(), *first);
                reader.say(diagnostics::labels_collide(span, label, first, &owner));
            }
            let clash = printed
                .iter()
                .flat_map(|words| words.iter())
                .find(|word| LabelText::normal(&word.node) == key);
            if let Some(word) = clash {
                reader.say(diagnostics::labels_collide(
                    span,
                    label,
                    word.span,
                    "固定文字",
                ));
            }
            seen.push((key, &placed.field, span));
        }
    }
}

/// Whether sections tell two fields of the same label apart.
fn apart(a: &Field, b: &Field) -> bool {
    a.name == b.name || (a.section != b.section && !a.section.iter().any(|s| b.section.contains(s)))
}

/// Notes a path of names that leads nowhere.
fn path(reader: &mut Reader, path: Option<&Word>, fields: &[Field]) {
    let Some(path) = path else {
        return;
    };
    let mut fields = fields;
    for part in path.node.split('.') {
        let Some(field) = fields.iter().find(|field| field.name == part) else {
            let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            return reader.say(diagnostics::bad_path(path.span, &path.node, part, &names));
        };
        fields = match &field.kind {
            FieldKind::List(list) if list.shape != Shape::Gathered => &list.fields,
            _ => &[],
        };
    }
}
