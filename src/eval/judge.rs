//! Who judges: the thread that asks, and others that help it with one long document.

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use bumpalo::Bump;

use super::search::Scratch;

/// How many bytes of a document there must be for each thread that judges it. To start a thread
/// takes as long as to judge a third of them.
const PORTION: usize = 3000;

/// The most threads for one document: facts that several rules ask for are read by each of them.
const MOST: usize = 4;

/// What is needed to judge documents one after the other; reused from document to document.
#[derive(Debug)]
pub struct Judge {
    /// How many threads there may be for a document; 0 for one a core.
    threads: usize,
    workers: Vec<Worker>,
}

/// What one thread needs.
#[derive(Debug, Default)]
pub(super) struct Worker {
    pub arena: Bump,
    pub scratch: Scratch,
}

impl Judge {
    /// A judge that uses up to so many threads for one document, 0 for one a core.
    pub fn new(threads: usize) -> Self {
        Self {
            threads,
            workers: Vec::new(),
        }
    }

    /// The workers for a document of so many bytes, at least one.
    pub(super) fn workers(&mut self, bytes: usize) -> &mut [Worker] {
        let wanted = (bytes / PORTION).clamp(1, MOST);
        // To count the cores takes longer than to start a thread.
        if wanted > 1 && self.threads == 0 {
            self.threads = thread::available_parallelism().map_or(1, usize::from);
        }
        let count = wanted.min(self.threads.max(1));
        if self.workers.len() < count {
            self.workers.resize_with(count, Worker::default);
        }
        self.workers.get_mut(..count).unwrap_or_default()
    }
}

/// Lets every worker do `work` on its own thread, the first one on this; each takes the next item
/// that none has taken. The results are in no order.
pub(super) fn share<'w, T: Copy + Sync, R: Send>(
    workers: &'w mut [Worker],
    items: &[T],
    work: impl Fn(&'w mut Worker, &mut dyn Iterator<Item = T>) -> Vec<R> + Sync,
) -> Vec<R> {
    let taken = AtomicUsize::new(0);
    let next = || items.get(taken.fetch_add(1, Ordering::Relaxed)).copied();
    let work = |worker| work(worker, &mut std::iter::from_fn(next));
    let Some((own, others)) = workers.split_first_mut() else {
        return Vec::new();
    };
    thread::scope(|scope| {
        let start = |worker| thread::Builder::new().spawn_scoped(scope, || work(worker));
        // What a thread that could not be started would have taken is taken by the others.
        let others: Vec<_> = others.iter_mut().filter_map(|it| start(it).ok()).collect();
        let mut results = work(own);
        for other in others {
            match other.join() {
                Ok(more) => results.extend(more),
                Err(cause) => panic::resume_unwind(cause),
            }
        }
        results
    })
}
