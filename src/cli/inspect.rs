//! `jixiao inspect`: the read-back. How a declaration was understood, for people as a table, for
//! programs as JSON; with `--lines` the facts of each line of input as JSON lines.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::facts::{Passage, Quantity};
use crate::source::TextRange;
use crate::vfs::{self, Converting, DiskFiles, Files};
use crate::workspace::{self, DocumentView, FieldView, ValueView, Workspace};

use super::exit::{Exit, fail};
use super::packs::PackArgs;
use super::terminal::{self, ColorChoice};

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// 要读回的文件；“-”为标准输入
    #[arg(value_name = "文件", help_heading = "参数")]
    file: PathBuf,
    #[command(flatten)]
    packs: PackArgs,
    /// 格式：table（给人看，默认）、json（给程序用）
    #[arg(
        long,
        value_name = "格式",
        default_value = "table",
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Form,
    /// 把每行输入当作一条指标，各输出一行JSON
    #[arg(long)]
    lines: bool,
    /// 读不了的旧格式（.doc、.wps、.rtf 等）由装好的LibreOffice转换后读回
    #[arg(long)]
    convert: bool,
    /// 标准输入的文件名
    #[arg(
        long,
        value_name = "名称",
        default_value = "标准输入.txt",
        hide_default_value = true
    )]
    stdin_filename: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    Table,
    Json,
}

/// Runs the command.
pub(super) fn run(arguments: &InspectArgs) -> Exit {
    let workspace = match arguments.packs.load(ColorChoice::Auto.stderr()) {
        Ok(workspace) => workspace,
        Err(exit) => return exit,
    };
    let (name, bytes) = match input(arguments) {
        Ok(input) => input,
        Err(words) => return fail(&words),
    };
    let mut out = io::BufWriter::new(io::stdout());
    let written = if arguments.lines {
        lines(&workspace, &String::from_utf8_lossy(&bytes), &mut out)
    } else {
        let viewed = match arguments.convert {
            true => workspace::view_or_convert(&workspace, &Converting::default(), &name, &bytes),
            false => workspace::view(&workspace, &name, bytes),
        };
        match viewed {
            Ok(views) => show(&views, arguments.format, &mut out),
            Err(report) => {
                let finding = report.findings.first();
                let words = finding.map(|it| it.message.clone()).unwrap_or_default();
                let help = finding.and_then(|it| it.help.clone()).unwrap_or_default();
                let _ = writeln!(io::stderr(), "{name}：{words}\n{help}");
                return Exit::Findings;
            }
        }
    };
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            fail(&format!("写不了标准输出：{}", vfs::reason(&error)))
        }
        _ => Exit::Clean,
    }
}

fn input(arguments: &InspectArgs) -> Result<(String, Vec<u8>), String> {
    if arguments.file == Path::new("-") {
        let bytes = vfs::read_stdin()
            .map_err(|error| format!("读不了标准输入：{}", vfs::reason(&error)))?;
        return Ok((arguments.stdin_filename.clone(), bytes));
    }
    let name = workspace::display(&arguments.file);
    let bytes = DiskFiles.read(&arguments.file);
    bytes
        .map(|bytes| (name.clone(), bytes))
        .map_err(|error| format!("打不开“{name}”：{}", vfs::reason(&error)))
}

fn lines(workspace: &Workspace, text: &str, out: &mut dyn Write) -> io::Result<()> {
    for line in text.lines() {
        let line = line.trim_start_matches('\u{feff}');
        if line.trim().is_empty() {
            continue;
        }
        let (folded, passage) = workspace::passage(workspace, line);
        let mut object = facts_json(&folded, &passage);
        if let Value::Object(map) = &mut object {
            map.insert("text".into(), line.into());
        }
        writeln!(out, "{object}")?;
    }
    Ok(())
}

/// The facts of a passage as JSON; `start` and `end` count characters.
fn facts_json(text: &str, passage: &Passage) -> Value {
    let notes: Vec<String> = passage
        .quantities
        .set_aside
        .iter()
        .map(|it| format!("“{}”不是数量：{}", it.range.slice(text), it.reason.word()))
        .collect();
    let found = &passage.quantities.found;
    json!({
        "kind": passage.prose.kind.key(),
        "quantified": passage.quantities.is_quantified(),
        "effect": !passage.prose.effects.is_empty(),
        "quantities": found.iter().map(|it| quantity_json(text, it)).collect::<Vec<_>>(),
        "notes": notes,
    })
}

fn quantity_json(text: &str, it: &Quantity) -> Value {
    let chars = |at: u32| {
        text.get(..at as usize)
            .map_or(0, |before| before.chars().count())
    };
    let words = |range: TextRange| range.slice(text).to_owned();
    json!({
        "comparator": it.comparator.key(),
        "value": it.value.normalize().to_string(),
        "high": it.high.map(|high| high.normalize().to_string()),
        "unit": it.shown_unit(text),
        "per": it.per.map(words),
        "approximate": it.approximate,
        "role": it.role.key(),
        "start": chars(it.range.start),
        "end": chars(it.range.end),
        "text": words(it.range),
    })
}

fn show(views: &[DocumentView], format: Form, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Form::Json => {
            let documents: Vec<Value> = views.iter().map(view_json).collect();
            writeln!(
                out,
                "{:#}",
                json!({ "schema": "jixiao-inspect/1", "documents": documents })
            )
        }
        Form::Table => views.iter().try_for_each(|view| table(view, out)),
    }
}

fn view_json(view: &DocumentView) -> Value {
    json!({
        "path": view.path,
        "encoding": view.encoding,
        "part": view.part,
        "form": view.form,
        "pack": view.pack,
        "pack_reason": view.reason,
        "notes": view.notes,
        "fields": view.fields.iter().map(field_json).collect::<Vec<_>>(),
    })
}

fn field_json(field: &FieldView) -> Value {
    let (status, value) = match &field.value {
        ValueView::Absent => ("absent", Value::Null),
        ValueView::Blank => ("blank", Value::Null),
        ValueView::Unreadable(written) => ("unreadable", json!({ "written": written })),
        ValueView::Text(text, passage) => (
            "text",
            json!({ "text": text, "facts": facts_json(text, passage) }),
        ),
        ValueView::Number(written, value, unit) => {
            let unit = (!unit.name().is_empty()).then(|| unit.name());
            (
                "number",
                json!({ "written": written, "value": value.to_string(), "unit": unit }),
            )
        }
        ValueView::Date(written, year, month, day) => {
            let part = |part: u8| (part > 0).then_some(part);
            let (month, day) = (part(*month), part(*day));
            (
                "date",
                json!({ "written": written, "year": year, "month": month, "day": day }),
            )
        }
        ValueView::Word(written, word) => ("word", json!({ "written": written, "word": word })),
        ValueView::List(rows) => {
            let row = |row: &Vec<FieldView>| row.iter().map(field_json).collect::<Vec<_>>();
            (
                "list",
                Value::Array(rows.iter().map(|it| row(it).into()).collect()),
            )
        }
    };
    json!({
        "name": field.name,
        "label": field.label,
        "required": field.required,
        "line": field.line,
        "place": field.place,
        "start_byte": field.range.start,
        "end_byte": field.range.end,
        "status": status,
        "value": value,
    })
}

fn table(view: &DocumentView, out: &mut dyn Write) -> io::Result<()> {
    let part = view
        .part
        .map(|part| format!(" 第 {part} 份"))
        .unwrap_or_default();
    writeln!(out, "{}{part}（{}）", view.path, view.encoding)?;
    writeln!(out, "{}", view.form)?;
    writeln!(out, "规则包 {}：{}", view.pack, view.reason)?;
    for note in &view.notes {
        writeln!(out, "注意：{note}")?;
    }
    writeln!(out)?;
    let office = view.fields.iter().any(|field| field.place.is_some());
    let gutter = if office { PLACE } else { LINE };
    let head = if office { "位置" } else { "   行" };
    writeln!(out, "{}  栏目", padded(head, gutter))?;
    rows(&view.fields, 0, gutter, out)?;
    writeln!(out)
}

/// Width of the column of line numbers.
const LINE: usize = 5;
/// Width of the column of places in office files: `表1 第12行第3列`.
const PLACE: usize = 16;

/// A text with spaces behind it, so that it takes so many cells.
fn padded(text: &str, cells: usize) -> String {
    let spaces = cells.saturating_sub(text.width());
    format!("{text}{:spaces$}", "")
}

/// Where a field stands.
fn place(field: &FieldView, gutter: usize) -> String {
    match (&field.value, &field.place) {
        (ValueView::Absent, _) => padded("    –", gutter),
        (_, Some(place)) => padded(place, gutter),
        (_, None) => format!("{:LINE$}", field.line),
    }
}

fn rows(fields: &[FieldView], depth: usize, gutter: usize, out: &mut dyn Write) -> io::Result<()> {
    for field in fields {
        // An element of a list leaves most optional columns out; only what is there is shown.
        let idle = matches!(field.value, ValueView::Absent | ValueView::Blank) && !field.required;
        if depth > 0 && idle {
            continue;
        }
        let indent = "  ".repeat(depth);
        let line = place(field, gutter);
        match &field.value {
            ValueView::List(elements) => {
                writeln!(out, "{line}  {indent}{}：{} 项", field.name, elements.len())?;
                for element in elements {
                    rows(element, depth + 1, gutter, out)?;
                    if depth == 0 && element.len() > 3 {
                        writeln!(out)?;
                    }
                }
            }
            value => {
                let head = format!("{line}  {indent}{}：", field.name);
                let room = terminal::width().saturating_sub(head.width());
                writeln!(
                    out,
                    "{head}{}",
                    cut(&value.words(field.required), room.max(20))
                )?;
                if let ValueView::Text(text, passage) = value {
                    facts(text, passage, gutter + 2 + depth * 2, out)?;
                }
            }
        }
    }
    Ok(())
}

/// What was read as what in a passage, and which numbers were set aside and why.
fn facts(text: &str, passage: &Passage, indent: usize, out: &mut dyn Write) -> io::Result<()> {
    let indent = " ".repeat(indent + 2);
    for it in &passage.quantities.found {
        writeln!(out, "{indent}数量 {}", it.words(text))?;
    }
    for it in &passage.quantities.set_aside {
        writeln!(
            out,
            "{indent}不计 {}：{}",
            it.range.slice(text),
            it.reason.word()
        )?;
    }
    for it in &passage.prose.effects {
        writeln!(out, "{indent}效果 {}", cut(it.range.slice(text), 60))?;
    }
    Ok(())
}

/// The beginning of a text that fits into `room` cells, on one line.
fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= room
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{kept}…")
}
