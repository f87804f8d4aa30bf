//! Findings in a text document: comments around the words that are meant.

use crate::diag::{Applicability, DocumentReport};
use crate::ooxml::{Package, Word};
use crate::source::{TextRange, offset};
use crate::write::{Note, note};

use super::annotate::Tally;
use super::parts::Parts;
use super::refusal::Refusal;
use super::word_comments::{add, comments};
use super::word_fix::{Changes, Hand};
use super::word_marks::{Dialect, comment_marks, patches, signed};
use super::word_spots::stretch;
use super::word_strip::strip;

/// Takes our earlier comments out of a document; `None` when there are none.
pub(super) fn stripped(bytes: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
    let mut parts = Parts::open(bytes)?;
    match strip(&mut parts)? {
        true => parts.finish("").map(Some),
        false => Ok(None),
    }
}

/// Writes the findings of these reports, all of one file, into its document, which holds none of
/// our comments; fixes up to `most` become tracked changes.
pub(super) fn annotate(
    bytes: &[u8],
    reports: &[DocumentReport],
    most: Option<Applicability>,
    remark: &str,
) -> Result<(Vec<u8>, Tally), Refusal> {
    let mut package = Package::open(bytes)?;
    let word = Word::read(&mut package).map_err(|_| Refusal::Malformed)?;
    let mut parts = Parts::open(bytes)?;
    let (main, part) = match word.parts.first() {
        Some(part) => (parts.main.clone(), part),
        None => return Err(Refusal::Foreign),
    };
    if reports.iter().any(|it| it.source.text() != word.text) || part.name != main {
        return Err(Refusal::Changed);
    }
    let document = parts.get(&main)?;
    // Places are those of the text without a byte order mark.
    let skipped = document.len() - part.xml.len();
    let dialect = Dialect::of(&document)?;
    let signed = signed(&dialect, parts.saved()?.as_deref());
    let hand = Hand {
        dialect: &dialect,
        signed: &signed,
    };
    let mut changes = Changes::default();
    if let Some(most) = most {
        for report in reports {
            changes.add(&word, &hand, report, most);
        }
    }
    let notes = notes(reports, &changes);
    let tally = Tally {
        comments: notes.len(),
        listed: 0,
    };
    let mut marks = Vec::new();
    if !notes.is_empty() {
        let all = comments(&mut parts, &dialect)?;
        for (id, (range, _)) in (all.first..).zip(&notes) {
            let stretch = stretch(&word, *range).ok_or(Refusal::Malformed)?;
            marks.extend(comment_marks(&dialect, id, stretch));
        }
        let words: Vec<Note> = notes.into_iter().map(|(_, note)| note).collect();
        add(&mut parts, &all, &words)?;
    }
    marks.extend(changes.marks);
    let mut patches = patches(&word, marks, &changes.deleted);
    for patch in &mut patches {
        patch.at = patch.at.start + skipped..patch.at.end + skipped;
    }
    parts.patch(&main, patches)?;
    Ok((parts.finish(remark)?, tally))
}

/// The findings in words, each with the range that its comment stands on.
fn notes(reports: &[DocumentReport], changes: &Changes) -> Vec<(TextRange, Note)> {
    let mut notes = Vec::new();
    for report in reports {
        let title = title(report);
        for finding in report.open() {
            let mut note = note(report, finding);
            for (remedy, fix) in note.fixes.iter_mut().zip(&finding.fixes) {
                if changes.hold(fix) {
                    remedy.state = "已写成修订，可以接受或者拒绝".to_owned();
                }
            }
            notes.push((note.range.unwrap_or(title), note));
        }
    }
    notes
}

/// The title of a form in the text view: where findings about the form as a whole stand.
fn title(report: &DocumentReport) -> TextRange {
    let text = report.source.text();
    let form = report.form.as_deref().filter(|it| !it.is_empty());
    let number = report.part.unwrap_or(1).max(1) as usize - 1;
    let named = form.and_then(|form| {
        let mut places = text.match_indices(form);
        let first = places.clone().next();
        let (at, form) = places.nth(number).or(first)?;
        Some(TextRange::of(at..at + form.len()))
    });
    named.unwrap_or_else(|| {
        let start = text.len() - text.trim_start().len();
        let line = text.get(start..).unwrap_or_default().lines().next();
        let end = start + line.unwrap_or_default().trim_end().len();
        TextRange::new(offset(start), offset(end))
    })
}
