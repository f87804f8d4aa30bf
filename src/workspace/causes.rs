//! One cause, one finding: what another finding explains is linked to it.
//!
//! Which findings explain others is said by the rules (`explains`): those of a passage that should
//! not be there at all explain every finding inside it, and findings of the rules they name that
//! have a place between the first and the last of theirs.

use crate::diag::{Finding, Place, Severity};
use crate::source::TextRange;

/// A finding that explains others.
pub(super) struct Cause {
    /// The rule's own id: a finding is not explained by one of its own kind.
    rule: String,
    fingerprint: String,
    severity: Severity,
    /// Its primary place.
    inside: TextRange,
    /// From its first to its last place.
    between: TextRange,
    rules: Vec<String>,
}

impl Cause {
    /// The cause that `finding` is, for findings of `rules` between its places.
    pub(super) fn new(finding: &Finding, rules: Vec<String>) -> Option<Self> {
        let place = |place: &Place| place.range;
        Some(Self {
            rule: finding.rule.clone(),
            fingerprint: finding.fingerprint.clone(),
            severity: finding.severity,
            inside: finding.places.first().map(place)?,
            between: finding.places.iter().map(place).reduce(TextRange::to)?,
            rules,
        })
    }

    fn explains(&self, finding: &Finding) -> bool {
        let Some(primary) = finding.places.first() else {
            return false;
        };
        let named = self.rules.contains(&finding.rule);
        let between = || {
            finding
                .places
                .iter()
                .any(|place| self.between.covers(place.range))
        };
        finding.rule != self.rule && (self.inside.covers(primary.range) || (named && between()))
    }
}

/// Links findings to the first cause that explains them. What a locked rule has found is not put
/// below something of less weight.
pub(super) fn link(findings: &mut [Finding], causes: &[Cause], locked: impl Fn(&str) -> bool) {
    for finding in findings {
        let lighter = |cause: &Cause| cause.severity > finding.severity && locked(&finding.rule);
        let mut causes = causes.iter();
        let cause = causes.find(|cause| cause.explains(finding) && !lighter(cause));
        finding.caused_by = cause.map(|cause| cause.fingerprint.clone());
    }
}
