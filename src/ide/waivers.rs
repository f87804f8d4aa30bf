//! A file of waivers in the editor: what is wrong with it, by a check of the folder it stands in.

use std::path::{Path, PathBuf};

use crate::config;
use crate::vfs::Files;
use crate::workspace::{Policy, Scene, Selection, Workspace, display, inputs};

use super::declaration::problems_of;
use super::place::Problem;
use super::session::Session;
use super::verdicts::Verdicts;

impl Session {
    /// What is wrong with a file of waivers: how it is written, and where it excuses nothing.
    pub(super) fn waiver_problems(&mut self, path: &Path) -> Vec<Problem> {
        let mut problems = self.settings_problems(path);
        let Some(folder) = path.parent().map(Path::to_owned) else {
            return problems;
        };
        self.ruled(&folder);
        let (ruling, judging) = self.ruled_again(&folder);
        let is_sound = ruling.is_some_and(|it| it.trouble.is_none());
        if let Some(judging) = judging
            && let Some(workspace) = &judging.workspace
            && is_sound
        {
            let verdicts = &mut judging.verdicts.borrow_mut();
            problems.extend(unused(workspace, verdicts, &self.files(), &folder, path));
        }
        problems
    }
}

/// What a check of a folder says about the waivers in it.
fn unused(
    workspace: &Workspace,
    verdicts: &mut Verdicts,
    files: &dyn Files,
    folder: &Path,
    path: &Path,
) -> Vec<Problem> {
    let found = inputs(files, &[folder.to_owned()]).files;
    let folders = found.iter().filter_map(|file| file.parent());
    let Ok(settings) = config::Settings::read(files, folders) else {
        return Vec::new();
    };
    let scene = Scene {
        files: found.iter().map(PathBuf::as_path).collect(),
        whole: vec![folder],
    };
    let policy = Policy::new(workspace, files, settings, &scene, &Selection::default());
    let Ok(policy) = policy else {
        return Vec::new();
    };
    let name = display(path);
    let reports = verdicts.excuses(workspace, files, policy, found);
    let own = reports.iter().filter(|report| report.path == name);
    own.flat_map(|report| problems_of(path, report)).collect()
}
