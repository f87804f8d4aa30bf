//! Cases: Markdown files of a pack with small forms and the findings expected in them.
//!
//! A case is a heading, prose, and a fenced block with a form. Behind a line of the form may stand
//! what is expected there:
//!
//! ```text
//!     3. 有序开展各类活动。 ← 应报 output-quantified
//!     4. 全年不少于12场。 ← 不应报 output-quantified
//!     5. 覆盖各社区。 ← 待改进 output-quantified
//! ```
//!
//! 应报: a finding of the rule has a place on that line. 不应报: none has. 待改进: none has yet,
//! though it should; once it has, the case says so, so that the mark can be changed. A line
//! `应报 rule-id` or `不应报 rule-id` outside of the block speaks of the whole form.

use crate::diag::DocumentReport;
use crate::source::offset;
use crate::workspace::{Book, Selection, judge_text};

use super::result::TrialResult;

/// What a case expects of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Expectation {
    kind: Kind,
    rule: String,
    /// The line of the form, from one; `None` for the whole form.
    line: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Reported,
    NotReported,
    NotYet,
}

/// A form in a case file and what is expected of it.
#[derive(Debug)]
struct Case {
    heading: String,
    /// The line of the case file on which the form begins.
    line: usize,
    kind: String,
    text: String,
    expectations: Vec<Expectation>,
}

/// Runs the cases of a case file.
pub(super) fn cases(book: &Book, path: &str, text: &str, results: &mut Vec<TrialResult>) {
    let selection = Selection {
        drafts: true,
        ..Selection::default()
    };
    for case in parse(text) {
        let ending = if case.kind == "toml" { "toml" } else { "txt" };
        let name = format!("{path}:{} {}", case.line, case.heading);
        let file = format!("案例.{ending}");
        let reports = judge_text(book, &selection, &file, case.text.clone().into_bytes());
        let mut problems = Vec::new();
        if case.expectations.is_empty() {
            problems.push("案例没有写应报或不应报什么".to_owned());
        }
        for expectation in &case.expectations {
            problems.extend(failed(expectation, &reports));
        }
        let problem = (!problems.is_empty()).then(|| problems.join("\n"));
        results.push(TrialResult {
            name,
            rule: String::new(),
            problem,
        });
    }
}

/// Why an expectation is not met.
fn failed(expectation: &Expectation, reports: &[DocumentReport]) -> Option<String> {
    let rule = &expectation.rule;
    let place = match expectation.line {
        Some(line) => format!("第 {line} 行"),
        None => "整张表".to_owned(),
    };
    let known = reports.iter().any(|report| {
        report.rules.iter().any(|it| it.rule == *rule)
            || report.findings.iter().any(|finding| finding.rule == *rule)
    });
    let hit = reports.iter().find_map(|report| hit(report, expectation));
    match (expectation.kind, hit) {
        _ if !known => Some(format!("没有规则“{rule}”，或它没有参与检查")),
        (Kind::Reported, None) => {
            Some(format!("{place}应报 {rule}，没有报{}", said(reports, rule)))
        }
        (Kind::NotReported, Some(words)) => Some(format!("{place}不应报 {rule}，却报告：{words}")),
        (Kind::NotYet, Some(_)) => Some(format!(
            "{place}的 {rule} 已经报出来了，把“待改进”改成“应报”"
        )),
        _ => None,
    }
}

/// What the rule said instead, for the reader of a failed case.
fn said(reports: &[DocumentReport], rule: &str) -> String {
    let lines = |report: &DocumentReport| {
        let findings = report
            .findings
            .iter()
            .filter(|finding| finding.rule == rule);
        let places = findings.filter_map(|finding| finding.places.first());
        places
            .map(|place| {
                report
                    .source
                    .line_column(place.range.start)
                    .line
                    .to_string()
            })
            .collect::<Vec<_>>()
    };
    let lines: Vec<String> = reports.iter().flat_map(lines).collect();
    let reason = reports
        .iter()
        .flat_map(|report| &report.rules)
        .find(|it| it.rule == rule);
    match (lines.is_empty(), reason.and_then(|it| it.reason.clone())) {
        (false, _) => format!("（它报在第 {} 行）", lines.join("、")),
        (true, Some(reason)) => format!("（{reason}）"),
        (true, None) => String::new(),
    }
}

/// The message of a finding that an expectation speaks of.
fn hit(report: &DocumentReport, expectation: &Expectation) -> Option<String> {
    let findings = report
        .findings
        .iter()
        .filter(|finding| finding.rule == expectation.rule);
    let on_line = |range: crate::source::TextRange, line: u32| {
        let first = report.source.line_column(range.start).line;
        let last = report
            .source
            .line_column(range.end.max(range.start + 1) - 1)
            .line;
        (first..=last).contains(&line)
    };
    findings
        .filter(|finding| match expectation.line {
            None => true,
            Some(line) => finding
                .places
                .iter()
                .any(|place| on_line(place.range, line)),
        })
        .map(|finding| finding.message.clone())
        .next()
}

/// The cases of a file.
fn parse(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut heading = String::new();
    let mut open: Option<Case> = None;
    let mut pending: Vec<Expectation> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(case) = &mut open {
            if line.trim_start().starts_with("```") {
                cases.extend(open.take());
            } else {
                let at = offset(case.text.lines().count()) + 1;
                let (form, expectations) = annotated(line, at);
                case.text.push_str(form);
                case.text.push('\n');
                case.expectations.extend(expectations);
            }
        } else if let Some(kind) = line.strip_prefix("```") {
            open = Some(Case {
                heading: heading.clone(),
                line: number + 2,
                kind: kind.trim().to_owned(),
                text: String::new(),
                expectations: std::mem::take(&mut pending),
            });
        } else if let Some(title) = line.strip_prefix('#') {
            title
                .trim_start_matches('#')
                .trim()
                .clone_into(&mut heading);
        } else if let Some(expectation) = expectation(line.trim(), None) {
            // Before the first block of a heading it speaks of the next one, else of the last.
            match cases.last_mut().filter(|case| case.heading == heading) {
                Some(case) => case.expectations.push(expectation),
                None => pending.push(expectation),
            }
        }
    }
    cases
}

/// A line of a form without its annotations, and these.
fn annotated(line: &str, number: u32) -> (&str, Vec<Expectation>) {
    match line.split_once('←') {
        None => (line, Vec::new()),
        Some((form, marks)) => {
            let marks = marks.split(['；', '←']);
            let found = marks
                .filter_map(|mark| expectation(mark.trim(), Some(number)))
                .collect();
            (form.strip_suffix(' ').unwrap_or(form), found)
        }
    }
}

fn expectation(mark: &str, line: Option<u32>) -> Option<Expectation> {
    let kinds = [
        ("应报", Kind::Reported),
        ("不应报", Kind::NotReported),
        ("待改进", Kind::NotYet),
    ];
    kinds.into_iter().find_map(|(word, kind)| {
        let rule = mark
            .strip_prefix(word)?
            .strip_prefix([' ', '：', ':'])?
            .trim();
        let is_id =
            !rule.is_empty() && rule.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_id.then(|| Expectation {
            kind,
            rule: rule.to_owned(),
            line,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_marks_and_strips_them() {
        let cases = parse("# 甲\n\n应报 a-b\n\n```txt\n一 ← 应报 c；不应报 d\n\n二\n```\n");
        assert_eq!(cases.len(), 1);
        assert_eq!(cases[0].text, "一\n\n二\n");
        let lines: Vec<_> = cases[0].expectations.iter().map(|it| it.line).collect();
        assert_eq!(lines, [None, Some(1), Some(1)]);
    }
}
