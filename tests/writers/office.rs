//! Places in office files: named by table and cell, never by a line that nobody can find.

use jixiao::diag::{DocumentReport, PlaceRole, Severity};
use jixiao::source::{Anchor, Anchors, SourceFile, offset};
use jixiao::write::Options;

use super::reports::{at, document, finding, place, render, snapshot, totals, valued};

/// Lines of the view with the places of their cells.
const LINES: &[&[(&str, Anchor)]] = &[
    &[("申报表", Anchor::Paragraph { paragraph: 1 })],
    &[("单位", cell(1, 1)), ("云泽市", cell(1, 2))],
    &[("资金总额", cell(2, 1)), ("22,001.49", cell(2, 2))],
    &[("基本支出", cell(3, 1)), ("5,214.98", cell(3, 2))],
    &[("目标", cell(4, 1)), ("第一段\n第二段\n第三段", cell(4, 2))],
    &[("框中的字", Anchor::TextBox { number: 1 })],
    &[("脚下的字", Anchor::Footnote { number: 2 })],
    &[("文后的字", Anchor::Endnote { number: 1 })],
];

const fn cell(row: u32, column: u32) -> Anchor {
    Anchor::TableCell {
        table: 1,
        row,
        column,
    }
}

fn source() -> SourceFile {
    let mut text = String::new();
    let mut anchors = Anchors::default();
    for line in LINES {
        for (number, (words, anchor)) in line.iter().enumerate() {
            if number > 0 {
                text.push('\t');
            }
            let start = offset(text.len());
            text.push_str(words);
            let range = jixiao::source::TextRange::new(start, offset(text.len()));
            anchors.push(range, *anchor);
        }
        text.push('\n');
    }
    SourceFile::new("表.docx", text).with_anchors(anchors)
}

fn office() -> DocumentReport {
    let source = source();
    let text = source.text().to_owned();
    let mut all = totals();
    all.places = vec![
        valued(
            PlaceRole::Primary,
            "资金总额",
            at(&text, "22,001.49"),
            "22001.49",
            "万元",
        ),
        valued(
            PlaceRole::Operand,
            "基本支出",
            at(&text, "5,214.98"),
            "5214.98",
            "万元",
        ),
    ];
    let words = ["申报表", "单位", "云泽市", "资金总额", "基本支出", "目标"];
    let further = words
        .iter()
        .chain(&["框中的字", "脚下的字", "文后的字", "第三段"]);
    all.places
        .extend(further.map(|it| place(PlaceRole::Operand, "", at(&text, it))));
    let mut follows = finding("unit-missing", "应当有单位", Severity::Warning, "没有单位");
    follows.caused_by = Some(all.fingerprint.clone());
    follows
        .places
        .push(place(PlaceRole::Primary, "", at(&text, "云泽市")));
    let mut lines = finding("text-length", "不应太长", Severity::Hint, "共三段");
    let goal = at(&text, "第一段").to(at(&text, "第三段"));
    lines.places.push(place(PlaceRole::Primary, "目标", goal));
    let mut note = finding("wording", "写法", Severity::Hint, "注里的写法");
    note.places
        .push(place(PlaceRole::Primary, "", at(&text, "脚下")));
    let mut report = document("表.docx", &text, vec![all, follows, lines, note]);
    report.source = source.into();
    report
}

#[test]
fn places_are_named_as_people_find_them() {
    let documents = [office()];
    for format in ["full", "concise", "github", "junit", "page", "waivers"] {
        let out = render(format, &Options::default(), &documents);
        snapshot(&format!("office-{format}.txt"), &out);
        assert!(out.contains("表1 第2行第2列"), "{format}: {out}");
        if format != "concise" {
            assert!(!out.contains(".docx:"), "{format}: {out}");
            let by_line = (1..20).any(|line| out.contains(&format!("第 {line} 行")));
            assert!(!by_line, "{format}: {out}");
        }
    }
}

#[test]
fn programs_get_the_places_too() {
    for (format, schema) in [
        (
            "json",
            include_str!("../../schema/jixiao-result-1.schema.json"),
        ),
        ("sarif", include_str!("../data/schema/sarif-2.1.0.json")),
    ] {
        let schema: serde_json::Value = serde_json::from_str(schema).expect("schema is JSON");
        let validator = jsonschema::draft202012::new(&schema).expect("schema is valid");
        let out = render(format, &Options::default(), &[office()]);
        let value: serde_json::Value = serde_json::from_str(&out).expect("output is JSON");
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{format}: {errors:#?}");
        let (path, place) = match format {
            "json" => (
                "/documents/0/findings/0/spans/0/place",
                r#"{"column":2,"row":2,"table":1}"#,
            ),
            _ => (
                "/runs/0/results/0/locations/0/logicalLocations/0/name",
                "\"表1 第2行第2列\"",
            ),
        };
        assert_eq!(value.pointer(path).expect("a place").to_string(), place);
        if format == "json" {
            let places = &value["documents"][0]["findings"][0]["spans"];
            for (index, place) in [
                (2, r#"{"paragraph":1}"#),
                (8, r#"{"text_box":1}"#),
                (9, r#"{"footnote":2}"#),
                (10, r#"{"endnote":1}"#),
            ] {
                assert_eq!(places[index]["place"].to_string(), place);
            }
        } else {
            let location = &value["runs"][0]["results"][0]["locations"][0];
            assert!(location["physicalLocation"]["region"].is_null());
        }
    }
}
