//! Runs the rules in the fenced blocks of a page: every block marked `rule` is a rule file of a pack
//! that builds on `core`; there must be nothing to say about it, and its examples must come out.

use jixiao::trial;

use super::{fenced, read};
use crate::support::workspace_with;

/// Runs the rules of a page.
pub(super) fn run(path: &str) {
    let mut count = 0;
    for (kind, line, text) in fenced(&read(path)) {
        if kind != "rule" {
            continue;
        }
        count += 1;
        let place = format!("{path}:{line}");
        let workspace = workspace_with(&text).unwrap_or_else(|words| panic!("{place}\n{words}"));
        let trials = trial::run(&workspace, &[], None);
        let trial = trials.first().expect("the pack");
        assert!(!trial.results.is_empty(), "{place} has no examples");
        for result in &trial.results {
            assert_eq!(result.problem, None, "{place}: {}", result.name);
        }
    }
    assert!(count > 0, "{path} has no rules");
}
