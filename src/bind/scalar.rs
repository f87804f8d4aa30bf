//! The single value of a field: which lines behind its label it is.

use std::ops::Range;

use crate::form::{Field, FieldKind};
use crate::model::Cell;

use super::page::{Binder, Region, is_closed};
use super::scan::Hit;
use super::value;

impl Binder<'_> {
    /// The single value behind a label.
    pub(super) fn scalar(&mut self, field: &Field, hit: &Hit, region: Region) -> Cell {
        self.parts.clear();
        let marked = self.cell_at(hit.cell).is_some_and(|cell| cell.marked);
        let mut lines = region.first..region.first;
        if !region.rest.is_empty() {
            self.parts.push(region.rest);
            if matches!(field.kind, FieldKind::Text) {
                lines = self.goes_on(region, marked);
            }
        } else if let Some(within) = self.rest_of_cell(region) {
            lines = within;
        } else if let Some(cell) = self.value_cell(region) {
            lines = cell;
            if !marked && self.looks_like_label(lines.start) {
                lines = region.first..region.first;
            }
        }
        let ranges = self
            .page
            .lines
            .get(lines.start as usize..lines.end as usize);
        self.parts
            .extend(ranges.unwrap_or_default().iter().map(|line| line.range));
        if self.parts.is_empty() {
            return self.blank(hit, region);
        }
        let unit = hit.unit.or(self.unit);
        let (range, value) = value::of(self, &field.kind, unit);
        Cell {
            label: hit.label,
            range,
            value,
        }
    }

    /// The further lines of the label's own cell.
    fn rest_of_cell(&self, region: Region) -> Option<Range<u32>> {
        let cell = self.cell_at(region.cell)?;
        let end = (cell.first_line + cell.line_count).min(region.end);
        (region.first < end).then_some(region.first..end)
    }

    /// The lines of the cell that holds a label's value: the next one, or the next filled one in
    /// the same row.
    fn value_cell(&self, region: Region) -> Option<Range<u32>> {
        let row = self.cell_at(region.cell)?.row;
        for index in region.cell + 1..region.cell_end.max(region.cell + 1) {
            let cell = self.cell_at(index)?;
            if cell.line_count > 0 {
                let end = (cell.first_line + cell.line_count).min(region.end);
                return (cell.first_line < end).then_some(cell.first_line..end);
            }
            if cell.row != row {
                return None;
            }
        }
        None
    }

    /// Further lines of a text that began behind its label: the rest of its cell, or on a page
    /// without cells the paragraphs that follow a finished or long first one.
    fn goes_on(&self, region: Region, marked: bool) -> Range<u32> {
        if marked {
            return self
                .rest_of_cell(region)
                .unwrap_or(region.first..region.first);
        }
        let rest = region.rest.slice(self.text);
        let mut end = region.first;
        if rest.len() > 120 || is_closed(rest) {
            while end < region.end && !self.looks_like_label(end) {
                end += 1;
            }
        }
        region.first..end
    }

    /// Whether a line reads `联系电话：…`, a label that the form does not know.
    fn looks_like_label(&self, line: u32) -> bool {
        let Some(line) = self.page.lines.get(line as usize) else {
            return false;
        };
        let words = line.range.slice(self.text);
        let colon = words
            .char_indices()
            .take(13)
            .find(|(_, c)| matches!(c, ':' | '：'));
        colon.is_some_and(|(at, _)| {
            !words
                .get(..at)
                .unwrap_or_default()
                .contains(['，', '。', '；'])
        })
    }
}
