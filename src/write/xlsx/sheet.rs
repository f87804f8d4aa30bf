//! A sheet of rows under a header that stays in view, filters and is printed on every page.
//!
//! What does not fit into one sheet goes on in another.

use std::io;

use rust_xlsxwriter::{
    Color, DataValidation, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::diag::Severity;

use super::cell;

/// Rows of a sheet, the header included.
const ROWS: u32 = 1_048_576;
/// The height of a line in points, and how many of them a row holds at most.
const LINE: u32 = 16;
const MOST_LINES: u32 = 25;
/// The number of A4 among paper sizes.
const A4: u8 = 9;

/// A column.
pub(super) struct Column {
    /// What the header says.
    pub(super) title: &'static str,
    /// Its width in digits of the usual font.
    pub(super) width: u16,
}

/// What stands in a cell.
pub(super) enum Cell {
    /// Words; never a formula.
    Text(String),
    /// A count, a line, a year.
    Number(i64),
    /// A severity.
    Severity(Severity),
    /// For the official to fill in.
    Open,
    /// Nothing.
    Empty,
}

impl Cell {
    /// Words of a document, a rule or the tool.
    pub(super) fn text(text: &str) -> Self {
        Cell::Text(cell::text(text))
    }

    /// A number of things.
    pub(super) fn count(count: usize) -> Self {
        Cell::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

/// How a table looks and prints.
pub(super) struct Layout {
    /// The name on its tab.
    pub(super) name: &'static str,
    pub(super) columns: &'static [Column],
    /// How many lines the header takes.
    pub(super) head: usize,
    /// How many columns stay in view, and how many are printed.
    pub(super) frozen: u16,
    pub(super) printed: u16,
    /// The column with a list of answers.
    pub(super) answers: Option<(u16, &'static [&'static str])>,
}

/// A table that is being written.
pub(super) struct Sheet {
    layout: &'static Layout,
    formats: Formats,
    full: Vec<Worksheet>,
    current: Worksheet,
    /// The next row of the current sheet.
    row: u32,
    /// How many rows a sheet takes.
    limit: u32,
}

impl Sheet {
    /// An empty table.
    pub(super) fn new(layout: &'static Layout) -> io::Result<Self> {
        Self::with_limit(layout, ROWS)
    }

    fn with_limit(layout: &'static Layout, limit: u32) -> io::Result<Self> {
        let formats = Formats::new();
        let current = begin(layout, &formats, 1).map_err(io::Error::other)?;
        Ok(Self {
            layout,
            formats,
            full: Vec::new(),
            current,
            row: 1,
            limit,
        })
    }

    /// Appends a row.
    pub(super) fn push(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        if self.row == self.limit {
            let number = self.full.len() + 2;
            let next = begin(self.layout, &self.formats, number).map_err(io::Error::other)?;
            let mut full = std::mem::replace(&mut self.current, next);
            end(self.layout, &mut full, self.row).map_err(io::Error::other)?;
            self.full.push(full);
            self.row = 1;
        }
        let texts = cells.iter().zip(self.layout.columns);
        let lines = texts.map(|(cell, column)| match cell {
            Cell::Text(text) => cell::lines(text, column.width),
            Cell::Number(_) | Cell::Severity(_) | Cell::Open | Cell::Empty => 1,
        });
        let lines = lines.max().unwrap_or(1);
        set_height(&mut self.current, self.row, lines).map_err(io::Error::other)?;
        for (column, cell) in (0..).zip(cells) {
            self.write(column, cell).map_err(io::Error::other)?;
        }
        self.row += 1;
        Ok(())
    }

    fn write(&mut self, column: u16, cell: Cell) -> Result<(), XlsxError> {
        let (sheet, row, formats) = (&mut self.current, self.row, &self.formats);
        match cell {
            Cell::Text(text) => write_text(sheet, row, column, &text, formats)?,
            Cell::Number(number) => {
                // Exact: no line, year or count comes near what a cell cannot hold.
                let number = i32::try_from(number).unwrap_or(i32::MAX);
                sheet.write_number_with_format(row, column, number, &formats.number)?;
            }
            Cell::Severity(severity) => {
                let format = match severity {
                    Severity::Error => &formats.error,
                    Severity::Warning => &formats.warning,
                    Severity::Hint => &formats.hint,
                };
                sheet.write_string_with_format(row, column, severity.title(), format)?;
            }
            Cell::Open => {
                sheet.write_blank(row, column, &formats.open)?;
            }
            Cell::Empty => {
                sheet.write_blank(row, column, &formats.text)?;
            }
        }
        Ok(())
    }

    /// Puts the table into the workbook.
    pub(super) fn finish(mut self, book: &mut Workbook) -> io::Result<()> {
        end(self.layout, &mut self.current, self.row).map_err(io::Error::other)?;
        for sheet in self.full {
            book.push_worksheet(sheet);
        }
        book.push_worksheet(self.current);
        Ok(())
    }
}

/// Makes a row so high that this many lines are seen: not every program does it by itself.
pub(super) fn set_height(sheet: &mut Worksheet, row: u32, lines: usize) -> Result<(), XlsxError> {
    let lines = u32::try_from(lines).unwrap_or(MOST_LINES);
    sheet.set_row_height(row, LINE * lines.clamp(1, MOST_LINES) + 2)?;
    Ok(())
}

/// Writes words into a cell; what looks like a formula is marked as text for good.
pub(super) fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let format = match cell::like_a_formula(text) {
        true => &formats.quoted,
        false => &formats.text,
    };
    sheet.write_string_with_format(row, column, text, format)?;
    Ok(())
}

/// A sheet with its header and print set-up.
fn begin(layout: &Layout, formats: &Formats, number: usize) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(match number {
        1 => layout.name.to_owned(),
        number => format!("{}（{number}）", layout.name),
    })?;
    for (at, column) in (0..).zip(layout.columns) {
        sheet.write_string_with_format(0, at, column.title, &formats.head)?;
        sheet.set_column_width(at, column.width)?;
    }
    set_height(&mut sheet, 0, layout.head)?;
    sheet.set_freeze_panes(1, layout.frozen)?;
    print(&mut sheet);
    sheet.set_repeat_rows(0, 0)?;
    Ok(sheet)
}

/// A4, across, as wide as the paper.
pub(super) fn print(sheet: &mut Worksheet) {
    sheet
        .set_paper_size(A4)
        .set_landscape()
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_print_fit_to_pages(1, 0)
        .set_footer("&L&A&R第 &P 页，共 &N 页");
}

/// What needs to know how many rows there are.
fn end(layout: &Layout, sheet: &mut Worksheet, rows: u32) -> Result<(), XlsxError> {
    let last = rows.saturating_sub(1);
    let columns = u16::try_from(layout.columns.len()).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last, columns.saturating_sub(1))?;
    sheet.set_print_area(0, 0, last, layout.printed.saturating_sub(1))?;
    if let Some((column, answers)) = layout.answers.filter(|_| last > 0) {
        let list = DataValidation::new()
            .allow_list_strings(answers)?
            .ignore_blank(true);
        sheet.add_data_validation(1, column, last, column, &list)?;
    }
    Ok(())
}

/// How cells look.
pub(super) struct Formats {
    head: Format,
    pub(super) text: Format,
    quoted: Format,
    number: Format,
    open: Format,
    error: Format,
    warning: Format,
    hint: Format,
    pub(super) title: Format,
}

impl Formats {
    pub(super) fn new() -> Self {
        let base = Format::new()
            .set_font_name("微软雅黑")
            .set_font_size(10)
            .set_align(FormatAlign::Top);
        let line = Color::RGB(0xBF_BF_BF);
        let text = base
            .clone()
            .set_text_wrap()
            .set_border(FormatBorder::Thin)
            .set_border_color(line);
        let severity = |ink: u32, ground: u32| {
            text.clone()
                .set_bold()
                .set_font_color(Color::RGB(ink))
                .set_background_color(Color::RGB(ground))
        };
        Self {
            head: text
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(0xE7_E6_E6))
                .set_align(FormatAlign::VerticalCenter),
            quoted: text.clone().set_quote_prefix(),
            number: text.clone().set_align(FormatAlign::Center),
            open: text.clone().set_background_color(Color::RGB(0xFF_F9_E5)),
            error: severity(0x9C_00_06, 0xFD_E2_E0),
            warning: severity(0x7F_45_00, 0xFF_F0_D0),
            hint: severity(0x1F_4E_79, 0xE2_EE_FA),
            title: base.clone().set_bold().set_font_size(14),
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Reader, Xlsx, open_workbook_from_rs};

    use super::*;

    const LAYOUT: Layout = Layout {
        name: "问题",
        columns: &[Column {
            title: "序号",
            width: 6,
        }],
        head: 1,
        frozen: 1,
        printed: 1,
        answers: None,
    };

    #[test]
    fn what_does_not_fit_goes_on_in_another_sheet() {
        let mut sheet = Sheet::with_limit(&LAYOUT, 3).unwrap();
        for number in 1..=5 {
            sheet.push(vec![Cell::Number(number)]).unwrap();
        }
        let mut book = Workbook::new();
        sheet.finish(&mut book).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let heights: Vec<(String, usize)> = book
            .worksheets()
            .into_iter()
            .map(|(name, range)| (name, range.height()))
            .collect();
        let expected = [("问题", 3), ("问题（2）", 3), ("问题（3）", 2)];
        assert_eq!(
            heights,
            expected.map(|(name, rows)| (name.to_owned(), rows))
        );
    }
}
