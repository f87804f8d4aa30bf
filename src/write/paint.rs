//! Colours of the output for people; without colour every method gives the text as it is.

use std::fmt::Write;

use crate::diag::Severity;

/// What a piece of text is, as far as its colour goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Of a severity.
    Severity(Severity),
    /// Good news.
    Good,
    /// The word that opens a line: 建议, 依据.
    Word,
    /// A title.
    Strong,
    /// Of less weight: paths, reasons.
    Faint,
}

impl Tone {
    /// Parameters of the ANSI sequence.
    fn code(self) -> &'static str {
        match self {
            Tone::Severity(Severity::Error) => "1;31",
            Tone::Severity(Severity::Warning) => "1;33",
            Tone::Severity(Severity::Hint) => "1;36",
            Tone::Good => "1;32",
            Tone::Word => "36",
            Tone::Strong => "1",
            Tone::Faint => "2",
        }
    }
}

/// Appends painted text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    /// Whether to use colours at all.
    pub(super) color: bool,
}

impl Paint {
    /// Switches `tone` on.
    pub(super) fn start(self, out: &mut String, tone: Tone) {
        if self.color {
            let _ = write!(out, "\u{1b}[{}m", tone.code());
        }
    }

    /// Switches every tone off.
    pub(super) fn stop(self, out: &mut String) {
        if self.color {
            out.push_str("\u{1b}[0m");
        }
    }

    /// Appends `text` in `tone`.
    pub(super) fn push(self, out: &mut String, tone: Tone, text: &str) {
        self.start(out, tone);
        out.push_str(text);
        self.stop(out);
    }
}
