//! What must be reported about a declaration, and what must not, as tables in TOML; the files say
//! what the keys mean.

use jixiao::diag::{DocumentReport, Finding};
use serde::Deserialize;

use crate::support::{lines, on_line};

/// A table of expectations.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    /// What is known about each file.
    #[serde(default)]
    pub(crate) file: Vec<File>,
    /// What must be reported.
    #[serde(default, alias = "must")]
    pub(crate) row: Vec<Row>,
    /// What must not be reported.
    #[serde(default, alias = "must_not")]
    pub(crate) silent: Vec<Silent>,
    /// What must be reported after a change.
    #[serde(default, alias = "must_change")]
    pub(crate) change: Vec<Change>,
    /// What may be reported and need not.
    #[serde(default)]
    pub(crate) may: Vec<May>,
    /// What is reported today and should not be.
    #[serde(default)]
    pub(crate) stray: Vec<Stray>,
    /// What the figures must not fall below.
    #[serde(default)]
    pub(crate) floors: Floors,
}

/// What the figures must not fall below, in percent.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Floors {
    pub(crate) recall: usize,
    pub(crate) precision: usize,
}

/// A file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) file: String,
    pub(crate) form: String,
    pub(crate) year: i32,
    pub(crate) unit: Option<String>,
    pub(crate) clean: bool,
    #[serde(default)]
    pub(crate) about: String,
    pub(crate) goals: Option<usize>,
    pub(crate) items: Option<usize>,
    #[serde(default)]
    pub(crate) misread: bool,
}

/// Something that must be reported.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Row {
    pub(crate) file: String,
    pub(crate) row: String,
    pub(crate) rule: Option<String>,
    pub(crate) rules: Vec<String>,
    pub(crate) line: Option<u32>,
    pub(crate) or_lines: Vec<u32>,
    pub(crate) lines: Vec<u32>,
    pub(crate) any_line: bool,
    pub(crate) related: Vec<u32>,
    pub(crate) anywhere: bool,
    pub(crate) at_least: usize,
    pub(crate) severity: Option<String>,
    pub(crate) open: bool,
    pub(crate) stage: u8,
    pub(crate) why: String,
    pub(crate) note: String,
}

/// Something that must not be reported.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Silent {
    pub(crate) file: String,
    pub(crate) lines: Vec<u32>,
    pub(crate) rules: Vec<String>,
    pub(crate) severity: Vec<String>,
    pub(crate) any: bool,
    pub(crate) text: Option<String>,
    pub(crate) stage: u8,
    pub(crate) why: String,
}

/// Something that may be reported: it follows from what must be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct May {
    pub(crate) file: String,
    pub(crate) rules: Vec<String>,
    pub(crate) why: String,
}

/// Something that is reported and should not be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stray {
    pub(crate) file: String,
    pub(crate) rule: String,
    pub(crate) line: u32,
    pub(crate) why: String,
}

/// Something that must be reported after a change.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Change {
    pub(crate) file: String,
    pub(crate) replace: String,
    pub(crate) with: String,
    pub(crate) rule: String,
    pub(crate) count: usize,
    pub(crate) lines: Vec<u32>,
    pub(crate) open: bool,
    pub(crate) stage: u8,
    pub(crate) why: String,
}

fn findings(reports: &[DocumentReport]) -> impl Iterator<Item = (&DocumentReport, &Finding)> {
    reports
        .iter()
        .flat_map(|report| report.findings.iter().map(move |it| (report, it)))
}

impl Row {
    /// The rules any of which may report it.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().chain(&self.rule).map(String::as_str)
    }

    fn of_rules<'r>(
        &'r self,
        reports: &'r [DocumentReport],
    ) -> impl Iterator<Item = (&'r DocumentReport, &'r Finding)> {
        findings(reports).filter(|(_, it)| self.rules().any(|rule| rule == it.rule))
    }

    /// Whether it speaks of a finding, however grave that is.
    pub(crate) fn speaks_of(&self, report: &DocumentReport, finding: &Finding) -> bool {
        let mut at = self.line.iter().chain(&self.or_lines).chain(&self.lines);
        self.rules().any(|rule| rule == finding.rule)
            && (self.anywhere || at.any(|line| on_line(report, finding, *line).next().is_some()))
    }

    fn touched(&self, reports: &[DocumentReport], line: u32) -> bool {
        self.of_rules(reports)
            .any(|(report, it)| on_line(report, it, line).next().is_some())
    }

    /// Whether the reports hold what it asks for.
    pub(crate) fn is_met(&self, reports: &[DocumentReport]) -> bool {
        if let Some(severity) = &self.severity {
            let grave = findings(reports)
                .filter(|(report, it)| self.speaks_of(report, it))
                .any(|(_, it)| it.severity.name() == severity);
            if !grave {
                return false;
            }
        }
        if self.anywhere {
            return self.of_rules(reports).next().is_some();
        }
        let touched = |line: &u32| self.touched(reports, *line);
        let main = match self.line {
            Some(line) => touched(&line) || self.or_lines.iter().any(touched),
            None if self.any_line => self.lines.iter().any(touched),
            None => self.lines.iter().all(touched),
        };
        let mut all: Vec<u32> = self.lines.clone();
        all.extend(self.line);
        all.extend(&self.or_lines);
        let count = self.of_rules(reports).filter(|(report, it)| {
            all.iter()
                .any(|line| on_line(report, it, *line).next().is_some())
        });
        main && self.related.iter().all(touched) && count.count() >= self.at_least
    }

    /// What it asks for, for messages.
    pub(crate) fn words(&self) -> String {
        let rules: Vec<&str> = self.rules().collect();
        let mut lines = self.lines.clone();
        lines.extend(self.line);
        let place = if self.anywhere {
            "anywhere".into()
        } else {
            format!("line {lines:?}")
        };
        let why = if self.why.is_empty() {
            &self.note
        } else {
            &self.why
        };
        format!("{} {} {place}: {why}", self.file, rules.join("|"))
    }
}

impl Silent {
    /// The findings that must not be there.
    pub(crate) fn broken(&self, reports: &[DocumentReport]) -> Vec<String> {
        let [from, to] = self.lines.as_slice() else {
            return vec![format!("lines must be [from, to]: {:?}", self.lines)];
        };
        let meant = |it: &Finding| {
            let rule = self.rules.is_empty() || self.rules.contains(&it.rule);
            let grade = self.any
                || self.severity.is_empty()
                || self.severity.iter().any(|name| name == it.severity.name());
            rule && grade
        };
        let mut broken = Vec::new();
        for (report, finding) in findings(reports).filter(|(_, it)| meant(it)) {
            for place in &finding.places {
                let (first, last) = lines(report, place.range);
                let text = report.source.slice(place.range);
                let holds = self
                    .text
                    .as_ref()
                    .is_none_or(|wanted| text.contains(wanted));
                if first <= *to && last >= *from && holds {
                    let line = format!("line {first}: {} {}", finding.rule, finding.message);
                    broken.push(format!("{} {line} ({})", self.file, self.why));
                }
            }
        }
        broken
    }
}

impl Change {
    /// The changed text; the place to change must be there once.
    pub(crate) fn apply(&self, text: &str) -> String {
        let times = text.matches(&self.replace).count();
        assert!(times > 0, "{} does not hold {:?}", self.file, self.replace);
        text.replacen(&self.replace, &self.with, 1)
    }

    /// What it asks for, for messages.
    pub(crate) fn words(&self) -> String {
        let (file, old, new) = (&self.file, &self.replace, &self.with);
        format!("{file} {} {old:?} -> {new:?}: {}", self.rule, self.why)
    }

    /// Why the reports about the changed text are not as it asks.
    pub(crate) fn problem(&self, reports: &[DocumentReport]) -> Option<String> {
        let found: Vec<_> = findings(reports)
            .filter(|(_, it)| it.rule == self.rule)
            .collect();
        let what = format!("{} {:?} -> {:?}", self.file, self.replace, self.with);
        if found.len() != self.count {
            let count = found.len();
            return Some(format!(
                "{what}: {count} findings of {}, not {}",
                self.rule, self.count
            ));
        }
        let same = |(report, it): &&(&DocumentReport, &Finding)| {
            let mut at: Vec<u32> = it
                .places
                .iter()
                .map(|place| lines(report, place.range).0)
                .collect();
            at.sort_unstable();
            at == self.lines
        };
        let found = self.lines.is_empty() || found.iter().any(|it| same(&it));
        (!found).then(|| {
            format!(
                "{what}: no finding of {} with lines {:?}",
                self.rule, self.lines
            )
        })
    }
}
