//! The fixes of findings applied to a file, round by round until nothing is left to do.

use rustc_hash::FxHashSet;

use crate::diag::{Applicability, DocumentReport};
use crate::eval::Judge;
use crate::fix;
use crate::read::encode_like;

use super::excuse::Excuses;
use super::judge::FileJudge;
use super::policy::Policy;

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

/// The reports of a file that is mended as far as `most` allows, and what became of it; of the file
/// as it stands when there is nothing to do or it cannot be written.
///
/// What is excused is left alone. A round after which the file is no longer the declaration that it
/// was, or reads as it did before, is not made.
pub(super) fn mend(
    file: &FileJudge<'_>,
    judge: &mut Judge,
    policy: &Policy,
    (name, bytes): (&str, &[u8]),
    most: Applicability,
) -> (Vec<DocumentReport>, Option<Mended>) {
    let first = file.judge(judge, name, bytes);
    let Some(before) = text_of(&first) else {
        return (first, None);
    };
    let mut reports = first.clone();
    let mut seen = FxHashSet::default();
    let (mut text, mut findings) = (before.clone(), 0);
    for _ in 0..ROUNDS {
        let open = excused(&reports, policy);
        let plan = fix::plan(open.iter().flat_map(DocumentReport::open), most);
        let after = fix::apply(&text, &plan.edits);
        if plan.edits.is_empty() || !seen.insert(after.clone()) {
            break;
        }
        let next = file.judge(judge, name, after.as_bytes());
        if shape(&next) != shape(&reports) || text_of(&next).as_ref() != Some(&after) {
            break;
        }
        findings += plan.findings;
        text = after;
        reports = next;
    }
    if text == before {
        return (first, None);
    }
    let bytes = encode_like(bytes, &text);
    let reports = if bytes.is_some() { reports } else { first };
    let name = name.to_owned();
    let mended = Mended {
        name,
        before,
        after: text,
        bytes,
        findings,
    };
    (reports, Some(mended))
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
