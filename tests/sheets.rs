//! Spreadsheets: what cells show, where they stand, what is said about the workbook; and that another
//! reader (`calamine`) finds the same texts in the same cells.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Write};

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use jixiao::model::Layout;
use jixiao::read::{Reading, Unreadable, read};
use jixiao::source::Anchor;

use crate::support::root;

/// The parts of a small workbook: what `sheets` hold inside of `worksheet`, and the texts that they
/// share.
pub(crate) fn workbook(sheets: &[(&str, &str)], shared: &str) -> Vec<(String, Vec<u8>)> {
    let of = "http://schemas.openxmlformats.org";
    let mut names = String::new();
    let mut relations = String::new();
    let mut parts = Vec::new();
    for (number, (name, sheet)) in sheets.iter().enumerate() {
        names += &format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"r{number}\"/>");
        relations += &format!(
            "<Relationship Id=\"r{number}\" Type=\"{of}/officeDocument/2006/relationships/worksheet\" \
             Target=\"sheet{number}.xml\"/>"
        );
        parts.push((
            format!("xl/sheet{number}.xml"),
            format!("<worksheet>{sheet}</worksheet>"),
        ));
    }
    for part in ["sharedStrings", "styles"] {
        relations += &format!(
            "<Relationship Id=\"{part}\" Type=\"{of}/officeDocument/2006/relationships/{part}\" \
             Target=\"{part}.xml\"/>"
        );
    }
    let styles = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>\
                  <numFmt numFmtId=\"165\" formatCode=\"&quot;≥&quot;0.0%\"/></numFmts>\
                  <cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>\
                  <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"9\"/><xf numFmtId=\"164\"/>\
                  <xf numFmtId=\"4\"/><xf numFmtId=\"165\"/><xf numFmtId=\"49\"/></cellXfs>";
    parts.extend([
        (
            "[Content_Types].xml".into(),
            "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>".into(),
        ),
        (
            "xl/workbook.xml".into(),
            format!("<workbook xmlns:r=\"{of}\"><sheets>{names}</sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels".into(),
            format!("<Relationships>{relations}</Relationships>"),
        ),
        ("xl/sharedStrings.xml".into(), format!("<sst>{shared}</sst>")),
        ("xl/styles.xml".into(), format!("<styleSheet>{styles}</styleSheet>")),
    ]);
    let bytes = |(name, text): (String, String)| (name, text.into_bytes());
    parts.into_iter().map(bytes).collect()
}

/// The package of some parts.
pub(crate) fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        out.start_file(name, zip::write::SimpleFileOptions::default())
            .expect("a part");
        out.write_all(bytes).expect("written");
    }
    out.finish().expect("a package").into_inner()
}

fn package(sheets: &[(&str, &str)], shared: &str) -> Vec<u8> {
    zipped(&workbook(sheets, shared))
}

fn reading(sheet: &str) -> Reading {
    let shared = "<si><t>甲</t></si><si><r><t>乙</t></r><r><t xml:space=\"preserve\"> 丙</t></r>\
                  <rPh sb=\"0\" eb=\"1\"><t>yi</t></rPh></si><si><t/></si>";
    read("x.xlsx", package(&[("一", sheet)], shared)).expect("readable")
}

fn data(rows: &str) -> String {
    format!("<sheetData>{rows}</sheetData>")
}

#[test]
fn cells_show_what_a_person_reads() {
    for (cell, shown) in [
        ("<c r=\"A1\" t=\"s\"><v>1</v></c>", "乙 丙"),
        (
            "<c r=\"A1\" t=\"inlineStr\"><is><r><t>一</t></r><r><t>二</t></r></is></c>",
            "一二",
        ),
        (
            "<c r=\"A1\" t=\"str\"><f>A2</f><v>一&amp;&#20108;&lt;</v></c>",
            "一&二<",
        ),
        (
            "<c r=\"A1\" t=\"inlineStr\"><is><t><![CDATA[一<二]]></t></is></c>",
            "一<二",
        ),
        ("<c r=\"A1\"><v>7.0000000000000009</v></c>", "7"),
        (
            "<c r=\"A1\" t=\"n\"><v>22001.489999999998</v></c>",
            "22001.49",
        ),
        ("<c r=\"A1\" s=\"1\"><v>0.95</v></c>", "95%"),
        (
            "<c r=\"A1\" s=\"1\"><v>0.95599999999999996</v></c>",
            "95.6%",
        ),
        ("<c r=\"A1\" s=\"2\"><v>45107</v></c>", "2023年6月30日"),
        (
            "<c r=\"A1\" s=\"2\"><f>TODAY()</f><v>45107.5</v></c>",
            "2023年6月30日",
        ),
        ("<c r=\"A1\" s=\"3\"><v>15320.6</v></c>", "15,320.60"),
        ("<c r=\"A1\" s=\"4\"><v>0.9</v></c>", "≥90.0%"),
        ("<c r=\"A1\" s=\"5\"><v>20230630</v></c>", "20230630"),
        ("<c r=\"A1\" s=\"99\"><v>12</v></c>", "12"),
        (
            "<c r=\"A1\"><v>1.23456789012E+17</v></c>",
            "123456789012000000",
        ),
        ("<c r=\"A1\"><v>1E-7</v></c>", "0.0000001"),
        ("<c r=\"A1\" t=\"b\"><v>1</v></c>", "TRUE"),
        ("<c r=\"A1\" t=\"e\"><f>A2</f><v>#SPILL!</v></c>", "#SPILL!"),
        (
            "<c r=\"A1\" t=\"d\"><v>2023-06-30T00:00:00</v></c>",
            "2023年6月30日",
        ),
        ("<c><v>3</v></c>", "3"),
    ] {
        let reading = reading(&data(&format!("<row r=\"1\">{cell}</row>")));
        assert_eq!(reading.source.text(), format!("{shown}\n"), "{cell}");
    }
}

fn shown(reading: &Reading) -> &str {
    reading.source.text()
}

#[test]
fn rows_are_lines_and_blocks_are_cells() {
    let sheet = data(
        "<row r=\"5\"><c r=\"C5\" t=\"s\"><v>0</v></c><c r=\"E5\"/></row>\
         <row r=\"6\"><c r=\"C6\" t=\"s\"><v>0</v></c><c r=\"D6\" t=\"s\"><v>1</v></c></row>\
         <row r=\"7\"><c r=\"D7\" t=\"s\"><v>0</v></c><c r=\"E7\" s=\"1\"/></row>\
         <row r=\"9\"><c r=\"C9\" s=\"1\"/></row>\
         <row r=\"1000000\"><c r=\"C1000000\"><v>1</v></c></row>",
    ) + "<mergeCells><mergeCell ref=\"C5:E5\"/><mergeCell ref=\"C6:C7\"/></mergeCells>";
    let reading = reading(&sheet);
    assert_eq!(shown(&reading), "甲\n甲\t乙 丙\n\t甲\t\n\n1\n");
    let Layout::Page(page) = &reading.layout else {
        panic!("a page");
    };
    let cells: Vec<_> = page
        .cells
        .iter()
        .map(|it| (it.row, it.column, it.line_count))
        .collect();
    assert_eq!(
        cells,
        [
            (0, 3, 1),
            (1, 3, 1),
            (1, 4, 1),
            (2, 3, 0),
            (2, 4, 1),
            (2, 5, 0),
            (3, 3, 1)
        ]
    );
    assert!(page.cells.iter().all(|it| it.marked));
    let last = reading.source.text().len() as u32 - 2;
    let anchor = reading.source.anchor(last).expect("a cell");
    assert_eq!(reading.source.anchors().words(anchor), "一!C1000000");
}

#[test]
fn line_ends_in_cells_are_lines() {
    let cell = "<c r=\"B2\" t=\"inlineStr\"><is><t>一_x000D_\n\n 二\t三\r\n</t></is></c>";
    let reading = reading(&data(&format!("<row r=\"2\">{cell}</row>")));
    let Layout::Page(page) = &reading.layout else {
        panic!("a page");
    };
    let lines: Vec<_> = page
        .lines
        .iter()
        .map(|it| (reading.source.slice(it.range), it.after_blank))
        .collect();
    assert_eq!(lines, [("一", false), ("二\t三", true)]);
    assert_eq!(page.cells.len(), 1);
}

#[test]
fn cells_may_stand_in_any_order_and_twice() {
    let sheet = data(
        "<row r=\"2\"><c r=\"B2\"><v>4</v></c><c r=\"A2\"><v>3</v></c></row>\
         <row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
    );
    assert_eq!(shown(&reading(&sheet)), "2\n3\t4\n");
}

#[test]
fn what_a_person_should_know_is_said() {
    let sheet = String::from("<cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols>")
        + &data(
            "<row r=\"1\"><c r=\"A1\"><f>B1*2</f></c><c r=\"B1\"><v>1</v></c><c r=\"C1\"><f>1</f><v/></c></row>\
             <row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"e\"><v>#REF!</v></c></row>\
             <row r=\"3\"><c r=\"A3\" t=\"str\"><f>\"\"</f><v></v></c></row>",
        );
    let parts = workbook(&[("一", &sheet), ("二", &data(""))], "");
    let parts: Vec<_> = parts
        .into_iter()
        .map(|(name, bytes)| {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let hidden = text.replace("name=\"二\"", "name=\"二\" state=\"veryHidden\"");
            (name, hidden.into_bytes())
        })
        .collect();
    let reading = read("x.xlsx", zipped(&parts)).expect("readable");
    let said: Vec<_> = reading
        .problems
        .iter()
        .map(|it| {
            let anchor = reading.source.anchor(it.range.start).expect("a cell");
            (it.message.as_str(), reading.source.anchors().words(anchor))
        })
        .collect();
    let said: Vec<_> = said
        .iter()
        .map(|(message, place)| (*message, place.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("工作表“二”是隐藏的，没有检查", "一!A1"),
            (
                "工作表“一”的 A1、C1 是公式，文件里没有存它算出的数，按没有填写检查",
                "一!A1"
            ),
            ("工作表“一”里的公式出错：A2（#REF!）", "一!A2"),
            ("工作表“一”的第2行是隐藏的，里面的文字也检查了", "一!A2"),
            ("工作表“一”的B列、C列是隐藏的，里面的文字也检查了", "一!B1"),
        ]
    );
    assert_eq!(shown(&reading), "\t1\t\n#REF!\n");
}

fn refused(bytes: Vec<u8>) -> String {
    let Unreadable { reason, help, .. } = read("x.xlsx", bytes).expect_err("refused");
    assert!(help.is_some(), "{reason}");
    reason
}

#[test]
fn workbooks_that_say_nothing_are_refused() {
    assert_eq!(refused(package(&[("一", &data(""))], "")), "工作表都是空的");
    assert_eq!(refused(package(&[], "")), "工作表都是空的");
    let broken = data("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>9</v></c></row>");
    assert_eq!(
        refused(package(&[("一", &broken)], "")),
        "电子表格的文件已损坏，读不出来"
    );
}

/// The texts of the cells of a workbook, by sheet and place, as another reader finds them.
fn elsewhere(bytes: &[u8]) -> BTreeMap<(String, u32, u32), Data> {
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).expect("a workbook");
    let mut found = BTreeMap::new();
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else {
            continue;
        };
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            let place = (top + row as u32 + 1, left + column as u32 + 1);
            found.insert((name.clone(), place.0, place.1), data.clone());
        }
    }
    found
}

#[test]
fn another_reader_finds_the_same_texts() {
    let folder = root().join("declarations/excel");
    let mut compared = 0;
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let name = path.to_string_lossy().into_owned();
        let bytes = fs::read(&path).expect("readable");
        // Parts in other folders than usual are not found by the other one.
        if name.ends_with(".xlsm") {
            continue;
        }
        let other = elsewhere(&bytes);
        let reading = read(&name, &bytes).expect("readable");
        let anchors = reading.source.anchors();
        let mut known = BTreeSet::new();
        for (range, anchor) in anchors
            .entries()
            .iter()
            .filter(|(range, _)| !range.is_empty())
        {
            let Anchor::SheetCell { sheet, row, column } = *anchor else {
                panic!("a cell");
            };
            let place = (anchors.sheet(sheet).to_owned(), row, column);
            let words = reading.source.slice(*range);
            let digits = |text: &str| text.replace([',', '≥', '≤'], "");
            match other.get(&place) {
                Some(Data::String(text)) => {
                    assert_eq!(words, text.replace("\r\n", "\n"), "{name} {place:?}");
                }
                Some(Data::Float(number)) if !words.ends_with('%') => {
                    let digits = digits(words);
                    let digits = digits.trim_end_matches(|c: char| !c.is_ascii_digit());
                    assert_eq!(digits.parse(), Ok(*number), "{name} {place:?}");
                }
                Some(Data::Float(_) | Data::Int(_) | Data::DateTime(_)) => {}
                other => panic!("{name} {place:?}: {words:?}, elsewhere {other:?}"),
            }
            compared += 1;
            known.insert(place);
        }
        for (place, data) in other {
            let shown = anchors.entries().iter().any(|(_, anchor)| {
                matches!(anchor, Anchor::SheetCell { sheet, .. } if anchors.sheet(*sheet) == place.0)
            });
            let says = !data.to_string().is_empty();
            assert!(
                !shown || !says || known.contains(&place),
                "{name} {place:?} is missed"
            );
        }
    }
    assert!(compared > 300, "{compared} cells");
}

#[test]
fn parts_may_begin_with_a_mark_and_days_count_from_1904() {
    let sheet = data("<row><c s=\"2\"><v>43645</v></c></row>");
    let parts = workbook(&[("一", &sheet)], "").into_iter();
    let marked = parts.map(|(name, bytes)| {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let text = text.replace("<sheets>", "<workbookPr date1904=\"1\"/><sheets>");
        (
            name,
            format!("\u{feff}<?xml version=\"1.0\"?>\n{text}").into_bytes(),
        )
    });
    let reading = read("x.xlsx", zipped(&marked.collect::<Vec<_>>())).expect("readable");
    assert_eq!(shown(&reading), "2023年6月30日\n");
}
