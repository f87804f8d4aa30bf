//! The samples, findings at words of them, and the parts of a package.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::sync::Arc;

use jixiao::annotate::annotate;
use jixiao::diag::{Basis, DocumentReport, Finding, Place, PlaceRole, Severity, Subject};
use jixiao::read::read;
use jixiao::source::{SourceFile, TextRange};

use crate::support::root;

pub(super) fn sample(name: &str) -> Vec<u8> {
    fs::read(root().join("tests/data/annotate").join(name)).expect("a sample")
}

/// The text view of a file.
pub(super) fn view(name: &str, bytes: &[u8]) -> Arc<SourceFile> {
    read(name, bytes).expect("readable").source
}

/// A finding about these words, or about the form as a whole.
pub(super) fn about(source: &SourceFile, words: &str, severity: Severity) -> Finding {
    let start = source.text().find(words).expect("the words");
    let range = TextRange::of(start..start + words.len());
    at((!words.is_empty()).then_some(range), words, severity)
}

pub(super) fn at(range: Option<TextRange>, words: &str, severity: Severity) -> Finding {
    let places = range.map(|range| Place {
        role: PlaceRole::Primary,
        label: String::new(),
        range,
        value: None,
        unit: None,
    });
    Finding {
        rule: "value-definite".into(),
        pack: "core".into(),
        title: "指标值应当确定".into(),
        severity,
        locked: false,
        message: format!("“{words}”<不是>确定的指标值 & 无法核对"),
        help: Some("写成一个数，例如“120公里”".into()),
        basis: vec![Basis {
            document: "填制说明".into(),
            clause: Some("3".into()),
            quote: None,
        }],
        places: places.into_iter().collect(),
        evaluation: None,
        fixes: Vec::new(),
        within: String::new(),
        fingerprint: format!("{words}{range:?}"),
        caused_by: None,
        waiver: None,
    }
}

pub(super) fn report(source: &Arc<SourceFile>, findings: Vec<Finding>) -> DocumentReport {
    DocumentReport {
        subject: Subject::Declaration,
        path: source.name().to_owned(),
        part: None,
        form: Some("项目支出绩效目标申报表".into()),
        year: Some(2023),
        unit: None,
        pack: Some("core".into()),
        pack_reason: String::new(),
        source: Arc::clone(source),
        findings,
        baselined: Vec::new(),
        rules: Vec::new(),
    }
}

/// The copy of a file with these findings.
pub(super) fn annotated(bytes: &[u8], report: &DocumentReport) -> Vec<u8> {
    let text = report.source.text();
    annotate(bytes, text, std::slice::from_ref(report), None)
        .expect("annotated")
        .bytes
}

/// The parts of a package.
pub(super) fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a part");
        let mut part = Vec::new();
        file.read_to_end(&mut part).expect("inflated");
        parts.insert(file.name().expect("UTF-8").into_owned(), part);
    }
    parts
}

/// The names of parts that differ or are new.
pub(super) fn changed(before: &[u8], after: &[u8]) -> Vec<String> {
    let (before, after) = (parts(before), parts(after));
    assert!(before.keys().all(|name| after.contains_key(name)));
    let differs = |(name, bytes): &(&String, &Vec<u8>)| before.get(*name) != Some(bytes);
    after
        .iter()
        .filter(differs)
        .map(|(name, _)| name.clone())
        .collect()
}
