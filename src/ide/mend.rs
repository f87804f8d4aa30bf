//! The fixes of findings in a declaration that is open.

use std::path::Path;

use crate::diag::{Applicability, DocumentReport, Edit, Finding};
use crate::fix;
use crate::source::TextRange;

use super::answer::{Action, Deed, Standing};
use super::place::Place;
use super::session::Session;

impl Session {
    /// How what was found in a range can be mended, and how all at once.
    pub(super) fn mends(&mut self, path: &Path, range: TextRange) -> Vec<Action> {
        let Some((declaration, _)) = self.declared(path) else {
            return Vec::new();
        };
        let mut actions = Vec::new();
        for (report, finding) in declaration.findings_at(range) {
            actions.extend(quick(path, report, finding));
        }
        let reports = &declaration.reports;
        let open = reports.iter().flat_map(DocumentReport::open);
        let plan = fix::plan(open, Applicability::Safe);
        if let Some(report) = reports.first().filter(|_| !plan.edits.is_empty()) {
            actions.push(Action {
                title: format!("改正所有可直接改的（{} 处）", plan.findings),
                mends: None,
                standing: Standing::All,
                does: deed(path, report, plan.edits),
            });
        }
        actions
    }
}

/// The fixes of one finding, but those that are only shown.
fn quick(path: &Path, report: &DocumentReport, finding: &Finding) -> Vec<Action> {
    let own = finding.fixes.iter();
    let own = own.filter(|fix| fix.applicability != Applicability::Display);
    let action = |it: &crate::diag::Fix| {
        let (note, standing) = match it.applicability {
            Applicability::Safe => ("", Standing::Preferred),
            Applicability::Unsafe | Applicability::Display => ("（需确认）", Standing::Plain),
        };
        Action {
            title: format!("修正：{}{note}", it.title),
            mends: Some(finding.rule.clone()),
            standing,
            does: deed(path, report, &it.edits),
        }
    };
    own.map(action).collect()
}

fn deed<'e>(
    path: &Path,
    report: &DocumentReport,
    edits: impl IntoIterator<Item = &'e Edit>,
) -> Deed {
    let place = |range: TextRange| Place {
        path: path.to_owned(),
        source: report.source.clone(),
        range,
    };
    let edits = edits.into_iter();
    Deed::Edit(edits.map(|it| (place(it.range), it.text.clone())).collect())
}
