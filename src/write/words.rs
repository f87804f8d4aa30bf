//! Phrases that the outputs to hand over have in common.

use crate::diag::{Applicability, DocumentReport, Outcome, Severity, Waived};

use super::tally::counts;

/// Who may apply a fix.
pub(super) fn applied(applicability: Applicability) -> &'static str {
    match applicability {
        Applicability::Safe => "可以自动改",
        Applicability::Unsafe => "确认以后可以自动改",
        Applicability::Display => "供参考，由人改",
    }
}

/// Why a finding is waived, by whom and until when.
pub(super) fn excuse(waived: &Waived) -> String {
    let accepted = waived.accepted_by.as_ref();
    let accepted = accepted.map(|name| format!("，{name} 认可"));
    format!(
        "{}（{}，至 {}{}）",
        waived.reason,
        waived.by,
        waived.until,
        accepted.unwrap_or_default()
    )
}

/// What came out for a document, in a few words.
pub(super) fn verdict(document: &DocumentReport) -> &'static str {
    let undecided = counts(document, Outcome::NotEvaluated) > 0;
    match document.open().map(|finding| finding.severity).min() {
        Some(Severity::Error) => "有必改的问题",
        Some(Severity::Warning) => "有应改的问题",
        Some(Severity::Hint) => "只有提示",
        None if undecided => "没有发现问题，但有规则未能评价",
        None => "没有发现问题",
    }
}
