//! The styles of an xlsx: which number format each cell style has.

use std::io::Read;

use super::format::Format;
use super::workbook::Refusal;
use super::xml::{Token, Xml};

/// The most styles and the most formats; programs allow 65,490 and a few hundred.
const MOST: usize = 70_000;

/// Number formats by the index of a cell's style.
#[derive(Debug, Default)]
pub(super) struct Styles {
    formats: Vec<Format>,
    /// For each cell style, the index of its format.
    cells: Vec<usize>,
}

impl Styles {
    /// The format of the cells of a style.
    pub(super) fn format(&self, style: Option<u32>) -> &Format {
        let format = style.and_then(|style| self.cells.get(style as usize));
        format
            .and_then(|format| self.formats.get(*format))
            .unwrap_or(&Format::Plain)
    }

    /// Adds a style with the format of this number, one of the file's own or a built-in one.
    pub(super) fn push(&mut self, id: u32, own: &[(u32, Format)]) -> Result<(), Refusal> {
        let known = own.iter().rfind(|(number, _)| *number == id);
        let format = known.map_or_else(|| Format::built_in(id), |(_, format)| format.clone());
        let index = self.formats.iter().position(|it| *it == format);
        let index = index.unwrap_or_else(|| {
            self.formats.push(format);
            self.formats.len() - 1
        });
        self.cells.push(index);
        match self.cells.len() > MOST {
            true => Err(Refusal::TooLarge),
            false => Ok(()),
        }
    }
}

/// Reads the part of styles.
pub(super) fn styles(part: impl Read) -> Result<Styles, Refusal> {
    let mut xml = Xml::new(part);
    let mut styles = Styles::default();
    let mut own = Vec::new();
    let mut of_cells = false;
    loop {
        match xml.next()? {
            Token::Open(element) if element.is("numFmt") && !of_cells => {
                let code = element.value("formatCode").unwrap_or_default();
                if let Some(id) = element.number("numFmtId") {
                    own.push((id, Format::parse(&code)));
                }
                if own.len() > MOST / 100 {
                    return Err(Refusal::TooLarge);
                }
            }
            Token::Open(element) if element.is("cellXfs") => of_cells = true,
            Token::Open(element) if element.is("xf") && of_cells => {
                styles.push(element.number("numFmtId").unwrap_or(0), &own)?;
            }
            Token::Close(it) if it.is("cellXfs") => of_cells = false,
            Token::End => return Ok(styles),
            Token::Open(_) | Token::Close(_) | Token::Text(_) | Token::Other => {}
        }
    }
}
