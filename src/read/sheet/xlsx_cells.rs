//! A sheet of an xlsx: its cells with what they show, merged blocks, hidden rows and columns.

use std::io::Read;

use super::digits::Digits;
use super::styles::Styles;
use super::workbook::{Block, Cell, Content, LAST_COLUMN, LAST_ROW, Refusal, Sheet, Workbook};
use super::xlsx::{LONGEST_CELL, rich, unescaped};
use super::xml::{Element, Token, Xml};

/// What cells are read with.
pub(super) struct Around<'w> {
    pub(super) styles: &'w Styles,
    pub(super) since_1904: bool,
}

/// Where the reader stands.
#[derive(Default)]
struct At {
    row: u32,
    column: u32,
    /// Whether the row has text.
    speaks: bool,
}

/// A cell as it is written.
struct Raw {
    kind: String,
    style: Option<u32>,
    value: Option<String>,
    inline: Option<String>,
    formula: bool,
}

/// Reads the part of a sheet.
pub(super) fn read(
    part: impl Read,
    mut sheet: Sheet,
    around: &Around<'_>,
    book: &mut Workbook,
) -> Result<Sheet, Refusal> {
    let mut xml = Xml::new(part);
    let mut at = At::default();
    loop {
        match xml.next()? {
            Token::Open(element) if element.is("c") => {
                at.column = match element.value("r") {
                    Some(name) => {
                        let (row, column) = place(&name).ok_or(Refusal::Broken)?;
                        at.row = row;
                        column
                    }
                    None => at.column + 1,
                };
                if at.row == 0 || at.row > LAST_ROW || at.column > LAST_COLUMN {
                    return Err(Refusal::Broken);
                }
                let kind = element.value("t").unwrap_or_default().into_owned();
                let style = element.number("s");
                let raw = raw(&mut xml, kind, style)?;
                if let Some(content) = content(raw, &mut sheet, around, book)? {
                    at.speaks = true;
                    sheet.cells.push(Cell {
                        row: at.row,
                        column: at.column,
                        content,
                    });
                }
            }
            Token::Open(element) if element.is("row") => begin(&element, &mut at, &mut sheet),
            Token::Close(it) if it.is("row") && at.speaks => {
                sheet.ends.push((at.row, at.column));
            }
            Token::Open(element) if element.is("col") && element.yes("hidden") => {
                let first = element.number("min").unwrap_or(0);
                let last = element.number("max").unwrap_or(first);
                if sheet.hidden_columns.len() < LAST_COLUMN as usize {
                    sheet.hidden_columns.push((first, last));
                }
            }
            Token::Open(element) if element.is("mergeCell") => {
                let reference = element.value("ref").unwrap_or_default();
                sheet.merge(block(&reference).ok_or(Refusal::Broken)?)?;
            }
            Token::End => return Ok(sheet),
            Token::Open(_) | Token::Close(_) | Token::Text(_) | Token::Other => {}
        }
    }
}

fn begin(element: &Element<'_>, at: &mut At, sheet: &mut Sheet) {
    *at = At {
        row: element.number("r").unwrap_or(at.row.saturating_add(1)),
        column: 0,
        speaks: false,
    };
    if element.yes("hidden") && sheet.hidden_rows.len() < LAST_ROW as usize {
        sheet.hidden_rows.push(at.row);
    }
}

/// The parts of the cell that has just begun, up to its end.
fn raw<R: Read>(xml: &mut Xml<R>, kind: String, style: Option<u32>) -> Result<Raw, Refusal> {
    let mut raw = Raw {
        kind,
        style,
        value: None,
        inline: None,
        formula: false,
    };
    loop {
        match xml.next()? {
            Token::Open(element) if element.is("v") => raw.value = Some(xml.text(LONGEST_CELL)?),
            Token::Open(element) if element.is("is") => raw.inline = Some(rich(xml, "is")?),
            Token::Open(element) if element.is("f") => {
                raw.formula = true;
                xml.text(LONGEST_CELL)?;
            }
            Token::Close(it) if it.is("c") => return Ok(raw),
            Token::End => return Err(Refusal::Broken),
            Token::Open(_) | Token::Close(_) | Token::Text(_) | Token::Other => {}
        }
    }
}

/// What a cell shows; `None` for nothing.
fn content(
    raw: Raw,
    sheet: &mut Sheet,
    around: &Around<'_>,
    book: &mut Workbook,
) -> Result<Option<Content>, Refusal> {
    let value = raw.inline.or(raw.value).unwrap_or_default();
    if value.is_empty() {
        // A formula may well have an empty text as its result.
        let unsaved = raw.formula && raw.kind != "str";
        if unsaved {
            book.count(0)?;
        }
        return Ok(unsaved.then_some(Content::Unsaved));
    }
    let text = match raw.kind.as_str() {
        "s" => {
            let number = value.trim().parse().map_err(|_| Refusal::Broken)?;
            let text = book.shared.get(number).ok_or(Refusal::Broken)?;
            if text.is_empty() {
                return Ok(None);
            }
            book.count(0)?;
            return Ok(Some(Content::Shared(number)));
        }
        "b" => match value.trim() {
            "1" | "true" => "TRUE".to_owned(),
            _ => "FALSE".to_owned(),
        },
        "inlineStr" => value,
        "str" => unescaped(&value),
        "e" => {
            book.count(value.len())?;
            return Ok(Some(Content::Error(sheet.texts.push(&value)?)));
        }
        "d" => iso(&value),
        _ => match Digits::parse(&value) {
            Some(number) => {
                let format = around.styles.format(raw.style);
                format.show(number, around.since_1904)
            }
            None => value,
        },
    };
    book.count(text.len())?;
    Ok(Some(Content::Own(sheet.texts.push(&text)?)))
}

/// A date that is stored as a text of the form `2023-06-30T00:00:00`.
fn iso(value: &str) -> String {
    let date = value.split('T').next().unwrap_or_default();
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return value.to_owned();
    };
    let short = |part: &str| part.trim_start_matches('0').to_owned();
    format!("{year}年{}月{}日", short(month), short(day))
}

/// Row and column of a cell's name such as `C7` or `$C$7`.
fn place(name: &str) -> Option<(u32, u32)> {
    let name = name.trim();
    let mut column: u32 = 0;
    let mut letters = 0;
    for letter in name.bytes().filter(|it| *it != b'$') {
        if !letter.is_ascii_alphabetic() {
            break;
        }
        let value = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        column = column.checked_mul(26)?.checked_add(value)?;
        letters += 1;
    }
    let row = name.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '$');
    let row: u32 = row.parse().ok()?;
    let fits = (1..=3).contains(&letters) && column <= LAST_COLUMN && (1..=LAST_ROW).contains(&row);
    fits.then_some((row, column))
}

/// The block of a reference such as `A2:C4`.
fn block(reference: &str) -> Option<Block> {
    let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
    let (first, last) = (place(first)?, place(last)?);
    Some(Block {
        first_row: first.0,
        first_column: first.1,
        last_row: last.0,
        last_column: last.1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cells_are_places() {
        assert_eq!(place("C7"), Some((7, 3)));
        assert_eq!(place("$XFD$1048576"), Some((1_048_576, 16_384)));
        for wrong in [
            "",
            "7",
            "C",
            "C0",
            "XFE1",
            "AAAA1",
            "A1048577",
            "C7x",
            "A99999999999",
        ] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn dates_may_be_texts() {
        assert_eq!(iso("2023-06-30T00:00:00"), "2023年6月30日");
        assert_eq!(iso("2023-06-30"), "2023年6月30日");
        assert_eq!(iso("?"), "?");
    }
}
