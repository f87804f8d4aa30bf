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
/// from `cases`: pack id, path and text. A pack that joins others is tried with the last of them.
pub fn run(
    workspace: &Workspace,
    cases: &[(String, String, String)],
    filter: Option<&str>,
) -> Vec<PackTrial> {
    let judges = workspace
        .books
        .iter()
        .map(|book| (book, &book.manifest().id));
    let joined = workspace.books.last().into_iter().flat_map(|book| {
        let joined = book.joined().iter().map(|it| &it.id);
        joined
            .filter(|id| workspace.packs.contains(id))
            .map(move |id| (book, id))
    });
    judges
        .chain(joined)
        .map(|(book, pack)| one(book, pack.clone(), cases, filter))
        .collect()
}

/// The results of one rule's examples.
pub fn rule_examples(book: &Book, id: &str) -> Vec<TrialResult> {
    let mut results = Vec::new();
    let mut rules = book.engine().rules().rules.iter().enumerate();
    if let Some((index, rule)) = rules.find(|(_, rule)| rule.id == id) {
        example::examples(book, index, rule, &mut results);
    }
    results
}

fn one(
    book: &Book,
    pack: String,
    cases: &[(String, String, String)],
    filter: Option<&str>,
) -> PackTrial {
    let mut results = Vec::new();
    for (index, rule) in book.engine().rules().rules.iter().enumerate() {
        if rule.pack == pack {
            example::examples(book, index, rule, &mut results);
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
