//! `xlsx`, read back by another program.

use std::fmt::Write as _;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use jixiao::diag::{DocumentReport, Evaluation, PlaceRole, Severity, Skipped};
use jixiao::source::TextRange;
use jixiao::write::Options;
use zip::ZipArchive;

use super::reports::{
    FORM, basis, document, finding, hard_places, mixed, office, place, render_bytes, skipped,
    snapshot,
};

fn xlsx(documents: &[DocumentReport], skipped: Vec<Skipped>) -> Vec<u8> {
    render_bytes("xlsx", &Options::default(), documents, skipped)
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook")
}

fn rows(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
    let range = open(bytes).worksheet_range(sheet).expect("a sheet");
    range.rows().map(<[Data]>::to_vec).collect()
}

/// A part of the package.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a zip archive");
    let mut text = String::new();
    let mut part = archive.by_name(name).expect("a part");
    part.read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn a_workbook_lists_everything() {
    let mut documents = mixed();
    documents.push(hard_places());
    documents.push(office());
    let bytes = xlsx(&documents, skipped());
    assert_eq!(
        bytes,
        xlsx(&documents, skipped()),
        "the same input, the same bytes"
    );
    let mut book = open(&bytes);
    let names = book.sheet_names();
    assert_eq!(names, ["问题", "申报表", "规则", "说明"]);
    let mut told = String::new();
    for name in names {
        let _ = writeln!(told, "# {name}");
        let range = book.worksheet_range(&name).expect("a sheet");
        for row in range.rows() {
            let cells = row.iter().map(|cell| cell.to_string().replace('\n', "⏎"));
            let _ = writeln!(told, "{}", cells.collect::<Vec<_>>().join(" | ").trim_end());
        }
    }
    snapshot("xlsx.txt", &told);
    let findings: usize = documents.iter().map(|it| it.findings.len()).sum();
    assert_eq!(rows(&bytes, "问题").len(), 1 + findings);
    assert_eq!(rows(&bytes, "申报表").len(), 1 + documents.len());
}

#[test]
fn the_list_is_made_to_work_with() {
    let bytes = xlsx(&mixed(), Vec::new());
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for piece in [
        r#"state="frozen""#,
        r#"<autoFilter ref="A1:X6"/>"#,
        r#"<dataValidation type="list""#,
        r#"<formula1>"采纳,不采纳,待核实"</formula1>"#,
        r#"paperSize="9""#,
        r#"orientation="landscape""#,
        r#"fitToHeight="0""#,
    ] {
        assert!(sheet.contains(piece), "{piece}");
    }
    let book = part(&bytes, "xl/workbook.xml");
    assert!(
        book.contains("_xlnm.Print_Titles") && book.contains("问题!$1:$1"),
        "{book}"
    );
    let head: Vec<String> = rows(&bytes, "问题")[0]
        .iter()
        .map(Data::to_string)
        .collect();
    let answers = head
        .iter()
        .position(|it| it == "处理意见")
        .expect("a column");
    assert_eq!(answers, 9);
    assert!(sheet.contains(r#"sqref="J2:J6""#), "{sheet}");
}

/// Texts that other programs might take for something else.
const HOSTILE: &[&str] = &[
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "<script>",
    "]]>&amp;",
    "_x0041_",
    "\u{202e}甲",
    "a\u{0}b",
    "\u{b}",
    "\u{fffe}\u{ffff}",
    "=HYPERLINK(\"http://x\")",
    "http://example.org/",
    "'=1",
    "TRUE",
    "1e9",
    "2021-01-01",
    "甲\r\n乙\t丙",
];

#[test]
fn texts_stay_texts() {
    for text in HOSTILE {
        let mut found = finding(text, text, Severity::Error, text);
        found.help = Some((*text).into());
        found.within = (*text).into();
        found.fingerprint = (*text).into();
        found.basis = vec![basis(text, "", "")];
        found.evaluation = Some(Evaluation {
            expression: (*text).into(),
            filled: (*text).into(),
            numeric: true,
        });
        found
            .places
            .push(place(PlaceRole::Primary, "", TextRange::of(0..text.len())));
        let mut report = document(text, text, vec![found]);
        report.unit = Some((*text).into());
        let bytes = xlsx(&[report], Vec::new());
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(
            !sheet.contains("<f>") && !sheet.contains("<hyperlink"),
            "{text:?}"
        );
        let row = &rows(&bytes, "问题")[1];
        let cell = |column: usize| match &row[column] {
            Data::String(text) => text.clone(),
            Data::Empty => String::new(),
            other => panic!("{text:?} became {other:?}"),
        };
        let mut expected = text.trim().replace("\r\n", "\n").replace('\t', " ");
        for (from, to) in [
            ("\u{0}", "␀"),
            ("\u{202e}", "<U+202E>"),
            ("\u{fffe}", "\u{fffd}"),
            ("\u{ffff}", "\u{fffd}"),
        ] {
            expected = expected.replace(from, to);
        }
        for column in [1, 2, 5, 6, 7, 8, 12, 16, 22, 23] {
            assert_eq!(cell(column), expected, "{text:?} in column {column}");
        }
    }
}

/// The number of the format of a cell, and whether it says that the cell holds text for good.
fn quoted(bytes: &[u8], cell: &str) -> bool {
    let sheet = part(bytes, "xl/worksheets/sheet1.xml");
    let (_, behind) = sheet
        .split_once(&format!("<c r=\"{cell}\" s=\""))
        .expect("a cell");
    let (number, _) = behind.split_once('"').expect("a number");
    let styles = part(bytes, "xl/styles.xml");
    let (_, formats) = styles.split_once("<cellXfs").expect("formats");
    let format = formats
        .split("<xf ")
        .nth(1 + number.parse::<usize>().expect("a number"));
    format.expect("a format").contains("quotePrefix=\"1\"")
}

#[test]
fn what_looks_like_a_formula_is_a_text_for_good() {
    for (text, expected) in [
        ("=1+1", true),
        ("-1", true),
        ("@x", true),
        ("合计=1", false),
    ] {
        let found = finding("x", "题", Severity::Error, text);
        let bytes = xlsx(&[document("a", FORM, vec![found])], Vec::new());
        assert_eq!(quoted(&bytes, "G2"), expected, "{text}");
    }
}
