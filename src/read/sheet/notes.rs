//! What a person should know about a workbook that was read: formulas without a result, errors of
//! calculation, hidden sheets, rows and columns.

use std::collections::BTreeSet;

use crate::source::{TextRange, cell_name};

use super::super::reader::{Problem, Weight};
use super::workbook::{Cell, Content, Sheet, Workbook};

/// How many places are named one by one.
const NAMED: usize = 3;

/// Places of a sheet of which something is to be said.
#[derive(Debug, Default)]
pub(super) struct Noted {
    unsaved: Places,
    errors: Places,
    hidden_rows: Places,
    hidden_columns: Places,
    /// The last hidden row that was noted.
    row: u32,
    /// The hidden columns that were noted.
    columns: BTreeSet<u32>,
}

/// Places: the first one, the names of a few, how many there are.
#[derive(Debug, Default)]
struct Places {
    first: TextRange,
    names: Vec<String>,
    count: usize,
}

impl Places {
    fn add(&mut self, range: TextRange, name: impl FnOnce() -> String) {
        if self.count == 0 {
            self.first = range;
        }
        self.count += 1;
        if self.names.len() < NAMED {
            self.names.push(name());
        }
    }

    /// The names, and how many more there are.
    fn words(&self) -> String {
        let names = self.names.join("、");
        match self.count > self.names.len() {
            true => format!("{names} 等 {} 处", self.count),
            false => names,
        }
    }
}

impl Noted {
    /// Notes what is to be said about a cell that stands at `range` of the view.
    pub(super) fn cell(&mut self, cell: &Cell, range: TextRange, sheet: &Sheet) {
        let name = || cell_name(cell.row, cell.column);
        match cell.content {
            Content::Unsaved => self.unsaved.add(range, name),
            Content::Error(number) => {
                let words = sheet.texts.get(number).unwrap_or_default();
                self.errors.add(range, || format!("{}（{words}）", name()));
            }
            Content::Shared(_) | Content::Own(_) => {}
        }
        if self.row != cell.row && sheet.hidden_rows.binary_search(&cell.row).is_ok() {
            self.row = cell.row;
            self.hidden_rows.add(range, || format!("第{}行", cell.row));
        }
        if sheet.hides_column(cell.column) && self.columns.insert(cell.column) {
            let letters = cell_name(1, cell.column);
            let letters = letters.trim_end_matches('1').to_owned();
            self.hidden_columns.add(range, || format!("{letters}列"));
        }
    }

    /// What is to be said, one problem of a kind.
    pub(super) fn problems(self, sheet: &Sheet) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut say = |places: &Places, weight, message: &str, help: &str| {
            if places.count > 0 {
                let message = message.replace("{}", &places.words());
                problems.push(Problem {
                    range: places.first,
                    weight,
                    message: message.replace("{表}", &sheet.name),
                    help: Some(help.to_owned()),
                });
            }
        };
        say(
            &self.unsaved,
            Weight::Problem,
            "工作表“{表}”的 {} 是公式，文件里没有存它算出的数，按没有填写检查",
            "用 Excel 或 WPS 打开，等它算完，保存后再检查",
        );
        say(
            &self.errors,
            Weight::Problem,
            "工作表“{表}”里的公式出错：{}",
            "改正公式，或者直接填写结果",
        );
        say(
            &self.hidden_rows,
            Weight::Note,
            "工作表“{表}”的{}是隐藏的，里面的文字也检查了",
            "不是申报内容的，请删去；是申报内容的，取消隐藏，以免打印时漏掉",
        );
        say(
            &self.hidden_columns,
            Weight::Note,
            "工作表“{表}”的{}是隐藏的，里面的文字也检查了",
            "不是申报内容的，请删去；是申报内容的，取消隐藏，以免打印时漏掉",
        );
        problems
    }
}

/// What is to be said about hidden sheets.
pub(super) fn hidden(book: &Workbook) -> Vec<Problem> {
    if book.hidden.is_empty() {
        return Vec::new();
    }
    let mut places = Places::default();
    for name in &book.hidden {
        places.add(TextRange::default(), || format!("“{name}”"));
    }
    vec![Problem {
        range: TextRange::default(),
        weight: Weight::Note,
        message: format!("工作表{}是隐藏的，没有检查", places.words()),
        help: Some("里面有要申报的内容的，取消隐藏、保存后再检查".to_owned()),
    }]
}
