//! Office files that say the same as a text get the same findings (`data/office/twins.toml`).

use std::collections::BTreeSet;
use std::fs;

use jixiao::diag::{DocumentReport, Severity};
use serde::Deserialize;

use crate::support::{assert_sound, judge, root};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Twins {
    twin: Vec<Twin>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Twin {
    text: String,
    office: String,
    part: Option<u32>,
    #[serde(default)]
    besides: BTreeSet<String>,
}

fn twins() -> Vec<Twin> {
    let path = root().join("tests/data/office/twins.toml");
    let table: Twins = toml::from_str(&fs::read_to_string(path).expect("the table")).expect("TOML");
    table.twin
}

fn reports(name: &str) -> Vec<DocumentReport> {
    let bytes = fs::read(root().join("declarations").join(name)).expect("readable");
    let reports = judge(name, bytes);
    reports.iter().for_each(assert_sound);
    reports
}

/// A finding without what differs between two files: rule, severity, message, the words pointed at.
type Said = (String, Severity, String, Vec<String>);

fn said(report: &DocumentReport) -> Vec<Said> {
    let mut said: Vec<Said> = report
        .findings
        .iter()
        .map(|it| {
            let words = it
                .places
                .iter()
                .map(|place| report.source.slice(place.range));
            let words = words.map(str::to_owned).collect();
            (it.rule.clone(), it.severity, it.message.clone(), words)
        })
        .collect();
    said.sort();
    said
}

#[test]
fn twins_get_the_same_findings() {
    for twin in twins() {
        let (text, office) = (reports(&twin.text), reports(&twin.office));
        let [text] = text.as_slice() else {
            panic!("{} holds one form", twin.text);
        };
        let mut parts = office.iter().filter(|it| it.part == twin.part);
        let (Some(part), None) = (parts.next(), parts.next()) else {
            panic!("{} does not hold the form", twin.office);
        };
        let head =
            |it: &DocumentReport| (it.form.clone(), it.year, it.unit.clone(), it.pack.clone());
        assert_eq!(head(part), head(text), "{}", twin.office);
        let mut found = said(part);
        found.retain(|(rule, ..)| !twin.besides.contains(rule));
        assert_eq!(found, said(text), "{}", twin.office);
        for rule in &twin.besides {
            let own = part.findings.iter().any(|it| it.rule == *rule);
            assert!(own, "{} has no finding of {rule}", twin.office);
        }
    }
}

#[test]
fn every_office_file_has_a_twin() {
    let known: BTreeSet<String> = twins().into_iter().map(|it| it.office).collect();
    for folder in ["excel"] {
        for entry in fs::read_dir(root().join("declarations").join(folder)).expect("the folder") {
            let name = entry.expect("an entry").file_name();
            let name = format!("{folder}/{}", name.to_string_lossy());
            assert!(known.contains(&name), "{name} has no row in twins.toml");
        }
    }
}

#[test]
fn places_in_office_files_are_cells() {
    for twin in twins() {
        for report in reports(&twin.office) {
            for place in report.findings.iter().flat_map(|it| &it.places) {
                let anchor = report.source.anchor(place.range.start);
                assert!(anchor.is_some(), "{}: {place:?}", twin.office);
            }
        }
    }
}
