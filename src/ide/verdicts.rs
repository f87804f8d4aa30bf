//! What was found in the files that a file of waivers speaks of, kept while their contents stay the
//! same: whoever writes an excuse does not change what it excuses.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diag::DocumentReport;
use crate::source::SourceFile;
use crate::vfs::Files;
use crate::workspace::{
    CheckOptions, Excuses, Input, Policy, Selection, Workspace, display, judge_each,
};

/// What packs found in files, before anything was excused.
#[derive(Default)]
pub(super) struct Verdicts(BTreeMap<PathBuf, Verdict>);

struct Verdict {
    content: u64,
    selection: Selection,
    /// Without the text of the file, which nobody looks at here.
    reports: Vec<DocumentReport>,
}

impl Verdicts {
    /// What is to be said about the waivers of files, after all of these files: those that have
    /// changed since the last time are judged.
    pub(super) fn excuses(
        &mut self,
        workspace: &Workspace,
        files: &dyn Files,
        policy: Policy,
        paths: Vec<PathBuf>,
    ) -> Vec<DocumentReport> {
        let there: BTreeSet<&PathBuf> = paths.iter().collect();
        self.0.retain(|path, _| there.contains(path));
        let mut fresh = Vec::new();
        for path in &paths {
            let selection = policy.selection(Path::new(&display(path))).into_owned();
            let content = content(files, path);
            let known = self.0.get(path);
            if known.is_none_or(|it| it.content != content || it.selection != selection) {
                fresh.push((path.clone(), content, selection));
            }
        }
        let policy = self.judge(workspace, files, policy, fresh);
        let mut excuses = Excuses::new(&policy);
        for path in &paths {
            let reports = self.0.get(path).into_iter().flat_map(|it| &it.reports);
            for report in reports {
                excuses.apply(&mut report.clone());
            }
        }
        excuses.finish()
    }

    fn judge(
        &mut self,
        workspace: &Workspace,
        files: &dyn Files,
        policy: Policy,
        fresh: Vec<(PathBuf, u64, Selection)>,
    ) -> Policy {
        let options = CheckOptions { policy, jobs: 0 };
        let inputs = fresh.iter().map(|(path, ..)| Input::Path(path.clone()));
        let inputs = inputs.collect();
        let mut judged = fresh.into_iter();
        let keep = |mut reports: Vec<DocumentReport>| {
            if let Some((path, content, selection)) = judged.next() {
                for report in &mut reports {
                    report.source = Arc::new(SourceFile::new(report.path.clone(), ""));
                }
                let verdict = Verdict {
                    content,
                    selection,
                    reports,
                };
                self.0.insert(path, verdict);
            }
            Ok::<(), Infallible>(())
        };
        let Ok(()) = judge_each(workspace, files, inputs, &options, keep);
        options.policy
    }
}

/// What tells contents apart; of what cannot be read nothing is known.
fn content(files: &dyn Files, path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    files.read(path).ok().hash(&mut hasher);
    hasher.finish()
}
