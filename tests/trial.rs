//! `jixiao test`: what it says about examples and cases that do not come out as they say.
//!
//! `tests/data/trial/pack` is a pack with such examples and cases; what is said stands in
//! `tests/data/trial/expected.txt`.

use jixiao::pack::BUNDLED;

use crate::cli::run;
use crate::docs::read;
use crate::support::snapshot;

const PACK: &str = "tests/data/trial/pack";
const BASE: &str = "rules/core";

#[test]
fn what_does_not_come_out_is_shown_with_the_values_filled_in() {
    let ran = run(&["test", PACK, BASE, "--filter", "funds-add-up"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let examples = run(&["test", PACK, BASE, "--filter", "示例写反了"]);
    assert_eq!(examples.code, 1);
    let marks = run(&["test", PACK, BASE, "--filter", "看不懂"]);
    let shown = [ran.out, examples.out, marks.out].join("\n");
    snapshot("tests/data/trial/expected.txt", &shown);
}

#[test]
fn a_filter_names_rules_titles_and_cases() {
    let count = |filter: &str| {
        let ran = run(&["test", BASE, "--filter", filter]);
        (ran.code, ran.out)
    };
    let (code, by_id) = count("totals-balanced");
    assert_eq!(code, 0);
    assert_eq!(count("资金总额应当平衡"), (0, by_id));
    let (code, case) = count("同一个会两个届次");
    assert_eq!((code, case.as_str()), (0, "1 个通过，0 个未通过\n"));
    assert_eq!(count("no such thing").0, 2);
    assert_eq!(run(&["test", "no/such/pack"]).code, 2);
}

#[test]
fn coverage_names_the_requirements_and_clauses_that_nothing_tries() {
    let ran = run(&["test", PACK, BASE, "--coverage", "--filter", "add-up"]);
    let (_, covered) = ran.out.split_once("trial：").expect("the pack");
    let (own, _) = covered.split_once("core：").expect("its base");
    assert!(
        own.starts_with("2 项要求，1 项试过不通过和通过（50%）\n"),
        "{own}"
    );
    let untried = "funds-add-up（第 2 项，共 2 项） 没有试过不通过：资金总额 <= 900 万元";
    assert!(own.contains(untried), "{own}");
    assert!(
        own.contains("没有规则的：2、3") || own.contains("1、2、3、4"),
        "{own}"
    );
}

#[test]
fn less_coverage_than_asked_for_fails() {
    let share = |threshold: &str| {
        let command = ["test", BASE, "--filter", "totals-balanced", "--coverage"];
        run(&[&command[..], &["--threshold", threshold]].concat())
    };
    assert_eq!(share("100").code, 0, "{}", share("100").out);
    let below = run(&[
        "test",
        PACK,
        BASE,
        "--coverage",
        "--filter",
        "add-up",
        "--threshold",
        "51",
    ]);
    assert!(below.out.contains("  不到 51%\n"), "{}", below.out);
    assert_eq!(run(&["test", PACK, BASE, "--threshold", "51"]).code, 2);
    assert_eq!(share("101").code, 2);
}

#[test]
fn the_packs_of_the_binary_are_covered_as_far_as_they_say() {
    let folders = BUNDLED.iter().map(|pack| format!("rules/{}", pack.id));
    let folders: Vec<String> = folders.collect();
    let mut command = vec!["test", "--coverage", "--threshold", "100"];
    command.extend(folders.iter().map(String::as_str));
    let ran = run(&command);
    assert_eq!(ran.code, 0, "{}", ran.out);
    for folder in folders {
        let manifest = read(&format!("{folder}/pack.toml"));
        assert!(manifest.contains("\ncoverage = 100\n"), "{folder}");
    }
}
