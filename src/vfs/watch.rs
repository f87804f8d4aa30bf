//! Waits for files of the disk to change.
//!
//! What changes in quick succession, as when a file is being copied, is told at once when it has
//! come to rest; what goes on changing is told again.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use notify_debouncer_full::notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify_debouncer_full::notify::{Error, ErrorKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer,
};

/// How long a file must have been left alone.
const REST: Duration = Duration::from_millis(200);
/// How often a change is waited out: a file that never comes to rest does not hold up the others.
const PATIENCE: usize = 50;

/// Files and folders being watched.
pub struct Watch {
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    folders: Vec<(PathBuf, bool)>,
    sender: Sender<Message>,
    messages: Receiver<Message>,
}

/// What has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// These were written, made or removed, sorted.
    Changed(Vec<PathBuf>),
    /// The waiting was ended.
    Stopped,
}

enum Message {
    Changed(Vec<PathBuf>),
    /// So much has happened that the system has lost track.
    Missed,
    Stop,
}

impl Watch {
    /// Watches nothing yet.
    pub fn new() -> io::Result<Self> {
        let (sender, messages) = channel();
        let tell = sender.clone();
        // Nobody is told when nobody waits any more.
        let handler = move |result: DebounceEventResult| {
            let _ = tell.send(match result {
                Ok(events) if events.iter().any(|event| event.need_rescan()) => Message::Missed,
                Ok(events) => Message::Changed(paths(events)),
                Err(_) => Message::Missed,
            });
        };
        Ok(Self {
            debouncer: new_debouncer(REST, None, handler).map_err(error)?,
            folders: Vec::new(),
            sender,
            messages,
        })
    }

    /// Watches what stands in the folder at this absolute path, with all below it or without.
    pub fn add(&mut self, folder: &Path, deep: bool) -> io::Result<()> {
        let watched = |(known, all): &(PathBuf, bool)| match *all {
            true => folder.starts_with(known),
            false => !deep && folder == known,
        };
        if self.folders.iter().any(watched) {
            return Ok(());
        }
        let mode = match deep {
            true => RecursiveMode::Recursive,
            false => RecursiveMode::NonRecursive,
        };
        self.debouncer.watch(folder, mode).map_err(error)?;
        self.folders.push((folder.to_owned(), deep));
        Ok(())
    }

    /// What ends the waiting, from any thread.
    pub fn stopper(&self) -> impl FnMut() + Send + 'static {
        let sender = self.sender.clone();
        move || {
            let _ = sender.send(Message::Stop);
        }
    }

    /// Waits until files that are wanted have changed and come to rest. Folders themselves are told
    /// when the system has lost track of what is in them.
    pub fn wait(&self, wanted: impl Fn(&Path) -> bool) -> Notice {
        let mut changed: Vec<PathBuf> = Vec::new();
        let mut patience = PATIENCE;
        loop {
            let message = match changed.is_empty() || patience == 0 {
                true if patience > 0 => self.messages.recv().ok(),
                true => return Notice::Changed(changed),
                // A moment longer than the debouncer takes to tell what went on meanwhile.
                false => match self.messages.recv_timeout(REST * 2) {
                    Ok(message) => Some(message),
                    Err(_) => return Notice::Changed(changed),
                },
            };
            match message {
                Some(Message::Changed(paths)) => {
                    changed.extend(paths.into_iter().filter(|path| wanted(path)));
                }
                Some(Message::Missed) => {
                    changed.extend(self.folders.iter().map(|(folder, _)| folder.clone()));
                }
                Some(Message::Stop) | None => return Notice::Stopped,
            }
            changed.sort_unstable();
            changed.dedup();
            patience -= usize::from(!changed.is_empty());
        }
    }
}

/// What the events have changed; that a file was read is none of it.
fn paths(events: Vec<DebouncedEvent>) -> Vec<PathBuf> {
    let changes = events.into_iter().filter(|event| match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        EventKind::Modify(ModifyKind::Metadata(_)) => false,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    });
    changes.flat_map(|event| event.event.paths).collect()
}

fn error(error: Error) -> io::Error {
    match error.kind {
        ErrorKind::Io(error) => error,
        ErrorKind::PathNotFound => io::ErrorKind::NotFound.into(),
        ErrorKind::MaxFilesWatch => io::Error::other("文件夹太多，系统不能全部监视"),
        ErrorKind::Generic(words) => io::Error::other(words),
        ErrorKind::WatchNotFound | ErrorKind::InvalidConfig(_) => io::Error::other("监视不了"),
    }
}
