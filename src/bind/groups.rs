//! Groups of indicators: a title cell `产出指标一：坚持…` and a cell of numbered items, repeated.

use crate::form::Mark;
use crate::model::{Cell, CellValue};
use crate::source::{TextRange, offset};

use super::mark::{self, Before};
use super::normalise::passage;
use super::page::{Binder, Region};
use super::scan::{Hit, What};
use super::sections::{number_cell, text_cell};

/// How many fields a group has: 类别, 序号, 名称, 条目.
const FIELDS: usize = 4;

impl Binder<'_> {
    /// Binds the group that opens at the hit.
    pub(super) fn group(&mut self, index: usize, hit: &Hit) {
        let What::Group {
            choice,
            word,
            number,
        } = hit.what
        else {
            return;
        };
        let plan = self.plan;
        let Some((_, marks)) = &plan.groups else {
            return;
        };
        let region = self.region(index);
        let content = self.name(hit, region, marks);
        let name = passage(&mut self.document.content, self.folds, &self.parts);
        let title_end = self.parts.last().map_or(hit.label.end, |part| part.end);
        let line_end = self
            .page
            .lines
            .get(hit.line as usize)
            .map_or(hit.label.end, |l| l.range.end);
        let name = match self.parts.is_empty() {
            true => TextRange::empty(line_end),
            false => name,
        };
        let (first, count) =
            self.items(hit.label, TextRange::default(), content..region.end, marks);
        let items = if count == 0 {
            let empty = self.cell_at(region.cell + 1).filter(|cell| {
                region.cell + 1 < region.cell_end
                    && (cell.line_count == 0 || cell.first_line >= region.end)
            });
            Cell {
                label: hit.label,
                range: TextRange::empty(empty.map_or(title_end.max(line_end), |cell| cell.at)),
                value: CellValue::Blank,
            }
        } else {
            let below = Region {
                rest: TextRange::default(),
                first: content,
                ..region
            };
            Cell {
                label: hit.label,
                range: self.words_of(below).unwrap_or_default(),
                value: CellValue::List { first, count },
            }
        };
        self.groups.extend([
            Cell {
                label: hit.label,
                range: word,
                value: CellValue::Word(choice),
            },
            number_cell(hit.label, number, hit.label.end),
            text_cell(hit.label, name),
            items,
        ]);
    }

    /// Gathers the pieces of a group's name into [`Binder::parts`]; the first line of its items.
    ///
    /// In a cell the name is all lines before the first item. On a page without cells it is the
    /// rest of the line, and further lines only while it is empty or ends in 、 or ，.
    fn name(&mut self, hit: &Hit, region: Region, marks: &[Mark]) -> u32 {
        self.parts.clear();
        if !region.rest.is_empty() {
            self.parts.push(region.rest);
        }
        let Some(cell) = self.cell_at(hit.cell) else {
            return region.first;
        };
        let cell_end = match cell.marked {
            true => (cell.first_line + cell.line_count).min(region.end),
            false => region.end,
        };
        let start = Before {
            nothing: true,
            closed: true,
            last: None,
        };
        for index in region.first..cell_end {
            let Some(line) = self.page.lines.get(index as usize) else {
                return index;
            };
            let words = line.range.slice(self.text);
            let unfinished = self
                .parts
                .last()
                .is_none_or(|part| part.slice(self.text).ends_with(['、', '，', ',']));
            if mark::find(words, marks, start).is_some() || !(cell.marked || unfinished) {
                return index;
            }
            self.parts.push(line.range);
        }
        cell_end.max(region.first)
    }

    /// Writes the groups behind their items, so that their rows are a run.
    pub(super) fn write_groups(&mut self) {
        let plan = self.plan;
        let Some((slot, _)) = &plan.groups else {
            return;
        };
        if self.groups.is_empty() {
            return;
        }
        let first = offset(self.document.rows.len());
        let mut place: Option<TextRange> = None;
        for group in self.groups.chunks_exact(FIELDS) {
            self.document.rows.push(offset(self.document.cells.len()));
            self.document.cells.extend_from_slice(group);
            for cell in [group.first(), group.last()].into_iter().flatten() {
                place = Some(place.map_or(cell.range, |place| place.to(cell.range)));
            }
        }
        let count = offset(self.groups.len() / FIELDS);
        if let Some(cell) = self.document.cells.get_mut(usize::from(*slot)) {
            cell.range = place.unwrap_or_default();
            cell.value = CellValue::List { first, count };
        }
    }
}
