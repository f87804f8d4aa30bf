//! `check --fix` and `--diff`: what is written and what stays as it is.
//!
//! `tests/data/fix` holds declarations with all kinds of findings that can be mended; what becomes
//! of them stands beside. A new case is a new file.

use std::fs;

use encoding_rs::GB18030;
use jixiao::diag::{Applicability, DocumentReport};
use jixiao::types::fold;
use jixiao::vfs::MemoryFiles;
use jixiao::workspace::{CheckOptions, Input, Mended, Policy, Selection, check_mending};
use proptest::prelude::*;

use crate::cli::{call, folder, run};
use crate::support::{assert_sound, declarations, root, snapshot, workspace};

const CASES: &str = "tests/data/fix";

/// The declarations among the cases: names and texts.
fn cases() -> Vec<(String, String)> {
    let entries = fs::read_dir(root().join(CASES)).expect("the folder");
    let mut found: Vec<(String, String)> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it != "expected"))
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            let text = fs::read_to_string(&path).expect("a text");
            (name.into_owned(), text)
        })
        .collect();
    found.sort();
    assert!(found.len() > 1);
    found
}

/// A file with its findings mended, and what remains.
fn mended(name: &str, bytes: &[u8], most: Applicability) -> (Option<Mended>, Vec<DocumentReport>) {
    let input = Input::Bytes(name.to_owned(), bytes.to_vec());
    let options = CheckOptions {
        policy: Policy::of(Selection::default()),
        jobs: 1,
    };
    let (mut done, mut reports) = (None, Vec::new());
    let write = |mended: &Mended| {
        done = Some(mended.clone());
        Ok::<_, ()>(mended.name.clone())
    };
    let report = |it: DocumentReport| {
        reports.push(it);
        Ok(())
    };
    let files = MemoryFiles::default();
    let inputs = vec![input];
    check_mending(workspace(), &files, inputs, &options, most, write, report).expect("done");
    (done, reports)
}

#[test]
fn what_is_mended_is_as_before() {
    for (name, _) in cases() {
        let path = format!("{CASES}/{name}");
        let mut shown = String::new();
        for arguments in [&["--diff"][..], &["--diff", "--unsafe-fixes"]] {
            let ran = run(&[&["check", &path], arguments].concat());
            assert_eq!(ran.code, 1, "{}", ran.err);
            shown.push_str(&format!("$ jixiao check {}\n", arguments.join(" ")));
            shown.push_str(&ran.out);
            shown.push_str(&ran.err);
            shown.push('\n');
        }
        let ran = run(&[
            "check",
            &path,
            "--select",
            "wording,numbering-order,unit,totals",
        ]);
        shown.push_str(&ran.out);
        snapshot(format!("{path}.expected"), &shown);
    }
}

#[test]
fn a_copy_stands_beside_and_the_original_stays() {
    let at = folder("fix-copy");
    let (name, text) = (
        "页.txt",
        fs::read(root().join(CASES).join("page.txt")).expect("read"),
    );
    fs::write(at.join(name), &text).expect("written");
    let path = at.to_string_lossy().into_owned();
    let ran = run(&["check", "--fix", "--format", "concise", &path]);
    assert!(ran.err.contains("页.修正.txt"), "{}", ran.err);
    assert!(ran.out.contains("页.修正.txt:"), "{}", ran.out);
    assert_eq!(fs::read(at.join(name)).expect("read"), text);
    let copy = fs::read_to_string(at.join("页.修正.txt")).expect("a copy");
    assert!(copy.contains("3.举办群众性问题活"), "{copy}");
    // The copy is not checked with the folder, and a named copy is.
    let again = run(&["check", "--show-skipped", &path]);
    assert!(again.out.contains("是修正后的副本"), "{}", again.out);
    let named = at.join("页.修正.txt").to_string_lossy().into_owned();
    let ran = run(&["check", "--diff", &named]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);

    let to = at.join("改好");
    let (to_path, file) = (to.to_string_lossy().into_owned(), at.join(name));
    let file = file.to_string_lossy().into_owned();
    run(&["check", "--fix", "--fix-to", &to_path, &file]);
    assert_eq!(fs::read_to_string(to.join(name)).expect("a copy"), copy);
    let ran = run(&["check", "--fix", "--fix-to", &path, &file]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("那就是原文件"), "{}", ran.err);
    assert_eq!(fs::read(at.join(name)).expect("read"), text);
}

#[test]
fn a_file_changed_in_place_keeps_its_character_set_and_line_ends() {
    let at = folder("fix-in-place");
    let text = fs::read_to_string(root().join(CASES).join("page.txt")).expect("read");
    let (done, _) = mended("page.txt", text.as_bytes(), Applicability::Safe);
    let wanted = done.expect("mended").after;
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let utf16 = |text: &str| -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect()
    };
    type Write<'a> = &'a dyn Fn(&str) -> Vec<u8>;
    let ways: [(&str, Write<'_>); 4] = [
        ("gb", &|text| GB18030.encode(text).0.into_owned()),
        ("gb-crlf", &|text| {
            GB18030.encode(&crlf(text)).0.into_owned()
        }),
        ("utf16", &|text| utf16(&crlf(text))),
        ("bom", &|text| [b"\xef\xbb\xbf", text.as_bytes()].concat()),
    ];
    for (name, write) in ways {
        let file = at.join(format!("{name}.txt"));
        fs::write(&file, write(&text)).expect("written");
        let ran = run(&["check", "--fix", "--in-place", &file.to_string_lossy()]);
        assert!(ran.err.starts_with("已改 "), "{}", ran.err);
        assert!(fs::read(&file).expect("read") == write(&wanted), "{name}");
    }
    // Nothing is left beside the files.
    assert_eq!(fs::read_dir(&at).expect("the folder").count(), 4);
    let broken = at.join("broken.txt");
    let bytes = [GB18030.encode(&text).0.as_ref(), b"\x81"].concat();
    fs::write(&broken, &bytes).expect("written");
    let ran = run(&["check", "--fix", "--in-place", &broken.to_string_lossy()]);
    assert!(ran.err.contains("没有改"), "{}", ran.err);
    assert_eq!(fs::read(&broken).expect("read"), bytes);
}

#[test]
fn options_that_do_not_go_together_are_refused() {
    for arguments in [
        &["check", "--unsafe-fixes"][..],
        &["check", "--in-place"],
        &["check", "--fix-to", "x"],
        &["check", "--fix", "--in-place", "--fix-to", "x"],
        &["check", "--diff", "--in-place"],
        &["check", "--fix", "--watch"],
        &["check", "--diff", "--output", "json=x"],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.starts_with("错误："), "{}", ran.err);
    }
    let ran = call(&["check", "--fix", "-"], Some(b"x"));
    assert_eq!(ran.code, 2);
    let text = fs::read(root().join(CASES).join("page.txt")).expect("read");
    let ran = call(&["check", "--diff", "-"], Some(&text));
    assert!(ran.out.starts_with("--- 标准输入.txt\n"), "{}", ran.out);
}

/// A slip of the pen.
#[derive(Clone, Copy, Debug)]
enum Slip {
    HalfWidth,
    Doubled,
    Blank,
    Broken,
    Number,
    Typo,
}

/// A text with slips: each at a place of its kind that is found by counting.
fn spoilt(text: &str, slips: &[(Slip, usize)]) -> String {
    let mut text = text.to_owned();
    for (slip, at) in slips {
        let fits = |before: char, c: char| match slip {
            Slip::HalfWidth | Slip::Doubled => "，；、。".contains(c),
            Slip::Blank | Slip::Broken => before > '一' && before < '龥' && c > '一' && c < '龥',
            Slip::Number => before == '\t' && c.is_ascii_digit(),
            Slip::Typo => c == '受',
        };
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let places: Vec<(usize, char)> = chars
            .windows(2)
            .filter(|pair| fits(pair[0].1, pair[1].1))
            .map(|pair| pair[1])
            .collect();
        if places.is_empty() {
            continue;
        }
        let (at, c) = places[at % places.len()];
        let new = match slip {
            Slip::HalfWidth => match c {
                '，' => ",".to_owned(),
                '；' => ";".to_owned(),
                c => c.to_string(),
            },
            Slip::Doubled => format!("{c}{c}"),
            Slip::Blank => format!(" {c}"),
            Slip::Broken => format!("\n{c}"),
            Slip::Number => "7".to_owned(),
            Slip::Typo => "收".to_owned(),
        };
        text.replace_range(at..at + c.len_utf8(), &new);
    }
    text
}

/// The digits of every line without the number that an item begins with or a heading ends with.
fn figures(text: &str) -> Vec<String> {
    let of = |line: &str| {
        let line = fold(line).into_owned();
        let heading = line.trim_end().strip_suffix('：');
        let rest = heading
            .map_or(line.as_str(), |it| {
                it.trim_end_matches(|c: char| c.is_ascii_digit())
            })
            .trim_start()
            .trim_start_matches(|c: char| c.is_ascii_digit() || c == '（');
        rest.chars().filter(char::is_ascii_digit).collect()
    };
    text.lines().map(of).collect()
}

fn slips() -> impl Strategy<Value = Vec<(Slip, usize)>> {
    let slip = proptest::sample::select(vec![
        Slip::HalfWidth,
        Slip::Doubled,
        Slip::Blank,
        Slip::Broken,
        Slip::Number,
        Slip::Typo,
    ]);
    proptest::collection::vec((slip, 0..10_000_usize), 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Mended twice is mended once; what is mended is found no more; no figure changes.
    #[test]
    fn mended_files_have_nothing_left_to_mend(number in 0..100_usize, slips in slips()) {
        let mut files: Vec<(String, String)> = declarations()
            .into_iter()
            .filter_map(|(name, bytes)| Some((name, String::from_utf8(bytes).ok()?)))
            .collect();
        files.extend(cases());
        let (name, text) = &files[number % files.len()];
        let text = match name.ends_with(".txt") {
            true => spoilt(text, &slips),
            false => text.clone(),
        };
        for most in [Applicability::Safe, Applicability::Unsafe] {
            let (done, reports) = mended(name, text.as_bytes(), most);
            reports.iter().for_each(assert_sound);
            let left = reports.iter().flat_map(DocumentReport::open);
            let left = left.filter(|it| it.fixable().is_some_and(|it| it <= most));
            let left: Vec<_> = left.map(|it| (&it.rule, &it.fixes)).collect();
            prop_assert!(left.is_empty(), "{name}: {left:?}");
            let Some(done) = done else { continue };
            prop_assert!(done.findings > 0);
            let bytes = done.bytes.expect("UTF-8 can be written");
            let (again, _) = mended(name, &bytes, most);
            prop_assert!(again.is_none(), "{name}");
            if most == Applicability::Safe && name.ends_with(".txt") {
                prop_assert_eq!(figures(&done.before), figures(&done.after));
            }
        }
    }
}
