//! The fixes of findings applied to a file, round by round until nothing is left to do.

use rustc_hash::FxHashSet;

use crate::diag::{Applicability, DocumentReport};
use crate::eval::Judge;
use crate::fix;
use crate::read::encode_like;

use super::book::Book;
use super::excuse::Excuses;
use super::judge::{FileJudge, judge_as};
use super::policy::Policy;
use super::select::Selection;

/// How many rounds are made at most. A round may leave out fixes that overlap with others, and may
/// bring new findings to light.
const ROUNDS: usize = 100;

/// A file as it is when its findings are mended.
#[derive(Clone, Debug)]
pub struct Mended {
    /// The name of the file.
    pub name: String,
    /// Its text view.
    pub before: String,
    /// The text with the fixes applied.
    pub after: String,
    /// The same as a file, in the character set of the old one; `None` when it cannot be written
    /// without changing more than the fixes do.
    pub bytes: Option<Vec<u8>>,
    /// How many findings were mended.
    pub findings: usize,
}

/// The reports of a file, of which `first` are those as it stands, mended as far as `most` allows, and
/// what became of it; the first ones when there is nothing to do or it cannot be written.
///
/// What is excused is left alone. A round after which the file is no longer the declaration that it
/// was, or reads as it did before, is not made.
pub(super) fn mend(
    file: &FileJudge<'_>,
    judge: &mut Judge,
    policy: &Policy,
    (bytes, first): (&[u8], Vec<DocumentReport>),
    most: Applicability,
) -> (Vec<DocumentReport>, Option<Mended>) {
    let Some(before) = text_of(&first) else {
        return (first, None);
    };
    let Some(name) = first.first().map(|report| report.path.clone()) else {
        return (first, None);
    };
    let judged = |text: &str| file.judge(judge, &name, text.as_bytes());
    let done = rounds(&first, &before, most, judged, |it| excused(it, policy));
    let Done {
        reports,
        text,
        findings,
    } = done;
    if text == before {
        return (first, None);
    }
    let bytes = encode_like(bytes, &text);
    let reports = if bytes.is_some() { reports } else { first };
    let mended = Mended {
        name,
        before,
        after: text,
        bytes,
        findings,
    };
    (reports, Some(mended))
}

/// A text judged as a declaration of one form of a book, mended as far as `most` allows; for
/// examples.
pub fn mended_as(
    book: &Book,
    form: usize,
    selection: &Selection,
    (name, text): (&str, &str),
    most: Applicability,
) -> String {
    let judged = |text: &str| judge_as(book, form, selection, name, text.as_bytes().to_vec());
    rounds(
        &judged(text),
        text,
        most,
        judged,
        <[DocumentReport]>::to_vec,
    )
    .text
}

/// What became of a text.
struct Done {
    reports: Vec<DocumentReport>,
    text: String,
    findings: usize,
}

/// Mends a text, of which `first` are the reports, until nothing is left to do.
fn rounds(
    first: &[DocumentReport],
    before: &str,
    most: Applicability,
    mut judged: impl FnMut(&str) -> Vec<DocumentReport>,
    excused: impl Fn(&[DocumentReport]) -> Vec<DocumentReport>,
) -> Done {
    let (mut reports, mut text, mut findings) = (first.to_vec(), before.to_owned(), 0);
    let mut seen = FxHashSet::from_iter([text.clone()]);
    for _ in 0..ROUNDS {
        let open = excused(&reports);
        let plan = fix::plan(open.iter().flat_map(DocumentReport::open), most);
        let after = fix::apply(&text, &plan.edits);
        if plan.edits.is_empty() || !seen.insert(after.clone()) {
            break;
        }
        let next = judged(&after);
        if shape(&next) != shape(&reports) || text_of(&next).as_ref() != Some(&after) {
            break;
        }
        findings += plan.findings;
        text = after;
        reports = next;
    }
    Done {
        reports,
        text,
        findings,
    }
}

/// The text that all reports of a file are about; `None` for an office file, which is no text.
fn text_of(reports: &[DocumentReport]) -> Option<String> {
    let source = &reports.first()?.source;
    source
        .anchors()
        .is_empty()
        .then(|| source.text().to_owned())
}

/// What a file was taken for.
fn shape(reports: &[DocumentReport]) -> Vec<(Option<&str>, Option<u32>, Option<i32>)> {
    let mut shape = Vec::new();
    for report in reports {
        shape.push((report.form.as_deref(), report.part, report.year));
    }
    shape
}

/// The reports with what is excused marked or taken out.
fn excused(reports: &[DocumentReport], policy: &Policy) -> Vec<DocumentReport> {
    let mut reports = reports.to_vec();
    let mut excuses = Excuses::new(policy);
    reports.iter_mut().for_each(|it| excuses.apply(it));
    reports
}
