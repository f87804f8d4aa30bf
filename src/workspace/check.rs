//! The whole pipeline over many files, on one page.

use std::path::PathBuf;
use std::sync::Mutex;

use rayon::prelude::*;

use crate::diag::{DocumentReport, Summary};
use crate::eval::Judge;
use crate::vfs::Files;

use super::book::Book;
use super::inputs::display;
use super::judge::FileJudge;
use super::select::Selection;
use super::workspace::Workspace;

/// How many files are judged before their reports are handed on: enough to keep all cores busy,
/// few enough that memory does not grow with their number.
const BATCH: usize = 256;

/// How a run is done.
#[derive(Clone, Debug, Default)]
pub struct CheckOptions {
    /// Which rules apply.
    pub selection: Selection,
    /// How many threads judge; 0 for one a core.
    pub jobs: usize,
}

/// A file to judge: its name for reports and where its bytes come from.
pub enum Input {
    /// A file.
    Path(PathBuf),
    /// Bytes that are there already, such as standard input.
    Bytes(String, Vec<u8>),
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
    mut report: impl FnMut(DocumentReport) -> Result<(), E>,
) -> Result<Summary, E> {
    let judge = FileJudge {
        books: &workspace.books,
        selection: &options.selection,
        named: workspace.named,
        any_year: false,
    };
    let mut summary = Summary::default();
    let hand_on = |reports: Vec<DocumentReport>| {
        reports.into_iter().try_for_each(|document| {
            summary.add(&document);
            report(document)
        })
    };
    let work = |state: &mut State, input| one(&judge, state, files, input);
    each(inputs, options.jobs, work, hand_on)?;
    Ok(summary)
}

/// Judges every file by two books, whatever years these are for, and hands on both results of a
/// file together, in order.
pub fn check_by_both<E: Send>(
    (old, new): (&Book, &Book),
    files: &dyn Files,
    inputs: Vec<Input>,
    options: &CheckOptions,
    mut report: impl FnMut(Vec<DocumentReport>, Vec<DocumentReport>) -> Result<(), E>,
) -> Result<(), E> {
    let by = |book| FileJudge {
        books: std::slice::from_ref(book),
        selection: &options.selection,
        named: true,
        any_year: true,
    };
    let (old, new) = (by(old), by(new));
    let work = |state: &mut State, input| match read(state, files, input) {
        Ok((name, bytes)) => (
            old.judge(&mut state.judge, &name, &bytes),
            new.judge(&mut state.judge, &name, &bytes),
        ),
        Err(unreadable) => (vec![*unreadable.clone()], vec![*unreadable]),
    };
    each(inputs, options.jobs, work, |(old, new)| report(old, new))
}

/// Does the work for every file, on as many threads, and hands the results on in order.
fn each<T: Send, E>(
    inputs: Vec<Input>,
    jobs: usize,
    work: impl Fn(&mut State, Input) -> T + Sync,
    mut hand_on: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads(jobs, inputs.len());
    if threads == 1 {
        let mut state = State::default();
        for input in inputs {
            hand_on(work(&mut state, input))?;
        }
        return Ok(());
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let states: Vec<Mutex<State>> = (0..threads).map(|_| Mutex::default()).collect();
    // Each thread has its own, so that nobody waits; without a pool of our own two may share one.
    let own = || states.get(rayon::current_thread_index().unwrap_or_default() % threads);
    let mut inputs = inputs.into_iter().peekable();
    while inputs.peek().is_some() {
        let batch: Vec<Input> = inputs.by_ref().take(BATCH).collect();
        let all = || {
            batch
                .into_par_iter()
                .with_min_len(4)
                .map(|input| match own().map(Mutex::lock) {
                    Some(Ok(mut state)) => work(&mut state, input),
                    // A state that a panic left behind is not used again.
                    Some(Err(_)) | None => work(&mut State::default(), input),
                })
                .collect::<Vec<_>>()
        };
        let results = match &pool {
            Ok(pool) => pool.install(all),
            // Without a pool of its own the run uses the process-wide one.
            Err(_) => all(),
        };
        results.into_iter().try_for_each(&mut hand_on)?;
    }
    Ok(())
}

fn threads(jobs: usize, files: usize) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let wanted = if jobs == 0 { cores() } else { jobs };
    // Starting threads costs more than judging a few files.
    if files < 8 { 1 } else { wanted.min(files) }
}

/// What a thread keeps from file to file.
#[derive(Default)]
struct State {
    judge: Judge,
    buffer: Vec<u8>,
}

fn one(
    judge: &FileJudge<'_>,
    state: &mut State,
    files: &dyn Files,
    input: Input,
) -> Vec<DocumentReport> {
    match input {
        Input::Bytes(name, bytes) => judge.judge(&mut state.judge, &name, &bytes),
        Input::Path(path) => {
            let name = display(&path);
            match files.read_into(&path, &mut state.buffer) {
                Ok(bytes) => judge.judge(&mut state.judge, &name, bytes),
                Err(error) => vec![super::judge::unreadable_file(
                    &name,
                    &crate::vfs::reason(&error),
                )],
            }
        }
    }
}

/// The name and the bytes of a file; `Err` is the report that says why it cannot be opened.
fn read(
    state: &mut State,
    files: &dyn Files,
    input: Input,
) -> Result<(String, Vec<u8>), Box<DocumentReport>> {
    match input {
        Input::Bytes(name, bytes) => Ok((name, bytes)),
        Input::Path(path) => {
            let name = display(&path);
            match files.read_into(&path, &mut state.buffer) {
                Ok(bytes) => Ok((name, bytes.to_vec())),
                Err(error) => {
                    let reason = crate::vfs::reason(&error);
                    Err(Box::new(super::judge::unreadable_file(&name, &reason)))
                }
            }
        }
    }
}
