//! Declarations in the editor: what is said about a place, what parts there are, what is shown
//! inside the text.

use std::path::Path;

use rust_decimal::Decimal;

use crate::diag::Finding;
use crate::source::TextRange;
use crate::types::Unit;
use crate::workspace::{DocumentView, FieldView, ValueView};

use super::answer::{Hint, Hover, Symbol, SymbolKind};
use super::declaration::{basis_words, severity_words};
use super::session::Session;

/// How many characters of a value name a part.
const SHORT: usize = 24;

impl Session {
    /// What is said about a place of a declaration.
    pub(super) fn declared_hover(&mut self, path: &Path, at: u32) -> Option<Hover> {
        let (declaration, judging) = self.declared(path)?;
        let views = declaration.views(judging.workspace.as_ref()?);
        let mut range = None;
        let mut parts = Vec::new();
        for view in views {
            if let Some(field) = field_at(&view.fields, at) {
                range = Some(field.range);
                parts.push(field_words(view, field, at));
            }
        }
        for (_, finding) in declaration.findings_at(TextRange::empty(at)) {
            let place = finding.places.first().map(|place| place.range);
            range = range.or(place);
            parts.push(finding_words(finding));
        }
        let text = parts.join("\n\n---\n\n");
        range.map(|range| Hover { range, text })
    }

    /// The parts of a declaration.
    pub(super) fn declared_symbols(&mut self, path: &Path) -> Option<Vec<Symbol>> {
        let (declaration, judging) = self.declared(path)?;
        let views = declaration.views(judging.workspace.as_ref()?);
        Some(views.iter().map(form_symbol).collect())
    }

    /// What is shown inside a part of a declaration: numbers as read, sums of parts.
    pub(super) fn declared_hints(&mut self, path: &Path, within: TextRange) -> Option<Vec<Hint>> {
        let (declaration, judging) = self.declared(path)?;
        let views = declaration.views(judging.workspace.as_ref()?);
        let mut hints = Vec::new();
        for view in views {
            field_hints(view, &view.fields, &mut hints);
        }
        hints.retain(|hint| within.start <= hint.at && hint.at <= within.end);
        hints.sort_by_key(|hint| hint.at);
        Some(hints)
    }
}

/// The innermost field whose value or label stands at an offset.
fn field_at(fields: &[FieldView], at: u32) -> Option<&FieldView> {
    let mut nearest: Option<&FieldView> = None;
    for field in fields {
        if let ValueView::List(rows) = &field.value
            && let Some(inner) = rows.iter().find_map(|row| field_at(row, at))
        {
            return Some(inner);
        }
        let touches = |range: TextRange| range.start <= at && at <= range.end && !range.is_empty();
        let is_list = matches!(field.value, ValueView::List(_));
        if (touches(field.range) && !is_list) || touches(field.label_range) {
            nearest = nearest.or(Some(field));
        }
    }
    nearest
}

fn name_of(field: &FieldView) -> &str {
    if field.label.is_empty() {
        &field.name
    } else {
        &field.label
    }
}

fn field_words(view: &DocumentView, field: &FieldView, at: u32) -> String {
    let mut lines = Vec::new();
    let name = escaped(name_of(field));
    match &field.value {
        ValueView::Text(text, passage) => {
            lines.push(format!("**{name}**（文字）"));
            let here = |range: TextRange| {
                let origin = view.content.origin(range.shifted(field.cell.start));
                origin.start <= at && at <= origin.end
            };
            for it in passage.quantities.found.iter().filter(|it| here(it.range)) {
                lines.push(format!("- 数量 {}", escaped(&it.words(text))));
            }
            let aside = passage.quantities.set_aside.iter();
            for it in aside.filter(|it| here(it.range)) {
                let words = escaped(it.range.slice(text));
                lines.push(format!("- 不计 {words}：{}", it.reason.word()));
            }
            for it in passage.prose.effects.iter().filter(|it| here(it.range)) {
                lines.push(format!("- 效果 {}", escaped(it.range.slice(text))));
            }
        }
        ValueView::List(rows) => lines.push(format!("**{name}**：{} 项", rows.len())),
        value => lines.push(format!(
            "**{name}**：{}",
            escaped(&value.words(field.required))
        )),
    }
    lines.join("\n")
}

/// A finding with all that explains it.
fn finding_words(finding: &Finding) -> String {
    let mut parts = vec![
        format!(
            "**{}** {}（`{}`）",
            severity_words(finding.severity),
            escaped(&finding.title),
            finding.rule
        ),
        escaped(&finding.message),
    ];
    if let Some(it) = &finding.evaluation {
        parts.push(format!(
            "算式：`{}`  \n代入：`{}`",
            it.expression, it.filled
        ));
    }
    parts.extend(
        finding
            .help
            .iter()
            .map(|help| format!("建议：{}", escaped(help))),
    );
    let basis = finding.basis.iter();
    parts.extend(basis.map(|it| format!("依据：{}", escaped(&basis_words(it)))));
    parts.join("\n\n")
}

/// A text of the user's in Markdown.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~'
        ) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn form_symbol(view: &DocumentView) -> Symbol {
    let children = field_symbols(&view.fields);
    let range = spanned(view.title, &children);
    Symbol {
        name: view.form.clone(),
        detail: view.pack.clone(),
        kind: SymbolKind::Form,
        range,
        selection: view.title,
        children,
    }
}

fn spanned(range: TextRange, children: &[Symbol]) -> TextRange {
    children
        .iter()
        .fold(range, |all, child| all.to(child.range))
}

fn field_symbols(fields: &[FieldView]) -> Vec<Symbol> {
    let there = fields
        .iter()
        .filter(|it| !matches!(it.value, ValueView::Absent));
    there.map(field_symbol).collect()
}

fn field_symbol(field: &FieldView) -> Symbol {
    let (kind, detail, children) = match &field.value {
        ValueView::List(rows) => {
            let rows: Vec<Symbol> = rows.iter().filter_map(|row| row_symbol(row)).collect();
            (SymbolKind::List, format!("{} 项", rows.len()), rows)
        }
        value => (
            SymbolKind::Field,
            short(&value.words(field.required)),
            Vec::new(),
        ),
    };
    let own = match field.label_range.is_empty() {
        true => field.range,
        false => field.label_range.to(field.range),
    };
    let selection = match field.label_range.is_empty() {
        true => field.range,
        false => field.label_range,
    };
    Symbol {
        name: name_of(field).to_owned(),
        detail,
        kind,
        range: spanned(own, &children),
        selection,
        children,
    }
}

/// An element of a list, named by what it begins with.
fn row_symbol(row: &[FieldView]) -> Option<Symbol> {
    let is_list = |field: &&FieldView| matches!(field.value, ValueView::List(_));
    let filled = |field: &&FieldView| {
        !matches!(field.value, ValueView::Absent | ValueView::Blank) && !is_list(field)
    };
    let named: Vec<&FieldView> = row.iter().filter(filled).collect();
    let words: Vec<String> = named.iter().take(3).map(|it| written(&it.value)).collect();
    let lists: Vec<FieldView> = row.iter().filter(is_list).cloned().collect();
    // What a list of the element holds stands directly below the element.
    let mut children = field_symbols(&lists);
    if let [only] = children.as_mut_slice() {
        children = std::mem::take(&mut only.children);
    }
    let first = named.first().map(|field| field.range);
    let first = first.or(children.first().map(|child| child.range))?;
    let range = named.iter().fold(first, |all, field| all.to(field.range));
    let name = short(&words.join(" "));
    Some(Symbol {
        name: if name.is_empty() {
            "（未填）".to_owned()
        } else {
            name
        },
        detail: String::new(),
        kind: SymbolKind::Row,
        range: spanned(range, &children),
        selection: first,
        children,
    })
}

/// A value as it stands on the page.
fn written(value: &ValueView) -> String {
    match value {
        ValueView::Unreadable(written)
        | ValueView::Number(written, ..)
        | ValueView::Date(written, ..)
        | ValueView::Word(written, _) => written.clone(),
        ValueView::Text(..) | ValueView::Absent | ValueView::Blank | ValueView::List(_) => {
            value.words(false)
        }
    }
}

fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    let mut short: String = line.chars().take(SHORT).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}

fn field_hints(view: &DocumentView, fields: &[FieldView], hints: &mut Vec<Hint>) {
    for field in fields {
        match &field.value {
            ValueView::Number(written, value, unit) => {
                // Ordinals and years are read as everybody reads them.
                if *unit == Unit::YEAR || unit.name().is_empty() {
                    continue;
                }
                let read = value.normalize().to_string();
                let same = Decimal::from_str_exact(written).is_ok_and(|it| it == *value);
                let text = match same {
                    true => unit.name().to_owned(),
                    false => format!("= {read} {unit}").trim_end().to_owned(),
                };
                if !written.ends_with(&text) {
                    hints.push(Hint {
                        at: field.range.end,
                        text,
                        tooltip: format!("{}读作 {read} {unit}", name_of(field)),
                    });
                }
            }
            ValueView::Text(text, passage) => {
                let end =
                    |range: TextRange| view.content.origin(range.shifted(field.cell.start)).end;
                for it in &passage.quantities.found {
                    let read = it.value.normalize().to_string();
                    let plain = Decimal::from_str_exact(it.number.slice(text));
                    if it.high.is_none() && plain.ok() != Some(it.value) {
                        hints.push(Hint {
                            at: end(it.number),
                            text: format!("= {read}"),
                            tooltip: it.words(text),
                        });
                    }
                }
                for it in &passage.subtotals {
                    if let Some(total) = passage.quantities.found.get(it.total) {
                        hints.push(Hint {
                            at: end(total.range),
                            text: format!("各项合计 {}", it.sum.normalize()),
                            tooltip: "前后各项相加的结果".to_owned(),
                        });
                    }
                }
            }
            ValueView::List(rows) => rows.iter().for_each(|row| field_hints(view, row, hints)),
            ValueView::Absent
            | ValueView::Blank
            | ValueView::Unreadable(_)
            | ValueView::Date(..)
            | ValueView::Word(..) => {}
        }
    }
}
