//! The rows of findings: what the official works through first, what programs and doubts need
//! behind it.

use std::collections::BTreeMap;

use crate::diag::{DocumentReport, Finding, Fix};

use super::super::finding::basis_text;
use super::super::position::Positions;
use super::super::whereabouts::{self, whereabouts};
use super::super::words::{applied, excuse};
use super::cell;
use super::sheet::{Cell, Column, Layout};

const fn column(title: &'static str, width: u16) -> Column {
    Column { title, width }
}

/// The sheet.
pub(super) const LAYOUT: Layout = Layout {
    name: "问题",
    columns: &[
        column("序号", 6),
        column("文件", 20),
        column("单位", 15),
        column("位置", 13),
        column("级别", 6),
        column("规则名称", 15),
        column("问题", 30),
        column("原文", 22),
        column("建议", 34),
        column("处理意见", 10),
        column("备注", 13),
        column("算式", 48),
        column("依据", 56),
        column("改法", 40),
        column("免改理由", 40),
        column("由哪条引起", 11),
        column("在表中的位置", 20),
        column("第几份", 8),
        column("行", 7),
        column("表样", 28),
        column("年度", 7),
        column("规则包", 14),
        column("规则编号", 20),
        column("指纹", 20),
    ],
    head: 1,
    frozen: 2,
    printed: 11,
    answers: Some((9, &["采纳", "不采纳", "待核实"])),
};

/// The rows of a document, numbered from `first` on.
pub(super) fn rows(document: &DocumentReport, first: usize) -> Vec<Vec<Cell>> {
    let positions = Positions::new(&document.source);
    let numbered = (first..).zip(&document.findings);
    // Of several with one fingerprint, the first.
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, finding) in numbered.clone() {
        numbers.entry(&finding.fingerprint).or_insert(number);
    }
    numbered
        .map(|(number, finding)| {
            let cause = finding.caused_by.as_deref();
            let cause = cause.and_then(|it| numbers.get(it).copied());
            row(document, &positions, number, finding, cause)
        })
        .collect()
}

fn row(
    document: &DocumentReport,
    positions: &Positions<'_>,
    number: usize,
    finding: &Finding,
    cause: Option<usize>,
) -> Vec<Cell> {
    let place = finding.places.first();
    // The lines of an office file's text are known to nobody else.
    let text = document.source.anchors().is_empty();
    let line = place.filter(|_| text);
    let line = line.map(|place| whereabouts::line(positions, place.range));
    let evaluation = finding.evaluation.as_ref().filter(|it| it.numeric);
    let basis: Vec<String> = finding.basis.iter().map(basis_text).collect();
    let fixes: Vec<String> = finding
        .fixes
        .iter()
        .map(|fix| mend(document, fix))
        .collect();
    let origin = match place {
        Some(place) => whereabouts(positions, place.range),
        None => "全表".to_owned(),
    };
    let quoted = place.map(|place| cell::quote(document.source.slice(place.range)));
    let formula = evaluation.map(|it| format!("{}\n{}", it.expression, it.filled));
    vec![
        Cell::count(number),
        Cell::text(&document.path),
        words(document.unit.as_deref()),
        Cell::text(&origin),
        Cell::Severity(finding.severity),
        Cell::text(&finding.title),
        Cell::text(&finding.message),
        quoted.map_or(Cell::Empty, Cell::Text),
        words(finding.help.as_deref()),
        Cell::Open,
        Cell::Open,
        words(formula.as_deref()),
        Cell::text(&basis.join("\n")),
        Cell::text(&fixes.join("\n")),
        words(finding.waiver.as_ref().map(excuse).as_deref()),
        maybe(cause.and_then(|cause| i64::try_from(cause).ok())),
        Cell::text(&finding.within),
        maybe(document.part.map(i64::from)),
        maybe(line.map(i64::from)),
        words(document.form.as_deref()),
        maybe(document.year.map(i64::from)),
        Cell::text(&finding.pack),
        Cell::text(&finding.rule),
        Cell::text(&finding.fingerprint),
    ]
}

fn words(text: Option<&str>) -> Cell {
    text.map_or(Cell::Empty, Cell::text)
}

fn maybe(number: Option<i64>) -> Cell {
    number.map_or(Cell::Empty, Cell::Number)
}

/// A way to mend the finding: what it does, who may do it, what is written in place of what.
fn mend(document: &DocumentReport, fix: &Fix) -> String {
    let edits = fix.edits.iter().map(|edit| {
        let old = cell::quote(document.source.slice(edit.range));
        let new = cell::quote(&edit.text);
        match (old.is_empty(), new.is_empty()) {
            (true, _) => format!("加上“{new}”"),
            (false, true) => format!("删去“{old}”"),
            (false, false) => format!("“{old}”改为“{new}”"),
        }
    });
    let edits: Vec<String> = edits.collect();
    format!(
        "{}（{}）：{}",
        fix.title,
        applied(fix.applicability),
        edits.join("，")
    )
}
