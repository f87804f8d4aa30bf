//! Findings about declarations, messages about packs, and the report that holds them: plain data.

mod diagnostic;
mod fix;
mod report;
mod severity;
mod suggest;
mod suggestion;

pub use diagnostic::{Diagnostic, Label};
pub use fix::{Applicability, Edit, Fix};
pub use report::{
    Basis, DocumentReport, Evaluation, Finding, Header, Messages, Outcome, PackInfo, Place,
    PlaceRole, RuleInfo, RuleOutcome, Skipped, Subject, Summary, Waived,
};
pub use severity::Severity;
pub use suggest::{distance, nearest};
pub use suggestion::Suggestion;
