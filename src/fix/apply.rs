//! The text with edits made.

use crate::diag::Edit;
use crate::source::TextRange;

/// The text with the edits, which are in order and do not overlap.
pub fn apply(text: &str, edits: &[&Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(TextRange::new(at, edit.range.start).slice(text));
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(text.get(at as usize..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::plan;
    use super::*;
    use crate::diag::{Applicability, Finding, Fix, Severity};

    fn finding(fixes: Vec<Fix>) -> Finding {
        Finding {
            rule: String::new(),
            pack: String::new(),
            title: "".into(),
            severity: Severity::Hint,
            locked: false,
            message: String::new(),
            help: None,
            basis: Vec::new(),
            places: Vec::new(),
            evaluation: None,
            fixes,
            within: String::new(),
            fingerprint: String::new(),
            caused_by: None,
            waiver: None,
        }
    }

    fn fix(applicability: Applicability, edits: &[(u32, u32, &str)]) -> Finding {
        let edit = |&(start, end, text): &(u32, u32, &str)| Edit {
            range: TextRange::new(start, end),
            text: text.to_owned(),
        };
        finding(vec![Fix {
            title: String::new(),
            applicability,
            edits: edits.iter().map(edit).collect(),
        }])
    }

    fn done(findings: &[Finding], most: Applicability) -> (usize, String) {
        let plan = plan(findings, most);
        (plan.findings, apply("0123456789", &plan.edits))
    }

    use Applicability::{Display, Safe, Unsafe};

    #[test]
    fn what_begins_first_wins_and_all_of_a_fix_is_done_or_nothing() {
        let findings = [
            fix(Safe, &[(2, 4, "a"), (8, 9, "b")]),
            fix(Safe, &[(0, 1, "c"), (3, 5, "d")]),
            fix(Safe, &[(6, 7, "")]),
        ];
        assert_eq!(done(&findings, Safe), (2, "c12d5789".to_owned()));
    }

    #[test]
    fn the_same_edit_is_made_once_and_two_insertions_at_one_place_are_not() {
        let same = [
            fix(Safe, &[(1, 2, "x")]),
            fix(Safe, &[(1, 2, "x"), (5, 5, "y")]),
        ];
        assert_eq!(done(&same, Safe), (2, "0x234y56789".to_owned()));
        let other = [
            fix(Safe, &[(5, 5, "x")]),
            fix(Safe, &[(5, 5, "y")]),
            fix(Safe, &[(5, 6, "z")]),
        ];
        assert_eq!(done(&other, Safe), (1, "01234x56789".to_owned()));
    }

    #[test]
    fn nothing_beyond_what_is_allowed_is_done() {
        let findings = [
            fix(Safe, &[(0, 1, "a")]),
            fix(Unsafe, &[(1, 2, "b")]),
            fix(Display, &[(2, 3, "c")]),
        ];
        assert_eq!(done(&findings, Safe), (1, "a123456789".to_owned()));
        assert_eq!(done(&findings, Unsafe), (2, "ab23456789".to_owned()));
        assert_eq!(done(&findings, Display), (2, "ab23456789".to_owned()));
    }

    proptest! {
        #[test]
        fn a_plan_is_in_order_and_inside_and_holds_whole_fixes(
            fixes in proptest::collection::vec(
                proptest::collection::vec((0_u32..10, 0_u32..4, "[ab]{0,2}"), 1..4), 0..8)
        ) {
            let findings: Vec<Finding> = fixes
                .iter()
                .filter_map(|edits| {
                    let mut edits: Vec<(u32, u32, &str)> = edits
                        .iter()
                        .map(|(at, length, text)| (*at, (at + length).min(10), text.as_str()))
                        .collect();
                    edits.sort_unstable();
                    let apart = edits.windows(2).all(|pair| pair[0].1 < pair[1].0);
                    apart.then(|| fix(Safe, &edits))
                })
                .collect();
            let plan = plan(&findings, Safe);
            for pair in plan.edits.windows(2) {
                prop_assert!(pair[0].range.end <= pair[1].range.start);
                prop_assert!(pair[0].range != pair[1].range);
            }
            // The first fix of all is never left out.
            prop_assert_eq!(plan.findings > 0, !findings.is_empty());
            let whole = |it: &&Finding| it.fixes[0].edits.iter().all(|edit| plan.edits.contains(&edit));
            prop_assert!(findings.iter().filter(whole).count() >= plan.findings);
            for edit in &plan.edits {
                let of = |it: &Finding| {
                    it.fixes[0].edits.contains(edit)
                        && it.fixes[0].edits.iter().all(|edit| plan.edits.contains(&edit))
                };
                prop_assert!(findings.iter().any(of));
            }
        }
    }
}
