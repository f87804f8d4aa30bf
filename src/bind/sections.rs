//! Running text to sections, cells to items: numbered paragraphs and the lines that go on in them.

use std::ops::Range;

use crate::form::{Continuation, Mark};
use crate::model::{Cell, CellValue};
use crate::source::{Lanes, TextRange, each_ahead, offset};
use crate::types::Unit;

use super::mark::{self, Before, Found};
use super::normalise::passage;
use super::page::{Binder, Region, is_closed};
use super::scan::{Cells, Hit};

/// A paragraph being gathered.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    /// Its number: value and place.
    number: Option<(u32, TextRange)>,
    /// Where its line begins.
    start: u32,
    any: bool,
}

/// How paragraphs are told apart: the marks that count, narrowed to the first one seen.
struct Style<'m> {
    marks: &'m [Mark],
    seen: Option<Mark>,
    before: Before,
}

impl<'m> Style<'m> {
    fn new(marks: &'m [Mark]) -> Self {
        Self {
            marks,
            seen: None,
            before: Before {
                nothing: true,
                ..Before::default()
            },
        }
    }

    /// The number at the beginning of a line, if it is of the style in use here.
    fn find(&mut self, words: &str) -> Option<Found> {
        let found = mark::find(words, self.marks, self.before)
            .filter(|found| self.seen.is_none_or(|seen| seen == found.mark));
        if let Some(found) = found {
            self.seen = Some(found.mark);
            self.before.last = Some(found.value);
        }
        self.before.nothing = false;
        found
    }
}

impl Binder<'_> {
    /// Sections in a region: fields 序号, 标题, 内容.
    pub(super) fn sections(&mut self, hit: &Hit, region: Region, marks: &[Mark]) -> Cell {
        let first = offset(self.document.rows.len());
        let mut style = Style::new(marks);
        let mut open = Open::default();
        self.parts.clear();
        let form = self.plan.form();
        let page = self.page;
        let mut cells = Cells::at(page, region.first);
        let mut previous = None;
        let behind = (!region.rest.is_empty()).then_some((region.rest, region.cell));
        let lines = self
            .page
            .lines
            .get(region.first as usize..region.end as usize);
        let lines = lines
            .unwrap_or_default()
            .iter()
            .map(|line| (line.range, cells.next().0))
            .filter(|&(_, cell)| region.takes(page, cell));
        let goals = marks.contains(&Mark::Goal);
        let text = self.text;
        let lines = behind.into_iter().chain(lines);
        for (range, cell) in lines.flat_map(|line| goals_of(line, goals, text)) {
            let words = range.slice(self.text);
            let found = style.find(words);
            let new_cell = previous.is_some_and(|previous| previous != cell);
            let goes_on = open.any
                && form.joins_lines
                && (!new_cell || !style.before.closed || form.continuation == Continuation::Always);
            if found.is_some() || !goes_on {
                self.end_section(hit, open);
                open = self.begin(range, found);
            } else {
                self.parts.push(range);
            }
            style.before.closed = is_closed(words);
            previous = Some(cell);
        }
        self.end_section(hit, open);
        let count = offset(self.document.rows.len()) - first;
        match self.words_of(region) {
            Some(range) if count > 0 => Cell {
                label: hit.label,
                range,
                value: CellValue::List { first, count },
            },
            _ => self.blank(hit, region),
        }
    }

    /// Begins a paragraph with the line at `range`.
    fn begin(&mut self, range: TextRange, found: Option<Found>) -> Open {
        self.parts.clear();
        let body = found.map_or(range.start, |found| range.start + found.body);
        self.parts.push(TextRange::new(body, range.end));
        Open {
            number: found.map(|found| (found.value, found.numeral.shifted(range.start))),
            start: range.start,
            any: true,
        }
    }

    fn end_section(&mut self, hit: &Hit, open: Open) {
        if !open.any {
            return;
        }
        let head = self.parts.first().copied().unwrap_or_default();
        let single = self.parts.len() == 1;
        let content = passage(&mut self.document.content, self.folds, &self.parts);
        let title = match open.number {
            None => Cell {
                label: hit.label,
                range: TextRange::empty(open.start),
                value: CellValue::Absent,
            },
            Some(_) => {
                let first_line = head.slice(self.text);
                let range = if single || sentence(first_line).is_some() || first_line.len() > 120 {
                    let text = self.document.content.slice(content);
                    let length = sentence(text).unwrap_or(text.len());
                    TextRange::new(content.start, content.start + offset(length))
                } else {
                    passage(&mut self.document.content, self.folds, &[head])
                };
                text_cell(hit.label, range)
            }
        };
        self.document.rows.push(offset(self.document.cells.len()));
        self.document.cells.extend([
            number_cell(hit.label, open.number, open.start),
            title,
            text_cell(hit.label, content),
        ]);
    }

    /// Items in the lines of a cell: fields 序号, 内容. The first row and how many.
    pub(super) fn items(
        &mut self,
        label: TextRange,
        rest: TextRange,
        lines: Range<u32>,
        marks: &[Mark],
    ) -> (u32, u32) {
        let first = offset(self.document.rows.len());
        let mut style = Style::new(marks);
        let mut open = Open::default();
        self.parts.clear();
        let behind = (!rest.is_empty()).then_some(rest);
        let lines = self
            .page
            .lines
            .get(lines.start as usize..lines.end as usize);
        let lines = lines.unwrap_or_default().iter().map(|line| line.range);
        for range in behind.into_iter().chain(lines) {
            let words = range.slice(self.text);
            let found = style.find(words);
            // In a list without numbers a finished line ends its item.
            let unnumbered = style.seen.is_none() && style.before.closed;
            if found.is_some() || !open.any || unnumbered {
                self.end_item(label, open);
                open = self.begin(range, found);
            } else {
                self.parts.push(range);
            }
            style.before.closed = is_closed(words);
        }
        self.end_item(label, open);
        (first, offset(self.document.rows.len()) - first)
    }

    fn end_item(&mut self, label: TextRange, open: Open) {
        if !open.any {
            return;
        }
        let content = passage(&mut self.document.content, self.folds, &self.parts);
        self.document.rows.push(offset(self.document.cells.len()));
        self.document.cells.extend([
            number_cell(label, open.number, open.start),
            text_cell(label, content),
        ]);
    }
}

/// A line, or its pieces when several goals stand in it, with the cell it belongs to.
fn goals_of(
    (line, cell): (TextRange, u32),
    goals: bool,
    text: &str,
) -> impl Iterator<Item = (TextRange, u32)> {
    let starts = match goals {
        true => mark::goals_within(line.slice(text)),
        false => Vec::new(),
    };
    let mut ends: Vec<u32> = starts.iter().map(|at| line.start + offset(*at)).collect();
    ends.push(line.end);
    let mut start = line.start;
    ends.into_iter().map(move |end| {
        let piece = TextRange::new(start, end);
        start = end;
        (piece, cell)
    })
}

/// The cell of a number, absent when there is none.
pub(super) fn number_cell(label: TextRange, number: Option<(u32, TextRange)>, at: u32) -> Cell {
    match number {
        Some((value, range)) => Cell {
            label,
            range,
            value: CellValue::Number(value.into(), Unit::NONE),
        },
        None => Cell {
            label,
            range: TextRange::empty(at),
            value: CellValue::Absent,
        },
    }
}

/// The cell of a text, blank when it is empty.
pub(super) fn text_cell(label: TextRange, range: TextRange) -> Cell {
    Cell {
        label,
        range,
        value: if range.is_empty() {
            CellValue::Blank
        } else {
            CellValue::Text
        },
    }
}

/// Where the first sentence or clause of a text ends: before its first 。 or ；.
pub(super) fn sentence(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut found = None;
    let class = |[a, b, c]: [Lanes; 3]| {
        let stop = a.equal(0xe3).and(b.equal(0x80)).and(c.equal(0x82));
        let pause = a.equal(0xef).and(b.equal(0xbc)).and(c.equal(0x9b));
        stop.or(pause).or(a.equal(b';')).bits()
    };
    each_ahead(bytes, class, |at| {
        found = Some(at);
        false
    });
    found
}
