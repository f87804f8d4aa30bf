//! Findings that are excused: by a waiver, with its reason, or by the baseline, which leaves them
//! out. And what is wrong with the waivers themselves.

use std::collections::BTreeMap;
use std::path::Path;

use crate::config::{Kind, Target, Waiver};
use crate::diag::{DocumentReport, Finding, Outcome, RuleOutcome};
use crate::types::{fold, is_blank};

use super::policy::{Policy, WaiverFile};
use super::tally::{self, Tally};

/// Excuses the findings of a run, document by document in their order.
pub struct Excuses<'p> {
    policy: &'p Policy,
    /// What became of each waiver, by file and place in it.
    tallies: Vec<Vec<Tally>>,
    /// How many findings of each kind have been met that the baseline is to hold.
    met: BTreeMap<Kind, usize>,
}

impl<'p> Excuses<'p> {
    /// Nothing has been met yet.
    pub fn new(policy: &'p Policy) -> Self {
        let tallies = policy.waivers.iter();
        Self {
            policy,
            tallies: tallies
                .map(|file| vec![Tally::default(); file.waivers.len()])
                .collect(),
            met: BTreeMap::new(),
        }
    }

    /// Excuses what may be excused of a document and folds the outcomes of its rules anew.
    pub fn apply(&mut self, report: &mut DocumentReport) {
        if !self.policy.excuses() {
            return;
        }
        let Some((absolute, rulers)) = self.policy.place(Path::new(&report.path)) else {
            return;
        };
        if let Some(at) = rulers.waivers
            && let Some(file) = self.policy.waivers.get(at)
            && let Some(tallies) = self.tallies.get_mut(at)
        {
            waive(file, tallies, report, &absolute);
        }
        if let Some((baseline, home)) = &self.policy.baseline {
            let path = home.relative(&absolute).unwrap_or(report.path.clone());
            let known = |finding: &mut Finding| {
                if finding.waiver.is_some() || finding.locked {
                    return false;
                }
                let kind = kind(&path, finding);
                let known = baseline.counts.get(&kind).copied().unwrap_or_default();
                let met = self.met.entry(kind).or_default();
                *met += 1;
                *met <= known
            };
            report.baselined = report.findings.extract_if(.., known).collect();
            unlink(report);
        }
        fold_outcomes(report);
    }

    /// What is to be said about waivers that excused nothing: a report for each file of them, after
    /// the last document.
    pub fn finish(self) -> Vec<DocumentReport> {
        let files = self.policy.waivers.iter().zip(&self.tallies);
        files
            .filter_map(|(file, tallies)| tally::report(self.policy, file, tallies))
            .collect()
    }
}

/// What tells a finding apart in a baseline; those that are alike have one kind.
pub fn kind(path: &str, finding: &Finding) -> Kind {
    let fingerprint = match finding.fingerprint.rsplit_once('-') {
        Some((base, count)) if count.bytes().all(|byte| byte.is_ascii_digit()) => base,
        _ => finding.fingerprint.as_str(),
    };
    (
        path.to_owned(),
        finding.rule.clone(),
        fingerprint.to_owned(),
    )
}

fn waive(file: &WaiverFile, tallies: &mut [Tally], report: &mut DocumentReport, absolute: &Path) {
    let below = file.home.relative(absolute).unwrap_or_default();
    for ((waiver, rule), tally) in file.waivers.iter().zip(tallies) {
        let concerned = waiver.files.as_ref().is_none_or(|it| it.fits(&below));
        let outcome = report.rules.iter().find(|it| it.rule == *rule);
        let (true, Some(outcome)) = (concerned, outcome) else {
            continue;
        };
        tally.met(outcome);
        let expired = report.year.filter(|year| *year > waiver.last_year.node);
        let path = report.path.as_str();
        for finding in report.findings.iter_mut().filter(|it| it.rule == *rule) {
            if !fits(waiver, finding) {
                tally.elsewhere(path, finding);
            } else if finding.locked {
                tally.locked = true;
            } else if let Some(year) = expired {
                tally.expired = Some((path.to_owned(), year));
            } else {
                tally.used = true;
                let waived = || waiver.waived.clone();
                finding.waiver.get_or_insert_with(waived);
            }
        }
    }
}

fn fits(waiver: &Waiver, finding: &Finding) -> bool {
    match &waiver.target {
        Target::Fingerprint(word) => finding.fingerprint == word.node.trim(),
        Target::Where(word) => plain(&word.node) == plain(shown_place(finding)),
    }
}

/// Where a finding stands, as a waiver names it.
pub(super) fn shown_place(finding: &Finding) -> &str {
    match finding.within.as_str() {
        "" => "全表",
        within => within,
    }
}

fn plain(text: &str) -> String {
    fold(text).chars().filter(|c| !is_blank(*c)).collect()
}

/// A finding that is left out explains none that is not.
fn unlink(report: &mut DocumentReport) {
    let left: Vec<String> = report
        .findings
        .iter()
        .map(|it| it.fingerprint.clone())
        .collect();
    for finding in &mut report.findings {
        finding.caused_by.take_if(|cause| !left.contains(cause));
    }
}

/// A rule of whose findings none is left to mend has not failed: what could not be evaluated goes
/// before what is excused.
fn fold_outcomes(report: &mut DocumentReport) {
    for rule in &mut report.rules {
        let mut findings = report.findings.iter().filter(|it| it.rule == rule.rule);
        if rule.outcome != Outcome::Failed || findings.clone().any(|it| it.waiver.is_none()) {
            continue;
        }
        if let Some(finding) = findings.clone().next() {
            rule.title.clone_from(&finding.title);
        }
        rule.outcome = match rule.reason {
            Some(_) => Outcome::NotEvaluated,
            None => Outcome::Waived,
        };
        let waived = findings.find_map(|it| it.waiver.as_ref());
        let reason = waived.map_or_else(
            || "基线里已有，不再列出".to_owned(),
            |it| format!("{}（{}，至 {}）", it.reason, it.by, it.until),
        );
        rule.reason.get_or_insert(reason);
    }
}

/// Whether a rule has come to an outcome at all.
pub(super) fn is_decided(rule: &RuleOutcome) -> bool {
    rule.outcome != Outcome::NotEvaluated
}
