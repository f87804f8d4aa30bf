//! How a declaration can be mended: what a finding proposes to write in place of what stands there.

use serde::{Deserialize, Serialize};

use crate::source::TextRange;

/// A proposal to mend what a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, a phrase.
    pub title: String,
    /// Who may apply it.
    pub applicability: Applicability,
    /// What it changes, in order, without overlaps; all of it or nothing is done.
    pub edits: Vec<Edit>,
}

/// How far a fix may be trusted, the safest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Applicability {
    /// The meaning stays what it was: `--fix` applies it.
    Safe,
    /// The meaning may change: applied when asked for in so many words.
    Unsafe,
    /// It changes a number, or a person must choose: shown, never applied.
    Display,
}

impl Applicability {
    /// The name in rules and in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
            Applicability::Display => "display",
        }
    }

    /// The name for people, as rules have it too.
    pub fn title(self) -> &'static str {
        match self {
            Applicability::Safe => "可直接改",
            Applicability::Unsafe => "需确认",
            Applicability::Display => "仅提示",
        }
    }
}

/// A replacement of one stretch of the text view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub range: TextRange,
    /// What is written in its place.
    pub text: String,
}
