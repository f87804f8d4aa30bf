//! The sheet that lists all findings of a workbook, behind its other sheets.
//!
//! A hidden name of the workbook points to it: that is how it is known again, whatever the clerk
//! calls it and whatever program has saved it since. Readers pass it over.

use crate::ooxml::{Element, Malformed, Outline, Patch, RESULT_SHEET, escape, referred_sheet};
use crate::source::cell_name;
use crate::write::Note;

use super::parts::Parts;
use super::refusal::Refusal;
use super::sheet::{Cell, Sheet};
use super::sheet_comments::{LONGEST, cut, lined};
use super::xml::append;

/// What the sheet is called if nothing else is.
const NAME: &str = "检查结果";
const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// Elements of a workbook that stand behind its names.
const BEHIND: &[&str] = &[
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "AlternateContent",
    "extLst",
];

/// Where a finding stands.
pub(super) enum Where {
    /// In a cell of the sheet of this name.
    Cell(String, Cell),
    /// Nowhere: it is about this form as a whole.
    Form(String),
}

/// A finding in the list.
pub(super) struct Row {
    pub(super) place: Where,
    pub(super) note: Note,
    /// Whether its cell holds somebody else's comment.
    pub(super) crowded: bool,
}

/// Writes the list, in place of an earlier one.
pub(super) fn list(parts: &mut Parts<'_>, sheets: &[Sheet], rows: &[Row]) -> Result<(), Refusal> {
    let known = earlier(parts, sheets)?;
    let part = match known {
        Some(part) => part,
        None => add(parts)?,
    };
    let space = space(parts)?;
    let style = wrapping(parts)?;
    parts.set(&part, sheet(&space, style, rows).into_bytes())
}

/// The part of the list that an earlier run has written.
fn earlier(parts: &mut Parts<'_>, sheets: &[Sheet]) -> Result<Option<String>, Refusal> {
    let workbook = parts.get(&parts.main.clone())?;
    let outline = Outline::read(&workbook, 2)?;
    let names: Vec<_> = (outline.all("definedName"))
        .filter(|it| it.attribute("name") == Some(RESULT_SHEET))
        .collect();
    let sheet = names.iter().find_map(|name| {
        let name = referred_sheet(&outline.text(name));
        sheets.iter().find(|sheet| sheet.name == name)
    });
    let part = sheet
        .map(|sheet| sheet.part.clone())
        .filter(|it| parts.has(it));
    if part.is_none() {
        // The name is left of a list that somebody has deleted.
        let main = parts.main.clone();
        let patches = names.iter().map(|it| Patch::remove(it.whole.clone()));
        let patches = patches.collect();
        parts.patch(&main, patches)?;
    }
    Ok(part)
}

/// Adds an empty sheet; its part.
fn add(parts: &mut Parts<'_>) -> Result<String, Refusal> {
    let main = parts.main.clone();
    let part = parts.free("xl/worksheets/sheet", ".xml");
    parts.set(&part, Vec::new())?;
    parts.declare(&part, KIND)?;
    let id = parts.relate(&main, "worksheet", &part)?;
    let workbook = parts.get(&main)?;
    let outline = Outline::read(&workbook, 2)?;
    let root = outline.root().ok_or(Malformed)?;
    let list = outline.all("sheets").next().ok_or(Malformed)?;
    let taken = |name: &str| {
        let mut names = outline.children(list).filter_map(|it| it.attribute("name"));
        names.any(|it| it.eq_ignore_ascii_case(name))
    };
    let mut candidates = (1..).map(|number: u32| match number {
        1 => NAME.to_owned(),
        number => format!("{NAME}{number}"),
    });
    let name = candidates.find(|name| !taken(name)).unwrap_or_default();
    let ids = outline
        .children(list)
        .filter_map(|it| it.attribute("sheetId"));
    let number = ids.filter_map(|it| it.parse::<u32>().ok()).max();
    let number = number.unwrap_or_default().saturating_add(1);
    let space = sheets_space(&outline);
    let prefix = list.prefix();
    let element = format!(
        "<{prefix}sheet xmlns:r=\"{space}\" name=\"{name}\" sheetId=\"{number}\" r:id=\"{id}\"/>"
    );
    let mut patches = append(&workbook, list, element);
    let prefix = root.prefix();
    let entry = format!(
        "<{prefix}definedName name=\"{RESULT_SHEET}\" hidden=\"1\">{name}!$A$1</{prefix}definedName>"
    );
    let behind = outline
        .children(root)
        .find(|it| BEHIND.contains(&it.local()));
    let names = outline
        .children(root)
        .find(|it| it.local() == "definedNames");
    match (names, behind) {
        (Some(names), _) => patches.extend(append(&workbook, names, entry)),
        (None, behind) => {
            let entry = format!("<{prefix}definedNames>{entry}</{prefix}definedNames>");
            let end = root.inner.end;
            let at = behind.map_or(end, |it| it.tag.start);
            patches.push(Patch::insert(at, entry));
        }
    }
    parts.patch(&main, patches)?;
    Ok(part)
}

/// The namespace of ids of relationships in the workbook.
fn sheets_space(outline: &Outline<'_>) -> String {
    const TRANSITIONAL: &str =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    let space = if outline.prefix(STRICT).is_some() {
        STRICT
    } else {
        TRANSITIONAL
    };
    space.to_owned()
}

/// The namespace of the workbook.
fn space(parts: &mut Parts<'_>) -> Result<String, Refusal> {
    let workbook = parts.get(&parts.main.clone())?;
    let outline = Outline::read(&workbook, 0)?;
    Ok(outline
        .root()
        .and_then(|it| it.space())
        .unwrap_or(MAIN)
        .to_owned())
}

/// The number of a plain cell format of the workbook that wraps long texts, if there is one. Formats
/// are not added: their part stays as it is.
fn wrapping(parts: &mut Parts<'_>) -> Result<Option<usize>, Refusal> {
    let main = parts.main.clone();
    let Some(styles) = parts.related(&main, "styles")? else {
        return Ok(None);
    };
    let bytes = parts.get(&styles)?;
    let outline = Outline::read(&bytes, 3)?;
    let Some(formats) = outline.all("cellXfs").next() else {
        return Ok(None);
    };
    let usual = |it: Option<&str>| matches!(it, None | Some("0"));
    let plain = |it: &&Element<'_>| {
        let keys = ["fontId", "fillId", "numFmtId"];
        keys.into_iter().all(|key| usual(it.attribute(key)))
    };
    let wraps = |it: &Element<'_>| {
        let wrapped = matches!(it.attribute("wrapText"), Some("1" | "true"));
        wrapped && usual(it.attribute("textRotation"))
    };
    let found = outline
        .children(formats)
        .position(|format| plain(&format) && outline.children(format).any(wraps));
    Ok(found)
}

const HEADINGS: [&str; 6] = ["位置", "级别", "规则", "问题", "建议", "依据"];
const WIDTHS: [u32; 6] = [18, 8, 30, 56, 44, 40];

fn sheet(space: &str, style: Option<usize>, rows: &[Row]) -> String {
    let mut columns = String::new();
    for (number, width) in (1..).zip(WIDTHS) {
        columns.push_str(&format!(
            "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
        ));
    }
    let mut data = String::new();
    push_row(&mut data, 1, None, &[summary(rows)]);
    push_row(&mut data, 2, None, &HEADINGS.map(str::to_owned));
    let mut links = String::new();
    for (number, row) in (3_u32..).zip(rows) {
        push_row(&mut data, number, style, &cells(row, style.is_some()));
        if let Where::Cell(sheet, (row, column)) = &row.place {
            links.push_str(&format!(
                "<hyperlink ref=\"A{number}\" location=\"{}\"/>",
                escape(&format!("{}!{}", quoted(sheet), cell_name(*row, *column)))
            ));
        }
    }
    let links = match links.is_empty() {
        true => links,
        false => format!("<hyperlinks>{links}</hyperlinks>"),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <worksheet xmlns=\"{space}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>\
         <sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"2\" topLeftCell=\"A3\" \
         activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>\
         <cols>{columns}</cols><sheetData>{data}</sheetData>{links}\
         <pageMargins left=\"0.4\" right=\"0.4\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>\
         <pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>",
        space = escape(space)
    )
}

fn summary(rows: &[Row]) -> String {
    use crate::diag::Severity::{Error, Hint, Warning};
    let count = |severity| {
        rows.iter()
            .filter(|it| it.note.severity == severity)
            .count()
    };
    match rows.is_empty() {
        true => "绩效规则检查：没有发现问题".to_owned(),
        false => format!(
            "绩效规则检查：必改 {} 处，应改 {} 处，提示 {} 处；点“位置”跳到那一格",
            count(Error),
            count(Warning),
            count(Hint)
        ),
    }
}

/// The texts of a row; paragraphs become lines where these are shown.
fn cells(row: &Row, wraps: bool) -> [String; 6] {
    let joint = if wraps { "\n" } else { "；" };
    let Row {
        place,
        note,
        crowded,
    } = row;
    let place = match place {
        Where::Cell(sheet, (row, column)) => format!("{sheet}!{}", cell_name(*row, *column)),
        Where::Form(form) if form.is_empty() => "全表".to_owned(),
        Where::Form(form) => format!("全表（{form}）"),
    };
    let mut problem = vec![note.message.clone()];
    problem.extend(note.details.iter().cloned());
    if *crowded {
        problem.push("（这一格已有别人的批注，问题只列在这里）".to_owned());
    }
    let mut advice: Vec<String> = note.help.iter().cloned().collect();
    let fixes = note.fixes.iter();
    advice.extend(fixes.map(|fix| format!("修正：{}（{}）", fix.title, fix.state)));
    [
        place,
        note.severity.title().to_owned(),
        note.rule.clone(),
        problem.join(joint),
        advice.join(joint),
        note.basis.join(joint),
    ]
}

/// Appends a row of texts; they are inline texts, never formulas.
fn push_row(out: &mut String, row: u32, style: Option<usize>, cells: &[String]) {
    /// A row is at most 409 points high.
    const MOST_LINES: usize = 27;
    out.push_str(&format!("<row r=\"{row}\""));
    if style.is_some() {
        let lines = cells.iter().zip(WIDTHS).map(|(it, width)| lines(it, width));
        let lines = lines.max().unwrap_or(1).min(MOST_LINES);
        out.push_str(&format!(" ht=\"{}\" customHeight=\"1\"", lines * 15));
    }
    out.push('>');
    let style = style.map_or_else(String::new, |it| format!(" s=\"{it}\""));
    for (column, text) in (1..).zip(cells) {
        let mut left = LONGEST;
        out.push_str(&format!(
            "<c r=\"{}\"{style} t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
            cell_name(row, column),
            lined(&cut(text, &mut left))
        ));
    }
    out.push_str("</row>");
}

/// How many lines a text takes in a column of this width; a Chinese character is two wide.
fn lines(text: &str, width: u32) -> usize {
    let wide = |c: char| if c.is_ascii() { 1 } else { 2 };
    let lines = text
        .split('\n')
        .map(|it| it.chars().map(wide).sum::<usize>());
    // A little is lost at the end of each line.
    let room = (width as usize).saturating_sub(3).max(1);
    lines.map(|it| it.div_ceil(room).max(1)).sum()
}

/// The name of a sheet as references write it.
fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}
