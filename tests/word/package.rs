//! Packages made from a page of text, so that a case needs no tool to be written or read.
//!
//! A line `=== NAME` begins a part. What stands in a part that makes up a document is put into its
//! root element, unless it brings one; relationships are made for the parts that are there, unless
//! the page has them.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The root elements of the parts of a document.
const ROOTS: [(&str, &str, &str); 5] = [
    (
        "word/document.xml",
        "<w:document NS><w:body>",
        "</w:body></w:document>",
    ),
    ("word/styles.xml", "<w:styles NS>", "</w:styles>"),
    ("word/numbering.xml", "<w:numbering NS>", "</w:numbering>"),
    ("word/footnotes.xml", "<w:footnotes NS>", "</w:footnotes>"),
    ("word/endnotes.xml", "<w:endnotes NS>", "</w:endnotes>"),
];

/// The parts of a page: name and content.
pub(crate) fn parts(page: &str) -> Vec<(String, String)> {
    let mut parts: Vec<(String, String)> = Vec::new();
    for line in page.lines() {
        match (line.strip_prefix("=== "), parts.last_mut()) {
            (Some(name), _) => parts.push((name.to_owned(), String::new())),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    for (name, text) in &mut parts {
        let root = ROOTS.iter().find(|(part, ..)| part == name);
        if let Some((_, open, close)) = root.filter(|_| !text.starts_with("<?xml")) {
            *text = format!("{}{text}{close}", open.replace("NS", &namespaces()));
        }
    }
    add_relations(&mut parts);
    parts
}

fn namespaces() -> String {
    let mut names = format!("xmlns:w=\"{WORD}\"");
    for (prefix, uri) in [
        ("r", TYPES),
        (
            "m",
            "http://schemas.openxmlformats.org/officeDocument/2006/math",
        ),
        (
            "mc",
            "http://schemas.openxmlformats.org/markup-compatibility/2006",
        ),
        (
            "wps",
            "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        ),
        (
            "w14",
            "http://schemas.microsoft.com/office/word/2010/wordml",
        ),
        ("v", "urn:schemas-microsoft-com:vml"),
        ("o", "urn:schemas-microsoft-com:office:office"),
        ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ] {
        let _ = write!(names, " xmlns:{prefix}=\"{uri}\"");
    }
    names
}

fn add_relations(parts: &mut Vec<(String, String)>) {
    let has = |parts: &[(String, String)], name: &str| parts.iter().any(|(it, _)| it == name);
    let root = "http://schemas.openxmlformats.org/package/2006/relationships";
    if !has(parts, "_rels/.rels") {
        let text = format!(
            "<Relationships xmlns=\"{root}\"><Relationship Id=\"r1\" \
             Type=\"{TYPES}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
        );
        parts.push(("_rels/.rels".to_owned(), text));
    }
    if !has(parts, "word/_rels/document.xml.rels") {
        let mut text = format!("<Relationships xmlns=\"{root}\">");
        for kind in ["styles", "numbering", "footnotes", "endnotes"] {
            if has(parts, &format!("word/{kind}.xml")) {
                let _ = write!(
                    text,
                    "<Relationship Id=\"{kind}\" Type=\"{TYPES}/{kind}\" Target=\"{kind}.xml\"/>"
                );
            }
        }
        text.push_str("</Relationships>");
        parts.push(("word/_rels/document.xml.rels".to_owned(), text));
    }
}

/// The package of a page.
pub(crate) fn package(page: &str) -> Vec<u8> {
    zipped(&parts(page))
}

/// A package of these parts.
pub(crate) fn zipped(parts: &[(String, String)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(name.as_str(), SimpleFileOptions::default())
            .expect("a part");
        out.write_all(text.as_bytes()).expect("written");
    }
    out.finish().expect("a package").into_inner()
}

/// A document with this body.
pub(crate) fn document(body: &str) -> Vec<u8> {
    package(&format!("=== word/document.xml\n{body}\n"))
}
