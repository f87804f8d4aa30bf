//! What holds of every rule: it ends, and one that would take too long says so.

use std::fmt::Write;

use jixiao::diag::Outcome;
use jixiao::workspace::{Selection, judge_text};

use crate::support::workspace_with;

const RULE: &str = r#"
rule far-too-long "要算很多步" {
    on       指标条目
    basis    "试用"
    severity warning
    for      a in 绩效指标.条目.内容
    for      b in 绩效指标.条目.内容
    for      c in 绩效指标.条目.内容
    require  length(a) + length(b) + length(c) < 99999

    example pass "1.培训12场。"
    example fail "1.培训12场。"
}
"#;

/// A declaration with so many items.
fn form(items: usize) -> String {
    let mut text = String::from(
        "form = \"部门整体支出绩效目标申报表\"\n\"年度\" = \"2022\"\n[[\"绩效指标\"]]\n\
         \"类别\" = \"产出\"\n\"条目\" = [",
    );
    for number in 1..=items {
        let _ = write!(text, "\"{number}.培训{number}场。\", ");
    }
    text.push_str("]\n");
    text
}

#[test]
fn a_rule_over_its_budget_is_not_evaluated() {
    let workspace = workspace_with(RULE).expect("a good pack");
    let book = workspace.books.first().expect("the pack");
    let outcome = |items: usize| {
        let bytes = form(items).into_bytes();
        let reports = judge_text(book, &Selection::default(), "form.toml", bytes);
        let report = reports.into_iter().next().expect("a report");
        let rules = report.rules.into_iter();
        let of = |it: jixiao::diag::RuleOutcome| (it.rule == "far-too-long").then_some(it);
        rules.filter_map(of).next().expect("an outcome")
    };
    assert_eq!(outcome(20).outcome, Outcome::Passed);
    let long = outcome(200);
    assert_eq!(long.outcome, Outcome::NotEvaluated);
    let reason = long.reason.expect("a reason");
    assert!(reason.contains("步数"), "{reason}");
}
