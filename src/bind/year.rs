//! The year of a declaration: in its title's line, or in `（ 2021 年度）` below it.

use crate::model::{Cell, CellValue};
use crate::source::{TextRange, offset};
use crate::types::Unit;

use super::number;
use super::page::Binder;

impl Binder<'_> {
    /// The year in the title's line or in `（ 2021 年度）` below it.
    pub(super) fn year_under_title(&mut self) {
        let Some(slot) = self.plan.year else {
            return;
        };
        let last = self
            .hits
            .first()
            .map_or(self.end, |hit| hit.line)
            .min(self.part.first + 7);
        for index in self.part.first..last {
            let Some(line) = self.page.lines.get(index as usize) else {
                return;
            };
            let words = line.range.slice(self.text);
            let is_title = line.range.covers(self.title) && !self.title.is_empty();
            if words.len() > 200 || !words.contains('年') || !(is_title || speaks_of_year(words)) {
                continue;
            }
            let cell = match number::year(words) {
                Some((year, range)) if words.get(range.end..).is_some_and(before_nian) => Cell {
                    label: line.range,
                    range: TextRange::of(range).shifted(line.range.start),
                    value: CellValue::Number(year.into(), Unit::YEAR),
                },
                _ if is_title => continue,
                _ => Cell {
                    label: line.range,
                    range: TextRange::empty(
                        line.range.start + offset(words.find('年').unwrap_or_default()),
                    ),
                    value: CellValue::Blank,
                },
            };
            if let Some(target) = self.document.cells.get_mut(usize::from(slot)) {
                *target = cell;
            }
            return;
        }
    }
}

/// Whether a line is `（ 2021 年度）`, with or without its year.
fn speaks_of_year(words: &str) -> bool {
    let inner =
        words.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '（' | '）'));
    let inner = inner
        .strip_suffix("年度")
        .or_else(|| inner.strip_suffix('年'))
        .unwrap_or("x");
    inner
        .chars()
        .all(|c| c.is_whitespace() || c == '_' || c.is_ascii_digit() || ('０'..='９').contains(&c))
}

fn before_nian(rest: &str) -> bool {
    rest.trim_start().starts_with('年')
}
