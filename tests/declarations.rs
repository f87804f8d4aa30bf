//! Every file of `declarations/` against all packs: the whole report as a snapshot, and what must
//! and must not be in it (`data/declarations/expected.toml`).

use std::collections::BTreeSet;

use jixiao::diag::{DocumentReport, Severity};

use crate::expected::Expected;
use crate::support::{assert_sound, concise, declarations, judge, root, snapshot, workspace};

/// Rules that the table speaks of and no pack has yet. One that exists must leave this list.
const NOT_YET: &[&str] = &[
    "unit-consistent",
    "unit-fits",
    "unit-missing",
    "vague-wording",
    "value-definite",
];

/// Rows of the table that the present rules do not meet yet: file, rule, line. One that is met must
/// leave this list.
const OPEN: &[(&str, &str, u32)] = &[];

fn expected() -> Expected {
    let path = root().join("tests/data/declarations/expected.toml");
    toml::from_str(&std::fs::read_to_string(path).expect("the table")).expect("TOML")
}

fn rules() -> BTreeSet<&'static str> {
    let books = workspace().books.iter();
    books
        .flat_map(|book| &book.engine().rules().rules)
        .map(|rule| rule.id.as_str())
        .collect()
}

fn reports(file: &str) -> Vec<DocumentReport> {
    let (name, bytes) = declarations()
        .into_iter()
        .find(|(name, _)| name == file)
        .unwrap_or_else(|| panic!("no declarations/{file}"));
    judge(&name, bytes)
}

#[test]
fn whole_reports_are_as_before() {
    for (name, bytes) in declarations() {
        let reports = judge(&name, bytes);
        reports.iter().for_each(assert_sound);
        snapshot(
            format!("tests/data/declarations/{name}.report"),
            &concise(&reports),
        );
    }
}

#[test]
fn heads_are_read_and_clean_files_are_clean() {
    let expected = expected();
    let listed: Vec<String> = expected.file.iter().map(|it| it.file.clone()).collect();
    for (name, _) in declarations() {
        assert!(listed.contains(&name), "{name} is not in the table");
    }
    for file in &expected.file {
        let reports = reports(&file.file);
        let [report] = reports.as_slice() else {
            panic!("{} holds one form", file.file);
        };
        assert_eq!(
            report.form.as_deref(),
            Some(file.form.as_str()),
            "{}",
            file.file
        );
        assert_eq!(report.year, Some(file.year), "{}", file.file);
        if file.unit.is_some() {
            assert_eq!(report.unit, file.unit, "{}", file.file);
        }
        let grave = report
            .findings
            .iter()
            .filter(|it| it.severity < Severity::Hint);
        let grave: Vec<&str> = grave.map(|it| it.message.as_str()).collect();
        assert_eq!(grave.is_empty(), file.clean, "{}: {grave:?}", file.file);
    }
}

#[test]
fn seeded_defects_are_reported() {
    let rules = rules();
    let mut wrong = Vec::new();
    let mut missing = BTreeSet::new();
    let mut met = 0;
    for row in expected().row {
        let exists = row.rules().any(|rule| rules.contains(rule));
        let first = row.rules().next().unwrap_or_default().to_owned();
        if !exists {
            missing.extend(row.rules().map(str::to_owned));
            continue;
        }
        let line = row.line.unwrap_or_default();
        let open = OPEN.contains(&(row.file.as_str(), first.as_str(), line));
        match (row.is_met(&reports(&row.file)), open) {
            (true, false) => met += 1,
            (false, true) => println!("not yet: {}", row.words()),
            (false, false) => wrong.push(format!("not reported: {}", row.words())),
            (true, true) => wrong.push(format!("met, strike it from OPEN: {}", row.words())),
        }
    }
    println!(
        "{met} rows met, {} open, rules that do not exist yet: {missing:?}",
        OPEN.len()
    );
    for rule in NOT_YET {
        if rules.contains(rule) {
            wrong.push(format!("{rule} exists, strike it from NOT_YET"));
        }
    }
    for rule in &missing {
        if !NOT_YET.contains(&rule.as_str()) {
            wrong.push(format!("no pack has the rule {rule}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn correct_passages_are_left_alone() {
    let silent = expected().silent;
    let broken: Vec<String> = silent
        .iter()
        .flat_map(|row| row.broken(&reports(&row.file)))
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn a_changed_digit_is_found() {
    let rules = rules();
    let mut problems = Vec::new();
    for change in expected().change {
        if !rules.contains(change.rule.as_str()) {
            assert!(
                NOT_YET.contains(&change.rule.as_str()),
                "no rule {}",
                change.rule
            );
            continue;
        }
        let path = root().join("declarations").join(&change.file);
        let text = std::fs::read_to_string(path).expect("UTF-8");
        problems.extend(change.problem(&judge(&change.file, change.apply(&text))));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
