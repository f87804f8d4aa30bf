//! `jixiao fmt` as it is called: what it writes, what it leaves alone, how it ends.

use std::fs;
use std::path::Path;

use jixiao::syntax::{Keywords, format_as, parse};

use crate::cli::{call, folder, run};
use crate::support::root;

/// A rule that is written in no particular layout, with a comment and both spellings.
const LOOSE: &str = "// 总额\nrule totals \"平衡\" { on 资金; 要求 资金总额 > 0 万元 // 大于零\n\n\
  建议：“核对”\n}\n";

/// The same in the canonical layout.
const TIDY: &str = "// 总额\nrule totals \"平衡\" {\n    on      资金\n    \
    require 资金总额 > 0 万元  // 大于零\n\n    help    \"核对\"\n}\n";

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[test]
fn files_are_written_where_they_stand_unless_it_is_asked_to_look() {
    let folder = folder("fmt");
    let (loose, tidy) = (folder.join("loose.rule"), folder.join("tidy.rule"));
    fs::write(&loose, LOOSE).expect("written");
    fs::write(&tidy, TIDY).expect("written");
    fs::write(folder.join("notes.txt"), LOOSE).expect("written");
    let whole = name(&folder);
    let ran = run(&["fmt", "--check", &whole]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        ran.out.contains("loose.rule") && !ran.out.contains("tidy.rule"),
        "{}",
        ran.out
    );
    let ran = run(&["fmt", "--diff", &whole]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("+    on      资金"), "{}", ran.out);
    assert_eq!(
        fs::read_to_string(&loose).expect("there"),
        LOOSE,
        "nothing is written"
    );
    assert_eq!(run(&["fmt", &whole]).code, 0);
    assert_eq!(fs::read_to_string(&loose).expect("there"), TIDY);
    assert_eq!(
        fs::read_to_string(folder.join("notes.txt")).expect("there"),
        LOOSE
    );
    let ran = run(&["fmt", "--check", "--diff", &whole]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
}

#[test]
fn standard_input_goes_to_standard_output() {
    let ran = call(&["fmt", "-"], Some(LOOSE.as_bytes()));
    assert_eq!((ran.code, ran.out.as_str()), (0, TIDY));
    assert_eq!(
        call(&["fmt", "--check", "-"], Some(LOOSE.as_bytes())).code,
        1
    );
    assert_eq!(
        call(&["fmt", "--check", "-"], Some(TIDY.as_bytes())).code,
        0
    );
    let ran = call(&["fmt", "--keywords", "zh", "-"], Some(LOOSE.as_bytes()));
    assert!(ran.out.contains("    适用 资金\n"), "{}", ran.out);
    let ran = call(&["fmt", "--keywords", "en", "-"], Some(ran.out.as_bytes()));
    assert_eq!(ran.out, TIDY);
}

#[test]
fn line_ends_and_the_byte_order_mark_stay() {
    let windows = format!("\u{feff}{}", LOOSE.replace('\n', "\r\n"));
    let ran = call(&["fmt", "-"], Some(windows.as_bytes()));
    assert_eq!(ran.out, format!("\u{feff}{}", TIDY.replace('\n', "\r\n")));
}

#[test]
fn a_file_with_a_mistake_is_left_alone_and_the_others_are_written() {
    let folder = folder("fmt-broken");
    let (loose, broken) = (folder.join("a.rule"), folder.join("broken.rule"));
    fs::write(&loose, LOOSE).expect("written");
    fs::write(&broken, "rule a \"甲\" { require 1 + }").expect("written");
    let ran = run(&["fmt", &name(&folder)]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("broken.rule"), "{}", ran.err);
    assert_eq!(fs::read_to_string(&loose).expect("there"), TIDY);
    let same = fs::read_to_string(&broken).expect("there");
    assert_eq!(same, "rule a \"甲\" { require 1 + }");
    for arguments in [
        &["fmt", "no/such/path"][..],
        &["fmt", "-", &name(&loose)],
        &["fmt", "declarations"],
        &["fmt", "--keywords", "fr", &name(&loose)],
    ] {
        assert_eq!(run(arguments).code, 2, "{arguments:?}");
    }
    assert_eq!(call(&["fmt", "-"], Some(b"\xff\xfe")).code, 2);
}

#[test]
fn the_rules_of_the_repository_are_formatted() {
    let mut folders = vec![root().join("rules")];
    let mut wrong = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rule") {
                let text = fs::read_to_string(&path).expect("readable");
                let parsed = parse(jixiao::source::SourceId(0), &text);
                if format_as(&parsed.file, &text, Keywords::AsWritten) != text {
                    wrong.push(name(&path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "jixiao fmt rules: {}", wrong.join(" "));
}
