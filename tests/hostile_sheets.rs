//! Workbooks that nobody would hand in: bombs, traps, damage. Each ends in a finding, within bounds,
//! and nothing panics.

use std::fmt::Write;
use std::io::Cursor;

use jixiao::read::{Target, read};

use crate::fuzz::packages::{changed, samples};
use crate::hostile::{refused, sound};
use crate::sheets::{workbook, zipped};
use crate::support::Random;

const LARGE: &str = "电子表格太大，超过了申报表会有的大小";
const BROKEN: &str = "电子表格的文件已损坏，读不出来";

fn package(sheet: &str, shared: &str) -> Vec<u8> {
    zipped(&workbook(&[("一", sheet)], shared))
}

/// Why the bytes are refused.
fn reason(bytes: Vec<u8>) -> String {
    let reason = read("x.xlsx", &bytes).expect_err("refused").reason;
    refused("x.xlsx", bytes);
    reason
}

fn data(rows: &str) -> String {
    format!("<sheetData>{rows}</sheetData>")
}

fn one(cell: &str) -> String {
    data(&format!("<row r=\"1\">{cell}</row>"))
}

#[test]
fn much_text_in_a_small_file() {
    let text = "绩".repeat(30_000);
    let shared = format!("<si><t>{text}</t></si>");
    let cell = "<c t=\"s\"><v>0</v></c>";
    assert_eq!(reason(package(&one(cell), &shared.repeat(800))), LARGE);
    // One text in many cells.
    let row = format!("<row>{}</row>", cell.repeat(100));
    assert_eq!(reason(package(&data(&row.repeat(20)), &shared)), LARGE);
    let inside = format!(
        "<c t=\"inlineStr\"><is><t>{}</t></is></c>",
        "绩".repeat(400_000)
    );
    assert_eq!(reason(package(&one(&inside), "")), LARGE);
    let digits = format!("<c><v>{}</v></c>", "1".repeat(2_000_000));
    assert_eq!(reason(package(&one(&digits), "")), LARGE);
}

#[test]
fn cells_far_apart_cost_nothing() {
    let sheet = data(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\"><v>2</v></c></row>\
         <row r=\"1048576\"><c r=\"A1048576\"><v>3</v></c><c r=\"XFD1048576\"><v>4</v></c></row>",
    );
    let reading = read("x.xlsx", package(&sheet, "")).expect("readable");
    assert_eq!(reading.source.text(), "1\t2\n\n3\t4\n");
    // A row that uses every column, and many that use the last one.
    let mut sheet = format!("<row r=\"1\">{}</row>", "<c><v>1</v></c>".repeat(16_384));
    for row in 2..200 {
        write!(
            sheet,
            "<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>"
        )
        .expect("written");
    }
    assert_eq!(reason(package(&data(&sheet), "")), LARGE);
    for place in [
        "XFE1",
        "A1048577",
        "A0",
        "A99999999999",
        "1",
        "AAAAAAAAAAAAAAAAAAAA1",
    ] {
        let cell = format!("<c r=\"{place}\"><v>1</v></c>");
        assert_eq!(reason(package(&one(&cell), "")), BROKEN, "{place}");
    }
}

#[test]
fn entities_are_not_expanded() {
    let cell = "<c t=\"inlineStr\"><is><t>&b;</t></is></c>";
    let bomb = "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    assert_eq!(reason(package(&format!("{bomb}{}", one(cell)), "")), BROKEN);
    assert_eq!(reason(package(&one(cell), "")), BROKEN);
    let outside = "<!DOCTYPE a SYSTEM \"http://127.0.0.1/x.dtd\">";
    assert_eq!(reason(package(&one("<c/>"), outside)), BROKEN);
}

#[test]
fn deep_nesting_is_broken() {
    for depth in [200, 100_000] {
        let deep = format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert_eq!(reason(package(&format!("{deep}{}", data("")), "")), BROKEN);
        let text = format!("<si>{deep}</si>");
        assert_eq!(reason(package(&one("<c/>"), &text)), BROKEN);
    }
}

#[test]
fn thousands_of_sheets() {
    let one = one("<c><v>1</v></c>");
    let names: Vec<String> = (0..1500).map(|number| number.to_string()).collect();
    let sheets: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), &*one)).collect();
    assert_eq!(reason(zipped(&workbook(&sheets, ""))), LARGE);
    let names: Vec<String> = (0..10_000).map(|number| number.to_string()).collect();
    let sheets: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let reason = reason(zipped(&workbook(&sheets, "")));
    assert_eq!(reason, "文件由一万多个部分组成，申报表不会有这么多");
}

#[test]
fn merged_blocks_that_lie_over_one_another() {
    let mut blocks = String::new();
    for at in 1..2000 {
        write!(blocks, "<mergeCell ref=\"A{at}:XFD1048576\"/>").expect("written");
    }
    let rows: String = (1..2000)
        .map(|row| format!("<row r=\"{row}\"><c><v>1</v></c></row>"))
        .collect();
    let sheet = format!("{}<mergeCells>{blocks}</mergeCells>", data(&rows));
    let reading = read("x.xlsx", package(&sheet, "")).expect("readable");
    assert!(reading.source.text().starts_with("1\n"));
    let many = "<mergeCell ref=\"A1:B1\"/>".repeat(100_001);
    let sheet = format!("{}<mergeCells>{many}</mergeCells>", one("<c><v>1</v></c>"));
    assert_eq!(reason(package(&sheet, "")), LARGE);
}

#[test]
fn parts_that_lead_astray() {
    let replaced = |from: &str, to: &str| {
        let mut parts = workbook(&[("一", &one("<c><v>1</v></c>"))], "");
        for (_, bytes) in &mut parts {
            let text = String::from_utf8(bytes.clone()).expect("UTF-8");
            *bytes = text.replace(from, to).into_bytes();
        }
        zipped(&parts)
    };
    for (from, to, expected) in [
        (
            "Target=\"sheet0.xml\"",
            "Target=\"workbook.xml\"",
            "工作表都是空的",
        ),
        (
            "Target=\"sheet0.xml\"",
            "Target=\"../../../etc/passwd\"",
            BROKEN,
        ),
        (
            "Target=\"sheet0.xml\"",
            "Target=\"http://127.0.0.1/\" TargetMode=\"External\"",
            BROKEN,
        ),
        ("r:id=\"r0\"", "", BROKEN),
        ("<worksheet>", "<worksheet><worksheet>", BROKEN),
        ("</row>", "", BROKEN),
    ] {
        assert_eq!(reason(replaced(from, to)), expected, "{to}");
    }
    // Styles that are not there are no reason to refuse a number.
    assert!(
        read(
            "x.xlsx",
            replaced("Target=\"styles.xml\"", "Target=\"nowhere.xml\"")
        )
        .is_ok()
    );
}

#[test]
fn two_parts_of_one_name() {
    let mut bytes = zipped(&workbook(
        &[("一", &one("<c><v>1</v></c>")), ("二", "")],
        "",
    ));
    let name = b"xl/sheet1.xml";
    let at: Vec<usize> = (0..bytes.len())
        .filter(|at| bytes[*at..].starts_with(name))
        .collect();
    for at in at {
        bytes[at + 8] = b'0';
    }
    let reason = reason(bytes);
    assert!(reason.contains("重复的部分"), "{reason}");
}

#[test]
fn workbooks_cut_anywhere() {
    for (name, bytes) in samples() {
        for end in (0..bytes.len()).step_by(bytes.len() / 30 + 1) {
            let kept = sound(&name, bytes[..end].to_vec());
            let silent = kept.iter().all(|report| report.findings.is_empty());
            assert!(!silent, "{name} cut at {end} is found right");
            sound(&name, bytes[end..].to_vec());
        }
    }
}

#[test]
fn two_hundred_mutations_of_workbooks() {
    let samples = samples();
    for seed in 1000..1200 {
        let (name, bytes) = changed(&samples, &mut Random(seed));
        sound(&name, bytes);
    }
}

/// A compound file with these streams.
fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a file");
    for (name, bytes) in streams {
        let mut stream = file.create_stream(name).expect("a stream");
        std::io::Write::write_all(&mut stream, bytes).expect("written");
    }
    file.flush().expect("written");
    file.into_inner().into_inner()
}

#[test]
fn files_are_known_by_what_is_in_them() {
    let html = "\u{feff}<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>";
    let old = [0x09, 0x08, 0x04, 0x00, 0x00, 0x05, 0x05, 0x00];
    let pass = [
        &[0x09, 0x08, 0x04, 0x00, 0x00, 0x06, 0x05, 0x00][..],
        &[0x2f, 0x00, 0x02, 0x00, 0x01, 0x00],
    ]
    .concat();
    for (name, bytes, expected, target) in [
        (
            "x.doc",
            compound(&[("WordDocument", b"")]),
            "这是旧版 Word 或 WPS 文字文档，不能直接检查",
            Some(Target::Docx),
        ),
        (
            "x.xlsx",
            compound(&[("EncryptedPackage", b""), ("EncryptionInfo", b"")]),
            "文件有密码，读不出来",
            None,
        ),
        (
            "x.xls",
            compound(&[("Workbook", &pass)]),
            "文件有密码，读不出来",
            None,
        ),
        (
            "x.xls",
            compound(&[("Book", &old)]),
            "这是 Excel 95 或更早的电子表格，不能直接检查",
            Some(Target::Xlsx),
        ),
        (
            "x.xls",
            compound(&[("Workbook", &old)]),
            "这是 Excel 95 或更早的电子表格，不能直接检查",
            Some(Target::Xlsx),
        ),
        (
            "x.et",
            compound(&[("ETExtData", b"")]),
            "这是旧版 Office 或 WPS 文档，不能直接检查",
            Some(Target::Xlsx),
        ),
        (
            "x.ppt",
            compound(&[("PowerPoint Document", b"")]),
            "这是演示文稿，不能直接检查",
            None,
        ),
        (
            "x.xls",
            html.as_bytes().to_vec(),
            "这是网页格式的文件，不能直接检查",
            Some(Target::Xlsx),
        ),
        (
            "x.doc",
            b"<html><body>".to_vec(),
            "这是网页格式的文件，不能直接检查",
            Some(Target::Docx),
        ),
        (
            "x.doc",
            b"{\\rtf1\\ansi".to_vec(),
            "这是RTF 文档，不能直接检查",
            Some(Target::Docx),
        ),
        (
            "x.xlsx",
            b"\x89PNG\r\n\x1a\n".to_vec(),
            "这是图片，不能直接检查",
            None,
        ),
        (
            "x.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            "文件已损坏，读不出来",
            None,
        ),
        (
            "x.xlsx",
            b"PK\x03\x04".to_vec(),
            "文件已损坏，读不出来",
            None,
        ),
        ("x.xlsx", vec![7; 50], "文件已损坏，读不出来", None),
        (
            "x.zip",
            zipped(&[("申报表.docx".into(), Vec::new())]),
            "这是压缩包，不能直接检查",
            None,
        ),
        (
            "x.xlsb",
            zipped(&[("xl/workbook.bin".into(), Vec::new())]),
            "这是二进制 Excel 工作簿（.xlsb），不能直接检查",
            Some(Target::Xlsx),
        ),
        (
            "x.ofd",
            zipped(&[("OFD.xml".into(), Vec::new())]),
            "这是OFD 文件，不能直接检查",
            None,
        ),
    ] {
        let unreadable = read(name, &bytes).expect_err(expected);
        assert_eq!(
            (unreadable.reason.as_str(), unreadable.target),
            (expected, target),
            "{name}"
        );
        let help = unreadable.help.expect("what to do");
        assert_eq!(help.contains("--convert"), target.is_some(), "{help}");
        refused(name, bytes);
    }
}

#[test]
fn names_do_not_decide_what_a_file_is() {
    let sheet = one("<c t=\"inlineStr\"><is><t>甲</t></is></c>");
    for name in ["x.docx", "x.txt", "x.toml", "x.xls", "x", "x.pdf"] {
        let reading = read(name, package(&sheet, "")).expect("readable");
        assert_eq!(reading.source.text(), "甲\n", "{name}");
    }
    let (_, old) = samples()
        .into_iter()
        .find(|(name, _)| name.ends_with(".et"))
        .expect("one");
    assert!(read("x.xlsx", &old).is_ok());
    // Systems export tables as text and call them .xls.
    let text = read("x.xls", "项目名称\t甲\n".as_bytes()).expect("readable");
    assert_eq!(text.source.text(), "项目名称\t甲\n");
}
