//! Comments of one sheet: the part that holds their words and the drawing that holds their boxes.
//!
//! A cell has one comment at most. Where somebody else's stands already, also the stand-in for a
//! threaded one, ours is left out; the list of findings says so.

use std::collections::{BTreeMap, BTreeSet};

use crate::ooxml::{Malformed, Outline, Patch, escape};
use crate::source::cell_name;
use crate::write::Note;

use super::annotate::AUTHOR;
use super::boxes::{draw, erase};
use super::parts::Parts;
use super::refusal::Refusal;
use super::sheet::{Cell, cell_of};
use super::xml::append;

/// The namespace of spreadsheets in transitional files.
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
/// The most UTF-16 units that a cell or a comment holds.
pub(super) const LONGEST: usize = 32_767;

/// What has become of the comments of a sheet.
#[derive(Default)]
pub(super) struct Done {
    /// Cells that have got one.
    pub(super) written: Vec<Cell>,
    /// Cells that hold somebody else's.
    pub(super) left: Vec<Cell>,
}

/// Takes our earlier comments out of a sheet and puts these in. `number` counts the sheets.
pub(super) fn comment(
    parts: &mut Parts<'_>,
    number: usize,
    sheet: &str,
    notes: &BTreeMap<Cell, Vec<&Note>>,
) -> Result<Done, Refusal> {
    let known = parts.related(sheet, "comments")?;
    let part = match (known, notes.is_empty()) {
        (None, true) => return Ok(Done::default()),
        (Some(part), _) => part,
        (None, false) => begin(parts, sheet)?,
    };
    let (erased, taken) = strip(parts, &part)?;
    let (left, written) = notes.keys().partition(|cell| taken.contains(*cell));
    let done = Done { written, left };
    let ours: Vec<(Cell, &Vec<&Note>)> = (done.written.iter())
        .filter_map(|cell| Some((*cell, notes.get(cell)?)))
        .collect();
    if erased.is_empty() && ours.is_empty() {
        return Ok(done);
    }
    add(parts, &part, &ours)?;
    erase(parts, sheet, &erased)?;
    let boxes: Vec<(Cell, usize)> = (ours.iter())
        .map(|(cell, notes)| (*cell, lines(notes)))
        .collect();
    draw(parts, number, sheet, &boxes)?;
    Ok(done)
}

/// A part for the comments of a sheet that has none.
fn begin(parts: &mut Parts<'_>, sheet: &str) -> Result<String, Refusal> {
    let bytes = parts.get(sheet)?;
    let outline = Outline::read(&bytes, 0)?;
    let root = outline.root().ok_or(Malformed)?;
    let empty = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <comments xmlns=\"{}\"><authors/><commentList/></comments>",
        escape(root.space().unwrap_or(MAIN))
    );
    let part = parts.free("xl/comments", ".xml");
    parts.set(&part, empty.into_bytes())?;
    parts.declare(&part, COMMENTS)?;
    parts.relate(sheet, "comments", &part)?;
    Ok(part)
}

/// Takes our comments out: the cells they stood in, and the cells that hold others.
fn strip(parts: &mut Parts<'_>, part: &str) -> Result<(BTreeSet<Cell>, BTreeSet<Cell>), Refusal> {
    let bytes = parts.get(part)?;
    let outline = Outline::read(&bytes, 3)?;
    let authors = outline.all("author").map(|it| outline.text(it) == AUTHOR);
    let authors: Vec<bool> = authors.collect();
    let (mut ours, mut others) = (BTreeSet::new(), BTreeSet::new());
    let mut patches = Vec::new();
    for comment in outline.all("comment") {
        let author = comment.attribute("authorId").and_then(|it| it.parse().ok());
        let author: Option<usize> = author;
        let own = author.and_then(|it| authors.get(it).copied()) == Some(true);
        let cell = comment.attribute("ref").and_then(cell_of);
        match own {
            true => {
                ours.extend(cell);
                patches.push(Patch::remove(comment.whole.clone()));
            }
            false => others.extend(cell),
        }
    }
    parts.patch(part, patches)?;
    Ok((ours, others))
}

/// Puts comments behind those of others.
fn add(parts: &mut Parts<'_>, part: &str, notes: &[(Cell, &Vec<&Note>)]) -> Result<(), Refusal> {
    if notes.is_empty() {
        return Ok(());
    }
    let author = author(parts, part)?;
    let bytes = parts.get(part)?;
    let outline = Outline::read(&bytes, 1)?;
    let list = outline.all("commentList").next().ok_or(Malformed)?;
    let prefix = list.prefix().to_owned();
    let comments: String = (notes.iter())
        .map(|(cell, notes)| written(&prefix, *cell, author, notes))
        .collect();
    let patches = append(&bytes, list, comments);
    parts.patch(part, patches)
}

/// Our number among the authors, with an entry for us if there is none.
fn author(parts: &mut Parts<'_>, part: &str) -> Result<usize, Refusal> {
    let bytes = parts.get(part)?;
    let outline = Outline::read(&bytes, 2)?;
    let known = outline
        .all("author")
        .position(|it| outline.text(it) == AUTHOR);
    if let Some(known) = known {
        return Ok(known);
    }
    let list = outline.all("authors").next().ok_or(Malformed)?;
    let prefix = list.prefix();
    let entry = format!("<{prefix}author>{AUTHOR}</{prefix}author>");
    parts.patch(part, append(&bytes, list, entry))?;
    Ok(outline.all("author").count())
}

/// A comment as XML: of each finding the first paragraph is bold.
fn written(p: &str, (row, column): Cell, author: usize, notes: &[&Note]) -> String {
    let mut left = LONGEST;
    let mut runs = String::new();
    for (number, note) in notes.iter().enumerate() {
        let gap = if number == 0 { "" } else { "\n\n" };
        let head = cut(&format!("{gap}{}\n", note.head()), &mut left);
        let body = cut(&note.body().join("\n"), &mut left);
        for (text, bold) in [(head, true), (body, false)] {
            if text.is_empty() {
                continue;
            }
            let bold = if bold {
                format!("<{p}b/>")
            } else {
                String::new()
            };
            runs.push_str(&format!(
                "<{p}r><{p}rPr>{bold}<{p}sz val=\"9\"/><{p}color indexed=\"81\"/>\
                 <{p}rFont val=\"宋体\"/><{p}charset val=\"134\"/></{p}rPr>\
                 <{p}t xml:space=\"preserve\">{}</{p}t></{p}r>",
                lined(&text)
            ));
        }
    }
    format!(
        "<{p}comment ref=\"{}\" authorId=\"{author}\" shapeId=\"0\"><{p}text>{runs}</{p}text></{p}comment>",
        cell_name(row, column)
    )
}

/// The beginning of a text that still fits.
pub(super) fn cut(text: &str, left: &mut usize) -> String {
    let fits = |c: &char| match left.checked_sub(c.len_utf16()) {
        Some(rest) => {
            *left = rest;
            true
        }
        None => false,
    };
    text.chars().take_while(fits).collect()
}

/// A text in an element, with its line breaks as they are. What reads like the code of a character
/// that XML cannot hold (`_x000D_`) would be taken for one.
pub(super) fn lined(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(escape).collect();
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = lines.join("\n");
    while let Some(at) = rest.find("_x") {
        let tail = rest.split_off(at);
        let code = tail.get(2..6).filter(|_| tail.get(6..7) == Some("_"));
        let is_code = code.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_hexdigit()));
        out.push_str(&rest);
        out.push_str(if is_code { "_x005F_x" } else { "_x" });
        rest = tail.get(2..).unwrap_or_default().to_owned();
    }
    out + &rest
}

/// How many lines a comment takes in its box.
fn lines(notes: &[&Note]) -> usize {
    let paragraphs = notes.iter().flat_map(|note| {
        let mut all = note.body();
        all.extend([note.head(), String::new()]);
        all
    });
    paragraphs
        .map(|it| it.chars().count().div_ceil(26).max(1))
        .sum()
}
