//! Tables with a header row: indicators by level, value and weight.
//!
//! The header is found by the labels of the columns. Where its cells stand side by side, the rows
//! below are read by column; where each cell has a line of its own, the cells that follow are cut
//! into rows of as many, a blank line ending a row early. Columns that the form does not know are
//! passed over.

use crate::diag::nearest;
use crate::form::{Field, FieldKind, Shape};
use crate::model::{Cell, CellValue, PageCell};
use crate::source::{TextRange, offset};
use crate::types::LabelText;

use super::bound::BindProblem;
use super::page::Binder;
use super::plan::Target;
use super::run::Division;
use super::scan::{Hit, SHORT, What};
use super::value;

/// A header found: which page column, or which place in a run of cells, holds which column.
#[derive(Clone)]
pub(super) struct Header {
    /// For each column of the list: its page column or place, and its label.
    pub(super) columns: Vec<Option<(u32, TextRange)>>,
    /// How many cells a row has, when each stands in a line of its own.
    pub(super) run: Option<u32>,
    /// The first cell of the header.
    pub(super) first: u32,
    /// The first cell behind the header.
    pub(super) below: u32,
    /// The first hit behind the header.
    next: usize,
    /// The page column of its second known column.
    second: Option<u32>,
}

impl Binder<'_> {
    /// Binds the table whose header begins at the hit; the index of the hit behind the table, or
    /// `None` when there is no header.
    pub(super) fn table(&mut self, index: usize, list: u16) -> Option<usize> {
        let plan = self.plan;
        let field = plan.form().fields.get(usize::from(list))?;
        let FieldKind::List(shape) = &field.kind else {
            return None;
        };
        let Shape::Rows { fill_down, totals } = &shape.shape else {
            return None;
        };
        let levels = usize::from(*fill_down);
        let header = self.header(index, list, shape.fields.len())?;
        let (next, end) = self.table_end(&header);
        let totals: Vec<Vec<u8>> = totals.iter().map(|word| LabelText::normal(word)).collect();
        let header = self.with_lead(header, (&totals, end));
        let first = offset(self.document.rows.len());
        let mut above = vec![Cell::default(); shape.fields.len()];
        let division = self.divide(&header, (&shape.fields, levels), &totals, end);
        let mut cells: Vec<Option<u32>> = Vec::with_capacity(shape.fields.len());
        let mut rebuilt = match &division {
            Division::Rows(rows) => rows.as_slice(),
            Division::Counted | Division::Failed => &[],
        }
        .iter();
        let mut at = match division {
            Division::Failed => end,
            Division::Counted | Division::Rows(_) => header.below,
        };
        while at < end {
            let given = rebuilt.next();
            if given.is_none() && matches!(division, Division::Rows(_)) {
                break;
            }
            let row = given.map_or_else(
                || at..self.row_end(at, end, &header),
                |given| given.cells.clone(),
            );
            cells.clear();
            cells.extend(header.columns.iter().map(|column| {
                let (place, _) = (*column)?;
                if let Some(given) = given {
                    return *given.places.get(place as usize)?;
                }
                row.clone().find(|&cell| match header.run {
                    Some(_) => cell == at + place,
                    None => self.cell_at(cell).is_some_and(|cell| cell.column == place),
                })
            }));
            at = row.end.max(at + 1);
            let last = row.end.saturating_sub(1);
            if self.is_element(row, &totals, list) && !self.is_aside(&shape.fields, &cells, levels)
            {
                let row = self.row(&shape.fields, &header, &cells, last);
                let alone = self.fill_down(row, &mut above, levels);
                if alone {
                    self.document.rows.pop();
                    self.document.cells.truncate(row);
                }
            }
        }
        let count = offset(self.document.rows.len()) - first;
        let label = header
            .columns
            .iter()
            .flatten()
            .map(|(_, label)| *label)
            .reduce(|first, next| match header.run {
                Some(_) => first,
                None => first.to(next),
            });
        let last = end
            .checked_sub(1)
            .and_then(|cell| self.cell_at(cell))
            .map_or(0, |c| c.at);
        let start = self.cell_at(header.below).map_or(last, |cell| cell.at);
        let target = self.document.cells.get_mut(usize::from(list))?;
        if matches!(target.value, CellValue::List { .. }) {
            return Some(next);
        }
        if let Some(label) = label {
            self.missing_columns((&shape.fields, levels), &header, label);
        }
        let target = self.document.cells.get_mut(usize::from(list))?;
        let label = if target.label.is_empty() {
            label.unwrap_or_default()
        } else {
            target.label
        };
        *target = match (count, division) {
            (_, Division::Failed) => Cell {
                label: TextRange::default(),
                range: TextRange::new(start, last.max(start)),
                value: CellValue::Unreadable,
            },
            (0, _) => Cell {
                label,
                range: TextRange::empty(label.end),
                value: CellValue::Blank,
            },
            (_, Division::Counted | Division::Rows(_)) => Cell {
                label,
                range: TextRange::new(start, last.max(start)),
                value: CellValue::List { first, count },
            },
        };
        Some(next)
    }

    /// The column of `list` that a hit is the label of.
    fn column_of(&self, hit: &Hit, list: u16) -> Option<u16> {
        let What::Label(label) = hit.what else {
            return None;
        };
        self.plan
            .targets(label)
            .iter()
            .find_map(|target| match target {
                Target::Column(owner, column) if *owner == list => Some(*column),
                _ => None,
            })
    }

    fn header(&self, index: usize, list: u16, width: usize) -> Option<Header> {
        let first = self.hits.get(index)?;
        let first_cell = *self.cell_at(first.cell)?;
        let mut columns: Vec<Option<(u32, TextRange)>> = vec![None; width];
        let mut side_by_side = None;
        let mut next = index;
        let mut last = first.cell;
        let mut second = None;
        while let Some(hit) = self.hits.get(next) {
            let cell = self.cell_at(hit.cell)?;
            let same_row = cell.row == first_cell.row;
            let Some(column) = self.column_of(hit, list) else {
                // A printed line among the columns (绩效指标) is no column.
                if same_row && hit.cell > first.cell && hit.rest.is_empty() {
                    next += 1;
                    continue;
                }
                break;
            };
            if next > index {
                let aside = *side_by_side.get_or_insert(same_row);
                if aside != same_row || (!aside && hit.cell > last + 3) {
                    break;
                }
            }
            let place = match side_by_side {
                Some(true) => cell.column,
                _ => hit.cell - first.cell,
            };
            let slot = columns.get_mut(usize::from(column))?;
            match slot {
                None => *slot = Some((place, hit.label)),
                // The same columns again beside the first ones: those of the year come last.
                Some((_, label)) if same_row && self.alike(*label, hit.label) => {
                    *slot = Some((place, hit.label));
                }
                Some(_) if same_row => {}
                Some(_) => break,
            }
            if next > index {
                second = second.or(Some(place));
            }
            last = hit.cell;
            next += 1;
        }
        if columns.iter().flatten().count() < 2 {
            return None;
        }
        let aside = side_by_side?;
        if aside {
            // The first column was noted as a place in a run.
            if let Some(column) = self.column_of(first, list)
                && let Some(Some((place, _))) = columns.get_mut(usize::from(column))
            {
                *place = first_cell.column;
            }
        }
        let below = match aside {
            true => offset(
                self.page
                    .cells
                    .partition_point(|cell| cell.row <= first_cell.row),
            ),
            false => self.run_end(last + 1),
        };
        Some(Header {
            columns,
            run: (!aside).then(|| below - first.cell),
            first: first.cell,
            below,
            next,
            second,
        })
    }

    /// Whether two labels are the same words.
    fn alike(&self, a: TextRange, b: TextRange) -> bool {
        LabelText::normal(a.slice(self.text)) == LabelText::normal(b.slice(self.text))
    }

    /// Notes the required columns that a header lacks, with the nearest of its cells; a flat table
    /// may do without levels.
    fn missing_columns(
        &mut self,
        (fields, levels): (&[Field], usize),
        header: &Header,
        label: TextRange,
    ) {
        let lacking = fields
            .iter()
            .zip(&header.columns)
            .skip(levels)
            .filter(|(field, column)| field.required && column.is_none());
        for (field, _) in lacking {
            let Some(name) = field.labels.first() else {
                continue;
            };
            let cells = self
                .page
                .cells
                .get(header.first as usize..header.below as usize);
            let others: Vec<TextRange> = cells
                .unwrap_or_default()
                .iter()
                .filter_map(|cell| self.first_line(cell))
                .filter(|range| {
                    let mut known = header.columns.iter().flatten();
                    !known.any(|(_, label)| label.start == range.start)
                })
                .collect();
            let words = |range: &TextRange| range.slice(self.text);
            let near = nearest(name, others.iter().map(words));
            let near = others
                .iter()
                .find(|range| near == Some(words(range)) || spells(words(range), name));
            let (message, help) = match near.map(words) {
                Some(near) => (
                    format!("表头里没有找到“{name}”一列，最接近的是“{near}”；这一列没有检查"),
                    format!("如果填的就是{name}，把列名“{near}”改成“{name}”"),
                ),
                None => (
                    format!("表头里没有找到“{name}”一列；这一列没有检查"),
                    format!("照表样补上“{name}”一列，或者把列名改成“{name}”"),
                ),
            };
            let label = near.copied().unwrap_or(label);
            self.problems.push(BindProblem {
                range: label,
                message,
                help: Some(help),
            });
        }
    }

    /// Takes further cells of unknown columns up to the blank line that ends the header.
    fn run_end(&self, from: u32) -> u32 {
        for cell in from..from + 4 {
            if self.after_blank(cell) {
                return cell;
            }
            if self.hits.iter().any(|hit| hit.cell == cell) {
                return from;
            }
        }
        from
    }

    /// Whether a blank line stands before a cell.
    pub(super) fn after_blank(&self, cell: u32) -> bool {
        let Some(end) = self.cell_at(cell).map(|cell| cell.at) else {
            return true;
        };
        let before = self.text.get(..end as usize).unwrap_or_default();
        let before = before.trim_end_matches([' ', '\t', '\u{3000}']);
        let Some(before) = before.strip_suffix('\n') else {
            return false;
        };
        before.strip_suffix('\r').unwrap_or(before).ends_with('\n')
    }

    /// Where the table ends: the hit that ends it, and the cell behind its last one.
    fn table_end(&self, header: &Header) -> (usize, u32) {
        for (index, hit) in self.hits.iter().enumerate().skip(header.next) {
            let What::Label(label) = hit.what else {
                continue;
            };
            let ends = self.plan.targets(label).iter().any(|target| match target {
                Target::Field(_)
                | Target::StandIn(_)
                | Target::Heading(_)
                | Target::Instructions
                | Target::Closing => true,
                Target::Fixed | Target::Column(..) => false,
            });
            let column = self.cell_at(hit.cell).map_or(0, |cell| cell.column);
            let inside = header.run.is_none()
                && header.second.is_some_and(|second| column >= second)
                && !self.is_signature(hit, label);
            if ends && !inside {
                return (index, self.row_start(hit.cell, header));
            }
        }
        (self.hits.len(), self.cell_end())
    }

    /// Whether a label is that of a signature, with a colon, and its row begins with it.
    fn is_signature(&self, hit: &Hit, label: u32) -> bool {
        let behind = self.text.get(hit.label.end as usize..).unwrap_or_default();
        let colon = behind
            .chars()
            .find(|c| matches!(c, ':' | '：' | '\t' | '\r' | '\n'))
            .is_some_and(|c| matches!(c, ':' | '：'));
        let Some(row) = self.cell_at(hit.cell).map(|cell| cell.row) else {
            return false;
        };
        let first = self.page.cells.partition_point(|cell| cell.row < row);
        let before = self.page.cells.get(first..hit.cell as usize);
        colon
            && self.plan.targets(label).contains(&Target::Closing)
            && before.is_some_and(|before| before.iter().all(|cell| cell.line_count == 0))
    }

    /// The first cell of the row that a cell stands in.
    fn row_start(&self, cell: u32, header: &Header) -> u32 {
        let Some(row) = self.cell_at(cell).map(|cell| cell.row) else {
            return cell;
        };
        match header.run {
            Some(_) => cell,
            None => offset(self.page.cells.partition_point(|cell| cell.row < row)),
        }
    }

    pub(super) fn row_end(&self, at: u32, end: u32, header: &Header) -> u32 {
        match header.run {
            Some(run) => {
                let full = (at + run).min(end);
                (at + 1..full)
                    .find(|&cell| self.after_blank(cell))
                    .unwrap_or(full)
            }
            None => {
                let row = self.cell_at(at).map(|cell| cell.row);
                (at..end)
                    .find(|&cell| self.cell_at(cell).map(|cell| cell.row) != row)
                    .unwrap_or(end)
            }
        }
    }

    /// Whether a row is an element: not empty, not a header again, not one of totals.
    fn is_element(&self, row: std::ops::Range<u32>, totals: &[Vec<u8>], list: u16) -> bool {
        let mut filled = row.filter_map(|cell| self.label_text(self.cell_at(cell)?));
        let Some(first) = filled.next() else {
            return false;
        };
        let is_column = |text: &LabelText| {
            self.plan
                .find(text.slice(text.begin()..text.end()))
                .is_some_and(|label| {
                    let targets = self.plan.targets(label);
                    targets
                        .iter()
                        .any(|t| matches!(t, Target::Column(owner, _) if *owner == list))
                })
        };
        let total = totals
            .iter()
            .any(|word| first.slice(first.begin()..first.end()) == word);
        let printed = |text: &LabelText| {
            is_column(text) || {
                let label = self.plan.find(text.slice(text.begin()..text.end()));
                label.is_some_and(|label| self.plan.targets(label).contains(&Target::Fixed))
            }
        };
        let again = printed(&first) && filled.next().is_none_or(|second| is_column(&second));
        !(total || again)
    }

    /// Whether a row stands beside the list, by the cells of its columns: nothing in any of them,
    /// `填报人：…` in the first, or nothing behind the levels and none of their words in them.
    fn is_aside(&self, fields: &[Field], cells: &[Option<u32>], levels: usize) -> bool {
        let words = |cell: &Option<u32>| {
            let range = self.first_line(self.cell_at((*cell)?)?)?;
            Some(range.slice(self.text))
        };
        let Some(first) = cells.iter().position(|cell| words(cell).is_some()) else {
            return true;
        };
        let behind = cells.iter().skip(levels).any(|cell| words(cell).is_some());
        let label = first == 0
            && levels > 0
            && words(cells.first().unwrap_or(&None)).is_some_and(is_label_and_value);
        if !label && (behind || fields.iter().all(|field| field.begins.is_empty())) {
            return false;
        }
        !fields.iter().zip(cells).take(levels).any(|(field, cell)| {
            let cell = cell.and_then(|cell| self.label_text(self.cell_at(cell)?));
            cell.is_some_and(|text| begins(field, &text))
        })
    }

    /// The words of a cell as a label; of a long one its first line only.
    pub(super) fn label_text(&self, cell: &PageCell) -> Option<LabelText> {
        let first = self.first_line(cell)?;
        let lines = cell.first_line as usize..(cell.first_line + cell.line_count) as usize;
        let lines = self.page.lines.get(lines)?;
        let length: u32 = lines.iter().map(|line| line.range.len()).sum();
        if lines.len() == 1 || length > SHORT {
            return Some(LabelText::new(first.slice(self.text)));
        }
        let words: String = lines.iter().map(|l| l.range.slice(self.text)).collect();
        Some(LabelText::new(&words))
    }

    pub(super) fn first_line(&self, cell: &PageCell) -> Option<TextRange> {
        let line = self.page.lines.get(cell.first_line as usize)?;
        (cell.line_count > 0).then_some(line.range)
    }

    /// Writes a row; the index of its first cell.
    fn row(
        &mut self,
        fields: &[Field],
        header: &Header,
        cells: &[Option<u32>],
        last: u32,
    ) -> usize {
        let start = self.document.cells.len();
        self.document.rows.push(offset(start));
        for ((field, cell), column) in fields.iter().zip(cells).zip(&header.columns) {
            let label = column.map(|(_, label)| label).unwrap_or_default();
            let found = cell.and_then(|cell| self.cell_at(cell));
            let bound = match found {
                Some(cell) if cell.line_count > 0 => {
                    let lines =
                        cell.first_line as usize..(cell.first_line + cell.line_count) as usize;
                    self.parts.clear();
                    let lines = self.page.lines.get(lines).unwrap_or_default();
                    self.parts.extend(lines.iter().map(|line| line.range));
                    let (range, value) = value::of(self, &field.kind, None);
                    Cell {
                        label,
                        range,
                        value,
                    }
                }
                Some(cell) => Cell {
                    label,
                    range: TextRange::empty(cell.at),
                    value: CellValue::Blank,
                },
                None => {
                    let at = self.cell_at(last).map_or(0, |cell| {
                        self.first_line(cell).map_or(cell.at, |range| range.end)
                    });
                    let value = match column {
                        Some(_) => CellValue::Blank,
                        None => CellValue::Absent,
                    };
                    Cell {
                        label,
                        range: TextRange::empty(at),
                        value,
                    }
                }
            };
            self.document.cells.push(bound);
        }
        start
    }

    /// Repeats the cells above in the first columns, as far as they are empty from the left.
    /// Whether the row has nothing but the first of them: a heading over the rows that follow.
    fn fill_down(&mut self, start: usize, above: &mut [Cell], columns: usize) -> bool {
        let row = self.document.cells.get_mut(start..).unwrap_or_default();
        let is_filled = |cell: &Cell| !matches!(cell.value, CellValue::Blank | CellValue::Absent);
        let alone =
            columns > 0 && row.first().is_some_and(is_filled) && !row.iter().skip(1).any(is_filled);
        let mut fresh = false;
        for (cell, above) in row.iter_mut().zip(above).take(columns) {
            if cell.value == CellValue::Blank && !fresh {
                if above.value != CellValue::Absent {
                    *cell = *above;
                }
            } else {
                fresh = cell.value != CellValue::Blank;
            }
            *above = *cell;
        }
        alone
    }
}

/// Whether a cell is one of the words that a column's cells are known by.
fn begins(column: &Field, text: &LabelText) -> bool {
    let text = text.slice(text.begin()..text.end());
    column
        .begins
        .iter()
        .any(|word| LabelText::normal(word) == text)
}

/// Whether the characters of a name stand in a text, in their order: `指标目标值` for `指标值`.
fn spells(words: &str, name: &str) -> bool {
    let mut rest = words.chars();
    words.chars().count() <= 2 * name.chars().count() && name.chars().all(|c| rest.any(|r| r == c))
}

/// Whether a cell reads `填报人：…`.
pub(super) fn is_label_and_value(words: &str) -> bool {
    let colon = words
        .char_indices()
        .take(10)
        .find(|(_, c)| matches!(c, ':' | '：'));
    colon.is_some_and(|(at, c)| {
        let value = words.get(at + c.len_utf8()..).unwrap_or_default();
        !value.trim().is_empty()
    })
}
