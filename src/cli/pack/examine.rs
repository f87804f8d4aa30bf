//! All that can be known of a pack before it is shipped: its mistakes, whether its examples and
//! cases come out as they say, and what it lacks.

use std::path::{Path, PathBuf};

use crate::diag::Messages;
use crate::pack::{self, PackSource};
use crate::source::SourceMap;
use crate::trial;
use crate::vfs::DiskFiles;
use crate::workspace::{self, Workspace};

use super::super::exit::{self, Exit};
use super::super::packs::{Terms, trust};
use super::super::test::failures;

/// A pack without mistakes, and how it came out.
pub(super) struct Examined {
    /// The pack.
    pub pack: PackSource,
    /// The packs in force with it.
    pub workspace: Workspace,
    /// How many rules of its own it has.
    pub rules: usize,
    /// How many examples and cases came out as they say.
    pub passed: usize,
    /// Those that did not, in words.
    pub failures: Vec<String>,
    /// What it lacks to be shipped.
    pub lacking: Messages,
}

impl Examined {
    /// Whether it can be shipped.
    pub(super) fn is_ready(&self) -> bool {
        self.failures.is_empty() && !pack::has_errors(&self.lacking.diagnostics)
    }

    /// Shows what it lacks on standard error.
    pub(super) fn show_problems(&self, color: bool) {
        exit::say(&self.lacking, color);
        for failure in &self.failures {
            exit::note(failure);
        }
    }
}

/// Examines the pack at a path; `bases` are packs that it builds on and that are not inside the
/// binary. A pack with mistakes ends the command.
pub(super) fn examine(
    path: &Path,
    bases: &[PathBuf],
    terms: &Terms,
    color: bool,
) -> Result<Examined, Exit> {
    let trust = trust(terms, color)?;
    let mut paths = vec![path.to_owned()];
    paths.extend_from_slice(bases);
    let loaded = Workspace::from_trusted(&DiskFiles, &paths, &trust);
    let (workspace, messages) = loaded.map_err(|error| exit::fail_load(error, color))?;
    exit::say(&messages, color);
    let mut sources = SourceMap::default();
    let mut mistakes = Vec::new();
    let pack = workspace::admit(&DiskFiles, path, &trust, &mut sources, &mut mistakes);
    let pack = pack.map_err(|error| exit::fail_load(error, color))?;
    let trials = trial::run(&workspace, &workspace.cases, None);
    let (mut passed, mut failed) = (0, Vec::new());
    for trial in trials.iter().filter(|it| it.pack == pack.manifest.id) {
        let all = failures(trial);
        passed += trial.results.len() - all.len();
        failed.extend(all);
    }
    let id = &pack.manifest.id;
    let book = workspace.book_of(id);
    let all = book.map(|(book, _)| book.engine().rules().rules.as_slice());
    let rules = all.unwrap_or_default().iter();
    let rules = rules.filter(|rule| rule.pack == *id).count();
    let mut diagnostics = pack::ready(&pack, rules > 0);
    if let (Some(_), Some((book, _))) = (pack.manifest.coverage, book) {
        let share = trial::coverage_of(book, id, &workspace.cases, None).share();
        diagnostics.extend(pack::lacks_coverage(&pack, share));
    }
    Ok(Examined {
        lacking: Messages {
            diagnostics,
            sources,
        },
        pack,
        workspace,
        rules,
        passed,
        failures: failed,
    })
}
