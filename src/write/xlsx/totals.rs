//! The rows of declarations and of rules: what came out for each.

use std::collections::BTreeMap;

use crate::diag::{Basis, DocumentReport, Finding, Outcome, RuleInfo, Severity, Subject};

use super::super::finding::basis_text;
use super::super::tally::counts;
use super::super::words::verdict;
use super::sheet::{Cell, Column, Layout};

const fn column(title: &'static str, width: u16) -> Column {
    Column { title, width }
}

/// The sheet of declarations.
pub(super) const DOCUMENTS: Layout = Layout {
    name: "申报表",
    columns: &[
        column("序号", 6),
        column("文件", 30),
        column("第几份", 7),
        column("单位", 24),
        column("表样", 28),
        column("年度", 7),
        column("结论", 16),
        column("必改", 6),
        column("应改", 6),
        column("提示", 6),
        column("已免改", 7),
        column("基线里已有", 11),
        column("未能评价的规则", 34),
        column("规则通过", 11),
        column("规则未通过", 11),
        column("规则免改", 11),
        column("规则不适用", 11),
        column("规则未能评价", 11),
        column("规则包", 16),
        column("为什么用这个规则包", 34),
    ],
    head: 2,
    frozen: 2,
    printed: 13,
    answers: None,
};

/// The sheet of rules.
pub(super) const RULES: Layout = Layout {
    name: "规则",
    columns: &[
        column("级别", 6),
        column("规则名称", 30),
        column("问题（处）", 11),
        column("有问题（份）", 11),
        column("已免改（处）", 11),
        column("通过（份）", 11),
        column("不适用（份）", 11),
        column("未能评价（份）", 11),
        column("依据", 64),
        column("规则包", 16),
        column("规则编号", 24),
    ],
    head: 2,
    frozen: 2,
    printed: 11,
    answers: None,
};

const OUTCOMES: [Outcome; 5] = [
    Outcome::Passed,
    Outcome::Failed,
    Outcome::Waived,
    Outcome::NotApplicable,
    Outcome::NotEvaluated,
];

/// The row of a declaration.
pub(super) fn document(document: &DocumentReport, number: usize) -> Vec<Cell> {
    let found = |level| document.open().filter(|it| it.severity == level).count();
    let maybe = |text: Option<&str>| text.map_or(Cell::Empty, Cell::text);
    let undecided = document.rules.iter();
    let undecided = undecided.filter(|rule| rule.outcome == Outcome::NotEvaluated);
    let undecided: Vec<String> = undecided
        .map(|rule| {
            let name = if rule.title.is_empty() {
                rule.rule.as_str()
            } else {
                &*rule.title
            };
            match &rule.reason {
                Some(reason) => format!("{name}：{reason}"),
                None => name.to_owned(),
            }
        })
        .collect();
    let form = match document.subject {
        Subject::Declaration => document.form.as_deref().unwrap_or("没有认出表样"),
        Subject::Waivers => "免改文件",
    };
    let mut row = vec![
        Cell::count(number),
        Cell::text(&document.path),
        document
            .part
            .map_or(Cell::Empty, |part| Cell::Number(part.into())),
        maybe(document.unit.as_deref()),
        Cell::text(form),
        document
            .year
            .map_or(Cell::Empty, |year| Cell::Number(year.into())),
        Cell::text(verdict(document)),
        Cell::count(found(Severity::Error)),
        Cell::count(found(Severity::Warning)),
        Cell::count(found(Severity::Hint)),
        Cell::count(document.findings.len() - document.open().count()),
        Cell::count(document.baselined.len()),
        Cell::text(&undecided.join("\n")),
    ];
    row.extend(OUTCOMES.map(|outcome| Cell::count(counts(document, outcome))));
    row.push(maybe(document.pack.as_deref()));
    row.push(Cell::text(&document.pack_reason));
    row
}

/// What came out for a rule in all documents.
struct Tally {
    title: String,
    pack: String,
    severity: Severity,
    basis: String,
    findings: usize,
    documents: usize,
    waived: usize,
    passed: usize,
    not_applicable: usize,
    not_evaluated: usize,
}

impl Tally {
    fn new(title: &str, pack: &str, severity: Severity, basis: &[Basis]) -> Self {
        let basis: Vec<String> = basis.iter().map(basis_text).collect();
        Self {
            title: title.to_owned(),
            pack: pack.to_owned(),
            severity,
            basis: basis.join("\n"),
            findings: 0,
            documents: 0,
            waived: 0,
            passed: 0,
            not_applicable: 0,
            not_evaluated: 0,
        }
    }
}

/// The rules with what came out; what the tool itself finds joins them when it is met.
#[derive(Default)]
pub(super) struct Rules(BTreeMap<String, Tally>);

impl Rules {
    /// The rules in force, nothing counted yet.
    pub(super) fn of(rules: &[RuleInfo]) -> Self {
        let tally = |rule: &RuleInfo| {
            let tally = Tally::new(&rule.title, &rule.pack, rule.severity, &rule.basis);
            (rule.id.clone(), tally)
        };
        Self(rules.iter().map(tally).collect())
    }

    /// Counts a document in.
    pub(super) fn add(&mut self, document: &DocumentReport) {
        let mut open: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in &document.findings {
            let tally = self.tally(finding);
            match finding.waiver {
                Some(_) => tally.waived += 1,
                None => {
                    tally.findings += 1;
                    *open.entry(&finding.rule).or_default() += 1;
                }
            }
        }
        for rule in open.keys() {
            if let Some(tally) = self.0.get_mut(*rule) {
                tally.documents += 1;
            }
        }
        for rule in &document.rules {
            if let Some(tally) = self.0.get_mut(&rule.rule) {
                match rule.outcome {
                    Outcome::Passed => tally.passed += 1,
                    Outcome::NotApplicable => tally.not_applicable += 1,
                    Outcome::NotEvaluated => tally.not_evaluated += 1,
                    // Counted by their findings.
                    Outcome::Failed | Outcome::Waived => {}
                }
            }
        }
    }

    fn tally(&mut self, finding: &Finding) -> &mut Tally {
        self.0.entry(finding.rule.clone()).or_insert_with(|| {
            Tally::new(
                &finding.title,
                &finding.pack,
                finding.severity,
                &finding.basis,
            )
        })
    }

    /// The rows, the gravest and those that find most first.
    pub(super) fn rows(&self) -> Vec<Vec<Cell>> {
        let mut rules: Vec<_> = self.0.iter().collect();
        rules.sort_by_key(|(id, tally)| (tally.severity, usize::MAX - tally.findings, *id));
        let row = |(id, tally): (&String, &Tally)| {
            vec![
                Cell::Severity(tally.severity),
                Cell::text(&tally.title),
                Cell::count(tally.findings),
                Cell::count(tally.documents),
                Cell::count(tally.waived),
                Cell::count(tally.passed),
                Cell::count(tally.not_applicable),
                Cell::count(tally.not_evaluated),
                Cell::text(&tally.basis),
                Cell::text(&tally.pack),
                Cell::text(id),
            ]
        };
        rules.into_iter().map(row).collect()
    }
}
