//! The year of a declaration: in its title's line, or in `（ 2021 年度）` below it.

use crate::model::{Cell, CellValue};
use crate::source::{TextRange, offset};
use crate::types::{Family, Unit};

use super::number;
use super::page::Binder;
use super::scan::{What, first_unit};

impl Binder<'_> {
    /// Behind the last line that can belong to the head of the declaration.
    fn head_end(&self) -> u32 {
        self.hits
            .iter()
            .find(|hit| !matches!(hit.what, What::Unit))
            .map_or(self.end, |hit| hit.first)
            .min(self.part.first + 7)
    }

    /// The unit of amounts behind the title or the year in their line: `（2021年度） 单位：万元`.
    pub(super) fn unit_under_title(&mut self) {
        for index in self.part.first..self.head_end() {
            let Some(line) = self.page.lines.get(index as usize) else {
                return;
            };
            let words = line.range.slice(self.text);
            let behind = words.rfind("单位").filter(|_| words.len() <= 200);
            let unit = behind
                .and_then(|at| words.get(at + "单位".len()..))
                .and_then(|rest| rest.trim_start().strip_prefix([':', '：']))
                .and_then(first_unit)
                .filter(|unit| unit.family() == Family::Money);
            self.page_unit = unit.or(self.page_unit);
        }
    }

    /// The year in the title's line or in `（ 2021 年度）` below it.
    pub(super) fn year_under_title(&mut self) {
        let Some(slot) = self.plan.year else {
            return;
        };
        for index in self.part.first..self.head_end() {
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
    // The unit of the amounts may stand on its right.
    let closed = words.find([')', '）']).unwrap_or(words.len());
    let (bracket, behind) = words.split_at(closed);
    let words = match behind.contains("单位") {
        true => bracket,
        false => words,
    };
    let inner =
        words.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '（' | '）'));
    let inner = inner
        .strip_suffix("年度")
        .or_else(|| inner.strip_suffix('年'))
        .unwrap_or("x");
    inner
        .chars()
        .all(|c| c.is_whitespace() || c == '_' || number::digit(c).is_some())
}

fn before_nian(rest: &str) -> bool {
    rest.trim_start().starts_with('年')
}
