//! The boxes that comments of a sheet are shown in: shapes of its legacy drawing (VML).
//!
//! A comment without its box is lost when Excel opens the file. Which box is whose is told by row
//! and column, which every program keeps; ids of shapes are given anew by some.

use std::collections::BTreeSet;

use crate::ooxml::{Element, Malformed, Outline, Patch};

use super::parts::Parts;
use super::refusal::Refusal;
use super::sheet::Cell;

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const VML: &str = "urn:schemas-microsoft-com:vml";
const VML_OFFICE: &str = "urn:schemas-microsoft-com:office:office";
const VML_EXCEL: &str = "urn:schemas-microsoft-com:office:excel";
const KIND: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
/// The name of the kind of shape that comments are.
const SHAPE_TYPE: &str = "_x0000_t202";
/// Elements of a sheet that stand behind the legacy drawing.
const BEHIND: &[&str] = &[
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "AlternateContent",
    "webPublishItems",
    "tableParts",
    "extLst",
];

/// Takes the boxes of these cells out of the drawing of a sheet.
pub(super) fn erase(
    parts: &mut Parts<'_>,
    sheet: &str,
    cells: &BTreeSet<Cell>,
) -> Result<(), Refusal> {
    let Some(part) = drawing(parts, sheet)?.filter(|_| !cells.is_empty()) else {
        return Ok(());
    };
    let bytes = parts.get(&part)?;
    let outline = Outline::read(&bytes, DEPTH)?;
    let ours = outline.all("shape").filter(|shape| {
        let cell = cell_of_shape(&outline, shape);
        cell.is_some_and(|cell| cells.contains(&cell))
    });
    let patches = ours.map(|shape| Patch::remove(shape.whole.clone()));
    let patches = patches.collect();
    parts.patch(&part, patches)
}

/// Puts boxes for these cells, of so many lines each, into the drawing of the sheet that has this
/// number.
pub(super) fn draw(
    parts: &mut Parts<'_>,
    number: usize,
    sheet: &str,
    boxes: &[(Cell, usize)],
) -> Result<(), Refusal> {
    if boxes.is_empty() {
        return Ok(());
    }
    let part = match drawing(parts, sheet)? {
        Some(part) => part,
        None => begin(parts, number, sheet)?,
    };
    let bytes = parts.get(&part)?;
    let outline = Outline::read(&bytes, DEPTH)?;
    let used = outline.all("shape").filter_map(shape_number).max();
    let first = used.unwrap_or(1024 * (number as u64 + 1)) + 1;
    let has_type = outline
        .all("shapetype")
        .any(|it| it.attribute("id") == Some(SHAPE_TYPE));
    let mut shapes = String::new();
    if !has_type {
        shapes.push_str(&shape_type(&Prefixes::of(&outline)));
    }
    for (id, (cell, lines)) in (first..).zip(boxes) {
        shapes.push_str(&shape(&Prefixes::of(&outline), id, *cell, *lines));
    }
    parts.append(&part, |_| shapes)
}

/// How deep the parts of a shape stand that tell its cell.
const DEPTH: usize = 3;

/// The part of the drawing of a sheet.
fn drawing(parts: &mut Parts<'_>, sheet: &str) -> Result<Option<String>, Refusal> {
    let bytes = parts.get(sheet)?;
    let outline = Outline::read(&bytes, 1)?;
    let Some(id) = outline
        .all("legacyDrawing")
        .find_map(|it| it.attribute("id"))
    else {
        return Ok(None);
    };
    let related = parts.relationships(sheet)?;
    let target = related.into_iter().find(|it| it.id == id);
    let target = target.and_then(|it| it.target);
    Ok(target.filter(|target| parts.has(target)))
}

/// A drawing for a sheet that has none.
fn begin(parts: &mut Parts<'_>, number: usize, sheet: &str) -> Result<String, Refusal> {
    let part = parts.free("xl/drawings/vmlDrawing", ".vml");
    let empty = format!(
        "<xml xmlns:v=\"{VML}\" xmlns:o=\"{VML_OFFICE}\" xmlns:x=\"{VML_EXCEL}\">\
         <o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{}\"/></o:shapelayout></xml>",
        number + 1
    );
    parts.set(&part, empty.into_bytes())?;
    parts.declare_ending("vml", KIND)?;
    let id = parts.relate(sheet, "vmlDrawing", &part)?;
    let bytes = parts.get(sheet)?;
    let outline = Outline::read(&bytes, 1)?;
    let root = outline.root().ok_or(Malformed)?;
    let mut patches: Vec<Patch> = (outline.all("legacyDrawing"))
        .map(|lost| Patch::remove(lost.whole.clone()))
        .collect();
    let behind = outline
        .children(root)
        .find(|it| BEHIND.contains(&it.local()));
    let element = format!(
        "<{}legacyDrawing xmlns:r=\"{}\" r:id=\"{id}\"/>",
        root.prefix(),
        space_of_ids(parts, sheet)?
    );
    match behind {
        Some(behind) => patches.push(Patch::insert(behind.tag.start, element)),
        None => patches.extend(super::xml::append(&bytes, root, element)),
    }
    parts.patch(sheet, patches)?;
    Ok(part)
}

/// The namespace of ids of relationships in this file.
fn space_of_ids(parts: &mut Parts<'_>, sheet: &str) -> Result<String, Refusal> {
    let related = parts.relationships(sheet)?;
    let kind = related.iter().find(|it| it.is("vmlDrawing"));
    let space = kind.and_then(|it| it.kind.strip_suffix("/vmlDrawing"));
    Ok(space.unwrap_or(OFFICE).to_owned())
}

/// The prefixes of a drawing, each with its colon, and what declares those it lacks.
struct Prefixes {
    vml: String,
    office: String,
    excel: String,
    declared: String,
}

impl Prefixes {
    fn of(outline: &Outline<'_>) -> Self {
        let mut declared = String::new();
        let mut prefix = |uri: &str, own: &str| {
            outline.prefix(uri).unwrap_or_else(|| {
                declared.push_str(&format!(" xmlns:{own}=\"{uri}\""));
                format!("{own}:")
            })
        };
        Self {
            vml: prefix(VML, "v"),
            office: prefix(VML_OFFICE, "o"),
            excel: prefix(VML_EXCEL, "x"),
            declared,
        }
    }
}

fn shape_type(prefixes: &Prefixes) -> String {
    let Prefixes {
        vml: v,
        office: o,
        declared,
        ..
    } = prefixes;
    format!(
        "<{v}shapetype{declared} id=\"{SHAPE_TYPE}\" coordsize=\"21600,21600\" {o}spt=\"202\" \
         path=\"m,l,21600r21600,l21600,xe\"><{v}stroke joinstyle=\"miter\"/>\
         <{v}path gradientshapeok=\"t\" {o}connecttype=\"rect\"/></{v}shapetype>"
    )
}

/// A box to the right of its cell, hidden until the pointer is over the cell.
fn shape(prefixes: &Prefixes, id: u64, (row, column): Cell, lines: usize) -> String {
    /// Rows are at least this high in most sheets: a line of the box fits into one.
    const MOST_ROWS: usize = 24;
    let Prefixes {
        vml: v,
        office: o,
        excel: x,
        declared,
    } = prefixes;
    let (row, column) = (row.saturating_sub(1), column.saturating_sub(1));
    let rows = lines.clamp(4, MOST_ROWS);
    let top = row.saturating_sub(1);
    format!(
        "<{v}shape{declared} id=\"_x0000_s{id}\" type=\"#{SHAPE_TYPE}\" \
         style=\"position:absolute;margin-left:80pt;margin-top:5pt;width:260pt;height:{}pt;\
         z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" {o}insetmode=\"auto\">\
         <{v}fill color2=\"#ffffe1\"/><{v}shadow on=\"t\" color=\"black\" obscured=\"t\"/>\
         <{v}path {o}connecttype=\"none\"/><{v}textbox style=\"mso-direction-alt:auto\">\
         <div style=\"text-align:left\"></div></{v}textbox><{x}ClientData ObjectType=\"Note\">\
         <{x}MoveWithCells/><{x}SizeWithCells/><{x}Anchor>{}, 15, {top}, 2, {}, 31, {}, 4</{x}Anchor>\
         <{x}AutoFill>False</{x}AutoFill><{x}Row>{row}</{x}Row><{x}Column>{column}</{x}Column>\
         </{x}ClientData></{v}shape>",
        rows * 13,
        column + 1,
        column + 5,
        top as usize + rows,
    )
}

/// The number in the id of a shape.
fn shape_number(shape: &Element<'_>) -> Option<u64> {
    let id = shape.attribute("id")?.strip_prefix("_x0000_s")?;
    id.parse().ok().filter(|&it| it < u64::from(u32::MAX))
}

/// The cell of a comment's box.
fn cell_of_shape(outline: &Outline<'_>, shape: &Element<'_>) -> Option<Cell> {
    let mut inside = outline.below(shape).filter(|it| it.local() == "ClientData");
    let data = inside.find(|it| it.attribute("ObjectType") == Some("Note"))?;
    let number = |name: &str| {
        let found = outline.below(data).find(|it| it.local() == name)?;
        let number: u32 = outline.text(found).trim().parse().ok()?;
        number.checked_add(1)
    };
    Some((number("Row")?, number("Column")?))
}
