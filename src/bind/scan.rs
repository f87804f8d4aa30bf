//! Finds the labels of a form on a page.
//!
//! Looks at each line once, in order, and gives the places where labels and openings of groups
//! stand. Which field a label belongs to when several have it, and what its value is, is decided
//! later. Most lines of a declaration are long running text; they are passed over by their length
//! and first character.

use crate::model::{Page, PageCell};
use crate::source::{TextRange, offset};
use crate::types::{Family, LabelText, Unit};

use super::across;
use super::mark;
use super::plan::{First, Plan, Target};

/// A label on the page, or the opening of a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// The line it begins in; before the other one where it is broken over the lines of its cell.
    pub(super) first: u32,
    /// The line it ends in.
    pub(super) line: u32,
    /// The cell it stands in.
    pub(super) cell: u32,
    /// Where it stands, without colon, bracket with unit and number in front.
    pub(super) label: TextRange,
    /// What stands behind it in its line; empty when nothing does.
    pub(super) rest: TextRange,
    /// The unit that its bracket names.
    pub(super) unit: Option<Unit>,
    /// What it is.
    pub(super) what: What,
}

/// What a [`Hit`] is.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// A label by number.
    Label(u32),
    /// A heading that the form does not know but that names a unit.
    Unit,
    /// A group.
    Group {
        /// The index of its word.
        choice: u16,
        /// The word as written.
        word: TextRange,
        /// Its number and where it stands.
        number: Option<(u32, TextRange)>,
    },
}

/// A line longer than this is looked at only for `label：value`.
pub(super) const SHORT: u32 = 90;

/// The part of a page that is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// The first line.
    pub(super) first: u32,
    /// Behind the last line.
    pub(super) end: u32,
}

/// The labels of `plan` in a part of the page, up to the printed instructions; and the line at
/// which those begin, or the end of the part.
pub(super) fn scan(plan: &Plan, page: &Page, text: &str, part: Part, hits: &mut Vec<Hit>) -> u32 {
    hits.clear();
    let mut cells = Cells::at(page, part.first);
    let mut index = part.first;
    while index < part.end
        && let Some(line) = page.lines.get(index as usize)
    {
        let (cell, first_in_cell) = cells.next();
        let words = line.range.slice(text);
        let before = hits.len();
        let broken = first_in_cell.then(|| broken(plan, page, text, cell, part.end));
        let broken = broken
            .flatten()
            .or_else(|| across::label(plan, page, text, (index, part.end)));
        let mut last = index;
        if let Some((hit, behind)) = broken {
            hits.extend(hit);
            last = behind - 1;
        } else {
            group(plan, words, line.range, (index, cell), hits);
            if hits.len() == before {
                labels(plan, words, line.range, (index, cell), first_in_cell, hits);
            }
        }
        let instructions = hits.get(before).is_some_and(|hit| match hit.what {
            What::Label(label) => plan.targets(label).contains(&Target::Instructions),
            What::Unit | What::Group { .. } => false,
        });
        if instructions {
            hits.truncate(before);
            return index;
        }
        for _ in index..last {
            cells.next();
        }
        index = last + 1;
    }
    part.end
}

/// Walks lines and keeps the cell they stand in.
pub(super) struct Cells<'a> {
    cells: &'a [PageCell],
    cell: usize,
    line: u32,
    /// The first line of the cell, and the line behind its last one.
    first: u32,
    end: u32,
}

impl<'a> Cells<'a> {
    /// Begins at `line`.
    pub(super) fn at(page: &'a Page, line: u32) -> Self {
        let cell = page
            .cells
            .partition_point(|cell| cell.first_line + cell.line_count <= line);
        let mut cells = Self {
            cells: &page.cells,
            cell,
            line,
            first: 0,
            end: 0,
        };
        cells.look();
        cells
    }

    /// Takes over which lines the cell has; behind the last cell there are none to look out for.
    fn look(&mut self) {
        let cell = self.cells.get(self.cell);
        (self.first, self.end) = cell.map_or((u32::MAX, u32::MAX), |cell| {
            (cell.first_line, cell.first_line + cell.line_count)
        });
    }

    /// The cell of the line, and whether the line is its first one; moves to the next line.
    pub(super) fn next(&mut self) -> (u32, bool) {
        while self.end <= self.line {
            self.cell += 1;
            self.look();
        }
        let first = self.first == self.line;
        self.line += 1;
        (offset(self.cell), first)
    }
}

/// More lines than this are no label.
const MOST_LINES: u32 = 12;

/// A label broken over all lines of its cell (`项目⏎名称`, `绩⏎效⏎指⏎标`), or no label where such
/// a cell holds the word of a level (`产出⏎指标`); and the line behind the cell. A label that is
/// whole in the first line is none of these, unless the other lines name its unit.
fn broken(
    plan: &Plan,
    page: &Page,
    text: &str,
    index: u32,
    end: u32,
) -> Option<(Option<Hit>, u32)> {
    let cell = page.cells.get(index as usize)?;
    let behind = cell.first_line + cell.line_count;
    if !cell.marked || !(2..=MOST_LINES).contains(&cell.line_count) || behind > end {
        return None;
    }
    let lines = page.lines.get(cell.first_line as usize..behind as usize)?;
    let first = lines.first()?.range;
    let length: u32 = lines.iter().map(|line| line.range.len()).sum();
    if length > SHORT {
        return None;
    }
    let mut joined = String::with_capacity(length as usize);
    joined.extend(lines.iter().map(|line| line.range.slice(text)));
    if plan.is_level(&joined) {
        return Some((None, behind));
    }
    let bytes = joined.as_bytes();
    let may_begin = |bytes: &[u8]| plan.may_begin(First::of(bytes));
    if !may_begin(bytes) && !may_begin(behind_number(bytes)) {
        return None;
    }
    let whole = TextRange::new(0, length);
    let (hit, _) = label(plan, &joined, 0, whole, (cell.first_line, index), true)?;
    let in_first = hit.label.end <= first.len();
    if !hit.rest.is_empty() || (in_first && hit.unit.is_none()) {
        return None;
    }
    // Where a place of the joined text stands in its line.
    let place = |joined: u32| {
        let mut at = joined;
        let line = lines.iter().find(|line| {
            let inside = at <= line.range.len();
            at -= if inside { 0 } else { line.range.len() };
            inside
        });
        line.map(|line| line.range.start + at)
    };
    let hit = Hit {
        line: behind - 1,
        label: TextRange::new(place(hit.label.start)?, place(hit.label.end)?),
        rest: TextRange::empty(lines.last()?.range.end),
        ..hit
    };
    Some((Some(hit), behind))
}

/// A line that opens a group: `产出指标一：坚持…`.
fn group(plan: &Plan, words: &str, range: TextRange, at: (u32, u32), hits: &mut Vec<Hit>) {
    if !plan.may_open(First::of(words.as_bytes())) {
        return;
    }
    for word in &plan.words {
        if !words.starts_with(word.text.as_str()) {
            continue;
        }
        let end = word.text.len();
        let tail = words.get(end..).unwrap_or_default();
        let blank = tail.len() - tail.trim_start().len();
        let numeral = mark::any_numeral(tail.trim_start());
        let length = numeral.map_or(0, |(_, _, length)| blank + length);
        let rest = tail.get(length..).unwrap_or_default().trim_start();
        let behind = match rest.chars().next() {
            Some(c @ (':' | '：')) => c.len_utf8(),
            Some(c @ ('、' | '.' | '．')) if numeral.is_some() => c.len_utf8(),
            None if numeral.is_some() => 0,
            _ => return,
        };
        let name = rest.get(behind..).unwrap_or_default().trim();
        let start = range.start;
        let from = match name {
            "" => range.end,
            name => start + offset(words.len() - name.len()),
        };
        hits.push(Hit {
            first: at.0,
            line: at.0,
            cell: at.1,
            label: TextRange::new(start, start + offset(end + length)),
            rest: TextRange::new(from, range.end),
            unit: None,
            what: What::Group {
                choice: word.choice,
                word: TextRange::new(start, start + offset(end)),
                number: numeral
                    .map(|(value, place, _)| (value, place.shifted(start + offset(end + blank)))),
            },
        });
        return;
    }
}

/// The labels in a line.
fn labels(
    plan: &Plan,
    words: &str,
    range: TextRange,
    at: (u32, u32),
    first_in_cell: bool,
    hits: &mut Vec<Hit>,
) {
    let bytes = words.as_bytes();
    if !plan.may_begin(First::of(bytes)) {
        if range.len() > SHORT && !first_in_cell {
            return;
        }
        let behind = behind_number(bytes);
        if behind.len() == bytes.len() || !plan.may_begin(First::of(behind)) {
            return;
        }
    }
    let mut from = 0usize;
    while let Some((hit, consumed)) = label(plan, words, from, range, at, first_in_cell) {
        let rest = hit.rest;
        hits.push(hit);
        // A further label in the same line stands behind white space in what is left.
        let Some(next) = further(plan, words, consumed) else {
            return;
        };
        if let Some(last) = hits.last_mut() {
            let end = range.start + offset(words.get(..next).unwrap_or_default().trim_end().len());
            last.rest = TextRange::new(rest.start.min(end), end);
        }
        from = next;
    }
}

/// What stands behind a number, brackets, `其中：` or a star in front of a line.
fn behind_number(mut bytes: &[u8]) -> &[u8] {
    loop {
        let length = match bytes {
            [b'0'..=b'9' | b'.' | b'(' | b')' | b' ' | b'*' | b':', ..] => 1,
            // （ ） ． ： and full-width digits
            [0xef, 0xbc, 0x88..=0x9a, ..] => 3,
            // 、 ★ ☆ ① …
            [0xe3, 0x80, 0x81, ..] | [0xe2, 0x98, 0x85 | 0x86, ..] | [0xe2, 0x91, ..] => 3,
            // 一 七 三, 二 五, 九
            [0xe4, 0xb8, 0x80 | 0x83 | 0x89, ..] | [0xe4, 0xba, 0x8c | 0x94, ..] => 3,
            [0xe4, 0xb9, 0x9d, ..] => 3,
            // 六 八 其, 十, 四; 中
            [0xe5, 0x85, 0xab | 0xad | 0xb6, ..] | [0xe5, 0x8d, 0x81, ..] => 3,
            [0xe5, 0x9b, 0x9b, ..] | [0xe4, 0xb8, 0xad, ..] => 3,
            _ => return bytes,
        };
        bytes = bytes.get(length..).unwrap_or_default();
    }
}

/// The label at `from` of the line, and where what stands behind it begins.
fn label(
    plan: &Plan,
    words: &str,
    from: usize,
    range: TextRange,
    at: (u32, u32),
    first_in_cell: bool,
) -> Option<(Hit, usize)> {
    let tail = words.get(from..)?;
    let folded = LabelText::new(tail);
    let begin = folded.begin();
    let start = from + folded.origin(begin)?;
    let place = |from: usize| range.start + offset(from);
    let make = |number: What, label_end: usize, value: usize, unit: Option<Unit>| {
        let label = words.get(start..label_end).unwrap_or_default().trim_end();
        let value = words.len() - words.get(value..).unwrap_or_default().trim_start().len();
        let hit = Hit {
            first: at.0,
            line: at.0,
            cell: at.1,
            label: TextRange::new(place(start), place(start + label.len())),
            rest: TextRange::new(place(value), range.end),
            unit,
            what: number,
        };
        (hit, value)
    };
    let raw = |folded_at: usize| folded.origin(folded_at).map_or(words.len(), |at| from + at);
    if folded.is_whole() {
        let end = folded.end();
        if let Some(number) = plan.find(folded.slice(begin..end)) {
            return Some(make(What::Label(number), raw(end), words.len(), None));
        }
        if let Some((short, unit)) = folded.without_bracket(begin..end) {
            let number = plan.find(folded.slice(short.clone()));
            if let Some(number) = number {
                return Some(make(What::Label(number), raw(short.end), words.len(), unit));
            }
            if unit.is_some() && first_in_cell && speaks_of_money(folded.slice(short.clone())) {
                return Some(make(What::Unit, raw(short.end), words.len(), unit));
            }
        }
    }
    if let Some(colon) = folded.colon(begin) {
        let value = raw(colon) + words.get(raw(colon)..)?.chars().next()?.len_utf8();
        let key = folded.slice(begin..colon);
        // Before the labels, since `单位` may be one.
        let amounts = unit_of_amounts(key, words.get(value..)?);
        if amounts.is_some_and(|unit| unit.family() == Family::Money) {
            return Some(make(What::Unit, raw(colon), words.len(), amounts));
        }
        if let Some(number) = plan.find(key) {
            return Some(make(What::Label(number), raw(colon), value, None));
        }
        if let Some((short, unit)) = folded.without_bracket(begin..colon)
            && let Some(number) = plan.find(folded.slice(short.clone()))
        {
            return Some(make(What::Label(number), raw(short.end), value, unit));
        }
        // `资金结构：（1）基本支出`, the first amount behind the heading of all.
        if folded.is_whole() && first_in_cell && value < words.len() {
            let amount = LabelText::new(words.get(value..)?);
            let end = amount.end();
            let number = plan.find(amount.slice(amount.begin()..end));
            if let Some(number) = number.filter(|&number| plan.is_amount(number)) {
                let end = amount.origin(end).map_or(words.len(), |at| value + at);
                return Some(make(What::Label(number), end, words.len(), None));
            }
        }
        if amounts.is_some() {
            return Some(make(What::Unit, raw(colon), words.len(), amounts));
        }
    }
    // `单位名称  某某局`, where a space stands for the colon.
    let gap = tail.find([' ', '\u{3000}', '\t']).filter(|&gap| gap > 0)?;
    let before = LabelText::new(tail.get(..gap)?);
    let number = plan.find(before.slice(before.begin()..before.end()))?;
    Some(make(What::Label(number), from + gap, from + gap, None))
}

/// Where the next label in the line begins: behind white space, with a colon of its own.
fn further(plan: &Plan, words: &str, from: usize) -> Option<usize> {
    let tail = words.get(from..)?;
    if tail.len() > 240 {
        return None;
    }
    let mut gap = false;
    for (at, c) in tail.char_indices() {
        if c == ' ' || c == '\u{3000}' || c == '\t' {
            gap = true;
            continue;
        }
        if gap {
            let rest = tail.get(at..)?;
            let colon = rest.find([':', '：']).filter(|&colon| colon < 60);
            let key = colon
                .and_then(|colon| rest.get(..colon))
                .map(LabelText::normal);
            let known = |key: &[u8]| plan.find(key).is_some() || names_unit(key);
            if key.is_some_and(|key| known(&key)) {
                return Some(from + at);
            }
        }
        gap = false;
    }
    None
}

/// Whether a heading in folded bytes is one over amounts.
fn speaks_of_money(heading: &[u8]) -> bool {
    ["资金", "预算", "金额", "支出", "收入", "经费"]
        .iter()
        .any(|word| memchr::memmem::find(heading, word.as_bytes()).is_some())
}

/// What stands before the unit of the amounts of a page.
pub(super) const UNIT_KEYS: &[&str] = &["单位", "金额单位", "货币单位", "计量单位", "资金单位"];

fn names_unit(key: &[u8]) -> bool {
    let key = key.strip_prefix(b"(").unwrap_or(key);
    UNIT_KEYS.iter().any(|known| known.as_bytes() == key)
}

/// `单位：万元`, `金额单位：元`, `金额单位：万元、%`.
fn unit_of_amounts(key: &[u8], value: &str) -> Option<Unit> {
    names_unit(key).then(|| first_unit(value)).flatten()
}

/// The unit of which a text consists, or the first of several: `万元、%`, `人民币万元）`.
pub(super) fn first_unit(text: &str) -> Option<Unit> {
    let name = text.trim().trim_start_matches("人民币");
    let end = name.find(['、', '，', ',', '；', '/', ')', '）', ' ', '\u{3000}']);
    let name = name.get(..end.unwrap_or(name.len()))?;
    (!name.is_empty()).then(|| Unit::named(name)).flatten()
}
