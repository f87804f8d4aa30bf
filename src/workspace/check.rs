//! The whole pipeline over many files, on one page.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, mpsc};

use crate::diag::{DocumentReport, Summary};
use crate::eval::Judge;
use crate::vfs::Files;

use super::inputs::display;
use super::judge::FileJudge;
use super::select::Selection;
use super::workspace::Workspace;

/// How many files a thread takes at once.
const PORTION: usize = 4;

/// How many portions for each thread are judged before the first of them has been handed on: enough
/// to keep all cores busy, few enough that memory does not grow with the number of files.
const AHEAD: usize = 2;

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
    };
    let mut summary = Summary::default();
    let mut hand_on = |reports: Vec<DocumentReport>| {
        reports.into_iter().try_for_each(|document| {
            summary.add(&document);
            report(document)
        })
    };
    let threads = threads(options.jobs, inputs.len());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    // The thread that hands the reports on is enough for a few files, or where there can be no more.
    let Some(pool) = (threads > 1).then(|| pool.build().ok()).flatten() else {
        let mut state = State::default();
        for input in inputs {
            hand_on(one(&judge, &mut state, files, input))?;
        }
        return Ok(summary);
    };
    let states: Vec<Mutex<State>> = (0..threads).map(|_| Mutex::default()).collect();
    // Each thread has its own, so that nobody waits.
    let own = || states.get(rayon::current_thread_index().unwrap_or_default());
    let judge_one = |input: Input| match own().map(Mutex::lock) {
        Some(Ok(mut state)) => one(&judge, &mut state, files, input),
        // A state that a panic left behind is not used again.
        Some(Err(_)) | None => one(&judge, &mut State::default(), files, input),
    };
    let judge_one = &judge_one;
    let mut inputs = inputs.into_iter();
    pool.in_place_scope_fifo(|scope| {
        let mut ahead = VecDeque::new();
        loop {
            while ahead.len() < AHEAD * threads {
                let portion: Vec<Input> = inputs.by_ref().take(PORTION).collect();
                if portion.is_empty() {
                    break;
                }
                let (done, reports) = mpsc::sync_channel(1);
                ahead.push_back(reports);
                scope.spawn_fifo(move |_| {
                    let reports: Vec<_> = portion.into_iter().flat_map(judge_one).collect();
                    // Nobody waits for it any more when the run was stopped.
                    let _ = done.send(reports);
                });
            }
            let Some(next) = ahead.pop_front() else {
                return Ok(());
            };
            // Nothing comes from a thread that panicked; the scope hands its panic on.
            let Ok(reports) = next.recv() else {
                return Ok(());
            };
            hand_on(reports)?;
        }
    })?;
    Ok(summary)
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
