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
//! A mark may name several rules, `应报 a、b`. `应报 rule-id` or `不应报 rule-id` outside of the block speaks of the whole form.

use crate::diag::{DocumentReport, Finding};
use crate::source::offset;
use crate::workspace::{Book, Selection, judge_text};

use super::example::formula;
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
    /// Marks that could not be read.
    unread: Vec<String>,
}

/// Runs the cases of a case file.
pub(super) fn cases(book: &Book, path: &str, text: &str, results: &mut Vec<TrialResult>) {
    let selection = Selection {
        drafts: true,
        ..Selection::default()
    };
    for case in parse(text) {
        let name = format!("{path}:{} {}", case.line, case.heading);
        let file = file_name(&case);
        let reports = judge_text(book, &selection, &file, case.text.clone().into_bytes());
        let mut problems = Vec::new();
        for mark in &case.unread {
            problems.push(format!(
                "看不懂“{mark}”：写成“应报 编号”“不应报 编号”或“待改进 编号”"
            ));
        }
        if case.expectations.is_empty() && case.unread.is_empty() {
            problems.push("案例没有写应报或不应报什么".to_owned());
        }
        match unjudged(&reports) {
            Some(why) => problems.push(format!("没有评判这份案例：{why}")),
            None => {
                let failures = case.expectations.iter();
                problems.extend(failures.filter_map(|it| failed(it, &reports)));
            }
        }
        let problem = (!problems.is_empty()).then(|| problems.join("\n"));
        results.push(TrialResult {
            name,
            about: about(book, &case),
            problem,
        });
    }
}

/// The ids and titles of the rules that a case speaks of.
fn about(book: &Book, case: &Case) -> Vec<String> {
    let rules = &book.engine().rules().rules;
    let mut about = Vec::new();
    for expectation in &case.expectations {
        about.push(expectation.rule.clone());
        let rule = rules.iter().find(|rule| rule.id == expectation.rule);
        about.extend(rule.map(|rule| rule.title.to_string()));
    }
    about
}

/// The forms in a case file: the name of the file that each is judged as, and its text.
pub(super) fn forms(text: &str) -> Vec<(String, String)> {
    let named = |case: Case| (file_name(&case), case.text);
    parse(text).into_iter().map(named).collect()
}

fn file_name(case: &Case) -> String {
    let ending = if case.kind == "toml" { "toml" } else { "txt" };
    format!("案例.{ending}")
}

/// Why no rule ran on a case, if none did.
fn unjudged(reports: &[DocumentReport]) -> Option<&str> {
    if reports.iter().any(|report| !report.rules.is_empty()) {
        return None;
    }
    let mut findings = reports.iter().flat_map(|report| &report.findings);
    findings.next().map(|finding| finding.message.as_str())
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
            let others = others(reports, expectation);
            let said = said(reports, rule);
            Some(format!("{place}应报 {rule}，没有报{said}{others}"))
        }
        (Kind::NotReported, Some(words)) => Some(format!("{place}不应报 {rule}，却报告：{words}")),
        (Kind::NotYet, Some(_)) => Some(format!(
            "{place}的 {rule} 已经报出来了，把“待改进”改成“应报”"
        )),
        _ => None,
    }
}

/// What other rules said on the line.
fn others(reports: &[DocumentReport], expectation: &Expectation) -> String {
    let mut said = String::new();
    for report in reports {
        for finding in &report.findings {
            let other = Expectation {
                rule: finding.rule.clone(),
                ..expectation.clone()
            };
            if finding.rule != expectation.rule && touches(report, finding, other.line) {
                said.push_str(&format!(
                    "\n这里报的是 {}：{}",
                    finding.rule, finding.message
                ));
            }
        }
    }
    said
}

/// What the rule said instead, for the reader of a failed case.
fn said(reports: &[DocumentReport], rule: &str) -> String {
    let mut said = String::new();
    for report in reports {
        for finding in report.findings.iter().filter(|it| it.rule == rule) {
            let place = finding.places.first();
            let line = place.map(|it| report.source.line_column(it.range.start).line);
            let line = line
                .map(|line| format!("第 {line} 行："))
                .unwrap_or_default();
            said.push_str(&format!(
                "\n报的是{line}{}{}",
                finding.message,
                formula(finding)
            ));
        }
    }
    let reason = reports
        .iter()
        .flat_map(|report| &report.rules)
        .find(|it| it.rule == rule);
    match (said.is_empty(), reason.and_then(|it| it.reason.clone())) {
        (false, _) => said,
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
    let mut findings = findings.filter(|finding| touches(report, finding, expectation.line));
    let finding = findings.next()?;
    Some(format!("{}{}", finding.message, formula(finding)))
}

/// Whether a finding has a place on the line; on no line in particular, always.
fn touches(report: &DocumentReport, finding: &Finding, line: Option<u32>) -> bool {
    let Some(line) = line else {
        return true;
    };
    let line_at = |at: u32| report.source.line_column(at).line;
    finding.places.iter().any(|place| {
        let last = place.range.end.max(place.range.start + 1) - 1;
        (line_at(place.range.start)..=line_at(last)).contains(&line)
    })
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
                let (form, expectations, unread) = annotated(line, at);
                case.unread.extend(unread);
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
                unread: Vec::new(),
            });
        } else if let Some(title) = line.strip_prefix('#') {
            title
                .trim_start_matches('#')
                .trim()
                .clone_into(&mut heading);
        } else if let Some(expectations) = expectations(line.trim(), None) {
            // Before the first block of a heading it speaks of the next one, else of the last.
            match cases.last_mut().filter(|case| case.heading == heading) {
                Some(case) => case.expectations.extend(expectations),
                None => pending.extend(expectations),
            }
        }
    }
    cases
}

/// A line of a form without its annotations, these, and those that cannot be read.
fn annotated(line: &str, number: u32) -> (&str, Vec<Expectation>, Vec<String>) {
    let Some((form, marks)) = line.split_once('←') else {
        return (line, Vec::new(), Vec::new());
    };
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    for mark in marks.split(['；', ';', '←']).map(str::trim) {
        match expectations(mark, Some(number)) {
            Some(expectations) => found.extend(expectations),
            None => unread.push(mark.to_owned()),
        }
    }
    (form.strip_suffix(' ').unwrap_or(form), found, unread)
}

/// What a mark says, once for each rule that it names.
fn expectations(mark: &str, line: Option<u32>) -> Option<Vec<Expectation>> {
    let kinds = [
        ("应报", Kind::Reported),
        ("不应报", Kind::NotReported),
        ("待改进", Kind::NotYet),
    ];
    let is_id = |rule: &str| {
        !rule.is_empty() && rule.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    kinds.into_iter().find_map(|(word, kind)| {
        let rules = mark.strip_prefix(word)?.strip_prefix([' ', '：', ':'])?;
        let rules: Vec<&str> = rules.split([',', '，', '、']).map(str::trim).collect();
        let of = |rule: &&str| Expectation {
            kind,
            rule: (*rule).to_owned(),
            line,
        };
        rules
            .iter()
            .all(|rule| is_id(rule))
            .then(|| rules.iter().map(of).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_marks_and_strips_them() {
        let cases = parse("# 甲\n\n应报 a-b\n\n```txt\n一 ← 应报 c；不应报 d, e\n\n二\n```\n");
        assert_eq!(cases.len(), 1);
        assert_eq!(cases[0].text, "一\n\n二\n");
        let lines: Vec<_> = cases[0].expectations.iter().map(|it| it.line).collect();
        assert_eq!(lines, [None, Some(1), Some(1), Some(1)]);
    }
}
