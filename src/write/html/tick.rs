//! Severities in class names, and the identifiers by which marks and notes find each other.

use crate::diag::{Finding, Severity};

/// The class of what has this severity.
pub(super) fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "e",
        Severity::Warning => "w",
        Severity::Hint => "h",
    }
}

/// The class of a finding: of its severity, or that of the waived ones.
pub(super) fn class_of(finding: &Finding) -> &'static str {
    match finding.waiver {
        Some(_) => "v",
        None => class(finding.severity),
    }
}

/// The element of a document.
pub(super) fn document(document: usize) -> String {
    format!("d{document}")
}

/// The note of a finding; both numbers count from one.
pub(super) fn note(document: usize, finding: usize) -> String {
    format!("n{document}-{finding}")
}

/// The mark of a place of a finding; the first place is 0.
pub(super) fn mark(document: usize, finding: usize, place: usize) -> String {
    format!("m{document}-{finding}-{place}")
}
