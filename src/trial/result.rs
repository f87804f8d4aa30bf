//! What came out of one example or case.

/// The result of one example or of one block of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialResult {
    /// What was tried.
    pub name: String,
    /// The rule it tries; empty for a case about several.
    pub rule: String,
    /// Why it failed; `None` when it came out as it says.
    pub problem: Option<String>,
}
