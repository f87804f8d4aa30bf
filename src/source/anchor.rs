//! From a place in the text view to the place in an office file that it was read from.

use super::span::TextRange;

/// Where a stretch of the text view stands in its file. All numbers count from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// A paragraph outside of tables.
    Paragraph {
        /// Its number among those that are not in a table, empty ones included.
        paragraph: u32,
    },
    /// A cell of a table in a text document.
    TableCell {
        /// The number of the table in the document.
        table: u32,
        /// The number of the row in the table.
        row: u32,
        /// The number of the cell in the row, as people count: a merged cell is one.
        column: u32,
    },
    /// A text box of a text document.
    TextBox {
        /// Its number in the document.
        number: u32,
    },
    /// A footnote.
    Footnote {
        /// Its number, in the order of the references.
        number: u32,
    },
    /// An endnote.
    Endnote {
        /// Its number, in the order of the references.
        number: u32,
    },
    /// A cell of a spreadsheet.
    SheetCell {
        /// Index of the sheet in [`Anchors::sheet`].
        sheet: u32,
        /// Its row.
        row: u32,
        /// Its column; 3 is `C`.
        column: u32,
    },
}

/// The anchors of a text view, in its order.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    sheets: Vec<String>,
    entries: Vec<(TextRange, Anchor)>,
}

impl Anchors {
    /// Anchors into spreadsheets of these names; none for a text document.
    pub fn new(sheets: Vec<String>) -> Self {
        Self {
            sheets,
            entries: Vec::new(),
        }
    }

    /// Notes that `range`, which lies behind all noted before, stands at `anchor`.
    pub fn push(&mut self, range: TextRange, anchor: Anchor) {
        self.entries.push((range, anchor));
    }

    /// Whether there are none: the file is a text.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All ranges with their anchors, in order.
    pub fn entries(&self) -> &[(TextRange, Anchor)] {
        &self.entries
    }

    /// The name of a sheet.
    pub fn sheet(&self, index: u32) -> &str {
        self.sheets.get(index as usize).map_or("", String::as_str)
    }

    /// The anchor of the byte at `at`: that of the range which holds it, or of the last one before.
    pub fn at(&self, at: u32) -> Option<Anchor> {
        let behind = self.entries.partition_point(|(range, _)| range.start <= at);
        let index = behind.saturating_sub(1);
        self.entries.get(index).map(|(_, anchor)| *anchor)
    }

    /// How people name an anchor: `表1 第4行第2列`, `Sheet1!C7`, `第12段`.
    pub fn words(&self, anchor: Anchor) -> String {
        match anchor {
            Anchor::Paragraph { paragraph } => format!("第{paragraph}段"),
            Anchor::TableCell { table, row, column } => format!("表{table} 第{row}行第{column}列"),
            Anchor::TextBox { number } => format!("文本框{number}"),
            Anchor::Footnote { number } => format!("脚注{number}"),
            Anchor::Endnote { number } => format!("尾注{number}"),
            Anchor::SheetCell { sheet, row, column } => {
                format!("{}!{}", self.sheet(sheet), cell_name(row, column))
            }
        }
    }
}

/// The name of a cell of a spreadsheet: `C7` for row 7, column 3.
pub fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        let name = |column| cell_name(1, column);
        assert_eq!(
            [1, 26, 27, 702, 703, 16384].map(name),
            ["A1", "Z1", "AA1", "ZZ1", "AAA1", "XFD1"]
        );
    }

    #[test]
    fn a_place_between_two_belongs_to_the_first() {
        let mut anchors = Anchors::new(vec!["表一".into()]);
        let cell = |row| Anchor::SheetCell {
            sheet: 0,
            row,
            column: 3,
        };
        anchors.push(TextRange::new(0, 4), cell(1));
        anchors.push(TextRange::new(5, 9), cell(2));
        assert_eq!(anchors.at(4), Some(cell(1)));
        assert_eq!(anchors.at(5), Some(cell(2)));
        assert_eq!(anchors.words(cell(2)), "表一!C2");
    }
}
