//! Walks the labels found on a part of a page and fills the fields of its form.
//!
//! The value of a label is what stands between it and the next label, or the printed instructions:
//! behind it in its line, in the further lines of its cell, in the cells that follow. A label with
//! another label behind it is blank; nothing is ever taken from behind another label.

use std::sync::Arc;

use crate::form::{FieldKind, Mark, Shape};
use crate::model::{Cell, CellValue, Document, Page};
use crate::source::{Content, SourceFile, TextRange, offset};
use crate::types::{Family, Unit};

use super::beneath::beneath;
use super::bound::{BindProblem, Declared};
use super::identify::Titled;
use super::normalise::Folds;
use super::plan::{Plan, Target};
use super::scan::{Cells, Hit, Part, What, scan};

/// A declaration being bound.
pub(super) struct Binder<'a> {
    pub(super) plan: &'a Plan,
    pub(super) page: &'a Page,
    pub(super) text: &'a str,
    pub(super) folds: &'a Folds,
    pub(super) document: Document,
    /// What belongs to no field, or stands where no field can be read.
    pub(super) problems: Vec<BindProblem>,
    pub(super) hits: Vec<Hit>,
    /// The line behind the last one that is read.
    pub(super) end: u32,
    /// Pieces of the value at hand; kept to use its memory again.
    pub(super) parts: Vec<TextRange>,
    /// The cells of groups, four for each; written behind the items of all of them.
    pub(super) groups: Vec<Cell>,
    pub(super) title: TextRange,
    pub(super) part: Part,
    /// The heading in force, and the unit it names.
    heading: Option<u16>,
    pub(super) unit: Option<Unit>,
    /// `金额单位：万元` above the table.
    pub(super) page_unit: Option<Unit>,
    /// Fields filled under a label that only stands in for a better one.
    stood_in: Vec<u16>,
    /// The row on which each field was read.
    read_on: Vec<u32>,
    /// Whether a stand-in and the better label stood side by side: then the parts of both do too,
    /// and of two of a kind on one row the later one counts.
    side_by_side: bool,
    /// Where a list without elements may turn out to be written in another way.
    unread: Option<TextRange>,
}

/// What stands between a label and the next one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    /// Behind the label, in its line.
    pub(super) rest: TextRange,
    /// The lines after the label's own.
    pub(super) first: u32,
    /// Behind the last line.
    pub(super) end: u32,
    /// The label's cell.
    pub(super) cell: u32,
    /// Behind the last cell.
    pub(super) cell_end: u32,
    /// The only column that is read, where the values of several labels stand beneath them.
    pub(super) column: Option<u32>,
}

impl Region {
    /// Whether it takes in the lines of a cell.
    pub(super) fn takes(&self, page: &Page, cell: u32) -> bool {
        let cell = page.cells.get(cell as usize);
        self.column.is_none() || self.column == cell.map(|cell| cell.column)
    }
}

impl<'a> Binder<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        source: &'a Arc<SourceFile>,
        page: &'a Page,
        folds: &'a Folds,
        titled: &Titled,
    ) -> Self {
        let fields = plan.form().fields.len();
        let nowhere = Cell {
            range: TextRange::empty(titled.title.end),
            ..Cell::default()
        };
        let mut cells = Vec::with_capacity(fields + page.lines.len() * 2);
        cells.resize(fields, nowhere);
        Self {
            plan,
            page,
            text: source.text(),
            folds,
            document: Document {
                content: Content::new(Arc::clone(source)),
                title: titled.title,
                cells,
                rows: Vec::with_capacity(page.lines.len()),
                ..Document::default()
            },
            problems: Vec::new(),
            hits: Vec::with_capacity(32),
            end: titled.part.end,
            parts: Vec::with_capacity(8),
            groups: Vec::with_capacity(64),
            title: titled.title,
            part: titled.part,
            heading: None,
            unit: None,
            page_unit: None,
            stood_in: Vec::new(),
            read_on: vec![u32::MAX; fields],
            side_by_side: false,
            unread: None,
        }
    }

    pub(super) fn bind(mut self) -> Declared {
        let below = Part {
            first: self.part.first + u32::from(!self.title.is_empty()),
            ..self.part
        };
        self.end = scan(self.plan, self.page, self.text, below, &mut self.hits);
        self.year_under_title();
        self.unit_under_title();
        let mut index = 0;
        while let Some(hit) = self.hits.get(index).copied() {
            index = match hit.what {
                What::Label(label) => self.label(index, &hit, label),
                What::Unit => {
                    let money = hit.unit.is_some_and(|unit| unit.family() == Family::Money);
                    if money && hit.label.slice(self.text).ends_with("单位") {
                        self.page_unit = hit.unit;
                    }
                    (self.unit, self.heading) = (hit.unit, None);
                    index + 1
                }
                What::Group { .. } => {
                    self.group(index, &hit);
                    index + 1
                }
            };
        }
        self.write_groups();
        self.place_absent();
        let last = self
            .end
            .checked_sub(1)
            .and_then(|line| self.page.lines.get(line as usize));
        let end = last
            .map_or(self.title.end, |line| line.range.end)
            .max(self.title.end);
        self.document.extent = TextRange::new(self.title.start, end);
        Declared {
            document: self.document,
            problems: self.problems,
        }
    }

    /// Handles a label; the index of the hit to go on with.
    fn label(&mut self, index: usize, hit: &Hit, label: u32) -> usize {
        let targets = self.plan.targets(label);
        let column = targets.iter().find_map(|target| match target {
            Target::Column(list, _) => Some(*list),
            _ => None,
        });
        if let Some(list) = column
            && let Some(next) = self.table(index, list)
        {
            return next;
        }
        let heading = targets.iter().find_map(|target| match target {
            Target::Heading(number) => Some(*number),
            _ => None,
        });
        let row = self.cell_at(hit.cell).map_or(u32::MAX, |cell| cell.row);
        if let Some((slot, stands_in)) = self.choose(targets, row) {
            let below = beneath(self.page, &self.hits, index, self.end)
                .map(|below| self.further_rows(slot, below));
            let region = below.unwrap_or_else(|| self.region(index));
            let empty = region.rest.is_empty() && region.first == region.end;
            if heading.is_none() || !empty {
                self.replace(slot, stands_in, row);
                self.field(slot, hit, region);
                return index + 1;
            }
        }
        if let Some(number) = heading {
            // An amount that is also a heading stands in the table of the heading before.
            let unit = self.unit.filter(|_| !self.is_bare(index));
            (self.heading, self.unit) = (Some(number), hit.unit.or(unit));
        }
        index + 1
    }

    /// Whether nothing stands between the hit at `index` and the next one.
    fn is_bare(&self, index: usize) -> bool {
        let region = self.region(index);
        region.rest.is_empty() && region.first == region.end
    }

    /// The field that a label means here: one that belongs under the heading in force before one
    /// that belongs under none, and one without a value before one with.
    fn choose(&self, targets: &[Target], row: u32) -> Option<(u16, bool)> {
        let open = |slot: u16| {
            let cell = self.document.cells.get(usize::from(slot));
            cell.is_some_and(|cell| matches!(cell.value, CellValue::Absent | CellValue::Blank))
        };
        let again = |slot: u16| {
            let read_on = self.read_on.get(usize::from(slot));
            self.stood_in.contains(&slot) || (self.side_by_side && read_on == Some(&row))
        };
        targets
            .iter()
            .filter_map(|target| match target {
                Target::Field(slot) if open(*slot) || again(*slot) => Some((*slot, false)),
                Target::StandIn(slot) if open(*slot) => Some((*slot, true)),
                _ => None,
            })
            .max_by_key(|&(slot, _)| (self.plan.under(slot, self.heading), std::cmp::Reverse(slot)))
    }

    /// Opens a field for a better label: what was read under the one that stood in for it, the
    /// parts of its amount included, is of another period.
    fn replace(&mut self, slot: u16, stands_in: bool, row: u32) {
        let before = self.read_on.get_mut(usize::from(slot));
        let before = before.map(|read_on| std::mem::replace(read_on, row));
        if stands_in {
            self.stood_in.push(slot);
        } else if let Some(at) = self.stood_in.iter().position(|known| *known == slot) {
            self.stood_in.swap_remove(at);
            let has_parts = self.plan.neighbours(slot).next().is_some();
            self.side_by_side = has_parts && before == Some(row);
            let nowhere = Cell {
                range: TextRange::empty(self.title.end),
                ..Cell::default()
            };
            let plan = self.plan;
            for other in plan.neighbours(slot).chain([slot]) {
                if let Some(cell) = self.document.cells.get_mut(usize::from(other)) {
                    *cell = nowhere;
                }
            }
        }
    }

    /// What belongs to the hit at `index`.
    pub(super) fn region(&self, index: usize) -> Region {
        let (Some(hit), next) = (self.hits.get(index), self.hits.get(index + 1)) else {
            return Region {
                rest: TextRange::default(),
                first: 0,
                end: 0,
                cell: 0,
                cell_end: 0,
                column: None,
            };
        };
        let end = next.map_or(self.end, |next| next.first);
        // A label further down in a cell leaves the lines above it to the value before.
        let shared = |next: &Hit| {
            let first = self
                .cell_at(next.cell)
                .map_or(next.first, |cell| cell.first_line);
            u32::from(first < next.first && next.cell > hit.cell)
        };
        let cell_end = next.map_or_else(|| self.cell_end(), |next| next.cell + shared(next));
        Region {
            rest: hit.rest,
            first: (hit.line + 1).min(end.max(hit.line + 1)),
            end: end.max(hit.line + 1),
            cell: hit.cell,
            cell_end: cell_end.max(hit.cell + 1),
            column: None,
        }
    }

    /// Behind the last cell that is read.
    pub(super) fn cell_end(&self) -> u32 {
        let cells = &self.page.cells;
        match self.page.lines.get(self.end as usize) {
            Some(line) => offset(cells.partition_point(|cell| cell.at < line.range.start)),
            None => offset(cells.len()),
        }
    }

    /// Fills a field from what stands behind its label.
    fn field(&mut self, slot: u16, hit: &Hit, region: Region) {
        let Some(field) = self.plan.form().fields.get(usize::from(slot)) else {
            return;
        };
        let cell = match &field.kind {
            FieldKind::List(list) => match &list.shape {
                Shape::Sections(marks) => self.sections(hit, region, marks),
                Shape::Items(marks) => self.top_items(hit, region, marks),
                Shape::Groups => {
                    self.unread = self.words_of(region);
                    self.blank(hit, region)
                }
                Shape::Rows { .. } => Cell {
                    label: hit.label,
                    ..self.document.cell(u32::from(slot)).to_owned()
                },
                Shape::Gathered => return,
            },
            FieldKind::Text
            | FieldKind::Year
            | FieldKind::Number(_)
            | FieldKind::Ordinal
            | FieldKind::Date
            | FieldKind::Choice(_) => self.scalar(field, hit, region),
        };
        if let Some(target) = self.document.cells.get_mut(usize::from(slot)) {
            *target = cell;
        }
    }

    /// Items of a field of its own.
    fn top_items(&mut self, hit: &Hit, region: Region, marks: &[Mark]) -> Cell {
        let (first, count) = self.items(hit.label, region.rest, region.first..region.end, marks);
        let blank = self.blank(hit, region);
        match self.words_of(region) {
            Some(range) if count > 0 => Cell {
                label: hit.label,
                range,
                value: CellValue::List { first, count },
            },
            _ => blank,
        }
    }

    /// The range of all that stands in a region.
    pub(super) fn words_of(&self, region: Region) -> Option<TextRange> {
        let lines = self
            .page
            .lines
            .get(region.first as usize..region.end as usize);
        let lines = lines.unwrap_or_default();
        let first = match (region.rest.is_empty(), lines.first()) {
            (false, _) => region.rest,
            (true, Some(line)) => line.range,
            (true, None) => return None,
        };
        let last = match region.column {
            None => lines.last(),
            Some(_) => {
                let mut cells = Cells::at(self.page, region.first);
                let lines = lines.iter();
                lines
                    .filter(|_| region.takes(self.page, cells.next().0))
                    .last()
            }
        };
        Some(last.map_or(first, |last| first.to(last.range)))
    }

    /// Takes into the region of a field of paragraphs the cells of the same column in the rows that
    /// follow, as long as nothing stands in the first column and no label in the row.
    fn further_rows(&self, slot: u16, below: Region) -> Region {
        let field = self.plan.form().fields.get(usize::from(slot));
        let is_sections = field.is_some_and(|field| {
            matches!(&field.kind, FieldKind::List(list) if matches!(list.shape, Shape::Sections(_)))
        });
        let Some(value) = self.cell_at(below.cell + 1).filter(|_| is_sections) else {
            return below;
        };
        let mut region = Region {
            column: Some(value.column),
            ..below
        };
        let hit = self.hits.iter().find(|hit| hit.cell > below.cell + 1);
        let end = hit.map_or_else(|| self.cell_end(), |hit| hit.cell);
        let stop = self.cell_at(end).map_or(u32::MAX, |cell| cell.row);
        for index in below.cell + 2..end {
            let Some(cell) = self.cell_at(index) else {
                break;
            };
            let foreign = cell.column == 0 && cell.line_count > 0 && cell.row > value.row;
            if cell.row >= stop || foreign {
                break;
            }
            if cell.column == value.column && cell.row > value.row {
                region.end = (cell.first_line + cell.line_count).clamp(region.end, self.end);
            }
        }
        region
    }

    /// A blank value: the empty cell behind the label, or the place behind the label.
    pub(super) fn blank(&self, hit: &Hit, region: Region) -> Cell {
        let next = self
            .cell_at(region.cell + 1)
            .filter(|_| region.cell + 1 < region.cell_end);
        let at = match next {
            Some(cell) if cell.line_count == 0 || cell.first_line >= region.end => cell.at,
            _ => self
                .page
                .lines
                .get(hit.line as usize)
                .map_or(hit.label.end, |line| {
                    if region.rest.is_empty() {
                        line.range.end
                    } else {
                        hit.rest.start
                    }
                }),
        };
        Cell {
            label: hit.label,
            range: TextRange::empty(at),
            value: CellValue::Blank,
        }
    }

    pub(super) fn cell_at(&self, index: u32) -> Option<&'a crate::model::PageCell> {
        self.page.cells.get(index as usize)
    }

    /// Moves the place of an absent field to the heading it should stand under, and settles lists
    /// whose region holds something else than their elements.
    fn place_absent(&mut self) {
        let fields = self.plan.form().fields.len();
        let own = self.document.cells.iter_mut().take(fields);
        for (slot, cell) in (0u16..).zip(own) {
            if cell.value != CellValue::Absent {
                continue;
            }
            let heading = self.hits.iter().find(|hit| match hit.what {
                What::Label(label) => self.plan.targets(label).iter().any(|target| {
                    matches!(target, Target::Heading(number) if self.plan.under(slot, Some(*number)))
                }),
                What::Unit | What::Group { .. } => false,
            });
            if let Some(hit) = heading {
                cell.range = TextRange::empty(hit.label.end);
            }
        }
        let groups = self
            .plan
            .groups
            .as_ref()
            .map(|(slot, _)| usize::from(*slot));
        if let (Some(slot), Some(range)) = (groups, self.unread)
            && let Some(cell) = self.document.cells.get_mut(slot)
            && cell.value == CellValue::Blank
        {
            (cell.range, cell.value) = (range, CellValue::Unreadable);
        }
    }
}

/// Whether a text ends with closing punctuation, perhaps inside quotes or brackets.
pub(super) fn is_closed(words: &str) -> bool {
    let mut bytes = words.as_bytes();
    loop {
        bytes = match bytes {
            // ” ’ ） ) 》
            [before @ .., 0xe2, 0x80, 0x9d | 0x99]
            | [before @ .., 0xef, 0xbc, 0x89]
            | [before @ .., 0xe3, 0x80, 0x8b]
            | [before @ .., b')'] => before,
            // 。 ； ！ ？ ：
            [.., 0xe3, 0x80, 0x82] | [.., 0xef, 0xbc, 0x9b | 0x81 | 0x9f | 0x9a] => return true,
            [.., b';' | b'.' | b'!' | b'?' | b':'] => return true,
            _ => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_punctuation_ends_a_text() {
        for closed in [
            "甲。",
            "甲；",
            "甲;",
            "甲！",
            "甲？",
            "甲：”",
            "（甲.）》",
            "甲!’)",
            "?",
            ":",
        ] {
            assert!(is_closed(closed), "{closed}");
        }
        for open in ["", "甲", "甲，", "“甲。”乙", "甲”", "、"] {
            assert!(!is_closed(open), "{open}");
        }
    }
}
