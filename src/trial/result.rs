//! What came out of one example or case.

/// The result of one example or of one block of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialResult {
    /// What was tried.
    pub name: String,
    /// The rules it is about, by their ids and titles.
    pub about: Vec<String>,
    /// Why it failed; `None` when it came out as it says.
    pub problem: Option<String>,
}

impl TrialResult {
    /// Whether its name, or a rule that it is about, holds this text.
    pub fn is_about(&self, text: &str) -> bool {
        self.name.contains(text) || self.about.iter().any(|rule| rule.contains(text))
    }
}
