//! The same work for every file of a run, on as many threads as wanted, with the results in order.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, mpsc};

use crate::diag::DocumentReport;
use crate::eval::Judge;
use crate::vfs::Files;

use super::inputs::display;
use super::judge::unreadable_file;

/// How many files a thread takes at once.
const PORTION: usize = 4;

/// How many portions for each thread are done before the first of them has been handed on: enough
/// to keep all cores busy, few enough that memory does not grow with the number of files.
const AHEAD: usize = 2;

/// A file to judge: its name for reports and where its bytes come from.
pub enum Input {
    /// A file.
    Path(PathBuf),
    /// Bytes that are there already, such as standard input.
    Bytes(String, Vec<u8>),
}

/// What a thread keeps from file to file.
pub(super) struct State {
    judge: Judge,
    buffer: Vec<u8>,
}

impl State {
    /// Of a thread that may use so many others for one file.
    fn new(threads: usize) -> Self {
        Self {
            judge: Judge::new(threads),
            buffer: Vec::new(),
        }
    }
}

/// Does the work for every file and hands each result on as soon as all before it have been.
///
/// The results and their order do not depend on the number of threads, 0 for one a core. `hand_on`
/// may stop the run by giving back an error.
pub(super) fn each<T: Send, E: Send>(
    inputs: Vec<Input>,
    jobs: usize,
    work: impl Fn(&mut State, Input) -> T + Sync,
    mut hand_on: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads(jobs, inputs.len());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    // The thread that hands the results on is enough for a few files, or where there can be no more.
    let Some(pool) = (threads > 1).then(|| pool.build().ok()).flatten() else {
        // Others may help with each of them.
        let mut state = State::new(jobs);
        let mut inputs = inputs.into_iter();
        return inputs.try_for_each(|input| hand_on(work(&mut state, input)));
    };
    let states: Vec<Mutex<State>> = (0..threads).map(|_| Mutex::new(State::new(1))).collect();
    // Each thread has its own, so that nobody waits.
    let own = || states.get(rayon::current_thread_index().unwrap_or_default());
    let one = |input: Input| match own().map(Mutex::lock) {
        Some(Ok(mut state)) => work(&mut state, input),
        // A state that a panic left behind is not used again.
        Some(Err(_)) | None => work(&mut State::new(1), input),
    };
    let one = &one;
    let mut inputs = inputs.into_iter();
    pool.in_place_scope_fifo(|scope| {
        let mut ahead = VecDeque::new();
        loop {
            while ahead.len() < AHEAD * threads {
                let portion: Vec<Input> = inputs.by_ref().take(PORTION).collect();
                if portion.is_empty() {
                    break;
                }
                let (done, results) = mpsc::sync_channel(1);
                ahead.push_back(results);
                scope.spawn_fifo(move |_| {
                    let results: Vec<T> = portion.into_iter().map(one).collect();
                    // Nobody waits for it any more when the run was stopped.
                    let _ = done.send(results);
                });
            }
            let Some(next) = ahead.pop_front() else {
                return Ok(());
            };
            // Nothing comes from a thread that panicked; the scope hands its panic on.
            let Ok(results) = next.recv() else {
                return Ok(());
            };
            results.into_iter().try_for_each(&mut hand_on)?;
        }
    })
}

fn threads(jobs: usize, files: usize) -> usize {
    match jobs {
        // Starting the pool costs more than judging a few files.
        _ if files < 8 => 1,
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs.min(files),
    }
}

/// Judges the bytes of a file, which has this name; one that cannot be opened gets a report that
/// says why.
pub(super) fn with_bytes(
    state: &mut State,
    files: &dyn Files,
    input: Input,
    mut judge: impl FnMut(&mut Judge, &str, &[u8]) -> Vec<DocumentReport>,
) -> Vec<DocumentReport> {
    match input {
        Input::Bytes(name, bytes) => judge(&mut state.judge, &name, &bytes),
        Input::Path(path) => {
            let name = display(&path);
            match files.read_into(&path, &mut state.buffer) {
                Ok(bytes) => judge(&mut state.judge, &name, bytes),
                Err(error) => vec![unreadable_file(&name, &crate::vfs::reason(&error))],
            }
        }
    }
}
