//! Runs the commands in the fenced blocks of a page that are marked `console` and compares what the
//! program prints, in 80 columns and without colour.
//!
//! `$ jixiao …` is a command, the lines below it are its output, `$ echo $?` shows its exit code,
//! `$ cat …` a file. A line `...` stands for lines left out, `...` at the end of a line for the rest of that line: as
//! much as the page shows is compared, and written again under `UPDATE=1`.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{fenced, read};
use crate::packs::embedded_is_stale;
use crate::support::{root, snapshot, updating};

/// Compares a page with what the program prints in the repository, or writes it again.
pub(super) fn run(path: &str) {
    run_in(path, &root());
}

/// The same in a folder of its own with copies of these files of the repository, each under its new
/// name; blocks marked with a kind and a path are written into it as they come.
pub(super) fn run_apart(path: &str, copies: &[(&str, &str)]) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("console");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    for (from, to) in copies {
        fs::copy(root().join(from), folder.join(to)).expect("copied");
    }
    run_in(path, &folder);
}

fn run_in(path: &str, folder: &Path) {
    if embedded_is_stale() {
        assert!(updating(), "the embedded packs are stale");
        return;
    }
    let page = read(path);
    let mut fresh = page.clone();
    let mut count = 0;
    for (kind, _, block) in fenced(&page) {
        if kind == "console" {
            count += 1;
            fresh = fresh.replacen(&block, &again(&block, folder), 1);
        } else if let Some((_, name)) = kind.split_once(' ') {
            let file = folder.join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, &block).expect("written");
        }
    }
    assert!(count > 0, "{path} has no console");
    if fresh != page {
        snapshot(path, &fresh);
    }
}

/// The same for a page that tells a story: a block marked with a kind and a path is a file, written
/// into an empty folder as the page comes to it, and the commands are run in that folder.
pub(crate) fn story(path: &str) {
    if embedded_is_stale() {
        assert!(updating(), "the embedded packs are stale");
        return;
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(path.replace(['/', '.'], "-"));
    let _ = fs::remove_dir_all(&folder);
    let page = read(path);
    let mut fresh = String::new();
    let mut rest = page.as_str();
    let (mut files, mut commands) = (0, 0);
    for (kind, _, block) in fenced(&page) {
        let fence = format!("```{kind}\n");
        let (before, behind) = rest.split_once(&fence).expect("the fence");
        rest = &behind[block.len()..];
        fresh.push_str(before);
        fresh.push_str(&fence);
        if kind == "console" {
            commands += 1;
            fresh.push_str(&again(&block, &folder));
            continue;
        }
        fresh.push_str(&block);
        if let Some((_, name)) = kind.split_once(' ') {
            files += 1;
            let file = folder.join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, block).expect("written");
        }
    }
    fresh.push_str(rest);
    assert!(files > 2 && commands > 2, "{path} is no story");
    if fresh != page {
        snapshot(path, &fresh);
    }
}

/// Goes through a story in a folder of its own and looks at it behind every block of commands.
pub(crate) fn states(path: &str, name: &str, mut look: impl FnMut(&Path)) {
    if embedded_is_stale() {
        assert!(updating(), "the embedded packs are stale");
        return;
    }
    let folder = path.replace(['/', '.'], "-");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{folder}-{name}"));
    let _ = fs::remove_dir_all(&folder);
    for (kind, _, block) in fenced(&read(path)) {
        if kind == "console" {
            again(&block, &folder);
            look(&folder);
        } else if let Some((_, name)) = kind.split_once(' ') {
            let file = folder.join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, block).expect("written");
        }
    }
}

/// The block with the outputs that its commands have now, run in a folder.
fn again(block: &str, folder: &Path) -> String {
    let mut text = String::new();
    let mut lines = block.lines().peekable();
    let mut status = 0;
    while let Some(line) = lines.next() {
        let command = line
            .strip_prefix("$ ")
            .unwrap_or_else(|| panic!("not a command: {line}"));
        let mut shown = Vec::new();
        while let Some(output) = lines.next_if(|line| !line.starts_with("$ ")) {
            shown.push(output);
        }
        let output = if command == "echo $?" {
            format!("{status}\n")
        } else if let Some(file) = command.strip_prefix("cat ") {
            fs::read_to_string(folder.join(file)).expect("readable")
        } else {
            let (output, code) = execute(command, folder);
            status = code;
            output
        };
        let _ = write!(text, "{line}\n{}", cut(&output, &shown));
    }
    text
}

fn execute(command: &str, folder: &Path) -> (String, i32) {
    let mut words = words(command).into_iter();
    assert_eq!(words.next().as_deref(), Some("jixiao"), "{command}");
    let output = Command::new(env!("CARGO_BIN_EXE_jixiao"))
        .args(words)
        .current_dir(folder)
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs");
    let mut text = String::from_utf8(output.stdout).expect("UTF-8");
    text.push_str(&String::from_utf8(output.stderr).expect("UTF-8"));
    (text, output.status.code().expect("an exit code"))
}

/// The words of a command; double quotes keep blanks together.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in command.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// As much of the output as the page shows.
fn cut(output: &str, shown: &[&str]) -> String {
    let lines: Vec<String> = output
        .lines()
        .enumerate()
        .map(|(index, line)| short(line, shown.get(index)))
        .collect();
    let Some(gap) = shown.iter().position(|line| *line == "...") else {
        return lines.iter().map(|line| format!("{line}\n")).collect();
    };
    let after = shown.len() - gap - 1;
    if gap + after >= lines.len() {
        return lines.iter().map(|line| format!("{line}\n")).collect();
    }
    let mut kept = lines[..gap].to_vec();
    kept.push("...".to_owned());
    kept.extend_from_slice(&lines[lines.len() - after..]);
    kept.iter().map(|line| format!("{line}\n")).collect()
}

/// A line as far as the page shows it.
fn short(line: &str, shown: Option<&&str>) -> String {
    let shown = shown.and_then(|shown| shown.strip_suffix("..."));
    match shown.map(|shown| shown.chars().count()) {
        Some(count) if count > 0 && count < line.chars().count() => {
            let start: String = line.chars().take(count).collect();
            format!("{start}...")
        }
        _ => line.to_owned(),
    }
}
