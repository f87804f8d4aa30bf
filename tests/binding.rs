//! Binding: forms of the packs, pages and trees to declarations, shown as text.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use jixiao::bind::{Bound, Declared, Plan, bind, bind_as};
use jixiao::form::{Field, FieldKind, Form, Interface, check_fills, load_form, load_interfaces};
use jixiao::model::{Cell, CellValue, Document};
use jixiao::read::read;
use jixiao::source::{SourceFile, SourceId};

use crate::support::{root, snapshot};

fn form(path: &str) -> Form {
    let text = fs::read_to_string(root().join("rules").join(path)).expect("a form");
    let (form, diagnostics) = load_form(SourceId(0), &text);
    assert_eq!(diagnostics, vec![], "{path}");
    form.expect("a form")
}

fn core() -> Vec<Form> {
    vec![
        form("core/forms/department-overall.toml"),
        form("core/forms/project.toml"),
    ]
}

fn interfaces() -> Vec<Interface> {
    let text = fs::read_to_string(root().join("rules/core/interfaces.toml")).expect("interfaces");
    let (interfaces, diagnostics) = load_interfaces(SourceId(0), &text);
    assert_eq!(diagnostics, vec![]);
    interfaces
}

/// A declaration as text: fields with their lines.
fn dump(forms: &[Form], declared: &Declared) -> String {
    let document = &declared.document;
    let form = &forms[document.form];
    let mut out = String::new();
    let part = document
        .part
        .map_or(String::new(), |part| format!(" 第{part}份"));
    let title = document.text(document.title);
    writeln!(out, "{}{part} [{title}]", form.name).unwrap();
    for (slot, field) in form.fields.iter().enumerate() {
        show(&mut out, document, field, document.cell(slot as u32), 1);
    }
    for problem in &declared.problems {
        let place = lines(document, problem.range);
        let help = problem.help.as_deref().unwrap_or("");
        writeln!(out, "! {} {place} {help}", problem.message).unwrap();
    }
    out
}

fn show(out: &mut String, document: &Document, field: &Field, cell: &Cell, depth: usize) {
    let place = lines(document, cell.range);
    let text = document.text(cell.range);
    let (indent, name) = ("  ".repeat(depth), &field.name);
    let value = match cell.value {
        CellValue::Absent => "没有".to_owned(),
        CellValue::Blank => "空".to_owned(),
        CellValue::Unreadable => format!("看不懂“{text}”"),
        CellValue::Text => format!("“{text}”"),
        CellValue::Number(value, unit) => format!("{value}{unit} “{text}”"),
        CellValue::Date { year, month, day } => format!("{year}-{month}-{day} “{text}”"),
        CellValue::Word(index) => match &field.kind {
            FieldKind::Choice(choices) => format!("{} “{text}”", choices[index as usize].word),
            _ => "?".to_owned(),
        },
        CellValue::List { count, .. } => format!("{count}项"),
    };
    writeln!(out, "{indent}{name} {place} {value}").unwrap();
    if let (FieldKind::List(list), CellValue::List { .. }) = (&field.kind, cell.value) {
        for &row in document.rows_of(cell) {
            writeln!(out, "{indent}  -").unwrap();
            for (at, part) in list.fields.iter().enumerate() {
                show(
                    out,
                    document,
                    part,
                    document.cell(row + at as u32),
                    depth + 2,
                );
            }
        }
    }
}

/// The lines that a range of the content came from.
fn lines(document: &Document, range: jixiao::source::TextRange) -> String {
    let source = document.content.source();
    let mut found: Vec<u32> = Vec::new();
    for origin in document.content.origins(range) {
        let last = if origin.is_empty() {
            origin.start
        } else {
            origin.end - 1
        };
        found.push(source.line_column(origin.start).line);
        found.push(source.line_column(last).line);
    }
    found.dedup();
    found
        .iter()
        .map(u32::to_string)
        .collect::<Vec<_>>()
        .join("+")
}

fn bound(forms: &[Form], name: &str, bytes: Vec<u8>) -> String {
    let plans: Vec<Plan> = forms.iter().map(Plan::new).collect();
    let plans: Vec<&Plan> = plans.iter().collect();
    let reading = match read(name, bytes) {
        Ok(reading) => reading,
        Err(unreadable) => return format!("读不了：{unreadable:#?}\n"),
    };
    match bind(&plans, &reading.source, &reading.layout) {
        Bound::Documents(documents) => documents
            .iter()
            .map(|declared| dump(forms, declared))
            .collect(),
        Bound::Unknown(unknown) => {
            let stands = reading.source.slice(unknown.stands);
            let nearest = unknown.nearest.map(|nearest| {
                let name = &forms[nearest.form].name;
                format!(
                    "{name} {}/{} 缺{:?}",
                    nearest.found, nearest.of, nearest.missing
                )
            });
            format!("不认识：“{stands}” {nearest:?}\n")
        }
        Bound::Ambiguous(candidates) => format!("分不清：{candidates:?}\n"),
        Bound::Collapsed(header) => format!("各栏连成一行：{}\n", reading.source.slice(header)),
    }
}

fn cases() -> Vec<PathBuf> {
    let folder = root().join("tests/data/bind");
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .expect("cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt" || e == "toml"))
        .collect();
    found.sort();
    found
}

#[test]
fn cases_bind_as_expected() {
    let forms = core();
    for path in cases() {
        let bytes = fs::read(&path).expect("a case");
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        snapshot(
            path.with_extension("expected"),
            &bound(&forms, &name, bytes),
        );
    }
}

#[test]
fn widths_line_ends_and_character_sets_do_not_matter() {
    let forms = core();
    let path = root().join("tests/data/bind/narrative.txt");
    let text = fs::read_to_string(path).expect("a case");
    let plain = bound(&forms, "x.txt", text.clone().into_bytes());
    let wide: String = text
        .chars()
        .map(|c| match c {
            '0'..='9' => char::from_u32(u32::from(c) + 0xfee0).expect("a digit"),
            c => c,
        })
        .collect();
    let (gb18030, _, _) = encoding_rs::GB18030.encode(&text);
    for bytes in [
        text.replace('\n', "\r\n").into_bytes(),
        gb18030.into_owned(),
        format!("\u{feff}{text}").into_bytes(),
    ] {
        assert_eq!(bound(&forms, "x.txt", bytes), plain);
    }
    // The value of a number shows what is written; all else is the same.
    let narrow = |text: String| jixiao::types::fold(&text).into_owned();
    assert_eq!(
        narrow(bound(&forms, "x.txt", wide.into_bytes())),
        narrow(plain)
    );
}

#[test]
fn packs_fill_their_interfaces() {
    let mut forms = core();
    forms.push(form("xicheng-2021/forms/department-overall.toml"));
    assert_eq!(check_fills(&forms, &interfaces()), vec![]);
}

#[test]
fn mistakes_in_forms_are_all_reported() {
    let folder = root().join("tests/data/bind/forms");
    for name in ["broken", "syntax"] {
        let text = fs::read_to_string(folder.join(name).with_extension("toml")).expect("a form");
        let (form, mut diagnostics) = load_form(SourceId(0), &text);
        diagnostics.extend(check_fills(form.as_slice(), &interfaces()));
        let file = SourceFile::new(name, text);
        let mut out = String::new();
        for diagnostic in &diagnostics {
            let place = file.line_column(diagnostic.labels[0].span.range.start);
            let words = file.slice(diagnostic.labels[0].span.range);
            let help = diagnostic.help.as_deref().unwrap_or("");
            let (code, message) = (diagnostic.code, &diagnostic.message);
            let (line, column) = (place.line, place.column);
            writeln!(out, "{code} {line}:{column} {message} [{words}] {help}").unwrap();
        }
        snapshot(folder.join(name).with_extension("expected"), &out);
    }
}

/// Every range of a document lies inside its content, on character boundaries.
fn check_ranges(declared: &Declared) {
    let document = &declared.document;
    let content = &document.content;
    let length = content.source().text().len() as u32;
    let fits = |range: jixiao::source::TextRange| {
        let inside = range.end <= length || range.start > length;
        inside && (range.is_empty() || !content.slice(range).is_empty())
    };
    for cell in &document.cells {
        assert!(fits(cell.range), "{cell:?}");
        assert!(fits(cell.label), "{cell:?}");
        for origin in content.origins(cell.range) {
            assert!(origin.end <= length);
            let text = content.source().text();
            assert!(text.is_char_boundary(origin.start as usize), "{cell:?}");
            assert!(text.is_char_boundary(origin.end as usize), "{cell:?}");
        }
        if let CellValue::List { first, count } = cell.value {
            assert!(count > 0 && (first + count) as usize <= document.rows.len());
        }
    }
    for &row in &document.rows {
        assert!((row as usize) < document.cells.len());
    }
}

/// Every number read is of the family of its field's unit.
fn check_families(document: &Document, field: &Field, cell: &Cell) {
    match (&field.kind, cell.value) {
        (FieldKind::Number(own), CellValue::Number(_, unit)) => {
            assert_eq!(unit.family(), own.family(), "{}", field.name);
        }
        (FieldKind::List(list), CellValue::List { .. }) => {
            for &row in document.rows_of(cell) {
                for (at, part) in (0..).zip(&list.fields) {
                    check_families(document, part, document.cell(row + at));
                }
            }
        }
        _ => {}
    }
}

fn check(forms: &[Form], declared: &Declared) {
    check_ranges(declared);
    let document = &declared.document;
    for (slot, field) in (0..).zip(&forms[document.form].fields) {
        check_families(document, field, document.cell(slot));
    }
}

fn bind_anything(name: &str, bytes: Vec<u8>) {
    let forms = core();
    let plans: Vec<Plan> = forms.iter().map(Plan::new).collect();
    let Ok(reading) = read(name, bytes) else {
        return;
    };
    for (index, plan) in plans.iter().enumerate() {
        let documents = bind_as(plan, index, &reading.source, &reading.layout);
        documents
            .iter()
            .for_each(|declared| check(&forms, declared));
    }
    let plans: Vec<&Plan> = plans.iter().collect();
    if let Bound::Documents(documents) = bind(&plans, &reading.source, &reading.layout) {
        documents
            .iter()
            .for_each(|declared| check(&forms, declared));
    }
}

#[test]
fn written_units_keep_the_family_of_their_field() {
    let forms = core();
    let units: Vec<&str> = jixiao::types::Unit::names().chain(["元整", "％"]).collect();
    for unit in &units {
        let number = format!("40{unit}");
        let page = format!(
            "项目支出绩效目标申报表\n金额单位：{unit}\n资金总额（{unit}）\t{number}\t执行率分值\t{number}\n\
             财政拨款\t{number}\n一级指标\t三级指标\t指标值\t分值\n产出指标\t甲\t{number}\t{number}\n"
        );
        let plan = Plan::new(&forms[1]);
        let reading = read("x.txt", page.into_bytes()).expect("a page");
        let documents = bind_as(&plan, 1, &reading.source, &reading.layout);
        assert_eq!(documents.len(), 1);
        documents
            .iter()
            .for_each(|declared| check(&forms, declared));
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]

    /// Lines of the cases dropped, repeated, cut and joined bind to something without a panic.
    #[test]
    fn mutated_pages_bind(
        case in 0usize..64,
        edits in proptest::collection::vec((0usize..400, 0u8..6, 0usize..40), 0..12),
    ) {
        let cases = cases();
        let path = &cases[case % cases.len()];
        let text = fs::read_to_string(path).unwrap_or_default();
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        for (at, kind, count) in edits {
            let at = at % lines.len();
            match kind {
                0 => { lines.remove(at); if lines.is_empty() { lines.push(String::new()); } }
                1 => { let line = lines[at].clone(); lines.insert(at, line); }
                2 => lines[at] = lines[at].chars().take(count).collect(),
                3 => lines[at] = lines[at].chars().skip(count).collect(),
                4 => { let line = lines[at].replace('\t', ""); lines[at] = line; }
                _ => { let line = lines[at].replace('，', "\t１,"); lines[at] = line; }
            }
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        bind_anything(&name, lines.join("\n").into_bytes());
    }

    #[test]
    fn noise_binds(words in proptest::collection::vec("[一二三、（）1-9.．，。；：\t\n 　资金总额绩效指标产出年度目标级值]{0,12}", 0..40)) {
        let text = format!("部门整体支出绩效目标申报表\n{}", words.join("\n"));
        bind_anything("x.txt", text.into_bytes());
    }
}
