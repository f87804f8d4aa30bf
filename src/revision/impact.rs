//! What a new issue of a pack would find in declarations that the old one has judged, or the other
//! way round. Of each file only what changed is kept, so that memory does not grow with their number.

use std::collections::BTreeMap;

use crate::diag::{DocumentReport, Finding, Outcome, Severity};
use crate::source::TextRange;
use crate::vfs::Files;
use crate::workspace::{self, CheckOptions, Edition, Input};

use super::bridge;
use super::changes::Issue;
use super::compare::issue;

/// What a new issue of a pack changes for declarations.
#[derive(Clone, Debug)]
pub struct Impact {
    /// The old issue.
    pub old: Issue,
    /// The new one.
    pub new: Issue,
    /// Fields that only the new form has: nobody is asked for them here.
    pub new_fields: Vec<String>,
    /// How many declarations both judged.
    pub documents: usize,
    /// Those that were not judged by both, in the order of the files.
    pub unjudged: Vec<Unjudged>,
    /// The findings of the old issue.
    pub before: Totals,
    /// The findings of the new one.
    pub after: Totals,
    /// The rules whose findings changed, those of most declarations first.
    pub rules: Vec<RuleImpact>,
    /// The departments whose findings changed, by name; a declaration without a unit by its path.
    pub offices: Vec<Office>,
    /// The declarations that would be returned now and were not before, or the other way round.
    pub verdicts: Vec<Verdict>,
}

/// Findings by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Findings that must be mended.
    pub errors: usize,
    /// Findings that should be.
    pub warnings: usize,
    /// Advice.
    pub hints: usize,
    /// Declarations with an error, which are returned.
    pub returned: usize,
}

/// A declaration that was not judged by both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unjudged {
    /// Its path.
    pub path: String,
    /// Whether the old issue judged it.
    pub by_old: bool,
    /// Whether the new one did.
    pub by_new: bool,
    /// Why not.
    pub reason: String,
}

/// What changed of one rule's findings.
#[derive(Clone, Debug, Default)]
pub struct RuleImpact {
    /// Its id.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Findings that only the new issue has.
    pub gained: usize,
    /// Findings that only the old one has.
    pub lost: usize,
    /// Findings that became graver.
    pub raised: usize,
    /// Findings that became less grave.
    pub lowered: usize,
    /// Declarations on which the new issue cannot evaluate it, which cannot be said of the old one.
    pub undecided: usize,
    /// Declarations of which any of this holds.
    pub documents: usize,
    /// Declarations in which it found something before.
    pub before: usize,
    /// Declarations in which it finds something now.
    pub after: usize,
    /// The first of each kind, in the order of the files.
    pub examples: Vec<Example>,
}

/// How a finding changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gain {
    /// Only the new issue has it.
    Gained,
    /// It is graver now.
    Raised,
    /// It is less grave now.
    Lowered,
    /// Only the old issue has it.
    Lost,
}

/// A finding that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// How.
    pub gain: Gain,
    /// The declaration.
    pub path: String,
    /// The line of its primary place, from one.
    pub line: u32,
    /// The place in an office file, as people say it.
    pub place: Option<String>,
    /// Its words.
    pub message: String,
}

/// What changed for a department.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    /// The name of the unit, or the path of a declaration without one.
    pub name: String,
    /// How many declarations it has.
    pub documents: usize,
    /// Findings before.
    pub before: usize,
    /// Findings now.
    pub after: usize,
    /// Findings that only the new issue has.
    pub gained: usize,
    /// Findings that only the old one has.
    pub lost: usize,
    /// Findings whose severity changed.
    pub regraded: usize,
}

/// A declaration whose verdict changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Its path.
    pub path: String,
    /// Its unit.
    pub unit: Option<String>,
    /// Whether it would be returned now; else it was before.
    pub returned: bool,
}

/// Judges files by two editions, whatever years these are for, and tells what differs; up to
/// `examples` findings of each kind are kept for a rule. `None` when an edition holds no pack.
pub fn impact(
    (old, new): (&Edition, &Edition),
    files: &dyn Files,
    inputs: Vec<Input>,
    options: &CheckOptions,
    examples: usize,
) -> Option<Impact> {
    let books = (bridge::book(old, new)?, bridge::book(new, old)?);
    let mut tally = Tally {
        examples,
        documents: 0,
        unjudged: Vec::new(),
        before: Totals::default(),
        after: Totals::default(),
        rules: BTreeMap::new(),
        offices: BTreeMap::new(),
        verdicts: Vec::new(),
    };
    let done: Result<(), std::convert::Infallible> = workspace::check_by_both(
        (&books.0, &books.1),
        files,
        inputs,
        options,
        |before, after| {
            tally.file(before, after);
            Ok(())
        },
    );
    done.ok()?;
    let mut rules = Vec::new();
    for edition in [new, old] {
        for rule in &edition.compiled.rules.rules {
            rules.extend(tally.rules.remove(&rule.id));
        }
    }
    // What is left are the tool's own findings.
    rules.extend(tally.rules.into_values());
    rules.retain(|rule| rule.documents > 0);
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.documents));
    let mut offices: Vec<Office> = tally.offices.into_values().collect();
    offices.retain(|it| it.gained + it.lost + it.regraded > 0);
    Some(Impact {
        old: issue(&old.manifest),
        new: issue(&new.manifest),
        new_fields: bridge::fields_beyond(new, old),
        documents: tally.documents,
        unjudged: tally.unjudged,
        before: tally.before,
        after: tally.after,
        rules,
        offices,
        verdicts: tally.verdicts,
    })
}

struct Tally {
    examples: usize,
    documents: usize,
    unjudged: Vec<Unjudged>,
    before: Totals,
    after: Totals,
    rules: BTreeMap<String, RuleImpact>,
    offices: BTreeMap<String, Office>,
    verdicts: Vec<Verdict>,
}

impl Tally {
    /// Counts a file in: the forms in it, told apart by their numbers.
    fn file(&mut self, before: Vec<DocumentReport>, after: Vec<DocumentReport>) {
        let mut after: Vec<Option<DocumentReport>> = after.into_iter().map(Some).collect();
        for old in before {
            let is_same =
                |it: &Option<DocumentReport>| it.as_ref().is_some_and(|it| it.part == old.part);
            let new = after
                .iter_mut()
                .find(|it| is_same(it))
                .and_then(Option::take);
            match new {
                Some(new) if old.pack.is_some() && new.pack.is_some() => self.document(&old, &new),
                new => self.unjudged(Some(&old), new.as_ref()),
            }
        }
        for new in after.iter().flatten() {
            self.unjudged(None, Some(new));
        }
    }

    fn unjudged(&mut self, old: Option<&DocumentReport>, new: Option<&DocumentReport>) {
        let judged = |it: Option<&DocumentReport>| it.is_some_and(|it| it.pack.is_some());
        let refused = [new, old]
            .into_iter()
            .flatten()
            .find(|it| it.pack.is_none());
        let reason = refused.and_then(|it| it.findings.first());
        self.unjudged.push(Unjudged {
            path: old.or(new).map(|it| it.path.clone()).unwrap_or_default(),
            by_old: judged(old),
            by_new: judged(new),
            reason: match reason {
                Some(finding) => finding.message.clone(),
                None => "表里的几张表分得不一样".to_owned(),
            },
        });
    }

    fn document(&mut self, old: &DocumentReport, new: &DocumentReport) {
        self.documents += 1;
        self.before.add(old);
        self.after.add(new);
        let (was, is) = (returned(old), returned(new));
        if was != is {
            self.verdicts.push(Verdict {
                path: new.path.clone(),
                unit: new.unit.clone(),
                returned: is,
            });
        }
        let touched = self.findings(old, new);
        self.rules_of(old, new, touched);
    }

    /// Counts the findings that changed; the rules they are of.
    fn findings(&mut self, old: &DocumentReport, new: &DocumentReport) -> Vec<String> {
        let pairs = pairs(&old.findings, &new.findings);
        let name = new.unit.as_deref().or(old.unit.as_deref());
        let name: String = match name {
            Some(unit) => unit.split_whitespace().collect(),
            None => new.path.clone(),
        };
        let office = self.offices.entry(name.clone()).or_default();
        office.name = name;
        office.documents += 1;
        office.before += old.findings.len();
        office.after += new.findings.len();
        let mut touched: Vec<String> = Vec::new();
        for (before, after) in pairs {
            let gain = match (before, after) {
                (Some(before), Some(after)) if before.severity > after.severity => Gain::Raised,
                (Some(before), Some(after)) if before.severity < after.severity => Gain::Lowered,
                (Some(_), None) => Gain::Lost,
                (None, Some(_)) => Gain::Gained,
                (Some(_), Some(_)) | (None, None) => continue,
            };
            let (report, finding) = match (before, after) {
                (_, Some(finding)) => (new, finding),
                (Some(finding), None) => (old, finding),
                (None, None) => continue,
            };
            match gain {
                Gain::Gained => office.gained += 1,
                Gain::Lost => office.lost += 1,
                Gain::Raised | Gain::Lowered => office.regraded += 1,
            }
            let rule = self.rules.entry(finding.rule.clone()).or_default();
            rule.count(gain, report, finding, self.examples);
            if !touched.contains(&finding.rule) {
                touched.push(finding.rule.clone());
            }
        }
        touched
    }

    /// Counts the declaration for the rules that found something in it or could not be evaluated.
    fn rules_of(&mut self, old: &DocumentReport, new: &DocumentReport, mut touched: Vec<String>) {
        let undecided = |report: &DocumentReport, id: &str| {
            let mut rules = report.rules.iter();
            rules.any(|it| it.rule == id && it.outcome == Outcome::NotEvaluated)
        };
        for rule in &new.rules {
            let is = rule.outcome == Outcome::NotEvaluated;
            if is && !undecided(old, &rule.rule) {
                let counted = self.rules.entry(rule.rule.clone()).or_default();
                counted.undecided += 1;
                if counted.rule.is_empty() {
                    counted.rule.clone_from(&rule.rule);
                    counted.title = rule.title.to_string();
                }
                if !touched.contains(&rule.rule) {
                    touched.push(rule.rule.clone());
                }
            }
        }
        for rule in touched {
            self.rules.entry(rule).or_default().documents += 1;
        }
        for (report, is_new) in [(old, false), (new, true)] {
            let mut seen: Vec<&str> = Vec::new();
            for finding in &report.findings {
                if seen.contains(&finding.rule.as_str()) {
                    continue;
                }
                seen.push(&finding.rule);
                let rule = self.rules.entry(finding.rule.clone()).or_default();
                match is_new {
                    true => rule.after += 1,
                    false => rule.before += 1,
                }
            }
        }
    }
}

impl Totals {
    fn add(&mut self, report: &DocumentReport) {
        for finding in &report.findings {
            match finding.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Hint => self.hints += 1,
            }
        }
        self.returned += usize::from(returned(report));
    }
}

impl RuleImpact {
    fn count(&mut self, gain: Gain, report: &DocumentReport, finding: &Finding, most: usize) {
        self.rule.clone_from(&finding.rule);
        self.title = finding.title.to_string();
        match gain {
            Gain::Gained => self.gained += 1,
            Gain::Lost => self.lost += 1,
            Gain::Raised => self.raised += 1,
            Gain::Lowered => self.lowered += 1,
        }
        let known = self.examples.iter().filter(|it| it.gain == gain).count();
        if known < most {
            let start = range(finding).map(|range| range.start).unwrap_or_default();
            self.examples.push(Example {
                gain,
                path: report.path.clone(),
                line: report.source.line_column(start).line,
                place: report.source.place(start),
                message: finding.message.clone(),
            });
        }
    }

    /// Whether it finds something in most declarations now and did not before, so that it may ask
    /// too much or be wrong. Of a handful of declarations that cannot be said.
    pub fn is_suspect(&self, documents: usize) -> bool {
        documents >= FEWEST
            && self.gained > 0
            && self.after * 2 > documents
            && self.after > self.before
    }
}

/// Of fewer declarations it is not said that a rule finds something in most of them.
const FEWEST: usize = 5;

fn returned(report: &DocumentReport) -> bool {
    let mut findings = report.findings.iter();
    findings.any(|it| it.severity == Severity::Error)
}

fn range(finding: &Finding) -> Option<TextRange> {
    finding.places.first().map(|place| place.range)
}

/// Which old finding is which new one: of the same rule and with the same fingerprint, else at the
/// same place.
fn pairs<'f>(
    old: &'f [Finding],
    new: &'f [Finding],
) -> Vec<(Option<&'f Finding>, Option<&'f Finding>)> {
    let mut left: Vec<Option<&Finding>> = new.iter().map(Some).collect();
    let mut pairs: Vec<(Option<&Finding>, Option<&Finding>)> =
        old.iter().map(|finding| (Some(finding), None)).collect();
    let same_words = |a: &Finding, b: &Finding| a.rule == b.rule && a.fingerprint == b.fingerprint;
    let same_place = |a: &Finding, b: &Finding| a.rule == b.rule && range(a) == range(b);
    let tests: [&dyn Fn(&Finding, &Finding) -> bool; 2] = [&same_words, &same_place];
    for is_same in tests {
        for pair in pairs.iter_mut().filter(|pair| pair.1.is_none()) {
            let Some(old) = pair.0 else { continue };
            let found = left
                .iter_mut()
                .find(|new| new.is_some_and(|new| is_same(old, new)));
            pair.1 = found.and_then(Option::take);
        }
    }
    pairs.extend(left.into_iter().flatten().map(|new| (None, Some(new))));
    pairs
}
