//! A workbook as it was read from any kind of file: the cells of its sheets with what they show.

use crate::ooxml::Damage;

use super::super::reader::{Target, Unreadable};

/// The most cells with text in a workbook.
const MOST_CELLS: usize = 2_000_000;
/// The most sheets that are read.
const MOST_SHEETS: usize = 1_000;
/// The most merged blocks of a sheet.
const MOST_MERGES: usize = 100_000;
/// The longest text of all cells together, in bytes, each shared text counted once.
pub(super) const LONGEST_TEXT: usize = 64 << 20;
/// The most rows and columns that a sheet can have.
pub(super) const LAST_ROW: u32 = 1_048_576;
pub(super) const LAST_COLUMN: u32 = 16_384;

/// A workbook.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    /// The sheets that a person sees, in order.
    pub(super) sheets: Vec<Sheet>,
    /// The names of the sheets that are hidden.
    pub(super) hidden: Vec<String>,
    /// Texts that cells share.
    pub(super) shared: Texts,
    /// How many cells have been read.
    cells: usize,
    /// The bytes of their texts.
    bytes: usize,
}

/// A sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// The cells that say something, those with a formula of unknown result too.
    pub(super) cells: Vec<Cell>,
    /// Texts of its cells.
    pub(super) texts: Texts,
    /// The last column of rows that have text and, behind it, cells that are there and empty.
    pub(super) ends: Vec<(u32, u32)>,
    /// Blocks of merged cells.
    pub(super) merges: Vec<Block>,
    /// Rows that are hidden.
    pub(super) hidden_rows: Vec<u32>,
    /// Columns that are hidden: first and last.
    pub(super) hidden_columns: Vec<(u32, u32)>,
}

/// A cell. Rows and columns count from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) content: Content,
}

/// What a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Content {
    /// A text of the workbook.
    Shared(u32),
    /// A text of the sheet.
    Own(u32),
    /// The name of an error of calculation, a text of the sheet.
    Error(u32),
    /// Nothing: a formula whose result was not saved.
    Unsaved,
}

/// A block of merged cells, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Block {
    pub(super) first_row: u32,
    pub(super) first_column: u32,
    pub(super) last_row: u32,
    pub(super) last_column: u32,
}

/// Texts one behind the other.
#[derive(Debug, Default)]
pub(super) struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Adds a text; its number.
    pub(super) fn push(&mut self, text: &str) -> Result<u32, Refusal> {
        let number = u32::try_from(self.ends.len()).map_err(|_| Refusal::TooLarge)?;
        if self.text.len() + text.len() > LONGEST_TEXT || self.ends.len() > LONGEST_TEXT / 8 {
            return Err(Refusal::TooLarge);
        }
        self.text.push_str(text);
        let end = u32::try_from(self.text.len()).map_err(|_| Refusal::TooLarge)?;
        self.ends.push(end);
        Ok(number)
    }

    /// The text of this number.
    pub(super) fn get(&self, number: u32) -> Option<&str> {
        let end = *self.ends.get(number as usize)? as usize;
        let before = number.checked_sub(1);
        let start = before.and_then(|before| self.ends.get(before as usize));
        self.text.get(start.map_or(0, |start| *start as usize)..end)
    }
}

impl Workbook {
    /// Counts a cell with so many bytes of text of its own.
    pub(super) fn count(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.cells += 1;
        self.bytes += bytes;
        match self.cells > MOST_CELLS || self.bytes > LONGEST_TEXT {
            true => Err(Refusal::TooLarge),
            false => Ok(()),
        }
    }

    /// Adds a sheet that has been read.
    pub(super) fn push(&mut self, mut sheet: Sheet) -> Result<(), Refusal> {
        sheet.settle();
        self.sheets.push(sheet);
        match self.sheets.len() > MOST_SHEETS {
            true => Err(Refusal::TooLarge),
            false => Ok(()),
        }
    }
}

impl Sheet {
    /// A sheet without cells.
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Adds a block of merged cells.
    pub(super) fn merge(&mut self, block: Block) -> Result<(), Refusal> {
        let fits = block.first_row <= block.last_row && block.first_column <= block.last_column;
        if fits && block.first_row > 0 && block.first_column > 0 {
            self.merges.push(block);
        }
        match self.merges.len() > MOST_MERGES {
            true => Err(Refusal::TooLarge),
            false => Ok(()),
        }
    }

    /// Puts the cells in order. Of two cells in one place the later one counts.
    fn settle(&mut self) {
        let place = |cell: &Cell| (cell.row, cell.column);
        if !self.cells.is_sorted_by(|a, b| place(a) < place(b)) {
            self.cells.reverse();
            self.cells.sort_by_key(place);
            self.cells.dedup_by_key(|cell| place(cell));
        }
        self.ends.sort_unstable();
        self.merges.sort_unstable();
        self.hidden_rows.sort_unstable();
        self.hidden_columns.sort_unstable();
        self.hidden_columns.dedup_by(|next, before| {
            let joined = next.0 <= before.1;
            if joined {
                before.1 = before.1.max(next.1);
            }
            joined
        });
    }

    /// Whether a column is hidden.
    pub(super) fn hides_column(&self, column: u32) -> bool {
        let behind = self
            .hidden_columns
            .partition_point(|(first, _)| *first <= column);
        let before = behind
            .checked_sub(1)
            .and_then(|index| self.hidden_columns.get(index));
        before.is_some_and(|(_, last)| *last >= column)
    }
}

/// Why a workbook cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Refusal {
    /// It is damaged.
    Broken,
    /// It cannot be opened without a password.
    Password,
    /// It has more of something than any declaration has.
    TooLarge,
    /// Two parts of it have one name, or lie over one another.
    Ambiguous,
    /// It is of a version that is too old.
    Old,
    /// It has no sheet with text that a person sees.
    Empty,
}

impl From<Damage> for Refusal {
    fn from(damage: Damage) -> Self {
        match damage {
            Damage::Broken => Refusal::Broken,
            Damage::Encrypted => Refusal::Password,
            Damage::TooLarge => Refusal::TooLarge,
            Damage::Ambiguous => Refusal::Ambiguous,
        }
    }
}

impl Refusal {
    /// In words for the clerk.
    pub(in super::super) fn unreadable(self) -> Unreadable {
        let (reason, help) = match self {
            Refusal::Broken => (
                "电子表格的文件已损坏，读不出来",
                "用 Excel 或 WPS 打开，能打开的另存为新的 .xlsx 再检查；打不开的，请重新取得文件",
            ),
            Refusal::Password => (
                "文件有密码，读不出来",
                "用 Excel 或 WPS 打开，去掉打开密码（文件－信息－保护工作簿）后另存，再检查",
            ),
            Refusal::TooLarge => (
                "电子表格太大，超过了申报表会有的大小",
                "请确认选中的是申报表；只留下申报表所在的工作表，删去下面和右面的空行空列，另存后再检查",
            ),
            Refusal::Ambiguous => (
                "文件内部有重复的部分，不同的程序会读出不同的内容",
                "用 Excel 或 WPS 打开，核对内容，另存为新的 .xlsx 再检查",
            ),
            Refusal::Old => (
                "这是 Excel 95 或更早的电子表格，不能直接检查",
                "用 Excel 或 WPS 打开，另存为 .xlsx 后再检查；装有 LibreOffice 的，加上 --convert 由它转换",
            ),
            Refusal::Empty => (
                "工作表都是空的",
                "请确认选中的文件填好并保存过；申报表在隐藏的工作表里的，取消隐藏后再检查",
            ),
        };
        Unreadable {
            target: (self == Refusal::Old).then_some(Target::Xlsx),
            ..Unreadable::because(reason, help)
        }
    }
}
