//! The result of a run as plain data: what writers are given, and all they are given.

use std::sync::Arc;

use crate::source::{SourceFile, SourceMap, StaticStr, TextRange};

use super::diagnostic::Diagnostic;
use super::fix::{Applicability, Fix};
use super::severity::Severity;

/// What is known before the first document has been judged.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// Version of the tool.
    pub version: String,
    /// The packs in force.
    pub packs: Vec<PackInfo>,
    /// The rules in force, each id once, general packs first; empty when no output asks for them.
    pub rules: Vec<RuleInfo>,
    /// Whether findings of earlier days are left out.
    pub baseline: bool,
}

/// A rule in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// Its id.
    pub id: String,
    /// The pack that holds it; empty for the tool's own.
    pub pack: String,
    /// Its title.
    pub title: StaticStr,
    /// What it demands, in paragraphs; may be empty.
    pub doc: StaticStr,
    /// Its usual severity.
    pub severity: Severity,
    /// Whether it judges only when drafts are asked for.
    pub draft: bool,
    /// Its advice when it is the same for all findings.
    pub help: Option<StaticStr>,
    /// What it enforces.
    pub basis: Vec<Basis>,
}

/// A pack in force.
#[derive(Clone, Debug, Default)]
pub struct PackInfo {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title in Chinese.
    pub title: String,
    /// `sha256:…` over its files.
    pub digest: String,
    /// Who signed it, when a signature was verified.
    pub signed_by: Option<String>,
    /// Whether it is an unofficial example.
    pub unofficial: bool,
}

/// The provision that a rule enforces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// The document.
    pub document: StaticStr,
    /// The clause.
    pub clause: Option<StaticStr>,
    /// What it says.
    pub quote: Option<StaticStr>,
}

/// What came out for one document.
#[derive(Clone, Debug)]
pub struct DocumentReport {
    /// What it is.
    pub subject: Subject,
    /// Its path as the user named it, with forward slashes.
    pub path: String,
    /// Its number when a file holds several forms, from one.
    pub part: Option<u32>,
    /// The name of the form it was bound to.
    pub form: Option<String>,
    /// The budget year it declares.
    pub year: Option<i32>,
    /// The unit that declares.
    pub unit: Option<String>,
    /// The pack that judged it.
    pub pack: Option<String>,
    /// Why that pack was chosen, a sentence.
    pub pack_reason: String,
    /// Its text view.
    pub source: Arc<SourceFile>,
    /// Its findings, sorted by place, rule and text.
    pub findings: Vec<Finding>,
    /// The findings that are no longer told because the baseline holds them, in the same order.
    pub baselined: Vec<Finding>,
    /// The outcome of every rule in force, in the order of packs, files and lines.
    pub rules: Vec<RuleOutcome>,
}

/// What a report is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// A declaration, or a file that should have been one.
    #[default]
    Declaration,
    /// A file of waivers.
    Waivers,
}

/// A failed requirement with its places, values and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The pack that holds the rule; empty for the tool's own findings.
    pub pack: String,
    /// The rule's title.
    pub title: StaticStr,
    /// How grave it is.
    pub severity: Severity,
    /// Whether it may be neither waived nor left out by a baseline.
    pub locked: bool,
    /// What is wrong, one phrase without a full stop.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// What it enforces.
    pub basis: Vec<Basis>,
    /// The places, the primary one first.
    pub places: Vec<Place>,
    /// How the requirement came out.
    pub evaluation: Option<Evaluation>,
    /// How it can be mended, the best way first.
    pub fixes: Vec<Fix>,
    /// Where its primary place stands in the form, as people say it: `产出指标三/5`; empty for the
    /// form as a whole.
    pub within: String,
    /// Identity of the finding that survives moved lines and new numbers.
    pub fingerprint: String,
    /// Fingerprint of the finding that explains this one.
    pub caused_by: Option<String>,
    /// Who has excused it and why; `None` when nobody has.
    pub waiver: Option<Waived>,
}

impl Finding {
    /// How far the safest of its fixes may be trusted; `None` when it has none.
    pub fn fixable(&self) -> Option<Applicability> {
        self.fixes.iter().map(|fix| fix.applicability).min()
    }
}

/// Why a finding is excused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// The reason.
    pub reason: String,
    /// Who has given it.
    pub by: String,
    /// The last day it holds, `2026-12-31`.
    pub until: String,
    /// Who has accepted it.
    pub accepted_by: Option<String>,
}

/// A place of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What part it plays.
    pub role: PlaceRole,
    /// What stands there; may be empty.
    pub label: String,
    /// Where it stands in the document's text view.
    pub range: TextRange,
    /// The value as understood.
    pub value: Option<String>,
    /// The value's unit.
    pub unit: Option<String>,
}

/// The part that a place plays in a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceRole {
    /// What the finding is about.
    Primary,
    /// A value that the requirement compared.
    Operand,
    /// Another place that helps to understand it.
    Related,
}

impl PlaceRole {
    /// The name in machine output.
    pub fn name(self) -> &'static str {
        match self {
            PlaceRole::Primary => "primary",
            PlaceRole::Operand => "operand",
            PlaceRole::Related => "related",
        }
    }
}

/// How a requirement came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evaluation {
    /// The part of the requirement that failed, as written.
    pub expression: String,
    /// The same with the values filled in.
    pub filled: String,
    /// Whether numbers were compared: then the formula says more than the message does.
    pub numeric: bool,
}

/// The outcome of one rule on one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleOutcome {
    /// The rule's id.
    pub rule: String,
    /// The rule's title where readers are told of the rule by name, as no finding does it: not
    /// evaluated or waived; empty otherwise.
    pub title: StaticStr,
    /// Its outcome.
    pub outcome: Outcome,
    /// Why it is waived, not applicable or was not evaluated.
    pub reason: Option<String>,
}

/// The five outcomes: exactly one for each rule and document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// At least one requirement is not met.
    Failed,
    /// Something it needs is missing or unreadable, or the rule itself went wrong.
    NotEvaluated,
    /// Failed, but excused with a reason.
    Waived,
    /// All requirements are met.
    Passed,
    /// It has nothing to say about this document.
    NotApplicable,
}

impl Outcome {
    /// The name in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Failed => "failed",
            Outcome::NotEvaluated => "not_evaluated",
            Outcome::Waived => "waived",
            Outcome::Passed => "passed",
            Outcome::NotApplicable => "not_applicable",
        }
    }
}

/// What is known after the last document.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// How many documents were judged.
    pub documents: usize,
    /// Findings by severity, folded ones included, waived ones not.
    pub errors: usize,
    /// See [`Summary::errors`].
    pub warnings: usize,
    /// See [`Summary::errors`].
    pub hints: usize,
    /// Findings that are waived.
    pub waived_findings: usize,
    /// Findings that were left out because the baseline holds them.
    pub baselined: usize,
    /// Outcomes over all documents.
    pub passed: usize,
    /// See [`Summary::passed`].
    pub failed: usize,
    /// See [`Summary::passed`].
    pub waived: usize,
    /// See [`Summary::passed`].
    pub not_applicable: usize,
    /// See [`Summary::passed`].
    pub not_evaluated: usize,
    /// Findings that were mended before the documents were judged.
    pub fixed: usize,
    /// Findings with a fix that `--fix` applies.
    pub fixable: usize,
    /// Further findings with a fix that is applied when asked for in so many words.
    pub unsafely_fixable: usize,
    /// Files that were passed over in folders, with the reason.
    pub skipped: Vec<Skipped>,
}

impl DocumentReport {
    /// The findings that are not waived.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|it| it.waiver.is_none())
    }
}

impl Summary {
    /// Counts a document in.
    pub fn add(&mut self, document: &DocumentReport) {
        self.documents += usize::from(document.subject == Subject::Declaration);
        self.baselined += document.baselined.len();
        self.waived_findings += document.findings.len() - document.open().count();
        for finding in document.open() {
            match finding.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Hint => self.hints += 1,
            }
            match finding.fixable() {
                _ if !document.source.anchors().is_empty() => {}
                Some(Applicability::Safe) => self.fixable += 1,
                Some(Applicability::Unsafe) => self.unsafely_fixable += 1,
                Some(Applicability::Display) | None => {}
            }
        }
        for rule in &document.rules {
            match rule.outcome {
                Outcome::Passed => self.passed += 1,
                Outcome::Failed => self.failed += 1,
                Outcome::Waived => self.waived += 1,
                Outcome::NotApplicable => self.not_applicable += 1,
                Outcome::NotEvaluated => self.not_evaluated += 1,
            }
        }
    }

    /// Whether there is a finding at `level` or above.
    pub fn reaches(&self, level: Severity) -> bool {
        match level {
            Severity::Error => self.errors > 0,
            Severity::Warning => self.errors + self.warnings > 0,
            Severity::Hint => self.errors + self.warnings + self.hints > 0,
        }
    }
}

/// A file that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its path.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// Messages about packs and configuration, with the sources they point into.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    /// The messages, sorted by source and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The sources.
    pub sources: SourceMap,
}
