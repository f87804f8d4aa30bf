//! Tables whose TABs became single spaces: the columns run into each other and cannot be told apart.
//!
//! The header gives it away: a line of nothing but names of columns with single spaces between them.
//! Values may hold spaces of their own, so the rows below are not guessed at.

use crate::model::Page;
use crate::source::TextRange;
use crate::types::LabelText;

use super::plan::{Plan, Target};

/// The fewest names of columns that make a header.
const FEWEST: usize = 3;
/// The longest line that may be a header, in bytes.
const LONGEST: usize = 240;

/// The line that was the header of a table of one of the forms.
pub(super) fn header(plans: &[&Plan], page: &Page, text: &str) -> Option<TextRange> {
    let mut lines = page.lines.iter().map(|line| line.range);
    lines.find(|range| {
        let line = range.slice(text);
        line.len() <= LONGEST
            && !line.contains('\t')
            && line.contains(' ')
            && plans.iter().any(|plan| names_columns(plan, line))
    })
}

/// Whether every word of a line is the name of a column.
fn names_columns(plan: &Plan, line: &str) -> bool {
    let column = |word: &str| {
        let targets = plan.find(&LabelText::normal(word));
        targets.is_some_and(|label| {
            let is_column = |target: &Target| matches!(target, Target::Column(..));
            plan.targets(label).iter().any(is_column)
        })
    };
    let words = line.split_whitespace();
    words.clone().count() >= FEWEST && words.clone().all(column)
}
