//! Workbooks of Excel 97 to 2003 and of WPS (.xls, .et), from the stream of records in a compound
//! file.

use super::digits::Digits;
use super::format::Format;
use super::records::{Record, Records};
use super::styles::Styles;
use super::workbook::{Block, Cell, Content, Refusal, Sheet, Workbook};

// Records, by the names that their documentation gives them.
const FORMULA: u16 = 0x0006;
const EOF: u16 = 0x000a;
const DATE_MODE: u16 = 0x0022;
const FILE_PASS: u16 = 0x002f;
const COL_INFO: u16 = 0x007d;
const BOUND_SHEET: u16 = 0x0085;
const MUL_RK: u16 = 0x00bd;
const MUL_BLANK: u16 = 0x00be;
const R_STRING: u16 = 0x00d6;
const XF: u16 = 0x00e0;
const MERGE_CELLS: u16 = 0x00e5;
const SST: u16 = 0x00fc;
const LABEL_SST: u16 = 0x00fd;
const BLANK: u16 = 0x0201;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const BOOL_ERR: u16 = 0x0205;
const STRING: u16 = 0x0207;
const ROW: u16 = 0x0208;
const RK: u16 = 0x027e;
const FORMAT: u16 = 0x041e;
const BOF: u16 = 0x0809;

/// The version of these records.
const BIFF8: u16 = 0x0600;

/// What the beginning of a workbook says of all of it.
#[derive(Default)]
struct Globals {
    sheets: Vec<Bound>,
    formats: Vec<(u32, Format)>,
    styles: Styles,
    since_1904: bool,
}

/// A sheet as the workbook names it.
struct Bound {
    name: String,
    at: u32,
    hidden: bool,
    is_worksheet: bool,
}

/// Reads the stream of a workbook.
pub(super) fn read(stream: &[u8]) -> Result<Workbook, Refusal> {
    let mut book = Workbook::default();
    let mut globals = globals(stream, &mut book)?;
    // Sheets that lie over one another would be read again and again.
    let mut left = stream.len();
    for bound in std::mem::take(&mut globals.sheets) {
        if !bound.is_worksheet {
            continue;
        }
        if bound.hidden {
            book.hidden.push(bound.name);
            continue;
        }
        let from = stream.get(bound.at as usize..).ok_or(Refusal::Broken)?;
        let mut reader = SheetReader {
            globals: &globals,
            sheet: Sheet::new(bound.name),
            awaits: None,
            last: (0, 0),
            speaks: false,
        };
        let read = reader.read(from, &mut book)?;
        left = left.checked_sub(read).ok_or(Refusal::Broken)?;
        let sheet = reader.sheet;
        book.push(sheet)?;
    }
    Ok(book)
}

fn globals(stream: &[u8], book: &mut Workbook) -> Result<Globals, Refusal> {
    let mut globals = Globals::default();
    let mut records = Records::new(stream);
    let first = records.next().ok_or(Refusal::Broken)?;
    match first.short(0) {
        Some(BIFF8) if first.kind == BOF => {}
        _ if first.kind & 0x00ff == 0x0009 => return Err(Refusal::Old),
        _ => return Err(Refusal::Broken),
    }
    for record in records {
        let number = |at| record.short(at).ok_or(Refusal::Broken);
        match record.kind {
            FILE_PASS => return Err(Refusal::Password),
            DATE_MODE => globals.since_1904 = number(0)? == 1,
            FORMAT => {
                let code = record.reader(2).text()?;
                globals
                    .formats
                    .push((number(0)?.into(), Format::parse(&code)));
            }
            XF => globals.styles.push(number(2)?.into(), &globals.formats)?,
            BOUND_SHEET => {
                let [hidden, kind] = number(4)?.to_le_bytes();
                globals.sheets.push(Bound {
                    name: record.reader(6).short_text()?,
                    at: record.long(0).ok_or(Refusal::Broken)?,
                    hidden: hidden & 0x03 != 0,
                    is_worksheet: kind == 0,
                });
            }
            SST => shared(&record, book)?,
            EOF => return Ok(globals),
            _ => {}
        }
    }
    Err(Refusal::Broken)
}

/// The texts that cells share.
fn shared(record: &Record<'_>, book: &mut Workbook) -> Result<(), Refusal> {
    let count = record.long(4).ok_or(Refusal::Broken)?;
    let mut reader = record.reader(8);
    for _ in 0..count {
        if reader.is_empty() {
            break;
        }
        book.shared.push(&reader.text()?)?;
    }
    Ok(())
}

/// A sheet being read.
struct SheetReader<'g> {
    globals: &'g Globals,
    sheet: Sheet,
    /// The cell of the formula whose text comes next.
    awaits: Option<(u32, u32)>,
    /// The last cell, whether or not it has text.
    last: (u32, u32),
    /// Whether its row has text.
    speaks: bool,
}

impl SheetReader<'_> {
    /// Reads the records of a sheet from its first on; how many bytes they are.
    fn read(&mut self, from: &[u8], book: &mut Workbook) -> Result<usize, Refusal> {
        let mut records = Records::new(from);
        let mut depth = 0;
        while let Some(record) = records.next() {
            // Charts stand inside of a sheet with records of their own.
            match record.kind {
                BOF => depth += 1,
                EOF => depth -= 1,
                _ if depth == 1 => self.record(&record, book)?,
                _ => {}
            }
            if depth <= 0 {
                self.end_row();
                return Ok(from.len() - records.ahead());
            }
        }
        Err(Refusal::Broken)
    }

    fn record(&mut self, record: &Record<'_>, book: &mut Workbook) -> Result<(), Refusal> {
        let number = |at| record.short(at).ok_or(Refusal::Broken);
        let place = || Ok::<_, Refusal>((u32::from(number(0)?) + 1, u32::from(number(2)?) + 1));
        match record.kind {
            ROW if number(12)? & 0x20 != 0 => {
                self.sheet.hidden_rows.push(u32::from(number(0)?) + 1);
            }
            COL_INFO if number(8)? & 0x01 != 0 => {
                let columns = (u32::from(number(0)?) + 1, u32::from(number(2)?) + 1);
                self.sheet.hidden_columns.push(columns);
            }
            LABEL_SST => {
                let text = record.long(6).ok_or(Refusal::Broken)?;
                let words = book.shared.get(text).ok_or(Refusal::Broken)?;
                let says = !words.is_empty();
                self.visit(place()?);
                if says {
                    book.count(0)?;
                    self.cell(place()?, Content::Shared(text));
                }
            }
            LABEL | R_STRING => {
                let text = record.reader(6).text()?;
                self.text(place()?, &text, book)?;
            }
            NUMBER => {
                let number = double(record.data.get(6..14));
                self.number(place()?, number, record.short(4), book)?;
            }
            RK => self.rk(place()?, record.long(6), record.short(4), book)?,
            MUL_RK => {
                let (row, first) = place()?;
                let cells = record.data.len().saturating_sub(6) / 6;
                for (column, at) in (first..).zip((0..cells).map(|cell| 4 + cell * 6)) {
                    self.rk((row, column), record.long(at + 2), record.short(at), book)?;
                }
            }
            BLANK => self.visit(place()?),
            MUL_BLANK => {
                let last = number(record.data.len().saturating_sub(2))?;
                self.visit((place()?.0, u32::from(last) + 1));
            }
            BOOL_ERR => {
                let [value, is_error] = number(6)?.to_le_bytes();
                self.bool_or_error(place()?, value, is_error != 0, book)?;
            }
            FORMULA => self.formula(place()?, record, book)?,
            STRING => {
                let text = record.reader(0).text()?;
                if let Some(place) = self.awaits.take() {
                    self.text(place, &text, book)?;
                }
            }
            MERGE_CELLS => {
                for block in record.data.get(2..).unwrap_or_default().chunks_exact(8) {
                    self.merge(block)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes that there is a cell.
    fn visit(&mut self, place: (u32, u32)) {
        if place.0 != self.last.0 {
            self.end_row();
        }
        self.last = place;
    }

    fn end_row(&mut self) {
        if std::mem::take(&mut self.speaks) {
            self.sheet.ends.push(self.last);
        }
    }

    fn cell(&mut self, (row, column): (u32, u32), content: Content) {
        self.visit((row, column));
        self.speaks = true;
        self.sheet.cells.push(Cell {
            row,
            column,
            content,
        });
    }

    fn text(&mut self, place: (u32, u32), text: &str, book: &mut Workbook) -> Result<(), Refusal> {
        if text.is_empty() {
            self.visit(place);
            return Ok(());
        }
        book.count(text.len())?;
        let number = self.sheet.texts.push(text)?;
        self.cell(place, Content::Own(number));
        Ok(())
    }

    fn number(
        &mut self,
        place: (u32, u32),
        number: Option<Digits>,
        style: Option<u16>,
        book: &mut Workbook,
    ) -> Result<(), Refusal> {
        let number = number.ok_or(Refusal::Broken)?;
        let format = self.globals.styles.format(style.map(u32::from));
        let text = format.show(number, self.globals.since_1904);
        self.text(place, &text, book)
    }

    fn rk(
        &mut self,
        place: (u32, u32),
        packed: Option<u32>,
        style: Option<u16>,
        book: &mut Workbook,
    ) -> Result<(), Refusal> {
        self.number(place, packed.and_then(unpacked), style, book)
    }

    fn bool_or_error(
        &mut self,
        place: (u32, u32),
        value: u8,
        is_error: bool,
        book: &mut Workbook,
    ) -> Result<(), Refusal> {
        match (is_error, value) {
            (false, 0) => self.text(place, "FALSE", book),
            (false, _) => self.text(place, "TRUE", book),
            (true, code) => {
                let words = error(code);
                book.count(words.len())?;
                let number = self.sheet.texts.push(words)?;
                self.cell(place, Content::Error(number));
                Ok(())
            }
        }
    }

    fn formula(
        &mut self,
        place: (u32, u32),
        record: &Record<'_>,
        book: &mut Workbook,
    ) -> Result<(), Refusal> {
        self.awaits = None;
        match record.data.get(6..14) {
            Some([0, .., 0xff, 0xff]) => {
                self.visit(place);
                self.awaits = Some(place);
                Ok(())
            }
            Some([1, _, value, .., 0xff, 0xff]) => self.bool_or_error(place, *value, false, book),
            Some([2, _, code, .., 0xff, 0xff]) => self.bool_or_error(place, *code, true, book),
            Some([3, .., 0xff, 0xff]) => {
                self.visit(place);
                Ok(())
            }
            bytes => self.number(place, double(bytes), record.short(4), book),
        }
    }

    fn merge(&mut self, block: &[u8]) -> Result<(), Refusal> {
        let mut numbers = block.chunks_exact(2).map(|two| match two {
            [low, high] => u32::from(u16::from_le_bytes([*low, *high])) + 1,
            _ => 0,
        });
        let mut next = || numbers.next().unwrap_or(0);
        let (first_row, last_row, first_column, last_column) = (next(), next(), next(), next());
        self.sheet.merge(Block {
            first_row,
            first_column,
            last_row,
            last_column,
        })
    }
}

/// A stored number as its decimal digits.
#[expect(
    clippy::disallowed_types,
    reason = "numbers are stored so; the digits that are shown are taken at once"
)]
fn double(bytes: Option<&[u8]>) -> Option<Digits> {
    let number = f64::from_le_bytes(*bytes?.first_chunk::<8>()?);
    Digits::parse(&format!("{number:.14e}"))
}

/// A number packed into four bytes: the upper half of one, or a whole one, perhaps hundredths.
fn unpacked(packed: u32) -> Option<Digits> {
    let number = match packed & 0x02 {
        0 => {
            let upper = u64::from(packed & !0x03) << 32;
            double(Some(&upper.to_le_bytes()))?
        }
        _ => Digits::parse(&(packed.cast_signed() >> 2).to_string())?,
    };
    Some(match packed & 0x01 {
        0 => number,
        _ => number.shifted(-2),
    })
}

/// The name of an error of calculation.
fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_exact() {
        let shown = |packed| unpacked(packed).map(|it| it.plain());
        assert_eq!(shown(12 << 2 | 2).as_deref(), Some("12"));
        assert_eq!(shown(1_532_060 << 2 | 3).as_deref(), Some("15320.6"));
        assert_eq!(
            shown((-5i32 << 2).cast_unsigned() | 2).as_deref(),
            Some("-5")
        );
        // 1.5 and a hundredth of it.
        assert_eq!(shown(0x3ff8_0000).as_deref(), Some("1.5"));
        assert_eq!(shown(0x3ff8_0001).as_deref(), Some("0.015"));
    }
}
