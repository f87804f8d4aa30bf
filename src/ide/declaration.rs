//! A declaration that is open: what was found in it, and how it was understood.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use crate::diag::{Basis, DocumentReport, Finding, Severity};
use crate::source::TextRange;
use crate::workspace::{DocumentView, Policy, Workspace, check_one, display, view};

use super::place::{Place, Problem};

/// A declaration, judged.
pub(super) struct Declaration {
    path: PathBuf,
    bytes: Vec<u8>,
    /// What came out for each form that it holds; empty when there are no packs to judge by.
    pub reports: Vec<DocumentReport>,
    views: OnceCell<Vec<DocumentView>>,
}

impl Declaration {
    /// Judges the bytes of a file as `jixiao check` does, by packs and settings that can be used.
    pub(super) fn judge(by: Option<(&Workspace, &Policy)>, path: &Path, bytes: Vec<u8>) -> Self {
        let reports = match by {
            Some((workspace, policy)) => check_one(workspace, policy, &display(path), &bytes),
            None => Vec::new(),
        };
        Self {
            path: path.to_owned(),
            bytes,
            reports,
            views: OnceCell::new(),
        }
    }

    /// How it was understood; nothing when it was not.
    pub(super) fn views(&self, workspace: &Workspace) -> &[DocumentView] {
        self.views.get_or_init(|| {
            let name = display(&self.path);
            view(workspace, &name, self.bytes.clone()).unwrap_or_default()
        })
    }

    /// The findings whose primary place touches a range.
    pub(super) fn findings_at(&self, range: TextRange) -> Vec<(&DocumentReport, &Finding)> {
        let all = self.reports.iter();
        let all = all.flat_map(|report| report.findings.iter().map(move |it| (report, it)));
        let all = all.filter(|(_, finding)| finding.waiver.is_none());
        all.filter(|(_, finding)| {
            let place = finding.places.first().map(|place| place.range);
            place.is_some_and(|place| place.start <= range.end && range.start <= place.end)
        })
        .collect()
    }

    /// What is wrong with it.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let of = |report| problems_of(&self.path, report);
        self.reports.iter().flat_map(of).collect()
    }
}

/// The findings in a file that nobody has excused.
pub(super) fn problems_of(path: &Path, report: &DocumentReport) -> Vec<Problem> {
    let place = |range: TextRange| Place {
        path: path.to_owned(),
        source: report.source.clone(),
        range,
    };
    let of = |finding: &Finding| {
        let mut places = finding.places.iter();
        let primary = places.next().map(|it| it.range).unwrap_or_default();
        let mut related: Vec<(Place, String)> = places
            .map(|it| {
                (
                    place(it.range),
                    words(&it.label, it.value.as_deref(), &it.unit),
                )
            })
            .collect();
        let cause = finding.caused_by.as_ref();
        let cause =
            cause.and_then(|cause| report.findings.iter().find(|it| it.fingerprint == *cause));
        if let Some(cause) = cause
            && let Some(at) = cause.places.first()
        {
            related.push((place(at.range), format!("起因：{}", cause.message)));
        }
        Problem {
            place: place(primary),
            severity: finding.severity,
            code: finding.rule.clone(),
            link: finding.basis.iter().find_map(link),
            message: message(finding),
            related,
            unused: false,
            fixes: Vec::new(),
        }
    };
    let left = report.findings.iter().filter(|it| it.waiver.is_none());
    left.map(of).collect()
}

/// What is wrong and what to do about it.
fn message(finding: &Finding) -> String {
    let mut lines = vec![finding.message.clone()];
    if let Some(evaluation) = &finding.evaluation
        && evaluation.numeric
    {
        lines.push(format!("代入：{}", evaluation.filled));
    }
    lines.extend(finding.help.iter().map(|help| format!("建议：{help}")));
    lines.join("\n")
}

fn words(label: &str, value: Option<&str>, unit: &Option<String>) -> String {
    let value = value.unwrap_or_default();
    let unit = unit.as_deref().unwrap_or_default();
    let value = format!("{value} {unit}");
    match (label.is_empty(), value.trim()) {
        (true, "") => "相关的地方".to_owned(),
        (true, value) => value.to_owned(),
        (false, "") => label.to_owned(),
        (false, value) => format!("{label}：{value}"),
    }
}

/// The address of a provision, if it has one.
fn link(basis: &Basis) -> Option<String> {
    let parts = [Some(&basis.document), basis.clause.as_ref()];
    let mut parts = parts.into_iter().flatten().map(ToString::to_string);
    parts.find(|it| it.starts_with("https://") || it.starts_with("http://"))
}

/// A provision in words.
pub(super) fn basis_words(basis: &Basis) -> String {
    let clause = basis.clause.as_ref();
    let clause = clause.map(|it| match it.parse::<u32>() {
        Ok(_) => format!("第{it}条"),
        Err(_) => format!("“{it}”"),
    });
    let quote = basis.quote.as_ref().map(|it| format!("：{it}"));
    format!(
        "《{}》{}{}",
        basis.document,
        clause.unwrap_or_default(),
        quote.unwrap_or_default()
    )
}

/// A severity in the words of officials.
pub(super) fn severity_words(severity: Severity) -> &'static str {
    severity.title()
}
