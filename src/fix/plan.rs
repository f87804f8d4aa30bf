//! Which fixes can be applied at once.

use crate::diag::{Applicability, Edit, Finding, Fix};
use crate::source::TextRange;

/// Fixes that do not get in one another's way.
#[derive(Clone, Debug, Default)]
pub struct Plan<'f> {
    /// How many findings it mends.
    pub findings: usize,
    /// What is done, in the order of places, without overlaps.
    pub edits: Vec<&'f Edit>,
}

/// The fixes of findings up to an applicability that can be applied at once; what is only to be
/// shown never is.
///
/// The fix that begins first wins, of those that begin at one place the first given. A fix that
/// overlaps with one that was taken is left for another round, unless it does the same there. All
/// edits of a fix are taken or none.
pub fn plan<'f>(findings: impl IntoIterator<Item = &'f Finding>, most: Applicability) -> Plan<'f> {
    let allowed =
        |fix: &Fix| fix.applicability <= most && fix.applicability != Applicability::Display;
    let mut fixes: Vec<(usize, &Fix)> = Vec::new();
    for (number, finding) in findings.into_iter().enumerate() {
        let own = finding.fixes.iter().filter(|fix| allowed(fix));
        fixes.extend(own.map(|fix| (number, fix)));
    }
    fixes.sort_by_key(|(_, fix)| fix.edits.first().map(|edit| edit.range.start));
    let mut edits: Vec<&Edit> = Vec::new();
    let mut mended: Vec<usize> = Vec::new();
    for (number, fix) in fixes {
        if !fix.edits.is_empty() && fix.edits.iter().all(|edit| fits(&edits, edit)) {
            edits.extend(&fix.edits);
            edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
            edits.dedup();
            mended.push(number);
        }
    }
    mended.sort_unstable();
    mended.dedup();
    let findings = mended.len();
    Plan { findings, edits }
}

/// Whether an edit can be made beside others, which are in order: it touches none of them, or one
/// of them is the same.
fn fits(edits: &[&Edit], edit: &Edit) -> bool {
    let from = edits.partition_point(|it| it.range.end < edit.range.start);
    let near = edits.get(from..).unwrap_or_default().iter();
    let mut near = near.take_while(|it| it.range.start <= edit.range.end);
    near.all(|it| *it == edit || apart(it.range, edit.range))
}

/// Whether two replacements do not depend on which is made first.
fn apart(a: TextRange, b: TextRange) -> bool {
    let touches = a.end == b.start || b.end == a.start;
    let inserts = a.is_empty() || b.is_empty();
    (a.end <= b.start || b.end <= a.start) && !(touches && inserts)
}
