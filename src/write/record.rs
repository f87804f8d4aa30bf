//! The shapes of machine output, `jixiao-result/1`: fields may be added, none is ever renamed.
//!
//! They borrow from the report and are the only types of the tool that are written as JSON. The
//! schema is `schema/jixiao-result-1.schema.json`.

use serde::Serialize;

use crate::diag::{
    Basis, DocumentReport, Edit, Finding, Fix, Header, Outcome, PackInfo, Place, RuleOutcome,
    Skipped, Subject, Summary, Waived,
};

use crate::source::{Anchor, SourceFile, cell_name};

use super::position::Positions;

/// Name and version of the tool.
#[derive(Serialize)]
pub(super) struct ToolRecord<'a> {
    name: &'static str,
    version: &'a str,
}

impl<'a> From<&'a Header> for ToolRecord<'a> {
    fn from(header: &'a Header) -> Self {
        Self {
            name: "jixiao",
            version: &header.version,
        }
    }
}

/// A pack in force.
#[derive(Serialize)]
pub(super) struct PackRecord<'a> {
    id: &'a str,
    version: &'a str,
    title: &'a str,
    digest: &'a str,
    signed_by: Option<&'a str>,
    unofficial: bool,
}

impl<'a> From<&'a PackInfo> for PackRecord<'a> {
    fn from(pack: &'a PackInfo) -> Self {
        Self {
            id: &pack.id,
            version: &pack.version,
            title: &pack.title,
            digest: &pack.digest,
            signed_by: pack.signed_by.as_deref(),
            unofficial: pack.unofficial,
        }
    }
}

/// A document with its findings and the outcomes of its rules.
#[derive(Serialize)]
pub(super) struct DocumentRecord<'a> {
    /// What it is when it is no declaration.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'static str>,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<u32>,
    form: Option<&'a str>,
    year: Option<i32>,
    unit: Option<&'a str>,
    pack: Option<&'a str>,
    pack_reason: &'a str,
    findings: Vec<FindingRecord<'a>>,
    baselined: usize,
    rules: Vec<RuleRecord<'a>>,
    outcomes: OutcomesRecord,
}

impl<'a> From<&'a DocumentReport> for DocumentRecord<'a> {
    fn from(document: &'a DocumentReport) -> Self {
        let positions = Positions::new(&document.source);
        let findings = document.findings.iter();
        Self {
            subject: match document.subject {
                Subject::Declaration => None,
                Subject::Waivers => Some("waivers"),
            },
            path: &document.path,
            part: document.part,
            form: document.form.as_deref(),
            year: document.year,
            unit: document.unit.as_deref(),
            pack: document.pack.as_deref(),
            pack_reason: &document.pack_reason,
            findings: findings
                .map(|f| FindingRecord::new(&positions, f))
                .collect(),
            baselined: document.baselined.len(),
            rules: document.rules.iter().map(RuleRecord::from).collect(),
            outcomes: OutcomesRecord::of(&document.rules),
        }
    }
}

/// A finding.
#[derive(Serialize)]
pub(super) struct FindingRecord<'a> {
    rule: &'a str,
    pack: &'a str,
    title: &'a str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    basis: Option<BasisRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    further_basis: Vec<BasisRecord<'a>>,
    spans: Vec<SpanRecord<'a>>,
    evaluation: Option<EvaluationRecord<'a>>,
    fixes: Vec<FixRecord<'a>>,
    locked: bool,
    #[serde(rename = "where")]
    within: &'a str,
    fingerprint: &'a str,
    caused_by: Option<&'a str>,
    waiver: Option<WaiverRecord<'a>>,
}

impl<'a> FindingRecord<'a> {
    /// The record of `finding`, whose places are those of the file of `positions`.
    pub(super) fn new(positions: &Positions<'a>, finding: &'a Finding) -> Self {
        let mut basis = finding.basis.iter().map(BasisRecord::from);
        let evaluation = finding
            .evaluation
            .as_ref()
            .map(|evaluation| EvaluationRecord {
                expression: &evaluation.expression,
                filled: &evaluation.filled,
            });
        Self {
            rule: &finding.rule,
            pack: &finding.pack,
            title: &finding.title,
            severity: finding.severity.name(),
            message: &finding.message,
            help: finding.help.as_deref(),
            basis: basis.next(),
            further_basis: basis.collect(),
            spans: finding
                .places
                .iter()
                .map(|place| SpanRecord::new(positions, place))
                .collect(),
            evaluation,
            fixes: finding
                .fixes
                .iter()
                .map(|fix| FixRecord::new(positions, fix))
                .collect(),
            locked: finding.locked,
            within: &finding.within,
            fingerprint: &finding.fingerprint,
            caused_by: finding.caused_by.as_deref(),
            waiver: finding.waiver.as_ref().map(WaiverRecord::from),
        }
    }
}

/// Who has excused a finding and why.
#[derive(Serialize)]
struct WaiverRecord<'a> {
    reason: &'a str,
    by: &'a str,
    until: &'a str,
    accepted_by: Option<&'a str>,
}

impl<'a> From<&'a Waived> for WaiverRecord<'a> {
    fn from(waived: &'a Waived) -> Self {
        Self {
            reason: &waived.reason,
            by: &waived.by,
            until: &waived.until,
            accepted_by: waived.accepted_by.as_deref(),
        }
    }
}

/// How a finding can be mended.
#[derive(Serialize)]
struct FixRecord<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<EditRecord<'a>>,
}

impl<'a> FixRecord<'a> {
    fn new(positions: &Positions<'a>, fix: &'a Fix) -> Self {
        let edits = fix.edits.iter();
        Self {
            title: &fix.title,
            applicability: fix.applicability.name(),
            edits: edits.map(|edit| EditRecord::new(positions, edit)).collect(),
        }
    }
}

/// A replacement of one stretch of the text view.
#[derive(Serialize)]
struct EditRecord<'a> {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    start_byte: u32,
    end_byte: u32,
    text: &'a str,
    insert: &'a str,
}

impl<'a> EditRecord<'a> {
    fn new(positions: &Positions<'a>, edit: &'a Edit) -> Self {
        let start = positions.line_column(edit.range.start);
        let end = positions.line_column(edit.range.end);
        Self {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            start_byte: edit.range.start,
            end_byte: edit.range.end,
            text: positions.file().slice(edit.range),
            insert: &edit.text,
        }
    }
}

/// How a requirement came out.
#[derive(Serialize)]
struct EvaluationRecord<'a> {
    expression: &'a str,
    filled: &'a str,
}

/// The provision that a rule enforces.
#[derive(Serialize)]
struct BasisRecord<'a> {
    document: &'a str,
    clause: Option<&'a str>,
    quote: Option<&'a str>,
}

impl<'a> From<&'a Basis> for BasisRecord<'a> {
    fn from(basis: &'a Basis) -> Self {
        Self {
            document: &basis.document,
            clause: basis.clause.as_deref(),
            quote: basis.quote.as_deref(),
        }
    }
}

/// A place of a finding.
#[derive(Serialize)]
struct SpanRecord<'a> {
    role: &'static str,
    label: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    start_byte: u32,
    end_byte: u32,
    text: &'a str,
    value: Option<&'a str>,
    unit: Option<&'a str>,
    place: Option<PlaceRecord<'a>>,
}

impl<'a> SpanRecord<'a> {
    fn new(positions: &Positions<'a>, place: &'a Place) -> Self {
        let start = positions.line_column(place.range.start);
        let end = positions.line_column(place.range.end);
        Self {
            role: place.role.name(),
            label: &place.label,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            start_byte: place.range.start,
            end_byte: place.range.end,
            text: positions.file().slice(place.range),
            value: place.value.as_deref(),
            unit: place.unit.as_deref(),
            place: PlaceRecord::of(positions.file(), place.range.start),
        }
    }
}

/// Where a place stands in an office file.
#[derive(Serialize)]
#[serde(untagged)]
enum PlaceRecord<'a> {
    Paragraph { paragraph: u32 },
    TableCell { table: u32, row: u32, column: u32 },
    TextBox { text_box: u32 },
    Footnote { footnote: u32 },
    Endnote { endnote: u32 },
    SheetCell { sheet: &'a str, cell: String },
}

impl<'a> PlaceRecord<'a> {
    fn of(file: &'a SourceFile, at: u32) -> Option<Self> {
        Some(match file.anchor(at)? {
            Anchor::Paragraph { paragraph } => Self::Paragraph { paragraph },
            Anchor::TableCell { table, row, column } => Self::TableCell { table, row, column },
            Anchor::TextBox { number } => Self::TextBox { text_box: number },
            Anchor::Footnote { number } => Self::Footnote { footnote: number },
            Anchor::Endnote { number } => Self::Endnote { endnote: number },
            Anchor::SheetCell { sheet, row, column } => Self::SheetCell {
                sheet: file.anchors().sheet(sheet),
                cell: cell_name(row, column),
            },
        })
    }
}

/// The outcome of a rule on a document.
#[derive(Serialize)]
struct RuleRecord<'a> {
    rule: &'a str,
    outcome: &'static str,
    reason: Option<&'a str>,
}

impl<'a> From<&'a RuleOutcome> for RuleRecord<'a> {
    fn from(rule: &'a RuleOutcome) -> Self {
        Self {
            rule: &rule.rule,
            outcome: rule.outcome.name(),
            reason: rule.reason.as_deref(),
        }
    }
}

/// The outcomes of a document's rules, counted.
#[derive(Default, Serialize)]
struct OutcomesRecord {
    passed: usize,
    failed: usize,
    waived: usize,
    not_applicable: usize,
    not_evaluated: usize,
}

impl OutcomesRecord {
    fn of(rules: &[RuleOutcome]) -> Self {
        let mut record = Self::default();
        for rule in rules {
            match rule.outcome {
                Outcome::Passed => record.passed += 1,
                Outcome::Failed => record.failed += 1,
                Outcome::Waived => record.waived += 1,
                Outcome::NotApplicable => record.not_applicable += 1,
                Outcome::NotEvaluated => record.not_evaluated += 1,
            }
        }
        record
    }
}

/// What came out in all: documents, findings by severity, outcomes, files passed over.
#[derive(Serialize)]
pub(super) struct SummaryRecord<'a> {
    documents: usize,
    error: usize,
    warning: usize,
    hint: usize,
    passed: usize,
    failed: usize,
    waived: usize,
    not_applicable: usize,
    not_evaluated: usize,
    waived_findings: usize,
    baselined: usize,
    skipped: Vec<SkippedRecord<'a>>,
}

impl<'a> From<&'a Summary> for SummaryRecord<'a> {
    fn from(summary: &'a Summary) -> Self {
        Self {
            documents: summary.documents,
            error: summary.errors,
            warning: summary.warnings,
            hint: summary.hints,
            passed: summary.passed,
            failed: summary.failed,
            waived: summary.waived,
            not_applicable: summary.not_applicable,
            not_evaluated: summary.not_evaluated,
            waived_findings: summary.waived_findings,
            baselined: summary.baselined,
            skipped: summary.skipped.iter().map(SkippedRecord::from).collect(),
        }
    }
}

/// A file that was passed over.
#[derive(Serialize)]
struct SkippedRecord<'a> {
    path: &'a str,
    reason: &'a str,
}

impl<'a> From<&'a Skipped> for SkippedRecord<'a> {
    fn from(skipped: &'a Skipped) -> Self {
        Self {
            path: &skipped.path,
            reason: &skipped.reason,
        }
    }
}

/// A finding on a line of its own, with the place of its first span.
#[derive(Serialize)]
pub(super) struct LineRecord<'a> {
    path: &'a str,
    /// The same as `path`, for scripts that look for this name.
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<u32>,
    line: Option<u32>,
    column: Option<u32>,
    #[serde(flatten)]
    finding: FindingRecord<'a>,
}

impl<'a> LineRecord<'a> {
    /// The record of a finding of `document`.
    pub(super) fn new(
        document: &'a DocumentReport,
        positions: &Positions<'a>,
        finding: &'a Finding,
    ) -> Self {
        let finding = FindingRecord::new(positions, finding);
        Self {
            path: &document.path,
            file: &document.path,
            part: document.part,
            line: finding.spans.first().map(|span| span.line),
            column: finding.spans.first().map(|span| span.column),
            finding,
        }
    }
}
