//! Labels broken in the first cell of a row: `项目⏎名称⇥…`.
//!
//! Only the last line of such a cell stands in its row; the lines above it look like the end of the
//! row before. They are taken for the label only when all lines together are one, and the last line
//! alone is none.

use crate::model::{Page, PageCell};
use crate::source::TextRange;
use crate::types::LabelText;

use super::plan::{First, Plan};
use super::scan::{Hit, What};

/// The most lines above the row.
const MOST: usize = 4;
/// The longest of these lines, in bytes.
const SHORT: u32 = 18;

/// The label that begins in the line at `at.0`, before the line `at.1`; and the line behind it.
pub(super) fn label(
    plan: &Plan,
    page: &Page,
    text: &str,
    at: (u32, u32),
) -> Option<(Option<Hit>, u32)> {
    let (first, end) = at;
    let lines = page.lines.get(first as usize..end as usize)?;
    let head = lines.first()?.range;
    let is_short = |range: TextRange| range.len() <= SHORT;
    if !is_short(head) || !plan.may_begin(First::of(head.slice(text).as_bytes())) {
        return None;
    }
    if opens_row(page, first).is_some() {
        return None;
    }
    let mut joined = head.slice(text).to_owned();
    for (line, number) in lines.iter().zip(first..).skip(1).take(MOST) {
        if !is_short(line.range) || line.after_blank {
            return None;
        }
        let words = line.range.slice(text);
        joined.push_str(words);
        let Some(cell) = opens_row(page, number) else {
            continue;
        };
        if plan.find(&LabelText::normal(words)).is_some() {
            return None;
        }
        let what = What::Label(plan.find(&LabelText::normal(&joined))?);
        let hit = Hit {
            first,
            line: number,
            cell,
            label: TextRange::new(head.start, line.range.end),
            rest: TextRange::empty(line.range.end),
            unit: None,
            what,
        };
        return Some((Some(hit), number + 1));
    }
    None
}

/// The cell that a line is all of, if it is the first of a row with others.
fn opens_row(page: &Page, line: u32) -> Option<u32> {
    let behind = |cell: &PageCell| cell.first_line + cell.line_count <= line;
    let index = page.cells.partition_point(behind);
    let cell = page.cells.get(index)?;
    let next = page.cells.get(index + 1)?;
    let opens = cell.marked && cell.column == 0 && cell.first_line == line && cell.line_count == 1;
    (opens && next.row == cell.row).then(|| crate::source::offset(index))
}
