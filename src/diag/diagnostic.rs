//! What the tool has to say about its own inputs: packs, rules, forms, configuration.
//!
//! Plain data; nothing here knows how it will be shown. What is wrong with a *declaration* is a
//! [`Finding`](super::Finding), not a diagnostic.

use crate::source::Span;

use super::severity::Severity;
use super::suggest::nearest;
use super::suggestion::Suggestion;

/// A message about a rule file, a form definition, a manifest or the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code of the kind of message, `JX0101`.
    pub code: &'static str,
    /// How grave it is; a pack with an error does not load.
    pub severity: Severity,
    /// What is wrong, one phrase without a full stop.
    pub message: String,
    /// The places, the first one primary.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// How it can be mended, the likeliest way first.
    pub suggestions: Vec<Suggestion>,
}

/// A place and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What that place is; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// An error with a primary place.
    pub fn error(code: &'static str, message: impl Into<String>, span: Span) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: vec![Label {
                span,
                text: String::new(),
            }],
            help: None,
            suggestions: Vec::new(),
        }
    }

    /// A warning with a primary place.
    pub fn warning(code: &'static str, message: impl Into<String>, span: Span) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message, span)
        }
    }

    /// The same with words under the primary place.
    #[must_use]
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        if let Some(label) = self.labels.first_mut() {
            label.text = text.into();
        }
        self
    }

    /// The same with a further place.
    #[must_use]
    pub fn with_label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// The same with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same asking whether `meant` was meant where `written` stands in the primary place.
    #[must_use]
    pub fn meaning(mut self, written: &str, meant: &str) -> Self {
        if let Some(label) = self.labels.first() {
            self.suggestions.push(Suggestion {
                span: label.span,
                from: written.to_owned(),
                to: meant.to_owned(),
            });
        }
        self.with_help(format!("是否想写“{meant}”？"))
    }

    /// The same saying which words can be written in place of `written`: the nearest one, or all.
    #[must_use]
    pub fn one_of(self, written: &str, known: &[&str]) -> Self {
        if let Some(near) = nearest(written, known.iter().copied()) {
            return self.meaning(written, near);
        }
        let help = format!("可以写的有：{}", known.join("、"));
        let all = known
            .iter()
            .fold(self, |it, word| it.meaning(written, word));
        all.with_help(help)
    }
}
