//! Fields of forms and interfaces from TOML.

use toml::de::{DeTable, DeValue};

use crate::source::Span;
use crate::table::{Reader, Table, Word, get, plain};
use crate::types::{LabelText, Unit};

use super::diagnostics;
use super::schema::{Choice, Field, FieldKind, List, Mark, Shape};

/// The kinds of fields, in Chinese and in English.
const KINDS: &[(&str, &str)] = &[
    ("文字", "text"),
    ("年度", "year"),
    ("数", "number"),
    ("序号", "ordinal"),
    ("日期", "date"),
    ("选项", "choice"),
    ("分段", "sections"),
    ("分组", "groups"),
    ("条目", "items"),
    ("表行", "rows"),
    ("汇集", "gathered"),
];

/// How a way to number is written in a definition.
const MARKS: &[(&str, Mark)] = &[
    ("一、", Mark::Chinese),
    ("（一）", Mark::BracketedChinese),
    ("1.", Mark::Arabic),
    ("（1）", Mark::Bracketed),
    ("①", Mark::Circled),
    ("1", Mark::Digits),
    ("目标1：", Mark::Goal),
];

impl Mark {
    /// How it is written in a definition.
    pub fn written(self) -> &'static str {
        let found = MARKS.iter().find(|(_, mark)| *mark == self);
        found.map(|(written, _)| *written).unwrap_or_default()
    }
}

/// A field and the places of its words, for the checks that follow.
pub(super) struct Placed {
    pub(super) field: Field,
    pub(super) name: Span,
    pub(super) labels: Vec<Span>,
}

/// The fields under `key`, with names that occur once.
pub(super) fn fields(reader: &mut Reader, table: Table<'_>, key: &str) -> Vec<Placed> {
    let mut found: Vec<Placed> = Vec::new();
    for (inner, span) in reader.tables(table, key) {
        let Some(placed) = field(reader, inner, span, key == "columns") else {
            continue;
        };
        if let Some(other) = found.iter().find(|o| o.field.name == placed.field.name) {
            let (name, first) = (placed.field.name.clone(), other.name);
            reader.say(diagnostics::duplicate_name(placed.name, &name, first));
            continue;
        }
        found.push(placed);
    }
    found
}

fn field(reader: &mut Reader, table: &DeTable<'_>, span: Span, is_column: bool) -> Option<Placed> {
    let bare = Table {
        table,
        span,
        what: "字段",
    };
    let name = reader.needed(bare, "name")?;
    let what = format!("字段“{}”", name.node);
    let table = Table {
        what: &what,
        ..bare
    };
    let word = reader.needed(table, "kind")?;
    let kind = kind(reader, table, &word)?;
    let mut known = known_keys(&kind);
    if is_column {
        known.push("begins");
    }
    reader.only(table, &known);
    let labels = reader.texts(table, "labels");
    for label in &labels {
        if LabelText::normal(&label.node).is_empty() || !LabelText::new(&label.node).is_whole() {
            reader.say(diagnostics::bad_label(label.span, &label.node));
        }
    }
    let mut places: Vec<Span> = labels.iter().map(|label| label.span).collect();
    let mut labels = plain(labels);
    if labels.is_empty() && get(table, "labels").is_none() && !matches!(kind, FieldKind::Year) {
        labels.push(name.node.clone());
        places.push(name.span);
    }
    Some(Placed {
        name: name.span,
        labels: places,
        field: Field {
            doc: text(reader, table, "doc"),
            stand_ins: plain(reader.texts(table, "stand-ins")),
            section: plain(reader.texts(table, "section")),
            begins: plain(reader.texts(table, "begins")),
            required: reader.flag(table, "required").unwrap_or(true),
            name: name.node,
            kind,
            labels,
        },
    })
}

pub(super) fn text(reader: &mut Reader, table: Table<'_>, key: &str) -> String {
    reader
        .text(table, key)
        .map(|word| word.node)
        .unwrap_or_default()
}

fn known_keys(kind: &FieldKind) -> Vec<&'static str> {
    let mut keys = vec![
        "name",
        "kind",
        "doc",
        "labels",
        "stand-ins",
        "section",
        "required",
    ];
    match kind {
        FieldKind::Text | FieldKind::Year | FieldKind::Ordinal | FieldKind::Date => {}
        FieldKind::Number(_) => keys.push("unit"),
        FieldKind::Choice(_) => keys.push("words"),
        FieldKind::List(list) => match list.shape {
            Shape::Sections(_) | Shape::Items(_) => keys.extend(["marks", "needs"]),
            Shape::Groups => keys.extend(["words", "marks", "needs"]),
            Shape::Rows { .. } => keys.extend(["columns", "fill-down", "totals"]),
            Shape::Gathered => keys.push("unit"),
        },
    }
    keys
}

fn kind(reader: &mut Reader, table: Table<'_>, word: &Word) -> Option<FieldKind> {
    let names: Vec<&str> = KINDS.iter().map(|(chinese, _)| *chinese).collect();
    let english = KINDS
        .iter()
        .find(|(chinese, english)| *chinese == word.node || *english == word.node)
        .map(|(_, english)| *english);
    let Some(english) = english else {
        reader.say(diagnostics::unknown_word(
            word.span, "kind", &word.node, &names,
        ));
        return None;
    };
    Some(match english {
        "year" => FieldKind::Year,
        "number" => FieldKind::Number(unit(reader, table)),
        "ordinal" => FieldKind::Ordinal,
        "date" => FieldKind::Date,
        "choice" => FieldKind::Choice(choices(reader, table)),
        "sections" => sections(reader, table),
        "groups" => groups(reader, table),
        "items" => items(reader, table),
        "rows" => rows(reader, table),
        "gathered" => {
            let unit = unit(reader, table);
            list(
                Shape::Gathered,
                vec![part("值", FieldKind::Number(unit), false)],
            )
        }
        _ => FieldKind::Text,
    })
}

fn list(shape: Shape, fields: Vec<Field>) -> FieldKind {
    FieldKind::List(List { shape, fields })
}

/// A field of an element; its place on the page follows from the list's shape.
fn part(name: &str, kind: FieldKind, required: bool) -> Field {
    Field {
        name: name.to_owned(),
        doc: String::new(),
        kind,
        labels: Vec::new(),
        stand_ins: Vec::new(),
        section: Vec::new(),
        begins: Vec::new(),
        required,
    }
}

fn sections(reader: &mut Reader, table: Table<'_>) -> FieldKind {
    let marks = marks(reader, table, &[Mark::Chinese]);
    let mut fields = vec![
        part("序号", FieldKind::Ordinal, false),
        part("标题", FieldKind::Text, false),
        part("内容", FieldKind::Text, true),
    ];
    needs(reader, table, &mut fields);
    list(Shape::Sections(marks), fields)
}

fn items(reader: &mut Reader, table: Table<'_>) -> FieldKind {
    let marks = marks(reader, table, &[Mark::Arabic]);
    let mut fields = item_fields();
    needs(reader, table, &mut fields);
    list(Shape::Items(marks), fields)
}

fn item_fields() -> Vec<Field> {
    vec![
        part("序号", FieldKind::Ordinal, false),
        part("内容", FieldKind::Text, true),
    ]
}

fn groups(reader: &mut Reader, table: Table<'_>) -> FieldKind {
    let marks = marks(reader, table, &[Mark::Arabic]);
    let mut fields = vec![
        part("类别", FieldKind::Choice(choices(reader, table)), false),
        part("序号", FieldKind::Ordinal, false),
        part("名称", FieldKind::Text, true),
        part("条目", list(Shape::Items(marks), item_fields()), true),
    ];
    needs(reader, table, &mut fields);
    list(Shape::Groups, fields)
}

fn rows(reader: &mut Reader, table: Table<'_>) -> FieldKind {
    let columns = fields(reader, table, "columns");
    if columns.is_empty() {
        reader.say(diagnostics::missing_key(table.span, "columns", table.what));
    }
    let shape = Shape::Rows {
        fill_down: reader.small(table, "fill-down").unwrap_or_default(),
        totals: plain(reader.texts(table, "totals")),
    };
    list(
        shape,
        columns.into_iter().map(|column| column.field).collect(),
    )
}

/// Which fields of an element must be filled in, when the definition says.
fn needs(reader: &mut Reader, table: Table<'_>, fields: &mut [Field]) {
    if get(table, "needs").is_none() {
        return;
    }
    let needed = reader.texts(table, "needs");
    let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    for word in &needed {
        if !known.contains(&word.node.as_str()) {
            reader.say(diagnostics::unknown_word(
                word.span, "needs", &word.node, &known,
            ));
        }
    }
    for field in fields {
        field.required = needed.iter().any(|word| word.node == field.name);
    }
}

fn unit(reader: &mut Reader, table: Table<'_>) -> Unit {
    let Some(word) = reader.text(table, "unit") else {
        return Unit::NONE;
    };
    Unit::named(&word.node).unwrap_or_else(|| {
        let known: Vec<&str> = Unit::names().collect();
        reader.say(diagnostics::unknown_word(
            word.span, "unit", &word.node, &known,
        ));
        Unit::NONE
    })
}

fn marks(reader: &mut Reader, table: Table<'_>, usual: &[Mark]) -> Vec<Mark> {
    if get(table, "marks").is_none() {
        return usual.to_vec();
    }
    let known: Vec<&str> = MARKS.iter().map(|(written, _)| *written).collect();
    let mut found = Vec::new();
    for word in reader.texts(table, "marks") {
        match MARKS.iter().find(|(written, _)| *written == word.node) {
            Some((_, mark)) => found.push(*mark),
            None => reader.say(diagnostics::unknown_word(
                word.span, "marks", &word.node, &known,
            )),
        }
    }
    found
}

/// The words of a choice: plain texts, or tables with `word` and `written`.
fn choices(reader: &mut Reader, table: Table<'_>) -> Vec<Choice> {
    let Some(value) = get(table, "words") else {
        reader.say(diagnostics::missing_key(table.span, "words", table.what));
        return Vec::new();
    };
    let DeValue::Array(items) = value.get_ref() else {
        let span = reader.span(value.span());
        reader.say(diagnostics::wrong_type(span, "words", "列表"));
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in items {
        let span = reader.span(item.span());
        match item.get_ref() {
            DeValue::String(word) => found.push(Choice {
                word: word.to_string(),
                written: Vec::new(),
            }),
            DeValue::Table(inner) => {
                let table = Table {
                    table: inner,
                    span,
                    what: "选项",
                };
                reader.only(table, &["word", "written"]);
                if let Some(word) = reader.needed(table, "word") {
                    found.push(Choice {
                        word: word.node,
                        written: plain(reader.texts(table, "written")),
                    });
                }
            }
            _ => reader.say(diagnostics::wrong_type(span, "words", "文字或表")),
        }
    }
    found
}
