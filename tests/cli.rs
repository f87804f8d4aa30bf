//! The program as it is called: arguments, exit codes, what goes to standard output and what to
//! standard error.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::packs::embedded_is_stale;
use crate::support::{declarations, judge_all, root};

/// What a call ended in.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn call(arguments: &[&str], input: Option<&[u8]>) -> Ran {
    assert!(
        !embedded_is_stale(),
        "the embedded packs are stale: UPDATE=1 cargo test, and once more"
    );
    let mut child = Command::new(env!("CARGO_BIN_EXE_jixiao"))
        .args(arguments)
        .current_dir(root())
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut stdin = child.stdin.take().expect("standard input");
    // The program may end without reading.
    let _ = stdin.write_all(input.unwrap_or_default());
    drop(stdin);
    let output = child.wait_with_output().expect("ended");
    let ran = Ran {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    };
    assert!(!ran.err.contains("panicked"), "{arguments:?}: {}", ran.err);
    ran
}

pub(crate) fn run(arguments: &[&str]) -> Ran {
    call(arguments, None)
}

/// An empty folder of this test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

const FAULTY: &str = "declarations/water-bureau-2023.txt";
const CLEAN: &str = "declarations/street-office-2021-clean.txt";

#[test]
fn a_faulty_declaration_ends_with_one_and_a_clean_one_with_zero() {
    let ran = run(&["check", FAULTY]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("totals-balanced"), "{}", ran.out);
    assert_eq!(run(&["check", CLEAN]).code, 0);
    assert_eq!(run(&["check", CLEAN, FAULTY]).code, 1);
    assert_eq!(run(&["check", "declarations"]).code, 1);
}

#[test]
fn the_fail_level_is_the_callers_business() {
    for (level, code) in [("error", 1), ("warning", 1), ("hint", 1), ("never", 0)] {
        assert_eq!(
            run(&["check", "--fail-on", level, FAULTY]).code,
            code,
            "{level}"
        );
    }
    assert_eq!(run(&["check", "--fail-on", "warning", CLEAN]).code, 0);
    assert_eq!(run(&["check", "--fail-on", "grave", CLEAN]).code, 2);
}

#[test]
fn what_cannot_be_carried_out_ends_with_two() {
    let empty = folder("empty");
    fs::write(empty.join("notes.md"), "x").expect("written");
    let empty = empty.to_string_lossy().into_owned();
    for arguments in [
        &["check", "--no-such-option"][..],
        &["chekc"],
        &[],
        &["check", "no/such/path"],
        &["check", FAULTY, "no/such/path"],
        &["check", &empty],
        &["check", "--select", "no-such-rule", CLEAN],
        &["check", "--ignore", "no-such-rule", CLEAN],
        &["check", "--format", "no-such-format", CLEAN],
        &["check", "--output", "json", CLEAN],
        &["check", "--output", "json=no/such/folder/x.json", CLEAN],
        &["check", "--jobs", "many", CLEAN],
        &["check", "--pack", "declarations", CLEAN],
        &["check", "--pack", "no/such/pack", CLEAN],
        &["check", "-", CLEAN],
        &["explain", "no-such-rule"],
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(
            !ran.err.trim().is_empty() || arguments.is_empty(),
            "{arguments:?} says nothing"
        );
    }
    let near = run(&["check", "--select", "totals", CLEAN]);
    assert_eq!(near.code, 0, "the beginning of an id names rules");
    let near = run(&["check", "--select", "total-balanced", CLEAN]);
    assert!(near.err.contains("totals-balanced"), "{}", near.err);
}

#[test]
fn help_and_version_end_with_zero() {
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["--version"],
        &["rules"],
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        assert!(!ran.out.is_empty());
    }
    let explained = run(&["explain", "totals-balanced"]);
    assert_eq!(explained.code, 0);
    assert!(
        explained.out.contains("totals-balanced"),
        "{}",
        explained.out
    );
    assert_eq!(run(&["test"]).code, 0);
}

#[test]
fn bad_files_that_were_named_are_findings() {
    let folder = folder("bad");
    for (name, bytes) in [
        ("empty.txt", Vec::new()),
        ("noise.txt", (0..=255u8).cycle().take(5000).collect()),
        ("letter.txt", "各位同事：会议改期。".into()),
        ("long.txt", "字".repeat(2_000_000).into_bytes()),
        ("tabs.txt", "\t字".repeat(1_500_000).into_bytes()),
        ("broken.toml", b"form = ".to_vec()),
    ] {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("written");
        let path = path.to_string_lossy();
        let ran = run(&["check", "--format", "concise", &path]);
        assert_eq!(ran.code, 1, "{name}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(" error "), "{name}: {}", ran.out);
    }
}

#[test]
fn standard_input_has_the_name_it_is_given() {
    let bytes = fs::read(root().join(FAULTY)).expect("readable");
    let arguments = [
        "check",
        "-",
        "--stdin-filename",
        "某局.txt",
        "--format",
        "concise",
    ];
    let ran = call(&arguments, Some(&bytes));
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("某局.txt:"), "{}", ran.out);
    let file = run(&["check", FAULTY, "--format", "concise"]);
    assert_eq!(ran.out.replace("某局.txt", FAULTY), file.out);
    assert_eq!(call(&["check", "-"], Some(b"")).code, 1);
    let toml = fs::read(root().join("declarations/education-bureau-2022.toml")).expect("readable");
    assert_eq!(
        call(&["check", "-", "--stdin-filename", "a.toml"], Some(&toml)).code,
        0
    );
}

#[test]
fn outputs_go_to_files_beside_standard_output() {
    let folder = folder("outputs");
    let file = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let json = format!("json={}", file("a.json"));
    let lines = format!("jsonl={}", file("a.jsonl"));
    let arguments = [
        "check", FAULTY, "--output", &json, "--output", &lines, "--format", "concise",
    ];
    let ran = run(&arguments);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("written");
    let whole: serde_json::Value = serde_json::from_str(&read("a.json")).expect("JSON");
    assert_eq!(whole["schema"], "jixiao-result/1");
    assert_eq!(whole["documents"][0]["path"], FAULTY);
    assert_eq!(
        run(&["check", FAULTY, "--format", "json"]).out,
        read("a.json")
    );
    for line in read("a.jsonl").lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("JSON");
    }
}

#[test]
fn reports_to_hand_over_are_files() {
    let folder = folder("reports");
    let file = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (page, book) = (
        format!("html={}", file("a.html")),
        format!("xlsx={}", file("a.xlsx")),
    );
    let ran = run(&["check", FAULTY, CLEAN, "--output", &page, "--output", &book]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let page = fs::read_to_string(folder.join("a.html")).expect("written");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(page.contains(FAULTY) && page.contains("非官方示例"));
    assert_eq!(run(&["check", FAULTY, CLEAN, "--format", "html"]).out, page);
    let book = fs::read(folder.join("a.xlsx")).expect("written");
    assert!(book.starts_with(b"PK"));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = folder("many");
    let declarations = declarations();
    for number in 0..300 {
        let (name, bytes) = &declarations[number % declarations.len()];
        let below = folder.join(format!("{}", number % 7));
        fs::create_dir_all(&below).expect("a folder");
        let text = String::from_utf8_lossy(bytes);
        let digit = char::from(b'0' + (number % 10) as u8);
        let changed = match number % 3 {
            0 => bytes.clone(),
            1 => text
                .replacen('2', &digit.to_string(), 1 + number % 5)
                .into_bytes(),
            _ => text.replace(digit, "7").into_bytes(),
        };
        fs::write(below.join(format!("{number:03}-{name}")), changed).expect("written");
    }
    let path = folder.to_string_lossy();
    let check = |jobs: &str, format: &str| {
        let ran = run(&["check", &path, "--jobs", jobs, "--format", format]);
        assert_eq!(ran.code, 1, "{}", ran.err);
        ran.out
    };
    for format in ["json", "full"] {
        let one = check("1", format);
        for jobs in ["2", "8", "0"] {
            assert!(
                check(jobs, format) == one,
                "--jobs {jobs} writes other {format}"
            );
        }
    }
}

#[test]
fn threads_that_share_a_declaration_change_nothing() {
    for (name, bytes) in declarations() {
        // With its lines several times a text is long enough for several threads; what is TOML then
        // cannot be read.
        let times = 12_000 / bytes.len() + 1;
        let lines = bytes.split_inclusive(|byte| *byte == b'\n');
        let text: Vec<u8> = lines.flat_map(|line| line.repeat(times)).collect();
        let judge = |jobs: usize| {
            let reports = judge_all(vec![(name.clone(), text.clone())], jobs);
            format!("{reports:?}")
        };
        let one = judge(1);
        for jobs in [2, 3, 8, 0] {
            assert!(judge(jobs) == one, "{jobs} threads judge {name} otherwise");
        }
    }
}

#[test]
fn a_broken_pack_judges_nothing() {
    let folder = folder("pack");
    fs::write(
        folder.join("pack.toml"),
        "id = \"a\"\nversion = \"1.0.0\"\ntitle = \"甲\"\n",
    )
    .expect("written");
    fs::write(folder.join("a.rule"), "rule a \"甲\" { requir }\n").expect("written");
    let pack = folder.to_string_lossy();
    let ran = run(&["check", "--pack", &pack, FAULTY]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.out.is_empty(), "{}", ran.out);
    assert!(ran.err.contains("a.rule"), "{}", ran.err);
}

#[test]
fn shells_complete_commands_options_and_formats() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&["completions", shell]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        for word in ["check", "baseline", "fail-on", "sarif"] {
            assert!(ran.out.contains(word), "{shell}: {word}");
        }
        // `explain`, `--select` and `--ignore` name rules, as far as the shell's scripts can.
        let named = ran.out.matches("totals-balanced").count();
        let least = match shell {
            "bash" | "zsh" => 3,
            "fish" => 2,
            _ => 0,
        };
        assert!(named >= least, "{shell}: {named}");
        if shell == "bash" {
            let file = folder("completions").join("jixiao.bash");
            fs::write(&file, &ran.out).expect("written");
            let read = Command::new("bash").arg("-n").arg(&file).status();
            assert!(read.expect("bash").success());
        }
    }
    assert_eq!(run(&["completions", "cmd"]).code, 2);
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = folder("man");
    let dir = folder.to_string_lossy().into_owned();
    assert_eq!(run(&["man", "--dir", &dir]).code, 0);
    let page = |name: &str| fs::read_to_string(folder.join(name)).expect("a page");
    let help = run(&["--help"]).out;
    let commands = help
        .lines()
        .skip_while(|line| *line != "命令：" && *line != "命令:");
    let commands: Vec<&str> = commands
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(
        commands.contains(&"check") && commands.contains(&"watch"),
        "{commands:?}"
    );
    for command in commands {
        assert!(page("jixiao.1").contains(command), "{command}");
        assert!(page(&format!("jixiao-{command}.1")).contains("SYNOPSIS"));
    }
    let check = page("jixiao-check.1");
    for option in ["\\-\\-stdin\\-filename", "\\-\\-watch", "标准输入的文件名"] {
        assert!(check.contains(option), "{option}");
    }
}
