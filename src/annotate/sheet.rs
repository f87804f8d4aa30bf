//! Findings in a workbook: a comment in each cell that is meant, and a sheet that lists them all.

use std::collections::BTreeMap;

use crate::diag::DocumentReport;
use crate::ooxml::{Malformed, Outline};
use crate::source::{Anchor, SourceFile, cell_name};
use crate::write::{Note, note};

use super::annotate::Tally;
use super::parts::Parts;
use super::refusal::Refusal;
use super::sheet_comments::comment;
use super::sheet_list::{Row, Where, list};

/// A cell: row and column, from one.
pub(super) type Cell = (u32, u32);

/// A sheet of the workbook.
pub(super) struct Sheet {
    pub(super) name: String,
    /// The name of its part.
    pub(super) part: String,
}

/// Writes the findings of these reports, all of one file, into its workbook.
pub(super) fn annotate(
    parts: &mut Parts<'_>,
    reports: &[DocumentReport],
) -> Result<Tally, Refusal> {
    let sheets = sheets(parts)?;
    let found = Found::of(reports);
    let mut tally = Tally::default();
    let mut crowded = Vec::new();
    for (number, sheet) in sheets.iter().enumerate() {
        let texts = found.texts(&sheet.name);
        let done = comment(parts, number, &sheet.part, &texts)?;
        let here = done.left.into_iter().map(|cell| (sheet.name.clone(), cell));
        crowded.extend(here);
        for cell in done.written {
            tally.comments += found
                .notes
                .get(&(sheet.name.clone(), cell))
                .map_or(0, Vec::len);
        }
    }
    tally.listed = found.rows.len();
    let rows = found.rows.into_iter().map(|(place, note)| Row {
        crowded: matches!(&place, Where::Cell(sheet, cell) if crowded.contains(&(sheet.clone(), *cell))),
        place,
        note,
    });
    list(parts, &sheets, &rows.collect::<Vec<_>>())?;
    Ok(tally)
}

/// The findings of a workbook.
struct Found {
    /// By sheet and cell.
    notes: BTreeMap<(String, Cell), Vec<Note>>,
    /// All of them, in their order.
    rows: Vec<(Where, Note)>,
}

impl Found {
    fn of(reports: &[DocumentReport]) -> Self {
        let mut found = Self {
            notes: BTreeMap::new(),
            rows: Vec::new(),
        };
        for report in reports {
            for finding in report.open() {
                let note = note(report, finding);
                let place = place(report, &note);
                if let Where::Cell(sheet, cell) = &place {
                    let here = found.notes.entry((sheet.clone(), *cell)).or_default();
                    here.push(note.clone());
                }
                found.rows.push((place, note));
            }
        }
        found
    }

    /// The paragraphs of the comments of a sheet.
    fn texts(&self, sheet: &str) -> BTreeMap<Cell, Vec<&Note>> {
        let here = self.notes.iter().filter(|((name, _), _)| name == sheet);
        here.map(|((_, cell), notes)| (*cell, notes.iter().collect()))
            .collect()
    }
}

/// Where a finding stands in the workbook.
fn place(report: &DocumentReport, note: &Note) -> Where {
    let cell = note
        .range
        .and_then(|range| cell(&report.source, range.start));
    match cell {
        Some((sheet, cell)) => Where::Cell(sheet, cell),
        None => Where::Form(report.form.clone().unwrap_or_default()),
    }
}

fn cell(file: &SourceFile, at: u32) -> Option<(String, Cell)> {
    match file.anchor(at)? {
        Anchor::SheetCell { sheet, row, column } => {
            Some((file.anchors().sheet(sheet).to_owned(), (row, column)))
        }
        Anchor::Paragraph { .. }
        | Anchor::TableCell { .. }
        | Anchor::TextBox { .. }
        | Anchor::Footnote { .. }
        | Anchor::Endnote { .. } => None,
    }
}

/// The sheets of the workbook, in its order.
pub(super) fn sheets(parts: &mut Parts<'_>) -> Result<Vec<Sheet>, Refusal> {
    let main = parts.main.clone();
    let related = parts.relationships(&main)?;
    let workbook = parts.get(&main)?;
    let outline = Outline::read(&workbook, 2)?;
    let list = outline.all("sheets").next().ok_or(Malformed)?;
    let mut sheets = Vec::new();
    for sheet in outline.children(list) {
        let relationship = sheet.attribute("id").unwrap_or_default();
        let target = related.iter().find(|it| it.id == relationship);
        let part = target.filter(|it| it.is("worksheet"));
        if let Some(part) = part.and_then(|it| it.target.clone()) {
            sheets.push(Sheet {
                name: sheet.attribute("name").unwrap_or_default().to_owned(),
                part,
            });
        }
    }
    Ok(sheets)
}

/// The cell of a name such as `C7`; what is no name of a cell is none.
pub(super) fn cell_of(name: &str) -> Option<Cell> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 {
        return None;
    }
    let (letters, digits) = name.split_at_checked(letters)?;
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        let value = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        column.checked_mul(26)?.checked_add(value)
    });
    let cell = (digits.parse().ok()?, column?);
    (cell_name(cell.0, cell.1).eq_ignore_ascii_case(name)).then_some(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_names() {
        assert_eq!(cell_of("C7"), Some((7, 3)));
        assert_eq!(cell_of("aa10"), Some((10, 27)));
        for name in ["", "C", "7", "C07", "C7:D8", "表7"] {
            assert_eq!(cell_of(name), None, "{name}");
        }
    }
}
