//! The same declaration as text and as an office file gives the same findings and the same fields
//! (`data/office/twins.toml`).

use std::collections::BTreeSet;

use jixiao::diag::DocumentReport;
use jixiao::workspace::{DocumentView, FieldView, ValueView, view};
use serde::Deserialize;

use crate::support::{assert_sound, judge, root, workspace};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Twins {
    twin: Vec<Twin>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Twin {
    office: String,
    text: Vec<String>,
    /// Rule and beginning of the message.
    #[serde(default)]
    only: Vec<(String, String)>,
}

fn twins() -> Vec<Twin> {
    let text = std::fs::read_to_string(root().join("tests/data/office/twins.toml"));
    let twins: Twins = toml::from_str(&text.expect("the table")).expect("TOML");
    assert!(twins.twin.len() > 5);
    twins.twin
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(root().join("declarations").join(name)).expect("readable")
}

/// A text without white space: lines of a text file are cells of a table elsewhere.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Rule, severity, message and quoted words of every finding, in a fixed order.
fn findings(report: &DocumentReport) -> Vec<String> {
    let mut found: Vec<String> = report
        .findings
        .iter()
        .map(|it| {
            let words = |range| bare(report.source.slice(range));
            let places: Vec<String> = it.places.iter().map(|at| words(at.range)).collect();
            let severity = it.severity.name();
            format!("{severity} {} {} {places:?}", it.rule, it.message)
        })
        .collect();
    found.sort();
    found
}

/// What is said about the office file alone, taken out of its findings.
fn without_own(twin: &Twin, report: &mut DocumentReport, met: &mut BTreeSet<usize>) {
    report.findings.retain(|finding| {
        let own = twin.only.iter().position(|(rule, message)| {
            finding.rule == *rule && finding.message.starts_with(message)
        });
        met.extend(own);
        own.is_none()
    });
}

#[test]
fn twins_have_the_same_findings() {
    for twin in twins() {
        let mut office = judge(&twin.office, bytes(&twin.office));
        assert_eq!(office.len(), twin.text.len(), "{}", twin.office);
        let mut met = BTreeSet::new();
        for ((report, text), part) in office.iter_mut().zip(&twin.text).zip(1..) {
            assert_sound(report);
            without_own(&twin, report, &mut met);
            let texts = judge(text, bytes(text));
            assert_eq!(texts.len(), 1);
            assert_eq!(findings(report), findings(&texts[0]), "{}", twin.office);
            let head = |it: &DocumentReport| (it.form.clone(), it.year, it.unit.clone());
            assert_eq!(head(report), head(&texts[0]), "{}", twin.office);
            let expected = (twin.text.len() > 1).then_some(part);
            assert_eq!(report.part, expected, "{}", twin.office);
        }
        assert_eq!(met.len(), twin.only.len(), "{}: not all said", twin.office);
    }
}

fn views(name: &str) -> Vec<DocumentView> {
    view(workspace(), name, bytes(name)).expect("declarations")
}

/// Names and values of fields; what is required and not there is told like what is left blank.
fn fields(fields: &[FieldView]) -> Vec<String> {
    let mut said = Vec::new();
    for field in fields {
        let name = &field.name;
        match &field.value {
            ValueView::Absent | ValueView::Blank => {}
            ValueView::List(rows) => {
                said.push(format!("{name}: {}", rows.len()));
                said.extend(rows.iter().flat_map(|row| self::fields(row)));
            }
            value => said.push(format!("{name} = {}", bare(&value.words(field.required)))),
        }
    }
    said
}

#[test]
fn twins_have_the_same_fields() {
    for twin in twins() {
        let office = views(&twin.office);
        let text: Vec<DocumentView> = twin.text.iter().flat_map(|it| views(it)).collect();
        assert_eq!(office.len(), text.len());
        for (one, other) in office.iter().zip(&text) {
            assert_eq!(
                fields(&one.fields),
                fields(&other.fields),
                "{}",
                twin.office
            );
            let placed = one.fields.iter().all(|field| field.place.is_some());
            assert!(placed, "{}", twin.office);
        }
    }
}

#[test]
fn every_office_sample_is_a_twin() {
    let listed: BTreeSet<String> = twins().into_iter().map(|it| it.office).collect();
    for folder in ["word", "excel"] {
        let Ok(entries) = std::fs::read_dir(root().join("declarations").join(folder)) else {
            continue;
        };
        for entry in entries {
            let name = entry.expect("an entry").file_name();
            let name = format!("{folder}/{}", name.to_string_lossy());
            assert!(listed.contains(&name), "{name} is in no row");
        }
    }
}
