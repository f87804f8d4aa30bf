//! Spreadsheets: workbooks of Excel and WPS to a text view, sheet by sheet, row by row.
//!
//! The parts of a package are read by a token at a time and within limits, and numbers as the
//! decimals that are stored. A library that hands over whole ranges, floats and no number formats
//! would let a small file take all memory and lose what percents and dates mean; `calamine` reads
//! the same files in the tests, so that both must agree.

mod date;
mod digits;
mod format;
mod notes;
mod records;
mod styles;
mod view;
mod workbook;
mod xls;
mod xlsx;
mod xlsx_cells;
mod xml;

use crate::ooxml::Package;

use super::compound::{Compound, compound, stream};
use super::reader::ReadPackage;
use workbook::{Refusal, Workbook};

/// Whether bytes are a package of a spreadsheet.
pub(super) fn is_xlsx(bytes: &[u8]) -> bool {
    let package = bytes.starts_with(b"PK").then(|| Package::open(bytes).ok());
    let package = package.flatten();
    package.is_some_and(|mut package| xlsx::workbook_part(&mut package).is_some())
}

/// Reads a package of a spreadsheet.
pub(super) fn read_xlsx(name: &str, bytes: &[u8]) -> ReadPackage {
    let book = || -> Result<Workbook, Refusal> {
        let mut package = Package::open(bytes)?;
        let path = xlsx::workbook_part(&mut package).ok_or(Refusal::Broken)?;
        xlsx::read(&mut package, &path)
    };
    viewed(name, book())
}

/// Whether bytes are a compound file of a spreadsheet.
pub(super) fn is_xls(bytes: &[u8]) -> bool {
    matches!(
        compound(bytes),
        Some(Compound::Workbook | Compound::OldWorkbook)
    )
}

/// Reads a compound file of a spreadsheet.
pub(super) fn read_xls(name: &str, bytes: &[u8]) -> ReadPackage {
    let book = match compound(bytes) {
        Some(Compound::OldWorkbook) => Err(Refusal::Old),
        _ => stream(bytes, "Workbook")
            .ok_or(Refusal::Broken)
            .and_then(|stream| xls::read(&stream)),
    };
    viewed(name, book)
}

fn viewed(name: &str, book: Result<Workbook, Refusal>) -> ReadPackage {
    book.and_then(|book| view::view(name, &book))
        .map_err(Refusal::unreadable)
}
