//! What is known after the last document: the summary and the list of documents.
//!
//! Both stand at the end of the file, so that documents can be written while they come, and are
//! shown before them. Of each document only a row is kept.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::diag::{DocumentReport, Finding, Outcome, Severity, Summary};
use crate::source::StaticStr;

use super::super::tally::counts;
use super::super::text::inline;
use super::document::name;
use super::tick;

/// More documents than these are listed folder by folder, folded.
const OPEN: usize = 60;
/// More rules than these are counted in a folded table.
const RULES: usize = 12;

const LEVELS: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Hint];

/// A document in the list.
struct Row {
    /// The folder, with its slash; empty for the current one.
    folder: String,
    name: String,
    unit: String,
    /// Findings by severity.
    found: [usize; 3],
    waived: usize,
    undecided: usize,
}

/// A rule in the summary.
struct RuleRow {
    title: StaticStr,
    severity: Severity,
    findings: usize,
    documents: usize,
}

/// What is kept of the documents.
#[derive(Default)]
pub(super) struct Contents {
    rows: Vec<Row>,
    rules: BTreeMap<String, RuleRow>,
}

impl Contents {
    /// Counts a document in; its number, from one.
    pub(super) fn add(&mut self, document: &DocumentReport) -> usize {
        let path = name(document);
        let (folder, name) = match path.rsplit_once('/') {
            Some((folder, name)) => (format!("{folder}/"), name.to_owned()),
            None => (String::new(), path),
        };
        self.rows.push(Row {
            folder,
            name,
            unit: document.unit.as_deref().map(inline).unwrap_or_default(),
            found: LEVELS.map(|level| document.open().filter(|it| it.severity == level).count()),
            waived: document.findings.len() - document.open().count(),
            undecided: counts(document, Outcome::NotEvaluated),
        });
        let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in document.open() {
            by_rule.entry(&finding.rule).or_default().push(finding);
        }
        for (rule, findings) in by_rule {
            self.add_rule(rule, &findings);
        }
        self.rows.len()
    }

    /// Counts the findings of a rule in one document.
    fn add_rule(&mut self, rule: &str, findings: &[&Finding]) {
        let Some(first) = findings.first() else {
            return;
        };
        let row = self
            .rules
            .entry(rule.to_owned())
            .or_insert_with(|| RuleRow {
                title: first.title.clone(),
                severity: first.severity,
                findings: 0,
                documents: 0,
            });
        row.findings += findings.len();
        row.documents += 1;
        for finding in findings {
            row.severity = row.severity.min(finding.severity);
        }
    }

    /// The summary.
    pub(super) fn summary(&self, summary: &Summary) -> Markup {
        let faulty = |row: &&Row| row.found.iter().any(|count| *count > 0);
        let faulty = self.rows.iter().filter(faulty).count();
        let skipped = &summary.skipped;
        html! {
            section #summary.sum aria-labelledby="summary-title" {
                h2 #summary-title { "汇总" }
                (figures(summary, faulty))
                p.o {
                    "原文里画线的字后面有编号，同一编号的说明在旁边。"
                    span.q.e { "必改" } " 不改会被退回；"
                    span.q.w { "应改" } " 改正，或者说明理由；"
                    span.q.h { "提示" } " 供参考。"
                }
                @if self.rows.len() > 1 && !self.rules.is_empty() { (self.by_rule()) }
                @if !skipped.is_empty() {
                    details {
                        summary { "略过 " (skipped.len()) " 个文件" }
                        ul { @for it in skipped { li { (inline(&it.path)) "：" (inline(&it.reason)) } } }
                    }
                }
            }
        }
    }

    /// Which rules find how much, the gravest and most frequent first.
    fn by_rule(&self) -> Markup {
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|(id, row)| (row.severity, usize::MAX - row.findings, *id));
        html! {
            details open[rules.len() <= RULES] {
                summary { "按规则统计：" (rules.len()) " 条规则有问题" }
                table.wide {
                    thead { tr {
                        th scope="col" { "级别" } th scope="col" { "规则" }
                        th.d scope="col" { "处" } th.d scope="col" { "份" }
                    } }
                    tbody {
                        @for (id, row) in rules {
                            tr {
                                td { span.q.(tick::class(row.severity)) { (row.severity.title()) } }
                                td { (inline(&row.title)) " " code { (inline(id)) } }
                                td.d { (row.findings) }
                                td.d { (row.documents) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The list of documents; beside a single one there is only the filter.
    pub(super) fn list(&self) -> Markup {
        let single = self.rows.len() <= 1;
        let mut folders: BTreeMap<&str, Vec<(usize, &Row)>> = BTreeMap::new();
        for (number, row) in (1..).zip(&self.rows) {
            folders.entry(&row.folder).or_default().push((number, row));
        }
        html! {
            nav #contents class=[single.then_some("single")] aria-label="申报表目录" {
                (filter(single))
                @if !single {
                    h2 { "目录" }
                    @for (folder, rows) in &folders {
                        @if folders.len() == 1 { (list(rows)) }
                        @else {
                            details open[self.rows.len() <= OPEN] {
                                summary { (folder_title(folder)) " " (total(rows)) }
                                (list(rows))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How a folder is called.
fn folder_title(folder: &str) -> &str {
    match folder {
        "" => "当前文件夹",
        folder => folder,
    }
}

/// How many documents a folder has, and how many of them have findings that must be mended.
fn total(rows: &[(usize, &Row)]) -> Markup {
    let grave = rows
        .iter()
        .filter(|(_, row)| row.found.iter().take(1).any(|it| *it > 0));
    let grave = grave.count();
    html! {
        span.o { (rows.len()) " 份" @if grave > 0 { "，" (grave) " 份有必改" } }
    }
}

/// Documents with their counts.
fn list(rows: &[(usize, &Row)]) -> Markup {
    html! {
        ul {
            @for (number, row) in rows {
                li data-d=(tick::document(*number)) {
                    a href={ "#" (tick::document(*number)) } { (row.name) }
                    @if !row.unit.is_empty() { " " span.o { (row.unit) } }
                    " " (marks(row))
                }
            }
        }
    }
}

/// What came out for a document, in a few characters.
fn marks(row: &Row) -> Markup {
    let clean = row.found.iter().sum::<usize>() == 0;
    html! {
        @for (level, count) in LEVELS.iter().zip(row.found) {
            @if count > 0 { span.q.(tick::class(*level)) { (level.title()) (count) } " " }
        }
        @if clean && row.undecided == 0 { span.q.g { "没有问题" } " " }
        @if row.waived > 0 { span.q.v { "免改" (row.waived) } " " }
        @if row.undecided > 0 { span.q.v { "未评价" (row.undecided) } }
    }
}

/// The filter, which the script brings to life.
fn filter(single: bool) -> Markup {
    html! {
        form #filter hidden {
            label { "查找 " input #find type="search" placeholder=(if single { "问题里的字" } else { "文件、单位或问题里的字" }); }
            fieldset {
                legend { "显示" }
                @for level in LEVELS {
                    label { input type="checkbox" name=(tick::class(level)) checked; " " (level.title()) } " "
                }
                label { input type="checkbox" name="v" checked; " 已免改" } " "
                @if !single { label { input type="checkbox" name="g" checked; " 没有问题的" } }
            }
            p #shown.o role="status" {}
        }
    }
}

/// The figures of the run.
fn figures(summary: &Summary, faulty: usize) -> Markup {
    let found = [
        ("申报表", summary.documents, ""),
        ("其中有问题", faulty, ""),
        ("必改", summary.errors, "e"),
        ("应改", summary.warnings, "w"),
        ("提示", summary.hints, "h"),
        ("已免改", summary.waived_findings, ""),
        ("基线里已有", summary.baselined, ""),
    ];
    let rules = [
        ("通过", summary.passed),
        ("未通过", summary.failed),
        ("免改", summary.waived),
        ("不适用", summary.not_applicable),
        ("未能评价", summary.not_evaluated),
    ];
    html! {
        div.figures {
            table {
                caption { "申报表和问题" }
                tr { @for (word, _, _) in &found { th scope="col" { (word) } } }
                tr { @for (_, count, class) in &found { td.n.(class) { (count) } } }
            }
            table {
                caption { "规则的结果" @if summary.documents > 1 { "（每份分别计数）" } }
                tr { @for (word, _) in &rules { th scope="col" { (word) } } }
                tr { @for (_, count) in &rules { td.n { (count) } } }
            }
        }
    }
}
