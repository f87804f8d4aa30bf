//! `sarif`: the Static Analysis Results Interchange Format 2.1.0, for CI services and viewers.
//!
//! The members of a JSON object have no order, so that the results are written while they come into
//! being; the rules, to which the tool's own are added when they are met, and the files follow. What
//! is waived or in the baseline is written too, as suppressed.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::diag::{DocumentReport, Finding, Header, Outcome, RuleInfo, Summary};

use super::position::Positions;
use super::record::{PackRecord, SummaryRecord};
use super::sarif_record::{Artifact, BASE, Descriptor, Message, Notification, ResultRecord, Scene};
use super::writer::{Format, ReportWriter};

/// The row of the registry.
pub(super) const FORMAT: Format = Format {
    name: "sarif",
    doc: "SARIF 2.1.0，供代码托管平台和查看器读取",
    rules: true,
    binary: false,
    make: |_| Box::new(Sarif::default()),
};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The writer.
#[derive(Default)]
struct Sarif {
    version: String,
    /// The packs in force, written down.
    packs: Vec<u8>,
    rules: Vec<RuleInfo>,
    /// The number of each rule.
    numbers: BTreeMap<String, usize>,
    artifacts: Vec<Artifact>,
    /// What is to be said beside the results, written down one behind the other.
    notes: Vec<u8>,
    /// What findings that are told are called when there is a baseline.
    new: Option<&'static str>,
    /// Whether a result has been written.
    started: bool,
    /// What is written next; kept for its memory.
    buffer: Vec<u8>,
}

impl Sarif {
    /// The number of a rule, which is added if it is not known yet.
    fn number(&mut self, id: &str, info: impl FnOnce() -> RuleInfo) -> usize {
        if let Some(known) = self.numbers.get(id) {
            return *known;
        }
        let number = self.rules.len();
        self.rules.push(info());
        self.numbers.insert(id.to_owned(), number);
        number
    }

    /// The number of a document's file.
    fn artifact(&mut self, document: &DocumentReport) -> usize {
        // The declarations of a file follow each other.
        if self
            .artifacts
            .last()
            .is_none_or(|it| it.path != document.path)
        {
            self.artifacts.push(Artifact::new(&document.path));
        }
        if let Some(artifact) = self.artifacts.last_mut() {
            artifact.add(document);
        }
        self.artifacts.len() - 1
    }

    fn result(&mut self, scene: &Scene<'_>, finding: &Finding, told: bool) -> io::Result<()> {
        let rule = self.number(&finding.rule, || own_rule(finding));
        if self.started {
            self.buffer.push(b',');
        }
        self.started = true;
        self.buffer.push(b'\n');
        let record = ResultRecord::new(scene, finding, rule, told);
        serde_json::to_writer(&mut self.buffer, &record)?;
        Ok(())
    }

    fn note(&mut self, note: &Notification<'_>) -> io::Result<()> {
        if !self.notes.is_empty() {
            self.notes.push(b',');
        }
        self.notes.push(b'\n');
        serde_json::to_writer(&mut self.notes, note)?;
        Ok(())
    }

    /// Appends a member of the run.
    fn member(&mut self, name: &str, value: &impl Serialize) -> io::Result<()> {
        write!(self.buffer, ",\n\"{name}\":")?;
        serde_json::to_writer(&mut self.buffer, value)?;
        Ok(())
    }
}

/// A rule that is known by a finding only: one of the tool itself.
fn own_rule(finding: &Finding) -> RuleInfo {
    RuleInfo {
        id: finding.rule.clone(),
        pack: finding.pack.clone(),
        title: finding.title.clone(),
        doc: "".into(),
        severity: finding.severity,
        draft: false,
        help: None,
        basis: finding.basis.clone(),
    }
}

impl ReportWriter for Sarif {
    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()> {
        let packs: Vec<PackRecord<'_>> = header.packs.iter().map(PackRecord::from).collect();
        serde_json::to_writer(&mut self.packs, &packs)?;
        self.version.clone_from(&header.version);
        self.rules.clone_from(&header.rules);
        let ids = header.rules.iter().map(|rule| rule.id.clone());
        self.numbers = ids.zip(0..).collect();
        self.new = header.baseline.then_some("new");
        write!(
            out,
            "{{\"$schema\":\"{SCHEMA}\",\n\"version\":\"2.1.0\",\n\"runs\":[{{\n\
             \"columnKind\":\"unicodeCodePoints\",\n\"language\":\"zh-CN\",\n\"results\":["
        )
    }

    fn document(&mut self, document: &DocumentReport, out: &mut dyn Write) -> io::Result<()> {
        let positions = Positions::new(&document.source);
        let scene = Scene {
            document,
            positions: &positions,
            artifact: self.artifact(document),
            new: self.new,
        };
        for finding in &document.findings {
            self.result(&scene, finding, true)?;
        }
        for finding in &document.baselined {
            self.result(&scene, finding, false)?;
        }
        for rule in &document.rules {
            if rule.outcome == Outcome::NotEvaluated
                && let Some(index) = self.numbers.get(&rule.rule)
            {
                let why = rule.reason.as_deref().unwrap_or_default();
                let note = Notification::undecided(&scene, &rule.rule, *index, why);
                self.note(&note)?;
            }
        }
        out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let undecided = std::mem::take(&mut self.notes);
        for skipped in &summary.skipped {
            self.note(&Notification::from(skipped))?;
        }
        self.buffer.extend_from_slice(b"\n]");
        let artifacts = std::mem::take(&mut self.artifacts);
        self.member("artifacts", &artifacts)?;
        let words = "运行命令时的当前文件夹。";
        let base = BTreeMap::from([(
            BASE,
            BTreeMap::from([("description", Message::plain(words))]),
        )]);
        self.member("originalUriBaseIds", &base)?;
        let rules = std::mem::take(&mut self.rules);
        let driver = Driver {
            name: "jixiao",
            full_name: "jixiao 绩效目标申报表的规则检查",
            version: &self.version.clone(),
            semantic_version: &self.version.clone(),
            language: "zh-CN",
            rules: rules.iter().map(Descriptor::from).collect(),
        };
        self.member("tool", &BTreeMap::from([("driver", driver)]))?;
        let buffer = &mut self.buffer;
        buffer.extend_from_slice(b",\n\"invocations\":[{\"executionSuccessful\":true,");
        buffer.extend_from_slice(b"\"toolExecutionNotifications\":[");
        buffer.extend_from_slice(&undecided);
        buffer.extend_from_slice(b"],\"toolConfigurationNotifications\":[");
        buffer.append(&mut self.notes);
        buffer.extend_from_slice(b"]}],\n\"properties\":{\"packs\":");
        buffer.append(&mut self.packs);
        buffer.extend_from_slice(b",\"summary\":");
        let summary = SummaryRecord::from(summary);
        serde_json::to_writer(&mut *buffer, &summary)?;
        buffer.extend_from_slice(b"}\n}]}\n");
        out.write_all(buffer)?;
        buffer.clear();
        Ok(())
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    full_name: &'static str,
    version: &'a str,
    semantic_version: &'a str,
    language: &'static str,
    rules: Vec<Descriptor>,
}
