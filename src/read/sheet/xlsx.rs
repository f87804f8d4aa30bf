//! The parts of an xlsx: which sheets it has, their texts and formats.

use std::io::Read;

use crate::ooxml::{Package, RESULT_SHEET, referred_sheet};

use super::styles::{Styles, styles};
use super::workbook::{Refusal, Sheet, Texts, Workbook};
use super::xlsx_cells::{self, Around};
use super::xml::{Token, Xml};

/// The longest text of one cell, in bytes; programs allow 32,767 characters.
pub(super) const LONGEST_CELL: usize = 1 << 20;

/// A sheet as the workbook's part names it.
struct Named {
    name: String,
    relation: String,
    hidden: bool,
}

/// The relations of the workbook: id, what it leads to, and the path of that.
type Relations = Vec<(String, String, String)>;

/// The path of the workbook's part; `None` when the package is none of a spreadsheet.
pub(super) fn workbook_part(package: &mut Package<'_>) -> Option<String> {
    let types = package.stream("[Content_Types].xml").ok().flatten();
    let path = types.and_then(named_main);
    let path = path.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    package.has(&path).then_some(path)
}

/// The path of the main part as the types of the parts name it.
fn named_main(types: impl Read) -> Option<String> {
    let mut xml = Xml::new(types);
    loop {
        match xml.next().ok()? {
            Token::Open(element) if element.is("Override") => {
                let kind = element.value("ContentType").unwrap_or_default();
                let main = kind.ends_with("main+xml");
                if main && (kind.contains("spreadsheetml") || kind.contains("ms-excel")) {
                    let path = element.value("PartName").unwrap_or_default();
                    return Some(path.trim_start_matches('/').to_owned());
                }
            }
            Token::End => return None,
            Token::Open(_) | Token::Close(_) | Token::Text(_) | Token::Other => {}
        }
    }
}

/// Reads a package whose workbook stands at `path`.
pub(super) fn read(package: &mut Package<'_>, path: &str) -> Result<Workbook, Refusal> {
    let relations = relations(package, path)?;
    let (named, since_1904) = sheets(package.stream(path)?.ok_or(Refusal::Broken)?)?;
    let target = |kind: &str| {
        let found = relations.iter().find(|(_, of, _)| of == kind);
        found.map(|(_, _, target)| target.as_str())
    };
    let mut book = Workbook::default();
    if let Some(path) = target("sharedStrings")
        && let Some(part) = package.stream(path)?
    {
        book.shared = shared(part)?;
    }
    let mut formats = Styles::default();
    if let Some(path) = target("styles")
        && let Some(part) = package.stream(path)?
    {
        formats = styles(part)?;
    }
    for sheet in named {
        let found = relations.iter().find(|(id, ..)| *id == sheet.relation);
        let Some((_, kind, path)) = found else {
            return Err(Refusal::Broken);
        };
        // Charts have sheets too, and macros.
        if kind != "worksheet" {
            continue;
        }
        if sheet.hidden {
            book.hidden.push(sheet.name);
            continue;
        }
        let part = package.stream(path)?.ok_or(Refusal::Broken)?;
        let around = Around {
            styles: &formats,
            since_1904,
        };
        let read = xlsx_cells::read(part, Sheet::new(sheet.name), &around, &mut book)?;
        book.push(read)?;
    }
    Ok(book)
}

/// What the part at `path` leads to, by id: kind and path.
fn relations(package: &mut Package<'_>, path: &str) -> Result<Relations, Refusal> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let beside = match folder {
        "" => format!("_rels/{file}.rels"),
        folder => format!("{folder}/_rels/{file}.rels"),
    };
    let mut found = Vec::new();
    let Some(part) = package.stream(&beside)? else {
        return Err(Refusal::Broken);
    };
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            Token::Open(element) if element.is("Relationship") => {
                let of = |name| element.value(name).unwrap_or_default().into_owned();
                let kind = of("Type");
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                // What lies outside of the file is never looked at.
                if of("TargetMode") != "External" {
                    found.push((of("Id"), kind, joined(folder, &of("Target"))));
                }
            }
            Token::End => return Ok(found),
            Token::Open(_) | Token::Close(_) | Token::Text(_) | Token::Other => {}
        }
    }
}

/// A path as it stands in a relation, seen from the package.
fn joined(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The sheets that a workbook names, and whether its days count from 1904.
fn sheets(part: impl Read) -> Result<(Vec<Named>, bool), Refusal> {
    let mut xml = Xml::new(part);
    let mut named = Vec::new();
    let mut since_1904 = false;
    let mut listed = String::new();
    loop {
        match xml.next()? {
            Token::Open(element) if element.is("workbookPr") => {
                since_1904 = element.yes("date1904");
            }
            Token::Open(element) if element.is("sheet") => {
                let state = element.value("state").unwrap_or_default();
                named.push(Named {
                    name: element.value("name").unwrap_or_default().into_owned(),
                    relation: element.relation().unwrap_or_default(),
                    hidden: matches!(&*state, "hidden" | "veryHidden"),
                });
            }
            Token::Open(element) if element.is("definedName") => {
                if element.value("name").as_deref() == Some(RESULT_SHEET) {
                    listed = referred_sheet(&xml.text(LONGEST_CELL)?);
                }
            }
            Token::End => {
                // The list of our findings in an annotated copy is no part of the declaration.
                named.retain(|sheet| sheet.name != listed);
                return Ok((named, since_1904));
            }
            Token::Open(_) | Token::Close(_) | Token::Text(_) | Token::Other => {}
        }
    }
}

/// The texts that cells share.
fn shared(part: impl Read) -> Result<Texts, Refusal> {
    let mut xml = Xml::new(part);
    let mut texts = Texts::default();
    loop {
        match xml.next()? {
            Token::Open(element) if element.is("si") => {
                let text = rich(&mut xml, "si")?;
                texts.push(&text)?;
            }
            Token::End => return Ok(texts),
            Token::Open(_) | Token::Close(_) | Token::Text(_) | Token::Other => {}
        }
    }
}

/// The text of an element of runs, up to its end: how it is pronounced is no part of it.
pub(super) fn rich<R: Read>(xml: &mut Xml<R>, outer: &str) -> Result<String, Refusal> {
    let mut text = String::new();
    let mut spoken = false;
    loop {
        match xml.next()? {
            Token::Open(element) if element.is("rPh") => spoken = true,
            Token::Open(element) if element.is("t") && !spoken => {
                text.push_str(&xml.text(LONGEST_CELL)?);
            }
            Token::Close(it) if it.is("rPh") => spoken = false,
            Token::Close(it) if it.is(outer) => return Ok(unescaped(&text)),
            Token::End => return Err(Refusal::Broken),
            Token::Open(_) | Token::Close(_) | Token::Text(_) | Token::Other => {}
        }
        if text.len() > LONGEST_CELL {
            return Err(Refusal::TooLarge);
        }
    }
}

/// A text without the escapes of characters that XML cannot hold (`_x000D_`), and with one kind of
/// line end.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        let known = code
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32)
            .filter(|c| *c != '\0');
        let length = match known {
            Some(c) => {
                out.push(c);
                7
            }
            None => {
                out.push_str("_x");
                2
            }
        };
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    match out.contains('\r') {
        true => out.replace("\r\n", "\n").replace('\r', "\n"),
        false => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_taken_back() {
        assert_eq!(unescaped("一_x000D_\n二"), "一\n二");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
        assert_eq!(unescaped("a_x12"), "a_x12");
        assert_eq!(unescaped("_xZZZZ_甲_x"), "_xZZZZ_甲_x");
        assert_eq!(unescaped("_x4e00_"), "一");
    }

    #[test]
    fn targets_stand_beside_the_workbook() {
        assert_eq!(
            joined("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(joined("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(joined("xl", "../xl/./styles.xml"), "xl/styles.xml");
        assert_eq!(joined("", "../../etc/passwd"), "etc/passwd");
    }
}
