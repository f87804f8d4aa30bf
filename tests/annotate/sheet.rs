//! Workbooks: comments in cells, their boxes, and the sheet that lists the findings.

use std::collections::BTreeMap;

use jixiao::diag::Severity::{Error, Hint, Warning};

use super::samples::{about, annotated, at, changed, parts, report, sample, view};

/// The comments of a part by cell: author and text. A small reader of its own.
fn comments(part: &[u8]) -> BTreeMap<String, (String, String)> {
    let text = std::str::from_utf8(part).expect("UTF-8");
    let between = |text: &str, from: &str, to: &str| -> Vec<String> {
        let mut found = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find(from) {
            rest = &rest[start..];
            let end = rest.find(to).expect("closed") + to.len();
            found.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        found
    };
    let plain = |xml: &str| {
        let mut out = String::new();
        for piece in xml.split('<').skip(1) {
            out.push_str(piece.split_once('>').expect("a tag").1);
        }
        out.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
    };
    let authors: Vec<String> = between(text, "<author>", "</author>")
        .iter()
        .map(|it| plain(it))
        .collect();
    let mut found = BTreeMap::new();
    for comment in between(text, "<comment ", "</comment>") {
        let value = |name: &str| {
            let from = comment.find(&format!(" {name}=\"")).expect("there") + name.len() + 3;
            comment[from..]
                .split('"')
                .next()
                .expect("quoted")
                .to_owned()
        };
        let author: usize = value("authorId").parse().expect("a number");
        let before = found.insert(value("ref"), (authors[author].clone(), plain(&comment)));
        assert!(before.is_none(), "two comments in {}", value("ref"));
    }
    found
}

#[test]
fn comments_stand_in_the_cells_that_are_meant() {
    let bytes = sample("plain.xlsx");
    let source = view("plain.xlsx", &bytes);
    let findings = vec![
        about(&source, "约120公里", Warning),
        about(&source, "约", Hint),
        about(&source, "由项目单位", Hint),
        about(&source, "", Error),
    ];
    let copy = annotated(&bytes, &report(&source, findings));
    let after = parts(&copy);
    let first = comments(&after["xl/comments1.xml"]);
    let keys: Vec<_> = first.keys().collect();
    assert_eq!(keys, ["D8"]);
    let (author, text) = &first["D8"];
    assert_eq!(author, "绩效规则检查");
    assert_eq!(
        text,
        "应改 value-definite 指标值应当确定\n\
         “约120公里”<不是>确定的指标值 & 无法核对\n\
         建议：写成一个数，例如“120公里”\n\
         依据：填制说明 第 3 条\n\n\
         提示 value-definite 指标值应当确定\n\
         “约”<不是>确定的指标值 & 无法核对\n\
         建议：写成一个数，例如“120公里”\n\
         依据：填制说明 第 3 条"
    );
    let second = comments(&after["xl/comments2.xml"]);
    assert_eq!(second.keys().collect::<Vec<_>>(), ["B1"]);
    assert_eq!(
        changed(&bytes, &copy),
        [
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
            "xl/comments1.xml",
            "xl/comments2.xml",
            "xl/drawings/vmlDrawing1.vml",
            "xl/drawings/vmlDrawing2.vml",
            "xl/workbook.xml",
            "xl/worksheets/_rels/sheet1.xml.rels",
            "xl/worksheets/_rels/sheet2.xml.rels",
            "xl/worksheets/sheet1.xml",
            "xl/worksheets/sheet2.xml",
            "xl/worksheets/sheet3.xml",
        ]
    );
    let list = String::from_utf8(after["xl/worksheets/sheet3.xml"].clone()).expect("UTF-8");
    assert!(list.contains("location=\"'Sheet'!D8\""), "{list}");
    assert!(list.contains("location=\"'附表''二''页'!B1\""), "{list}");
    assert!(list.contains("全表（项目支出绩效目标申报表）"), "{list}");
}

#[test]
fn what_others_have_written_stays() {
    for (name, own, cells) in [
        (
            "commented.xlsx",
            "xl/comments/comment1.xml",
            ["B4", "D9"].as_slice(),
        ),
        ("handmade.xlsx", "book/c1.xml", &["D8"]),
    ] {
        let bytes = sample(name);
        let source = view(name, &bytes);
        let findings = vec![
            about(&source, "100.5", Error),
            about(&source, "约120公里", Warning),
            about(&source, "良好", Hint),
        ];
        let report = report(&source, findings);
        let copy = annotated(&bytes, &report);
        let before = comments(&parts(&bytes)[own]);
        let after = comments(&parts(&copy)[own]);
        for (cell, comment) in &before {
            assert_eq!(after.get(cell), Some(comment), "{name} {cell}");
        }
        for cell in ["B4", "D8", "D10"] {
            let ours = after[cell].0 == "绩效规则检查";
            assert_eq!(ours, !cells.contains(&cell), "{name} {cell}");
        }
        assert_eq!(annotated(&copy, &report), copy, "{name} twice");
    }
}

#[test]
fn a_later_run_replaces_what_an_earlier_one_wrote() {
    let bytes = sample("commented.xlsx");
    let source = view("commented.xlsx", &bytes);
    let first = report(&source, vec![about(&source, "约120公里", Warning)]);
    let second = report(
        &source,
        vec![about(&source, "良好", Hint), at(None, "", Error)],
    );
    let once = annotated(&bytes, &first);
    let again = annotated(&once, &second);
    let cells = comments(&parts(&again)["xl/comments/comment1.xml"]);
    assert_eq!(cells.keys().collect::<Vec<_>>(), ["B4", "D10", "D9"]);
    let none = annotated(&again, &report(&source, Vec::new()));
    let cells = comments(&parts(&none)["xl/comments/comment1.xml"]);
    assert_eq!(cells.keys().collect::<Vec<_>>(), ["B4", "D9"]);
    let workbook = String::from_utf8(parts(&none)["xl/workbook.xml"].clone()).expect("UTF-8");
    assert_eq!(workbook.matches("检查结果2").count(), 2, "{workbook}");
}
