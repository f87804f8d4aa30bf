//! Damaged and malicious documents: each ends in a finding that says what is wrong, in time and
//! memory that do not depend on what the file claims.

use jixiao::diag::Severity;
use jixiao::ooxml::{Package, Word};
use jixiao::read::read;

use super::package::{document, package, parts, zipped};
use crate::support::{Random, assert_sound, judge, root};

/// Why a document is not read.
fn refused(bytes: &[u8]) -> String {
    let unreadable = read("表.docx", bytes).expect_err("refused");
    assert!(unreadable.help.is_some());
    let reports = judge("表.docx", bytes.to_vec());
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].findings[0].severity, Severity::Error);
    unreadable.reason
}

const FORM: &str = "<w:p><w:r><w:t>项目支出绩效目标申报表</w:t></w:r></w:p>";

#[test]
fn damage_is_named() {
    let good = document(FORM);
    assert!(read("表.docx", &good).is_ok());
    assert_eq!(refused(&good[..good.len() / 2]), "文件已损坏，读不出来");
    let page = parts(&format!("=== word/document.xml\n{FORM}\n"));
    let without: Vec<_> = page
        .iter()
        .filter(|(name, _)| name != "word/document.xml")
        .cloned()
        .chain([("word/styles.xml".to_owned(), String::new())])
        .collect();
    let reports = judge("表.docx", zipped(&without));
    assert_eq!(reports[0].findings[0].rule, "input-unreadable");
    let cases = [
        (
            "<w:p><w:r></w:p>",
            "Word 文档已损坏：word/document.xml 读不出来",
        ),
        (
            "<w:p><w:r><w:t>&lol;</w:t></w:r></w:p>",
            "Word 文档已损坏：word/document.xml 读不出来",
        ),
        ("<w:tr/>", "Word 文档已损坏：word/document.xml 读不出来"),
        ("", "文档里没有文字"),
        ("<w:p/>", "文档里没有文字"),
        (
            "<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>",
            "文档里只有图片，没有文字",
        ),
    ];
    for (body, reason) in cases {
        assert_eq!(refused(&document(body)), reason, "{body}");
    }
    let other = package("=== word/document.xml\n<?xml version=\"1.0\"?><html/>\n");
    assert_eq!(
        refused(&other),
        "Word 文档已损坏：word/document.xml 读不出来"
    );
}

#[test]
fn entities_are_not_expanded() {
    let bomb = "=== word/document.xml\n<?xml version=\"1.0\"?>\
        <!DOCTYPE x [<!ENTITY a \"哈哈哈哈哈哈哈哈\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\
        <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
        <w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>\n";
    let reason = refused(&package(bomb));
    assert_eq!(
        reason,
        "Word 文档的 word/document.xml 里有 DOCTYPE 声明，为了安全不读"
    );
}

#[test]
fn nesting_is_limited() {
    let tables = |depth: usize| {
        let open = "<w:tbl><w:tr><w:tc>".repeat(depth);
        let close = "<w:p/></w:tc></w:tr></w:tbl>".repeat(depth);
        document(&format!("{open}<w:p><w:r><w:t>深</w:t></w:r></w:p>{close}"))
    };
    assert!(read("表.docx", tables(100)).is_ok());
    let reason = "Word 文档的 word/document.xml 嵌套太深，不是正常的申报表";
    assert_eq!(refused(&tables(1000)), reason);
    let controls = "<w:sdt><w:sdtContent>".repeat(100_000);
    assert_eq!(refused(&document(&controls)), reason);
}

#[test]
fn a_part_that_grows_without_end_is_left() {
    // 300 MB of spaces, in a file of 300 kB.
    let spaces = " ".repeat(300 << 20);
    let bytes = document(&format!("{FORM}{spaces}"));
    assert!(bytes.len() < 1 << 20);
    assert_eq!(refused(&bytes), "文件解开以后太大，申报表不会有这么大");
}

#[test]
fn many_elements_are_too_many() {
    let reason = "Word 文档的 word/document.xml 内容太多，申报表不会有这么大";
    assert_eq!(refused(&document(&"<w:p/>".repeat(4_000_000))), reason);
    let references = "&lt;".repeat(4_000_000);
    let body = format!("<w:p><w:r><w:t>{references}</w:t></w:r></w:p>");
    assert_eq!(refused(&document(&body)), reason);
}

#[test]
fn fields_that_never_end_are_no_burden() {
    let open = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>\
        <w:r><w:fldChar w:fldCharType=\"separate\"/><w:t>字</w:t></w:r>";
    let body = format!("<w:p>{}</w:p>", open.repeat(50_000));
    let reading = read("表.docx", document(&body)).expect("readable");
    assert_eq!(reading.source.text().matches('字').count(), 50_000);
}

#[test]
fn what_lies_outside_is_never_fetched() {
    let page = format!(
        "=== word/document.xml\n{FORM}\n=== word/_rels/document.xml.rels\n\
         <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"s\" Type=\"x/styles\" Target=\"http://example.com/x.xml\" \
         TargetMode=\"External\"/><Relationship Id=\"n\" Type=\"x/numbering\" \
         Target=\"../../../../etc/passwd\"/></Relationships>\n"
    );
    assert!(read("表.docx", package(&page)).is_ok());
}

#[test]
fn numbers_of_lists_stay_short() {
    let long = "长".repeat(100_000);
    let body = "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:p>".repeat(50);
    let page = format!(
        "=== word/document.xml\n{body}\n=== word/numbering.xml\n\
         <w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"4000000000\"/>\
         <w:numFmt w:val=\"upperRoman\"/><w:lvlText w:val=\"%1{long}\"/></w:lvl></w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>\n"
    );
    let reading = read("表.docx", package(&page)).expect("readable");
    assert!(reading.source.text().len() < 50 * 400);
}

#[test]
fn wide_spans_and_circles_end() {
    let span = "<w:gridSpan w:val=\"4294967295\"/>";
    let cell = format!("<w:tc><w:tcPr>{span}</w:tcPr><w:p><w:r><w:t>宽</w:t></w:r></w:p></w:tc>");
    let page = format!(
        "=== word/document.xml\n<w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"4294967295\"/></w:trPr>\
         {}</w:tr></w:tbl><w:p><w:pPr><w:pStyle w:val=\"A\"/></w:pPr><w:r><w:t>字</w:t></w:r></w:p>\
         \n=== word/styles.xml\n<w:style w:styleId=\"A\"><w:basedOn w:val=\"B\"/></w:style>\
         <w:style w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style>\n",
        cell.repeat(100)
    );
    assert!(read("表.docx", package(&page)).is_ok());
}

/// Samples with a document inside.
fn samples() -> Vec<Vec<u8>> {
    let folder = root().join("declarations/word");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).expect("readable"))
        .collect()
}

#[test]
fn changed_bytes_are_answered() {
    let samples = samples();
    let mut random = Random(11);
    for _ in 0..60 {
        let mut bytes = random.pick(&samples).clone();
        for _ in 0..1 + random.below(4) {
            let at = random.below(bytes.len());
            let end = (at + random.below(200)).min(bytes.len());
            match random.below(3) {
                0 => bytes[at] = random.byte(),
                1 => drop(bytes.drain(at..end)),
                _ => bytes.truncate(at.max(4)),
            }
        }
        judge("变.docx", bytes).iter().for_each(assert_sound);
    }
}

#[test]
fn changed_xml_is_answered() {
    let samples = samples();
    let mut random = Random(12);
    let mut read = 0;
    for _ in 0..200 {
        let bytes = random.pick(&samples);
        let mut package = Package::open(bytes).expect("a package");
        let xml = package.part("word/document.xml").expect("readable");
        let xml = String::from_utf8(xml.expect("a part")).expect("UTF-8");
        let changed = changed(&xml, &mut random);
        let page = [("word/document.xml".to_owned(), changed)];
        let bytes = zipped(&page);
        let mut package = Package::open(&bytes).expect("a package");
        if let Ok(word) = Word::read(&mut package) {
            super::assert_pieces(&word);
            read += 1;
        }
        judge("变.docx", bytes).iter().for_each(assert_sound);
    }
    assert!(read > 20, "only {read} could be read");
}

/// XML with elements and texts taken out, doubled and swapped.
pub(crate) fn changed(xml: &str, random: &mut Random) -> String {
    let mut pieces: Vec<&str> = xml.split_inclusive('>').collect();
    for _ in 0..1 + random.below(3) {
        let (at, to) = (random.below(pieces.len()), random.below(pieces.len()));
        // An element without content can be moved without breaking others.
        let whole = |piece: &str| piece.ends_with("/>") && piece.starts_with('<');
        match random.below(4) {
            0 if whole(pieces[at]) => drop(pieces.remove(at)),
            1 if whole(pieces[at]) => pieces.insert(to, pieces[at]),
            2 => {
                let name = random.pick(&[
                    "<w:br/>",
                    "<w:tab/>",
                    "<w:p/>",
                    "&amp;",
                    "字",
                    "<w:vanish/>",
                ]);
                pieces.insert(at, name);
            }
            _ => pieces.swap(at, to),
        }
    }
    pieces.concat()
}
