//! Two issues of a pack compared: `data/diff/<case>/{old,new}` with what `pack diff` says beside
//! them, the packs of `rules/`, and what must hold of any two.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jixiao::diag::Severity;
use jixiao::pack::{BUNDLED, Trust};
use jixiao::revision::{self, Fate, Impact};
use jixiao::vfs::DiskFiles;
use jixiao::workspace::{self, CheckOptions, Edition, Input, Workspace};
use serde_json::Value;

use crate::packs::embedded_is_stale;
use crate::support::{declarations, judge_with, root, snapshot};

fn edition(path: &Path) -> Edition {
    match workspace::edition(&DiskFiles, path, &[], &Trust::default()) {
        Ok((edition, messages)) => {
            assert!(messages.diagnostics.is_empty(), "{}", path.display());
            edition
        }
        Err(error) => panic!("{}: {error:?}", path.display()),
    }
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/data/diff")).expect("cases");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut cases: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    cases.sort();
    assert!(cases.len() >= 5);
    cases
}

fn rules(id: &str) -> PathBuf {
    root().join("rules").join(id)
}

/// The pairs whose old and new issue are compared by the laws.
fn pairs() -> Vec<(PathBuf, PathBuf)> {
    let cases = cases().into_iter();
    let mut pairs: Vec<_> = cases
        .map(|case| (case.join("old"), case.join("new")))
        .collect();
    pairs.push((rules("xicheng-2021"), rules("xicheng-2022")));
    pairs.push((rules("core"), rules("xicheng-2022")));
    pairs
}

fn inputs() -> Vec<Input> {
    let files = declarations().into_iter();
    files
        .map(|(name, bytes)| Input::Bytes(name, bytes))
        .collect()
}

fn impact(old: &Edition, new: &Edition, jobs: usize) -> Impact {
    let options = CheckOptions {
        jobs,
        ..CheckOptions::default()
    };
    revision::impact((old, new), &DiskFiles, inputs(), &options, 3).expect("an impact")
}

/// What the program prints and ends with, in 80 columns.
fn run(arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_jixiao"))
        .args(arguments)
        .current_dir(root())
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .expect("started");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let code = output.status.code();
    (text(output.stdout), text(output.stderr), code)
}

#[test]
fn changes_are_told_in_words() {
    if embedded_is_stale() {
        return;
    }
    for case in cases() {
        let name = case.file_name().expect("a name").to_string_lossy();
        let paths = ["old", "new"].map(|issue| format!("tests/data/diff/{name}/{issue}"));
        let (text, errors, code) = run(&["pack", "diff", &paths[0], &paths[1]]);
        assert_eq!((errors.as_str(), code), ("", Some(0)), "{name}");
        snapshot(format!("tests/data/diff/{name}.expected"), &text);
        let (json, _, code) = run(&[
            "pack",
            "diff",
            "--format",
            "json",
            "--exit-code",
            &paths[0],
            &paths[1],
        ]);
        let json: Value = serde_json::from_str(&json).expect("JSON");
        let changed = ["pack", "forms", "rules", "values"]
            .iter()
            .any(|key| json[key].as_array().is_some_and(|it| !it.is_empty()));
        assert_eq!(code, Some(i32::from(changed)), "{name}");
        assert_eq!(changed, name != "nothing");
    }
}

#[test]
fn a_year_is_told_in_words() {
    if embedded_is_stale() {
        return;
    }
    let issues = ["xicheng-2021", "xicheng-2022"];
    let (text, errors, code) = run(&["pack", "diff", issues[0], issues[1]]);
    assert_eq!((errors.as_str(), code), ("", Some(0)));
    snapshot("tests/data/diff/xicheng.expected", &text);
    let (text, errors, code) = run(&["pack", "impact", issues[0], issues[1], "declarations"]);
    assert_eq!((errors.as_str(), code), ("", Some(0)));
    snapshot("tests/data/diff/xicheng-impact.expected", &text);
}

/// A rule that is too strict is called out, and who would be returned is listed.
#[test]
fn a_rule_that_finds_something_everywhere_is_called_out() {
    if embedded_is_stale() {
        return;
    }
    let [old, new] = ["old", "new"].map(|issue| format!("tests/data/diff/overrides/{issue}"));
    let arguments = [
        "pack",
        "impact",
        "--examples",
        "1",
        &old,
        &new,
        "declarations",
    ];
    let (text, errors, code) = run(&arguments);
    assert_eq!((errors.as_str(), code), ("", Some(0)));
    assert!(text.contains("可能太严"), "{text}");
    snapshot("tests/data/diff/overrides-impact.expected", &text);
}

#[test]
fn nothing_differs_from_itself() {
    let bundled = BUNDLED.iter().map(|pack| rules(pack.id));
    let old = cases().into_iter().map(|case| case.join("old"));
    for path in bundled.chain(old) {
        let edition = edition(&path);
        let changes = revision::compare(&edition, &edition);
        assert!(changes.is_empty() && !changes.other_files, "{changes:?}");
    }
    let edition = edition(&rules("xicheng-2022"));
    let impact = impact(&edition, &edition, 1);
    assert!(impact.documents > 10 && impact.unjudged.is_empty());
    assert_eq!(impact.before, impact.after);
    assert!(impact.rules.is_empty() && impact.offices.is_empty() && impact.verdicts.is_empty());
}

/// A rule in force as it judges: its program on each form by the form's id, with the values of what
/// it uses in the place of their numbers and without places in the rule file.
fn effective(edition: &Edition, rule: usize) -> Value {
    let compiled = &edition.compiled;
    let mut programs = serde_json::Map::new();
    for ((form, _), program) in compiled.forms.iter().zip(&compiled.programs) {
        if let Some(block) = program.block(rule) {
            let mut block = serde_json::to_value(block).expect("JSON");
            resolve(&mut block, edition);
            programs.insert(form.id.clone(), block);
        }
    }
    let head = &compiled.rules.rules[rule];
    serde_json::json!([
        head.severity.name(),
        head.locked,
        head.since,
        head.until,
        programs
    ])
}

fn resolve(value: &mut Value, edition: &Edition) {
    let rules = &edition.compiled.rules;
    let index = |value: &Value| usize::try_from(value.as_u64().expect("an index")).expect("small");
    match value {
        Value::Object(parts) => {
            parts.remove("range");
            for (name, part) in parts.iter_mut() {
                match (name.as_str(), part) {
                    ("Param", part) => {
                        *part = serde_json::to_value(&rules.params[index(part)]).expect("JSON");
                    }
                    ("Terms", part) => *part = serde_json::json!(rules.terms[index(part)].words),
                    ("InTerms" | "TermsIn" | "FindTerms", Value::Array(parts)) => {
                        resolve(&mut parts[0], edition);
                        parts[1] = serde_json::json!(rules.terms[index(&parts[1])].words);
                    }
                    ("Matches" | "FindPattern", Value::Array(parts)) => {
                        resolve(&mut parts[0], edition);
                        parts[1] = serde_json::json!(rules.patterns[index(&parts[1])].regex);
                    }
                    (_, part) => resolve(part, edition),
                }
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| resolve(part, edition)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Fields are numbers in a program, so that the forms must be the same for programs to be compared.
fn same_forms(old: &Edition, new: &Edition) -> bool {
    let forms = |edition: &Edition| -> Vec<Value> {
        let forms = edition.compiled.forms.iter();
        forms
            .map(|(form, _)| serde_json::to_value(&form.fields).expect("JSON"))
            .collect()
    };
    forms(old) == forms(new)
}

#[test]
fn every_rule_that_judges_otherwise_is_named() {
    let mut differing = 0;
    for (old, new) in pairs() {
        let (old, new) = (edition(&old), edition(&new));
        for (old, new) in [(&old, &new), (&new, &old)] {
            let changes = revision::compare(old, new);
            let mut named: BTreeSet<&str> =
                changes.rules.iter().map(|it| it.rule.as_str()).collect();
            named.extend(
                changes
                    .values
                    .iter()
                    .flat_map(|it| &it.rules)
                    .map(String::as_str),
            );
            let in_force = |edition: &Edition| -> BTreeSet<String> {
                let rules = edition.compiled.rules.rules.iter();
                let rules = rules.filter(|rule| !rule.off && !rule.draft);
                rules.map(|rule| rule.id.clone()).collect()
            };
            let (before, after) = (in_force(old), in_force(new));
            for id in before.symmetric_difference(&after) {
                let fate = if after.contains(id) {
                    Fate::Added
                } else {
                    Fate::Removed
                };
                let told = changes.rules.iter().find(|it| it.rule == *id);
                assert_eq!(told.map(|it| it.fate), Some(fate), "{id}");
            }
            if !same_forms(old, new) {
                continue;
            }
            for id in before.intersection(&after) {
                let of = |edition: &Edition| {
                    let mut rules = edition.compiled.rules.rules.iter();
                    let index = rules.position(|rule| rule.id == *id).expect("a rule");
                    effective(edition, index)
                };
                if of(old) != of(new) {
                    differing += 1;
                    assert!(named.contains(id.as_str()), "{id} is not named");
                }
            }
        }
    }
    assert!(differing > 5, "{differing}");
}

/// Where both issues have the same forms and are for any year, `check` by each gives the same.
#[test]
fn totals_are_those_of_two_checks() {
    let folder = root().join("tests/data/diff/overrides");
    let (old, new) = (folder.join("old"), folder.join("new"));
    let impact = impact(&edition(&old), &edition(&new), 1);
    assert!(impact.unjudged.is_empty(), "{:?}", impact.unjudged);
    assert!(!impact.rules.is_empty());
    let counts = |path: &Path| {
        let loaded = Workspace::from_packs(&DiskFiles, &[path.to_owned()]);
        let (workspace, _) = loaded.unwrap_or_else(|error| panic!("{error:?}"));
        let reports = judge_with(&workspace, declarations(), 1);
        let findings: Vec<_> = reports.iter().flat_map(|report| &report.findings).collect();
        [Severity::Error, Severity::Warning, Severity::Hint]
            .map(|severity| findings.iter().filter(|it| it.severity == severity).count())
    };
    let (before, after) = (counts(&old), counts(&new));
    let of = |it: revision::Totals| [it.errors, it.warnings, it.hints];
    assert_eq!((of(impact.before), of(impact.after)), (before, after));
    let gained: usize = impact.rules.iter().map(|it| it.gained).sum();
    let lost: usize = impact.rules.iter().map(|it| it.lost).sum();
    let sum = |counts: [usize; 3]| counts.iter().sum::<usize>();
    assert_eq!(sum(before) + gained, sum(after) + lost);
    let by_office: usize = impact.offices.iter().map(|it| it.gained).sum();
    assert_eq!(by_office, gained);
}

#[test]
fn the_number_of_threads_changes_no_impact() {
    let (old, new) = (edition(&rules("core")), edition(&rules("xicheng-2022")));
    let [one, two] = [1, 2].map(|jobs| format!("{:?}", impact(&old, &new, jobs)));
    assert_eq!(one, two);
}

/// A form of another year is told to be one; a comparison judges it all the same.
#[test]
fn a_form_of_another_year_is_not_judged_silently() {
    for (pack, file) in [
        ("xicheng-2021", "street-office-2022.txt"),
        ("xicheng-2022", "street-office-2021.txt"),
    ] {
        let loaded = Workspace::from_packs(&DiskFiles, &[rules(pack)]);
        let (workspace, _) = loaded.unwrap_or_else(|error| panic!("{error:?}"));
        let form = declarations().into_iter().filter(|(name, _)| name == file);
        let reports = judge_with(&workspace, form.collect(), 1);
        let found: Vec<&str> = reports[0]
            .findings
            .iter()
            .map(|it| it.rule.as_str())
            .collect();
        assert_eq!(found, ["pack-year"], "{pack} {file}");
    }
}

/// What last year's form calls otherwise is read all the same, so that nothing is lost or found by a
/// change of labels alone.
#[test]
fn a_renamed_label_changes_no_findings() {
    let (old, new) = (
        edition(&rules("xicheng-2021")),
        edition(&rules("xicheng-2022")),
    );
    let impact = impact(&old, &new, 1);
    assert_eq!(impact.new_fields, ["部门职能"]);
    let touched: Vec<&str> = impact.rules.iter().map(|it| it.rule.as_str()).collect();
    assert_eq!(touched, ["xicheng-group-size", "indicator-grounded"]);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let fails = |arguments: &[&str], says: &str| {
        let (_, errors, code) = run(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains(says), "{errors}");
    };
    let core = "rules/core";
    fails(&["pack", "diff", core, "xicheng-2020"], "xicheng-2021");
    fails(&["pack", "diff", core, "declarations"], "不是规则包");
    fails(
        &["pack", "impact", core, core, "nowhere"],
        "找不到“nowhere”",
    );
    fails(
        &["pack", "impact", core, core, "rules/core/forms"],
        "没有可比较的申报表",
    );
    fails(
        &["pack", "impact", core, core, "LICENSE-MIT"],
        "没有一份申报表",
    );
    let (text, _, _) = run(&["pack", "impact", core, core, "LICENSE-MIT"]);
    assert!(
        text.contains("没有比较：1 份") && text.contains("LICENSE-MIT"),
        "{text}"
    );
}
