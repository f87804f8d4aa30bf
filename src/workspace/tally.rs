//! What became of a waiver in a run, and the findings about those that excused nothing.

use crate::config::Target;
use crate::diag::{
    DocumentReport, Finding, Outcome, Place, PlaceRole, RuleOutcome, Severity, Subject,
};
use crate::source::Span;

use super::excuse::{is_decided, shown_place};
use super::judge::{empty_report, own_finding};
use super::policy::{Policy, WaiverFile};

/// How many other places of the rule are named.
const PLACES: usize = 3;

/// What became of a waiver.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// It excused a finding.
    pub used: bool,
    /// The finding it names is of a locked rule.
    pub locked: bool,
    /// The finding it names is of a later year: the file and its year.
    pub expired: Option<(String, i32)>,
    /// Findings of the rule that it does not name.
    others: Vec<String>,
    more: usize,
    /// A file that it concerns was judged by its rule, and how that came out at last.
    outcome: Option<Outcome>,
    /// In one of them the rule could not be evaluated.
    undecided: bool,
}

impl Tally {
    /// Notes that its rule judged a file that it concerns.
    pub(super) fn met(&mut self, rule: &RuleOutcome) {
        self.outcome = Some(rule.outcome);
        // A rule that failed in one place may not have been evaluated in another.
        let partly = rule.outcome == Outcome::Failed && rule.reason.is_some();
        self.undecided |= partly || !is_decided(rule);
    }

    /// Notes a finding of its rule that it does not name.
    pub(super) fn elsewhere(&mut self, path: &str, finding: &Finding) {
        if self.others.len() == PLACES {
            self.more += 1;
            return;
        }
        let (place, fingerprint) = (shown_place(finding), &finding.fingerprint);
        self.others
            .push(format!("{path} 的 {place}（{fingerprint}）"));
    }
}

/// What is to be said about the waivers of a file; `None` when there is nothing.
pub(super) fn report(
    policy: &Policy,
    file: &WaiverFile,
    tallies: &[Tally],
) -> Option<DocumentReport> {
    let source = policy.sources.get(file.source)?;
    // Of a waiver for all files can only be said that it excuses nothing when all were checked.
    let whole = policy
        .whole
        .iter()
        .any(|folder| file.home.absolute.starts_with(folder));
    let mut report = empty_report(source.name(), source.clone());
    report.subject = Subject::Waivers;
    for ((waiver, rule), tally) in file.waivers.iter().zip(tallies) {
        let judged = whole || waiver.files.is_some();
        let named = waiver.target.word();
        let found = if tally.locked {
            Some(locked(waiver.rule.span, rule))
        } else if let Some((path, year)) = &tally.expired {
            Some(expired(
                waiver.last_year.span,
                path,
                *year,
                &waiver.waived.until,
            ))
        } else if tally.used || tally.undecided || !judged {
            None
        } else if tally.others.is_empty() {
            tally
                .outcome
                .map(|outcome| stale(named.span, rule, outcome))
        } else {
            Some(unmatched(&waiver.target, rule, tally))
        };
        report.findings.extend(found);
    }
    for (number, finding) in report.findings.iter_mut().enumerate() {
        finding.fingerprint = format!("{}-{}", finding.rule, number + 1);
    }
    (!report.findings.is_empty()).then_some(report)
}

fn finding(
    rule: &str,
    title: &str,
    severity: Severity,
    (span, label): (Span, &str),
    (message, help): (String, String),
) -> Finding {
    let mut finding = own_finding(rule, title, severity, message);
    finding.help = Some(help);
    finding.places.push(Place {
        role: PlaceRole::Primary,
        label: label.to_owned(),
        range: span.range,
        value: None,
        unit: None,
    });
    finding
}

fn locked(span: Span, rule: &str) -> Finding {
    let words = (
        format!("规则“{rule}”是锁定的，不能免改"),
        "按规则的要求改正申报表，删去这条免改".to_owned(),
    );
    let title = "锁定的规则不能免改";
    finding("waiver-locked", title, Severity::Error, (span, ""), words)
}

fn expired(span: Span, path: &str, year: i32, until: &str) -> Finding {
    let words = (
        format!("这条免改到 {until} 为止，不管“{path}”的 {year} 年度"),
        "问题还在：改正申报表，或者重新说明理由、写新的期限".to_owned(),
    );
    let title = "免改应当在期限以内";
    let place = (span, "到这一天为止");
    finding("waiver-expired", title, Severity::Warning, place, words)
}

fn stale(span: Span, rule: &str, outcome: Outcome) -> Finding {
    let now = match outcome {
        Outcome::NotApplicable => "不适用于这份申报表",
        Outcome::Failed | Outcome::NotEvaluated | Outcome::Waived | Outcome::Passed => "现在通过了",
    };
    let words = (
        format!("这条免改没有用处了：规则“{rule}”{now}"),
        "删去这条免改".to_owned(),
    );
    let title = "免改应当有用处";
    finding("waiver-stale", title, Severity::Warning, (span, ""), words)
}

fn unmatched(target: &Target, rule: &str, tally: &Tally) -> Finding {
    let (here, change) = match target {
        Target::Fingerprint(_) => ("没有这个指纹", "原文改动以后，指纹也会变"),
        Target::Where(_) => ("不在这里", "条目重新编号以后，位置也会变"),
    };
    let more = match tally.more {
        0 => String::new(),
        more => format!("，另有 {more} 处"),
    };
    let words = (
        format!("规则“{rule}”的问题{here}"),
        format!(
            "这条规则的问题在：{}{more}。{change}：核对以后改写这条免改，或者删去它",
            tally.others.join("；")
        ),
    );
    let title = "免改应当对得上问题";
    let place = (target.word().span, "");
    finding("waiver-unmatched", title, Severity::Warning, place, words)
}
