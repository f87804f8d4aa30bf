//! The whole pipeline over many files, on one page.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rayon::prelude::*;

use crate::diag::{DocumentReport, Summary};
use crate::eval::Judge;
use crate::vfs::Files;

use super::excuse::Excuses;
use super::inputs::display;
use super::judge::FileJudge;
use super::policy::Policy;
use super::workspace::Workspace;

/// How many files are judged before their reports are handed on: enough to keep all cores busy,
/// few enough that memory does not grow with their number.
const BATCH: usize = 256;

/// How a run is done.
#[derive(Debug, Default)]
pub struct CheckOptions {
    /// Which rules apply to which file, and what is excused.
    pub policy: Policy,
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
    let run = Run {
        workspace,
        files,
        policy: &options.policy,
    };
    let mut excuses = Excuses::new(&options.policy);
    let mut summary = Summary::default();
    let mut tell = |document: DocumentReport| {
        summary.add(&document);
        report(document)
    };
    let mut hand_on = |reports: Vec<DocumentReport>| {
        reports.into_iter().try_for_each(|mut document| {
            excuses.apply(&mut document);
            tell(document)
        })
    };
    let threads = threads(options.jobs, inputs.len());
    if threads == 1 {
        let mut state = State::default();
        for input in inputs {
            hand_on(run.one(&mut state, input))?;
        }
        excuses.finish().into_iter().try_for_each(tell)?;
        return Ok(summary);
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let states: Vec<Mutex<State>> = (0..threads).map(|_| Mutex::default()).collect();
    // Each thread has its own, so that nobody waits; without a pool of our own two may share one.
    let own = || states.get(rayon::current_thread_index().unwrap_or_default() % threads);
    let mut inputs = inputs.into_iter().peekable();
    while inputs.peek().is_some() {
        let batch: Vec<Input> = inputs.by_ref().take(BATCH).collect();
        let work = || {
            batch
                .into_par_iter()
                .with_min_len(4)
                .map(|input| match own().map(Mutex::lock) {
                    Some(Ok(mut state)) => run.one(&mut state, input),
                    // A state that a panic left behind is not used again.
                    Some(Err(_)) | None => run.one(&mut State::default(), input),
                })
                .collect::<Vec<_>>()
        };
        let reports = match &pool {
            Ok(pool) => pool.install(work),
            // Without a pool of its own the run uses the process-wide one.
            Err(_) => work(),
        };
        reports.into_iter().try_for_each(&mut hand_on)?;
    }
    excuses.finish().into_iter().try_for_each(tell)?;
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

/// What all files of a run have in common.
struct Run<'r> {
    workspace: &'r Workspace,
    files: &'r dyn Files,
    policy: &'r Policy,
}

impl Run<'_> {
    fn one(&self, state: &mut State, input: Input) -> Vec<DocumentReport> {
        match input {
            Input::Bytes(name, bytes) => self.judge(&mut state.judge, &name, &bytes),
            Input::Path(path) => {
                let name = display(&path);
                match self.files.read_into(&path, &mut state.buffer) {
                    Ok(bytes) => self.judge(&mut state.judge, &name, bytes),
                    Err(error) => vec![super::judge::unreadable_file(
                        &name,
                        &crate::vfs::reason(&error),
                    )],
                }
            }
        }
    }

    fn judge(&self, judge: &mut Judge, name: &str, bytes: &[u8]) -> Vec<DocumentReport> {
        let selection = self.policy.selection(Path::new(name));
        let file = FileJudge {
            books: &self.workspace.books,
            selection: &selection,
            named: self.workspace.named,
        };
        file.judge(judge, name, bytes)
    }
}
