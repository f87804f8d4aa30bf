//! What the terminal can do.

use std::io::IsTerminal;

use clap::ValueEnum;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorChoice {
    /// Whether standard output is to be coloured.
    pub(super) fn stdout(self) -> bool {
        self.decide(std::io::stdout().is_terminal())
    }

    /// Whether standard error is to be coloured.
    pub(super) fn stderr(self) -> bool {
        self.decide(std::io::stderr().is_terminal())
    }

    #[expect(clippy::disallowed_methods, reason = "the terminal is described there")]
    fn decide(self, terminal: bool) -> bool {
        match self {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            }
        }
    }
}

/// The width to wrap at: `COLUMNS` when set, else 80.
#[expect(clippy::disallowed_methods, reason = "the terminal is described there")]
pub(super) fn width() -> usize {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .unwrap_or(80)
}

/// The width of the screen that standard output is; `None` for a file or a pipe.
pub(super) fn screen() -> Option<usize> {
    std::io::stdout().is_terminal().then(width)
}

/// Clears the screen, where there is one.
pub(super) fn clear() {
    let screen = console::Term::stdout();
    if screen.is_term() {
        let _ = screen.clear_screen();
    }
}
