//! The whole pipeline over many files, on one page.

use std::path::Path;

use crate::diag::{Applicability, DocumentReport, Summary};
use crate::eval::Judge;
use crate::vfs::Files;

use super::book::Book;
use super::convert::read_or_convert;
use super::each::{Input, State, each, with_bytes};
use super::excuse::Excuses;
use super::judge::FileJudge;
use super::mend::{Mended, mend};
use super::policy::Policy;
use super::workspace::Workspace;

/// How a run is done.
#[derive(Debug, Default)]
pub struct CheckOptions {
    /// Which rules apply to which file, and what is excused.
    pub policy: Policy,
    /// How many threads judge; 0 for one a core.
    pub jobs: usize,
}

/// Judges files in order and hands each report on as soon as all before it have been.
///
/// The reports and their order do not depend on the number of threads. `report` may stop the run
/// by giving back an error.
pub fn check<E: Send>(
    workspace: &Workspace,
    files: &dyn Files,
    inputs: Vec<Input>,
    options: &CheckOptions,
    report: impl FnMut(DocumentReport) -> Result<(), E>,
) -> Result<Summary, E> {
    let untouched = |mended: &Mended| Ok(mended.name.clone());
    judged(workspace, files, inputs, options, None, untouched, report)
}

/// Judges files as [`check`] does, after their findings are mended as far as `most` allows.
///
/// `write` is given every file that changes and says what its reports call it; of a file that
/// cannot be written the reports are those of the file as it stands.
pub fn check_mending<E: Send>(
    workspace: &Workspace,
    files: &dyn Files,
    inputs: Vec<Input>,
    options: &CheckOptions,
    most: Applicability,
    write: impl FnMut(&Mended) -> Result<String, E>,
    report: impl FnMut(DocumentReport) -> Result<(), E>,
) -> Result<Summary, E> {
    judged(workspace, files, inputs, options, Some(most), write, report)
}

fn judged<E: Send>(
    workspace: &Workspace,
    files: &dyn Files,
    inputs: Vec<Input>,
    options: &CheckOptions,
    most: Option<Applicability>,
    mut write: impl FnMut(&Mended) -> Result<String, E>,
    mut report: impl FnMut(DocumentReport) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut excuses = Excuses::new(&options.policy);
    let mut summary = Summary::default();
    let mut fixed = 0;
    let mut tell = |document: DocumentReport| {
        summary.add(&document);
        report(document)
    };
    mend_each(
        workspace,
        files,
        inputs,
        options,
        most,
        |reports, mended| {
            let written = mended.as_ref().filter(|it| it.bytes.is_some());
            fixed += written.map_or(0, |it| it.findings);
            let name = mended.as_ref().map(&mut write).transpose()?;
            reports.into_iter().try_for_each(|mut document| {
                // It is excused under the name that settings know it by.
                excuses.apply(&mut document);
                if let Some(name) = &name {
                    document.path.clone_from(name);
                }
                tell(document)
            })
        },
    )?;
    excuses.finish().into_iter().try_for_each(&mut tell)?;
    summary.fixed = fixed;
    Ok(summary)
}

/// Judges files in order and hands the reports of each file on together. Nothing is excused.
pub fn judge_each<E: Send>(
    workspace: &Workspace,
    files: &dyn Files,
    inputs: Vec<Input>,
    options: &CheckOptions,
    mut hand_on: impl FnMut(Vec<DocumentReport>) -> Result<(), E>,
) -> Result<(), E> {
    mend_each(workspace, files, inputs, options, None, |reports, _| {
        hand_on(reports)
    })
}

/// The same, with every file mended as far as `most` allows.
fn mend_each<E: Send>(
    workspace: &Workspace,
    files: &dyn Files,
    inputs: Vec<Input>,
    options: &CheckOptions,
    most: Option<Applicability>,
    mut hand_on: impl FnMut(Vec<DocumentReport>, Option<Mended>) -> Result<(), E>,
) -> Result<(), E> {
    let work = |state: &mut State, input| {
        let mut mended = None;
        let reports = with_bytes(state, files, input, |judge, name, bytes| {
            let selection = options.policy.selection(Path::new(name));
            let file = FileJudge {
                books: &workspace.books,
                selection: &selection,
                named: workspace.named,
                any_year: false,
            };
            let reports = file.judge_reading(judge, name, read_or_convert(files, name, bytes));
            let Some(most) = most else {
                return reports;
            };
            let (reports, done) = mend(&file, judge, &options.policy, (bytes, reports), most);
            mended = done;
            reports
        });
        (reports, mended)
    };
    each(inputs, options.jobs, work, |(reports, mended)| {
        hand_on(reports, mended)
    })
}

/// Judges the bytes of one file as [`check`] does: a report for each form in it. What its settings
/// say about waivers that excuse nothing is left to a check of all files.
pub fn check_one(
    workspace: &Workspace,
    policy: &Policy,
    name: &str,
    bytes: &[u8],
) -> Vec<DocumentReport> {
    let selection = policy.selection(Path::new(name));
    let file = FileJudge {
        books: &workspace.books,
        selection: &selection,
        named: workspace.named,
        any_year: false,
    };
    let mut reports = file.judge(&mut Judge::new(0), name, bytes);
    let mut excuses = Excuses::new(policy);
    reports.iter_mut().for_each(|it| excuses.apply(it));
    reports
}

/// Judges every file by two books, whatever years these are for, and hands on both results of a
/// file together, in order. Nothing is excused.
pub fn check_by_both<E: Send>(
    (old, new): (&Book, &Book),
    files: &dyn Files,
    inputs: Vec<Input>,
    options: &CheckOptions,
    mut report: impl FnMut(Vec<DocumentReport>, Vec<DocumentReport>) -> Result<(), E>,
) -> Result<(), E> {
    let work = |state: &mut State, input| {
        let mut by_new = None;
        let by_old = with_bytes(state, files, input, |judge, name, bytes| {
            let selection = options.policy.selection(Path::new(name));
            let by = |book| FileJudge {
                books: std::slice::from_ref(book),
                selection: &selection,
                named: true,
                any_year: true,
            };
            by_new = Some(by(new).judge(judge, name, bytes));
            by(old).judge(judge, name, bytes)
        });
        // A file that cannot be opened is the same to both.
        let by_new = by_new.unwrap_or_else(|| by_old.clone());
        (by_old, by_new)
    };
    each(inputs, options.jobs, work, |(old, new)| report(old, new))
}
