//! Labels side by side with their values in the row beneath: the label's column names the value.
//!
//! ```text
//! 总体目标  中期目标            年度目标
//!           三年内完成……       2022年完成……
//! ```
//!
//! Only read so when nothing stands beside the label in its own row but further labels, and the
//! row beneath has a value in the label's column.

use crate::model::{Page, PageCell};

use super::page::Region;
use super::scan::Hit;

/// The region of the label at `index` narrowed to the cell beneath it, when its row is a row of
/// labels; `None` when its value stands elsewhere.
pub(super) fn beneath(page: &Page, hits: &[Hit], index: usize, end: u32) -> Option<Region> {
    let hit = hits.get(index)?;
    let label = page.cells.get(hit.cell as usize)?;
    let beside = page.cells.get(hit.cell as usize + 1)?;
    // A label further down in a cell opens something else than the cell.
    let opens = |hit: &Hit, cell: u32| {
        let first = page.cells.get(cell as usize).map(|cell| cell.first_line);
        hit.cell == cell && Some(hit.line) == first
    };
    let is_label = |cell: u32| hits.iter().any(|hit| opens(hit, cell));
    let alone = !hit.rest.is_empty() || !label.marked && label.column == 0;
    if alone || (beside.row == label.row && !is_label(hit.cell + 1)) {
        return None;
    }
    let below = page.cells.get(hit.cell as usize + 1..)?;
    let number = |cell: &PageCell| (hit.cell + 1..).zip(below).find(|(_, it)| *it == cell);
    let first = below.iter().position(|cell| cell.row != label.row)?;
    let rest = below.get(first..)?;
    let next = rest.first()?.row;
    let row = || rest.iter().take_while(|cell| cell.row == next);
    // A row with one value only goes on for the last label, as it does on a page without columns.
    if row().filter(|cell| cell.line_count > 0).count() < 2 {
        return None;
    }
    let value = row().find(|cell| cell.column == label.column)?;
    let (cell, _) = number(value)?;
    if value.line_count == 0 || is_label(cell) || value.first_line >= end {
        return None;
    }
    let last = (value.first_line + value.line_count).min(end);
    Some(Region {
        rest: hit.rest,
        first: value.first_line,
        end: last,
        cell: cell.saturating_sub(1),
        cell_end: cell + 1,
        column: None,
    })
}
