//! `junit`: a document is a suite and a rule is a case, for CI services that show test results.
//!
//! Every rule in force is named, those that passed too; a finding of any severity fails its case.
//! What does not apply, was not evaluated or is waived is skipped, with the reason.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::diag::{DocumentReport, Finding, Header, Outcome, RuleOutcome, Severity, Summary};

use super::finding::basis_text;
use super::position::Positions;
use super::text::inline;
use super::writer::{Format, ReportWriter};

/// The row of the registry.
pub(super) const FORMAT: Format = Format {
    name: "junit",
    doc: "JUnit XML，每份一组、每条规则一例，供持续集成显示",
    rules: true,
    binary: false,
    make: |_| Box::new(JUnit::default()),
};

/// The writer.
#[derive(Default)]
struct JUnit {
    version: String,
    /// Pack and title of each rule.
    rules: BTreeMap<String, (String, String)>,
    /// What is written next; kept for its memory.
    buffer: Vec<u8>,
}

/// A rule on a document.
struct Case<'a> {
    /// Id and title.
    name: String,
    /// The pack.
    class: String,
    verdict: Verdict<'a>,
}

enum Verdict<'a> {
    Passed,
    Skipped(String),
    Failed(Vec<&'a Finding>),
}

impl JUnit {
    fn case<'a>(&self, document: &'a DocumentReport, rule: &RuleOutcome) -> Case<'a> {
        let findings: Vec<&Finding> = document.open().filter(|it| it.rule == rule.rule).collect();
        let reason = rule.reason.as_deref().unwrap_or_default();
        let skipped = |word: &str| Verdict::Skipped(format!("{word}：{reason}"));
        let verdict = match rule.outcome {
            Outcome::Passed => Verdict::Passed,
            Outcome::Failed => Verdict::Failed(findings),
            Outcome::NotApplicable => skipped("不适用"),
            Outcome::NotEvaluated => skipped("未能评价"),
            Outcome::Waived => skipped("免改或在基线里"),
        };
        let known = self.rules.get(&rule.rule);
        let (pack, title) = match known {
            Some((pack, title)) => (pack.as_str(), title.as_str()),
            None => ("", &*rule.title),
        };
        case(document, pack, &rule.rule, title, verdict)
    }

    /// The rules in their order, then findings that no rule in force has made.
    fn cases<'a>(&self, document: &'a DocumentReport) -> Vec<Case<'a>> {
        let rules = document.rules.iter();
        let mut cases: Vec<Case<'a>> = rules.map(|rule| self.case(document, rule)).collect();
        for finding in document.open() {
            let judged = document
                .rules
                .iter()
                .any(|it| it.rule == finding.rule && it.outcome == Outcome::Failed);
            if !judged {
                let verdict = Verdict::Failed(vec![finding]);
                let (rule, title) = (&finding.rule, &finding.title);
                cases.push(case(document, &finding.pack, rule, title, verdict));
            }
        }
        cases
    }
}

fn case<'a>(
    document: &DocumentReport,
    pack: &str,
    rule: &str,
    title: &str,
    verdict: Verdict<'a>,
) -> Case<'a> {
    let class = match (pack, &document.pack) {
        ("", Some(judge)) => judge,
        ("", None) => "jixiao",
        (pack, _) => pack,
    };
    Case {
        name: plain(&format!("{rule} {title}")),
        class: plain(class),
        verdict,
    }
}

/// Text as one line of XML 1.0, which knows neither control characters nor these two.
fn plain(text: &str) -> String {
    inline(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

fn write_case(
    writer: &mut Writer<&mut Vec<u8>>,
    document: &DocumentReport,
    positions: &Positions<'_>,
    case: &Case<'_>,
) -> io::Result<()> {
    let element = writer
        .create_element("testcase")
        .with_attribute(("name", case.name.as_str()))
        .with_attribute(("classname", case.class.as_str()))
        .with_attribute(("file", plain(&document.path).as_str()));
    match &case.verdict {
        Verdict::Passed => element.write_empty()?,
        Verdict::Skipped(reason) => element.write_inner_content(|writer| {
            let skipped = writer.create_element("skipped");
            let skipped = skipped.with_attribute(("message", plain(reason).as_str()));
            skipped.write_empty().map(|_| ())
        })?,
        Verdict::Failed(findings) => element.write_inner_content(|writer| {
            let worst = findings.iter().map(|finding| finding.severity).min();
            let message = match findings.as_slice() {
                [] => String::new(),
                [finding] => plain(&finding.message),
                [finding, rest @ ..] => {
                    format!("{}（另有 {} 处）", plain(&finding.message), rest.len())
                }
            };
            let text = text(document, positions, findings);
            writer
                .create_element("failure")
                .with_attribute(("type", worst.map_or("", Severity::name)))
                .with_attribute(("message", message.as_str()))
                .write_text_content(BytesText::new(&text))
                .map(|_| ())
        })?,
    };
    Ok(())
}

/// Each finding with its place, advice and basis.
fn text(document: &DocumentReport, positions: &Positions<'_>, findings: &[&Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let mut place = plain(&document.path);
        if let Some(first) = finding.places.first() {
            place.push_str(&positions.suffix(first.range.start));
        }
        let (severity, message) = (finding.severity.title(), plain(&finding.message));
        let _ = writeln!(text, "\n{place} {severity} {message}");
        if let Some(evaluation) = finding.evaluation.as_ref().filter(|it| it.numeric) {
            let _ = writeln!(text, "  代入：{}", plain(&evaluation.filled));
        }
        if let Some(help) = &finding.help {
            let _ = writeln!(text, "  建议：{}", plain(help));
        }
        for basis in &finding.basis {
            let _ = writeln!(text, "  依据：{}", plain(&basis_text(basis)));
        }
    }
    text
}

/// What is known of a document beside its cases.
fn properties(document: &DocumentReport) -> Vec<(&'static str, String)> {
    let year = document.year.map(|year| year.to_string());
    let known = [
        ("form", document.form.clone()),
        ("year", year),
        ("unit", document.unit.clone()),
        ("pack", document.pack.clone()),
        ("baselined", Some(document.baselined.len().to_string())),
    ];
    known
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, plain(&value))))
        .collect()
}

impl ReportWriter for JUnit {
    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()> {
        self.version.clone_from(&header.version);
        let rules = header.rules.iter();
        let rules = rules.map(|it| (it.id.clone(), (it.pack.clone(), it.title.to_string())));
        self.rules = rules.collect();
        let mut writer = Writer::new(out);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let suites = BytesStart::new("testsuites").with_attributes([("name", "jixiao")]);
        writer.get_mut().write_all(b"\n")?;
        writer.write_event(Event::Start(suites))
    }

    fn document(&mut self, document: &DocumentReport, out: &mut dyn Write) -> io::Result<()> {
        let positions = Positions::new(&document.source);
        let cases = self.cases(document);
        let count = |wanted: fn(&Verdict<'_>) -> bool| {
            cases
                .iter()
                .filter(|case| wanted(&case.verdict))
                .count()
                .to_string()
        };
        let mut name = plain(&document.path);
        if let Some(part) = document.part {
            let _ = write!(name, "（第 {part} 份）");
        }
        self.buffer.push(b'\n');
        let mut writer = Writer::new_with_indent(&mut self.buffer, b' ', 2);
        writer
            .create_element("testsuite")
            .with_attribute(("name", name.as_str()))
            .with_attribute(("tests", cases.len().to_string().as_str()))
            .with_attribute((
                "failures",
                count(|it| matches!(it, Verdict::Failed(_))).as_str(),
            ))
            .with_attribute(("errors", "0"))
            .with_attribute((
                "skipped",
                count(|it| matches!(it, Verdict::Skipped(_))).as_str(),
            ))
            .write_inner_content(|writer| {
                writer
                    .create_element("properties")
                    .write_inner_content(|writer| {
                        for (name, value) in properties(document) {
                            writer
                                .create_element("property")
                                .with_attribute(("name", name))
                                .with_attribute(("value", value.as_str()))
                                .write_empty()?;
                        }
                        Ok(())
                    })?;
                cases
                    .iter()
                    .try_for_each(|case| write_case(writer, document, &positions, case))
            })?;
        out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    fn end(&mut self, _: &Summary, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n")?;
        let mut writer = Writer::new(out);
        writer.write_event(Event::End(BytesEnd::new("testsuites")))?;
        writer.get_mut().write_all(b"\n")
    }
}
