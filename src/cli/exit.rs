//! Exit codes, and how a run that could not be carried out says so.

use std::io::Write;
use std::process::ExitCode;

use crate::diag::Messages;
use crate::workspace::LoadError;
use crate::write;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nothing at or above the fail level.
    Clean,
    /// Findings at or above it.
    Findings,
    /// The command could not be carried out.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Failed => 2,
        })
    }
}

/// Says on standard error why the command could not be carried out.
pub(super) fn fail(words: &str) -> Exit {
    // Nothing can be done when even standard error is closed.
    let _ = writeln!(std::io::stderr(), "错误：{words}");
    Exit::Failed
}

/// Writes what a command has to tell on standard output.
pub(super) fn tell(words: &str) -> Exit {
    match std::io::stdout().write_all(words.as_bytes()) {
        // The reader of a pipe may stop early.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            fail(&format!("写不了标准输出：{}", crate::vfs::reason(&error)))
        }
        _ => Exit::Clean,
    }
}

/// Says something on standard error that is no reason to stop.
pub(super) fn note(words: &str) {
    let _ = writeln!(std::io::stderr(), "{words}");
}

/// Says on standard error what is wrong with packs.
pub(super) fn fail_load(error: LoadError, color: bool) -> Exit {
    match error {
        LoadError::NotAPack(words) | LoadError::Io(words) | LoadError::Refused(words) => {
            fail(&words)
        }
        LoadError::Broken(messages) => {
            say(&messages, color);
            fail("规则包有错误，什么也没有做")
        }
    }
}

/// Shows messages about packs on standard error.
pub(super) fn say(messages: &Messages, color: bool) {
    if !messages.diagnostics.is_empty() {
        let options = write::Options {
            color,
            ..write::Options::default()
        };
        let _ = write!(std::io::stderr(), "{}", write::messages(messages, &options));
    }
}
