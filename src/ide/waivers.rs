//! A file of waivers in the editor: what is wrong with it, by a check of the folder it stands in.

use std::convert::Infallible;
use std::path::{Path, PathBuf};

use crate::config;
use crate::vfs::Files;
use crate::workspace::{
    CheckOptions, Input, Policy, Scene, Selection, Workspace, check, display, inputs,
};

use super::declaration::problems_of;
use super::place::Problem;
use super::session::Session;

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
        if let Some(workspace) = judging.and_then(|it| it.workspace.as_ref())
            && is_sound
        {
            problems.extend(unused(workspace, &self.files(), &folder, path));
        }
        problems
    }
}

/// What a check of a folder says about the waivers in it.
fn unused(workspace: &Workspace, files: &dyn Files, folder: &Path, path: &Path) -> Vec<Problem> {
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
    let options = CheckOptions { policy, jobs: 0 };
    let name = display(path);
    let mut problems = Vec::new();
    let inputs = found.into_iter().map(Input::Path).collect();
    let take = |report: crate::diag::DocumentReport| {
        if report.path == name {
            problems.extend(problems_of(path, &report));
        }
        Ok::<(), Infallible>(())
    };
    let Ok(_) = check(workspace, files, inputs, &options, take);
    problems
}
