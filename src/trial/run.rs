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
    packs(workspace)
        .map(|(book, pack)| one(book, pack.to_owned(), cases, filter))
        .collect()
}

/// The packs that are tried, those that judge first, each with the book that it is tried in.
pub(super) fn packs(workspace: &Workspace) -> impl Iterator<Item = (&Book, &str)> {
    let named = |id: &str| workspace.packs.iter().any(|it| it == id);
    let judges = workspace.books.iter();
    let judges = judges.map(|book| (book, book.manifest().id.as_str()));
    let joined = workspace.packs.iter();
    let joined = joined.filter(|id| !workspace.books.iter().any(|it| it.manifest().id == **id));
    let joined = joined.filter_map(|id| Some((workspace.book_of(id)?.0, id.as_str())));
    judges.filter(move |(_, id)| named(id)).chain(joined)
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
