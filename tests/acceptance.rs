//! The published form of a street office against its table: what a check must report, what it must
//! leave alone, and what a changed digit does.
//!
//! The form is not part of the repository; `.ci/run` names its folder:
//! `cargo test --test acceptance -- FOLDER`. It is an error when it is not there.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test reads files, fails by a panic and tells what it saw"
)]

#[expect(dead_code, reason = "shared with the other tests")]
mod expected;
#[expect(dead_code, reason = "shared with the other tests")]
mod support;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use expected::Expected;
use jixiao::diag::Outcome;

/// What the first version must do; the rows of later stages are counted and shown.
const STAGE: u8 = 1;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().skip(1).find(|it| !it.starts_with('-')) else {
        println!("name the folder of the published form: cargo test --test acceptance -- FOLDER");
        return ExitCode::FAILURE;
    };
    let form = the_form(Path::new(&folder));
    let bytes = std::fs::read(&form).expect("the form is readable");
    let text = String::from_utf8(bytes.clone()).expect("the form is UTF-8");
    let table = support::root().join("tests/data/seed/expected.toml");
    let table = std::fs::read_to_string(table).expect("the table");
    let expected: Expected = toml::from_str(&table).expect("the table is TOML");

    let reports = support::judge("form.txt", bytes);
    reports.iter().for_each(support::assert_sound);
    let mut wrong: Vec<String> = Vec::new();
    let (mut met, mut open) = (0, 0);
    for row in &expected.row {
        match (row.is_met(&reports), row.stage <= STAGE) {
            (true, _) => met += 1,
            (false, true) => wrong.push(format!("not reported: {} {}", row.row, row.words())),
            (false, false) => {
                open += 1;
                println!("still open: {} {}", row.row, row.words());
            }
        }
    }
    for row in &expected.silent {
        for broken in row.broken(&reports) {
            if row.stage <= STAGE {
                wrong.push(format!("must not be reported: {broken}"));
            } else {
                open += 1;
                println!("still open, must not be reported: {broken}");
            }
        }
    }
    for change in &expected.change {
        let changed = support::judge("form.txt", change.apply(&text));
        wrong.extend(change.problem(&changed));
    }
    for rule in reports.iter().flat_map(|report| &report.rules) {
        if rule.outcome == Outcome::NotEvaluated {
            println!("not evaluated: {} {:?}", rule.rule, rule.reason);
        }
    }
    println!(
        "{met} of {} rows are met, {open} of later stages are open, {} must not be",
        expected.row.len(),
        wrong.len()
    );
    for problem in &wrong {
        println!("{problem}");
    }
    if wrong.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The one text in the folder.
fn the_form(folder: &Path) -> PathBuf {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut texts: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == "txt"))
        .collect();
    match (texts.pop(), texts.is_empty()) {
        (Some(form), true) => form,
        _ => panic!(
            "{} must hold one text, the published form",
            folder.display()
        ),
    }
}
