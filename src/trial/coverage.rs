//! What the examples and cases of a pack cover: each requirement of each rule should fail once and
//! hold once, and each provision that the pack cites should have a rule.
//!
//! A requirement is tried alone: the rule is run with the others taken out, so that its outcome
//! is that of the requirement.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{DocumentReport, Outcome};
use crate::ir::{Program, Rule, RuleSet, Step};
use crate::workspace::{Book, Selection, Workspace, judge_as, judge_text};

use super::run::packs;
use super::{case, example};

/// What the trials of one pack cover.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// The pack's id.
    pub pack: String,
    /// Its requirements in the order of rules and clauses.
    pub requirements: Vec<Covered>,
    /// For each document that the rules cite by number: which clauses are cited, and which below
    /// the highest of them are not.
    pub clauses: Vec<(String, Vec<u32>, Vec<u32>)>,
}

impl Coverage {
    /// How many requirements were met both ways.
    pub fn full(&self) -> usize {
        self.requirements.iter().filter(|it| it.is_full()).count()
    }

    /// The same in whole per cent, rounded down; all of none is 100.
    pub fn share(&self) -> usize {
        let hundreds = self.full().saturating_mul(100);
        hundreds.checked_div(self.requirements.len()).unwrap_or(100)
    }
}

/// A requirement and whether it was met both ways.
#[derive(Clone, Debug)]
pub struct Covered {
    /// The rule's id.
    pub rule: String,
    /// Which of the rule's requirements it is, from one, and how many there are.
    pub number: (usize, usize),
    /// The requirement as written.
    pub text: String,
    /// Whether it failed once.
    pub failed: bool,
    /// Whether it held once.
    pub passed: bool,
}

/// What the examples and cases of each pack cover; only of rules whose id or title holds `filter`.
pub fn coverage(
    workspace: &Workspace,
    cases: &[(String, String, String)],
    filter: Option<&str>,
) -> Vec<Coverage> {
    packs(workspace)
        .map(|(book, pack)| coverage_of(book, pack, cases, filter))
        .collect()
}

/// The same of one pack, which takes part in `book`.
pub fn coverage_of(
    book: &Book,
    pack: &str,
    cases: &[(String, String, String)],
    filter: Option<&str>,
) -> Coverage {
    let pack = pack.to_owned();
    let set = book.engine().rules();
    let forms: Vec<(String, String)> = cases
        .iter()
        .filter(|(of, ..)| *of == pack)
        .flat_map(|(_, _, text)| case::forms(text))
        .collect();
    let wanted = |rule: &Rule| {
        let named = |text| rule.id.contains(text) || rule.title.contains(text);
        rule.pack == pack && filter.is_none_or(named)
    };
    let mut requirements = Vec::new();
    for (number, rule) in set
        .rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| wanted(rule))
    {
        requirements.extend(of_rule(book, set, (number, rule), &forms));
    }
    Coverage {
        clauses: clauses(&set.rules),
        requirements,
        pack,
    }
}

fn of_rule(
    book: &Book,
    set: &RuleSet,
    (number, rule): (usize, &Rule),
    forms: &[(String, String)],
) -> Vec<Covered> {
    let mut programs = (0..book.forms().len()).filter_map(|form| book.program(form));
    let mut ranges = Vec::new();
    if let Some(block) = programs.find_map(|program| program.block(number)) {
        texts(&block.steps, &mut ranges);
    }
    let count = ranges.len();
    let mut covered = Vec::new();
    for (index, range) in ranges.into_iter().enumerate() {
        let start = range.start.saturating_sub(rule.span.range.start) as usize;
        let end = range.end.saturating_sub(rule.span.range.start) as usize;
        let mut one = Covered {
            rule: rule.id.clone(),
            number: (index + 1, count),
            text: rule.text.get(start..end).unwrap_or_default().to_owned(),
            failed: false,
            passed: false,
        };
        try_alone(book, set, (number, rule), index, forms, &mut one);
        covered.push(one);
    }
    covered
}

/// Runs one requirement of a rule on its examples, and on the cases until it was met both ways.
fn try_alone(
    book: &Book,
    set: &RuleSet,
    (number, rule): (usize, &Rule),
    index: usize,
    forms: &[(String, String)],
    covered: &mut Covered,
) {
    let alone = |form: usize| {
        let mut block = book.program(form)?.block(number)?.clone();
        block.steps = keep(std::mem::take(&mut block.steps), index, &mut 0);
        Some(block)
    };
    let programs = (0..book.forms().len()).map(|form| Program {
        blocks: vec![alone(form)],
    });
    let rules = RuleSet {
        rules: vec![rule.clone()],
        ..set.clone()
    };
    let only = book.with_rules(rules, programs.collect());
    let selection = Selection {
        select: vec![rule.id.clone()],
        drafts: true,
        ..Selection::default()
    };
    for example in &rule.examples {
        for (form, text) in example::declarations(&only, (0, rule), example) {
            let reports = judge_as(&only, form, &selection, "示例.toml", text.into_bytes());
            covered.take(&reports);
        }
    }
    for (name, text) in forms {
        if covered.failed && covered.passed {
            return;
        }
        let reports = judge_text(&only, &selection, name, text.clone().into_bytes());
        covered.take(&reports);
    }
}

impl Covered {
    /// Whether it was met both ways.
    pub fn is_full(&self) -> bool {
        self.failed && self.passed
    }

    fn take(&mut self, reports: &[DocumentReport]) {
        let outcomes = reports.iter().flat_map(|report| &report.rules);
        for outcome in outcomes.filter(|it| it.rule == self.rule) {
            self.failed |= outcome.outcome == Outcome::Failed;
            self.passed |= outcome.outcome == Outcome::Passed;
        }
    }
}

/// The places of the requirements in their order.
fn texts(steps: &[Step], ranges: &mut Vec<crate::source::TextRange>) {
    for step in steps {
        match step {
            Step::Require(requirement) => ranges.push(requirement.range),
            Step::For(_, inner) | Step::When(_, inner) => texts(inner, ranges),
            Step::Let(..) => {}
        }
    }
}

/// The steps with only one of their requirements.
fn keep(steps: Vec<Step>, index: usize, next: &mut usize) -> Vec<Step> {
    let mut kept = Vec::new();
    for step in steps {
        match step {
            Step::Require(requirement) => {
                if *next == index {
                    kept.push(Step::Require(requirement));
                }
                *next += 1;
            }
            Step::For(each, inner) => kept.push(Step::For(each, keep(inner, index, next))),
            Step::When(condition, inner) => {
                kept.push(Step::When(condition, keep(inner, index, next)));
            }
            Step::Let(slot, value) => kept.push(Step::Let(slot, value)),
        }
    }
    kept
}

/// The numbered clauses of documents that rules in force cite, and the gaps between them.
fn clauses(rules: &[Rule]) -> Vec<(String, Vec<u32>, Vec<u32>)> {
    let mut cited: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    let active = rules.iter().filter(|rule| !rule.off);
    for basis in active.flat_map(|rule| &rule.basis) {
        let number = basis.clause.as_ref().and_then(|it| it.parse().ok());
        if let Some(number) = number.filter(|number| *number <= MOST_CLAUSES) {
            cited.entry(&basis.document).or_default().insert(number);
        }
    }
    let of = |(document, numbers): (&str, BTreeSet<u32>)| {
        let last = numbers.last().copied().unwrap_or_default();
        let missing = (1..last).filter(|it| !numbers.contains(it)).collect();
        (document.to_owned(), numbers.into_iter().collect(), missing)
    };
    cited.into_iter().map(of).collect()
}

/// The highest number that is taken for that of a clause.
const MOST_CLAUSES: u32 = 999;
