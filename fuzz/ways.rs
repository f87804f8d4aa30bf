//! The ways that bytes from outside go through the program, each with what must hold of any bytes.
//! The targets of cargo-fuzz and the long runs of `tests/fuzz` share them.

use std::path::{Path, PathBuf};

use jixiao::analysis::{FileInput, FormInput, analyse};
use jixiao::diag::{Diagnostic, Messages};
use jixiao::form::Interface;
use jixiao::ooxml::{Origin, Package, Word};
use jixiao::pack::{self, Opened, PackSource, Trust, bundled};
use jixiao::source::{SourceFile, SourceId, SourceMap};
use jixiao::syntax::{Keywords, Spelling, format_as, parse};
use jixiao::vfs::MemoryFiles;
use jixiao::workspace::{self, CheckOptions, Input, Workspace};
use jixiao::write::{self, Options};

/// The national pack, which rules are checked against.
pub(crate) fn core() -> PackSource {
    let files = bundled("core").expect("the national pack").files();
    let mut sources = SourceMap::default();
    let core = pack::load(&files, Path::new("core"), &mut sources, &mut Vec::new());
    core.expect("readable").expect("a pack")
}

/// A text is read as a rule file; one without mistakes is written in every spelling and read again.
pub(crate) fn rule_parser(text: &str) {
    let parsed = parse(SourceId(0), text);
    inside(&parsed.diagnostics, text);
    if !parsed.diagnostics.is_empty() {
        return;
    }
    for keywords in [
        Keywords::AsWritten,
        Keywords::In(Spelling::Chinese),
        Keywords::In(Spelling::English),
    ] {
        let written = format_as(&parsed.file, text, keywords);
        let again = parse(SourceId(0), &written);
        assert_eq!(again.diagnostics, [], "written: {written}");
        assert!(again.file.items == parsed.file.items, "written: {written}");
        let comments = (again.file.comments.len(), parsed.file.comments.len());
        assert_eq!(comments.0, comments.1, "written: {written}");
        let twice = format_as(&again.file, &written, keywords);
        assert_eq!(twice, written, "written twice");
    }
}

/// A text is checked as a rule file of a pack that builds on `core`, and told about.
pub(crate) fn type_checker(core: &PackSource, text: &str) {
    let mut sources = SourceMap::default();
    let source = sources.add(SourceFile::new("fuzz.rule", text));
    let parsed = parse(source, text);
    let forms: Vec<FormInput<'_>> = core
        .forms
        .iter()
        .map(|form| FormInput { form, pack: 0 })
        .collect();
    let interfaces: Vec<&Interface> = core.interfaces.iter().collect();
    let file = FileInput {
        source,
        text,
        tree: &parsed.file,
        pack: 0,
        pack_id: "fuzz",
    };
    let analysis = analyse(&[file], &forms, &interfaces);
    let mut diagnostics = parsed.diagnostics;
    diagnostics.extend(analysis.diagnostics);
    inside(&diagnostics, text);
    let messages = Messages {
        diagnostics,
        sources,
    };
    let _ = write::messages(&messages, &Options::default());
}

fn inside(diagnostics: &[Diagnostic], text: &str) {
    for label in diagnostics.iter().flat_map(|it| &it.labels) {
        let inside = text.get(label.span.range.indices());
        assert!(inside.is_some(), "{label:?}");
    }
}

/// The path of the archive.
pub(crate) const ARCHIVE: &str = "fuzz.jxp";

/// Bytes are read as the archive of a pack. What is accepted holds exactly the files that its list
/// names, below its own path, and is the only archive of these files; it is given back as the bytes
/// that would be signed.
pub(crate) fn pack_archive(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut files = MemoryFiles::default();
    files.insert(ARCHIVE, bytes);
    let trust = Trust {
        allow_untrusted: true,
        ..Trust::default()
    };
    let _ = Workspace::from_trusted(&files, &[PathBuf::from(ARCHIVE)], &trust);
    let opened = pack::open(&files, Path::new(ARCHIVE));
    let Ok(Opened::Archive(archive)) = opened else {
        return None;
    };
    let found = jixiao::vfs::Files::list(&archive.files, Path::new(""));
    let mut count = 0;
    for path in found {
        let path = path.expect("in memory");
        let inside = path.strip_prefix(ARCHIVE).expect("below the archive");
        let plain =
            |part: std::path::Component<'_>| matches!(part, std::path::Component::Normal(_));
        assert!(inside.components().all(plain), "{inside:?}");
        let name = inside.to_string_lossy().replace('\\', "/");
        let listed = archive.contents.files.iter().any(|it| it.path == name);
        assert!(listed, "{name}");
        count += 1;
    }
    assert_eq!(count, archive.contents.files.len());
    Some(archive.signed)
}

/// A text is read as the main part of a text document. Of what can be read the pieces cover the text
/// view without gaps, and each stands in the XML where it says.
pub(crate) fn text_document(xml: &str) {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    out.start_file("word/document.xml", options)
        .expect("a part");
    std::io::Write::write_all(&mut out, xml.as_bytes()).expect("in memory");
    let bytes = out.finish().expect("a package").into_inner();
    let mut package = Package::open(&bytes).expect("a package");
    let Ok(word) = Word::read(&mut package) else {
        return;
    };
    let mut at = 0;
    for piece in &word.pieces {
        assert_eq!(piece.view.start, at);
        at = piece.view.end;
        if let Origin::Text { run, xml, element } = piece.origin {
            let run = word.runs[run as usize];
            assert!(run.element.covers(element) && element.covers(xml));
            assert_eq!(xml.len(), piece.view.len());
        }
    }
    assert_eq!(at as usize, word.text.len());
}

/// Bytes are judged as a declaration of this name, by the packs inside the binary; the answer is
/// written for people and for programs.
pub(crate) fn declaration(packs: &Workspace, name: &str, bytes: &[u8]) {
    let options = CheckOptions {
        jobs: 1,
        ..CheckOptions::default()
    };
    let input = Input::Bytes(name.to_owned(), bytes.to_vec());
    let files = MemoryFiles::default();
    let mut reports = 0;
    let checked = workspace::check(packs, &files, vec![input], &options, |report| {
        reports += 1;
        for format in write::FORMATS {
            let mut writer = (format.make)(&Options::default());
            let mut out = Vec::new();
            writer.begin(&packs.header(), &mut out)?;
            writer.document(&report, &mut out)?;
            std::str::from_utf8(&out).expect("text");
        }
        Ok::<(), std::io::Error>(())
    });
    checked.expect("written");
    assert!(reports > 0, "no answer");
}

/// Bytes stand in a workbook in place of one of its parts, which is then judged as a declaration.
pub(crate) fn workbook_part(packs: &Workspace, part: usize, bytes: &[u8]) {
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;
    const RELATIONS: &str = "<Relationships>\
        <Relationship Id=\"s\" Type=\"/worksheet\" Target=\"sheet.xml\"/>\
        <Relationship Id=\"t\" Type=\"/sharedStrings\" Target=\"texts.xml\"/>\
        <Relationship Id=\"f\" Type=\"/styles\" Target=\"styles.xml\"/></Relationships>";
    let parts = [
        ("xl/sheet.xml", "<worksheet/>"),
        ("xl/texts.xml", "<sst><si><t>甲</t></si></sst>"),
        ("xl/styles.xml", "<styleSheet/>"),
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"甲\" r:id=\"s\"/></sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
    ];
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (index, (name, usual)) in parts.into_iter().enumerate() {
        let bytes = if index == part % parts.len() {
            bytes
        } else {
            usual.as_bytes()
        };
        out.start_file(name, SimpleFileOptions::default())
            .expect("a part");
        out.write_all(bytes).expect("written");
    }
    let package = out.finish().expect("a package").into_inner();
    declaration(packs, "fuzz.xlsx", &package);
}
