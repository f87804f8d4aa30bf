//! Runs the examples and cases of packs.

use crate::workspace::{Book, Workspace};

use super::result::TrialResult;
use super::{case, example};

/// The results of one pack's examples and cases.
#[derive(Clone, Debug, Default)]
pub struct PackTrial {
    /// The pack's id.
    pub pack: String,
    /// The results in the order of rules, examples, case files.
    pub results: Vec<TrialResult>,
}

/// Runs the examples of the rules of each pack itself and the cases in its folder, which are read
/// from `cases`: pack id, path and text.
pub fn run(
    workspace: &Workspace,
    cases: &[(String, String, String)],
    filter: Option<&str>,
) -> Vec<PackTrial> {
    workspace
        .books
        .iter()
        .map(|book| one(book, cases, filter))
        .collect()
}

fn one(book: &Book, cases: &[(String, String, String)], filter: Option<&str>) -> PackTrial {
    let pack = book.manifest().id.clone();
    let mut results = Vec::new();
    for rule in &book.engine().rules().rules {
        if rule.pack == pack {
            example::examples(book, rule, &mut results);
        }
    }
    for (of, path, text) in cases {
        if *of == pack {
            case::cases(book, path, text, &mut results);
        }
    }
    if let Some(filter) = filter {
        results.retain(|result| result.is_about(filter));
    }
    PackTrial { pack, results }
}
