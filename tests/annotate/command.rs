//! `check --annotate`: which files are written where, and which are not.

use std::fs;
use std::path::Path;

use super::samples::{parts, sample};
use crate::cli::{Ran, call, folder, run};
use crate::support::root;

fn annotate(folder: &Path, paths: &[&Path]) -> Ran {
    let mut arguments = vec![
        "check",
        "--format",
        "concise",
        "--fail-on",
        "never",
        "--annotate",
    ];
    arguments.push(folder.to_str().expect("UTF-8"));
    arguments.extend(paths.iter().map(|it| it.to_str().expect("UTF-8")));
    run(&arguments)
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => open.push(path),
                false => found.push(
                    path.strip_prefix(folder)
                        .expect("below")
                        .to_string_lossy()
                        .into_owned(),
                ),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn copies_are_arranged_as_the_files_are() {
    let base = folder("annotate-arranged");
    let from = base.join("in");
    fs::create_dir_all(from.join("下")).expect("made");
    let put = |to: &str, bytes: &[u8]| fs::write(from.join(to), bytes).expect("written");
    put("a.docx", &sample("plain.docx"));
    put("下/b.xlsx", &sample("plain.xlsx"));
    put("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    let text = fs::read(root().join("declarations/water-bureau-2023.txt")).expect("a sample");
    put("水.txt", &text);
    let to = base.join("out");
    let ran = annotate(&to, &[&from]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(
        files(&to),
        ["a.批注.docx", "下/b.批注.xlsx", "水.txt.结果.txt"]
    );
    assert!(
        ran.err.contains("已写 ") && ran.err.contains("旧.doc 没有带批注的副本"),
        "{}",
        ran.err
    );
    assert_eq!(
        fs::read(from.join("a.docx")).expect("there"),
        sample("plain.docx")
    );
    assert!(
        parts(&fs::read(to.join("a.批注.docx")).expect("there")).contains_key("word/comments.xml")
    );
    // The same again, and the outputs do not change.
    let before: Vec<_> = files(&to)
        .iter()
        .map(|it| fs::read(to.join(it)).expect("there"))
        .collect();
    let again = annotate(&to, &[&from]);
    assert_eq!((again.code, &again.out), (0, &ran.out));
    let after: Vec<_> = files(&to)
        .iter()
        .map(|it| fs::read(to.join(it)).expect("there"))
        .collect();
    assert!(before == after);
    // Copies are no declarations of their own.
    let ran = run(&[
        "check",
        "--show-skipped",
        "--fail-on",
        "never",
        to.to_str().expect("UTF-8"),
    ]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("是带批注的副本"), "{}", ran.err);
    // A copy of a copy has its name.
    let ran = annotate(&base.join("third"), &[&to.join("a.批注.docx")]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let third = fs::read(base.join("third/a.批注.docx")).expect("there");
    assert!(third == fs::read(to.join("a.批注.docx")).expect("there"));
}

#[test]
fn nothing_is_written_over_what_others_have_made() {
    let base = folder("annotate-foreign");
    for name in ["a", "b"] {
        fs::create_dir(base.join(name)).expect("made");
        fs::write(base.join(name).join("x.docx"), sample("plain.docx")).expect("written");
    }
    let (a, b) = (base.join("a/x.docx"), base.join("b/x.docx"));
    let to = base.join("out");
    let ran = annotate(&to, &[&a, &b, &a]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(files(&to), ["x.2.批注.docx", "x.批注.docx"]);
    // What somebody has worked on since has lost the remark of its archive.
    let copy = to.join("x.批注.docx");
    let bytes = fs::read(&copy).expect("there");
    let cut = &bytes[..bytes.len() - 1];
    fs::write(&copy, cut).expect("written");
    let ran = annotate(&to, &[&a, &b]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("没有覆盖") && ran.err.contains("x.2.批注.docx"),
        "{}",
        ran.err
    );
    assert_eq!(fs::read(&copy).expect("there"), cut);
    assert!(
        ran.out.contains("value-definite") || ran.out.contains('#'),
        "{}",
        ran.out
    );
}

#[test]
fn what_cannot_be_annotated_is_said_at_once() {
    let base = folder("annotate-refused");
    let original = base.join("x.批注.docx");
    fs::write(&original, sample("plain.docx")).expect("written");
    let ran = annotate(&base, &[&original]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("会盖住它"), "{}", ran.err);
    assert_eq!(fs::read(&original).expect("there"), sample("plain.docx"));
    let ran = annotate(&original, &[&base]);
    assert_eq!(ran.code, 2);
    let source = base.join("x.docx");
    fs::write(&source, sample("plain.docx")).expect("written");
    let ran = annotate(&source, &[&source]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("是文件"), "{}", ran.err);
    let ran = annotate(&source.join("below"), &[&source]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("写不了") || ran.err.contains("不是文件夹"),
        "{}",
        ran.err
    );
    let ran = call(&["check", "--annotate", "x", "-"], Some(b"x"));
    assert_eq!(ran.code, 2);
    let path = source.to_str().expect("UTF-8");
    assert_eq!(run(&["check", "--annotate", "x", "--diff", path]).code, 2);
}
