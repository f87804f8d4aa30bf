//! One cause, one finding: what another finding explains is linked to it.

use crate::diag::DocumentReport;

/// Links findings whose place lies inside a repeated passage to the finding about it: text that
/// should not be there at all needs no other correction.
pub(super) fn link(report: &mut DocumentReport) {
    let residues: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.rule == "duplicate-paragraph")
        .filter_map(|finding| {
            let place = finding.places.first()?;
            Some((place.range, finding.fingerprint.clone()))
        })
        .collect();
    for finding in &mut report.findings {
        let Some(place) = finding.places.first().map(|place| place.range) else {
            continue;
        };
        if finding.rule == "duplicate-paragraph" {
            continue;
        }
        let cause = residues.iter().find(|(range, _)| range.covers(place));
        finding.caused_by = cause.map(|(_, fingerprint)| fingerprint.clone());
    }
}
