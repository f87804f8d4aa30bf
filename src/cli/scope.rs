//! What a command that judges declarations is about: files, packs and settings, all that can go
//! wrong before the first document is judged.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::config::{self, Baseline, Config, Home, Settings};
use crate::diag::{Messages, Skipped};
use crate::source::SourceMap;
use crate::vfs::{self, DiskFiles, FileKind, Files, reason};
use crate::workspace::{self, Input, Policy, Scene, Selection, Workspace, display, names_rule};

use super::exit::{self, Exit};
use super::packs::{self, PackArgs};

/// What the command was asked for.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    /// Files and folders; empty for the current folder.
    pub paths: &'a [PathBuf],
    /// The name of standard input.
    pub stdin_filename: Option<&'a str>,
    /// Whether the files that were passed over are named when nothing is left.
    pub show_skipped: bool,
    /// The packs.
    pub packs: &'a PackArgs,
    /// The rules that the command names.
    pub selection: Selection,
    /// The baseline that the command names.
    pub baseline: Option<&'a Path>,
    /// Where a baseline is when neither the command nor the settings name one.
    pub unnamed: Unnamed,
    /// Whether messages are coloured.
    pub color: bool,
}

/// What serves as baseline when none is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unnamed {
    /// None.
    None,
    /// The file of the usual name.
    Usual,
    /// The same, and an empty one when there is no file: it is going to be written.
    New,
}

/// All that is needed to judge beside the packs.
pub(super) struct Task {
    /// What settings say about the files.
    pub policy: Policy,
    /// The settings of the run as a whole.
    pub config: Config,
    /// The file of the baseline and what is in it.
    pub baseline: Option<(PathBuf, Baseline)>,
    /// The files.
    pub inputs: Vec<Input>,
    /// Files that were passed over.
    pub skipped: Vec<Skipped>,
}

impl Scope<'_> {
    /// The settings of the run as a whole: what stands in the current folder or above it, and the
    /// texts that its places lead into.
    pub(super) fn config(&self) -> Result<(Config, SourceMap), Exit> {
        packs::settings(self.color)
    }

    /// The packs by these settings, which have all rules that the command names.
    pub(super) fn workspace(&self, config: &Config, sources: SourceMap) -> Result<Workspace, Exit> {
        let workspace = self.packs.load_parts(config, sources, self.color)?;
        self.check_names(&workspace)?;
        Ok(workspace)
    }

    /// What is to be judged, or how the command ends without it.
    pub(super) fn task(&self, workspace: &Workspace, config: Config) -> Result<Task, Exit> {
        let (inputs, skipped) = self.inputs()?;
        self.task_of(workspace, config, inputs, skipped)
    }

    /// The same with files that are found already.
    pub(super) fn task_of(
        &self,
        workspace: &Workspace,
        config: Config,
        inputs: Vec<Input>,
        skipped: Vec<Skipped>,
    ) -> Result<Task, Exit> {
        let names: Vec<String> = inputs.iter().map(name).collect();
        let files: Vec<&Path> = names.iter().map(Path::new).collect();
        let settings = packs::read(files.iter().map(|file| folder(file)), self.color)?;
        self.tell_unused(&settings, &config);
        let folders = self.paths.iter().map(PathBuf::as_path);
        let folders = folders.filter(|path| DiskFiles.kind(path) == Some(FileKind::Folder));
        let scene = Scene {
            files,
            whole: match self.paths {
                [] => vec![Path::new("")],
                _ => folders.collect(),
            },
        };
        let policy = Policy::new(workspace, &DiskFiles, settings, &scene, &self.selection);
        let policy = policy.map_err(|messages| {
            exit::say(&messages, self.color);
            exit::fail("设置有错误，什么也没有做")
        })?;
        Ok(Task {
            baseline: self.baseline(&config)?,
            policy,
            config,
            inputs,
            skipped,
        })
    }

    /// Says which settings for a whole run stand in files that do not rule it.
    fn tell_unused(&self, settings: &Settings, run: &Config) {
        let used = |config: &&Config| config.home != run.home || !run.exists;
        let unused = settings.configs.iter().filter(used).flat_map(|config| {
            let keys = config.keys.iter();
            keys.filter(|(key, _)| match *key {
                "packs" | "trust" => self.packs.pack.is_empty(),
                "baseline" => self.baseline.is_none(),
                "params" | "fail-on" => true,
                _ => false,
            })
            .map(|(key, span)| config::not_for_run(*span, key))
        });
        let messages = Messages {
            diagnostics: unused.collect(),
            sources: settings.sources.clone(),
        };
        exit::say(&messages, self.color);
    }

    fn check_names(&self, workspace: &Workspace) -> Result<(), Exit> {
        let selection = &self.selection;
        // Nothing is named, and to look at the rules takes all of them out of the binary.
        if !workspace.named && selection.select.is_empty() && selection.ignore.is_empty() {
            return Ok(());
        }
        let rules = workspace.rules();
        if let Some(name) = selection.unknown(&rules).first() {
            let near = crate::diag::nearest(name, rules.iter().map(|rule| rule.id.as_str()));
            let near = near
                .map(|near| format!("，是否想写“{near}”？"))
                .unwrap_or_default();
            return Err(exit::fail(&format!("没有名为“{name}”的规则{near}")));
        }
        for name in &selection.ignore {
            if let Some(rule) = rules.iter().find(|it| it.locked && names_rule(name, it)) {
                return Err(exit::fail(&format!(
                    "规则“{}”（{}）是锁定的，不能用 --ignore 去掉",
                    rule.id, rule.title
                )));
            }
        }
        if !rules.iter().any(|rule| selection.wants(rule)) {
            return Err(exit::fail(
                "没有选中任何规则，--select 和 --ignore 互相抵消了",
            ));
        }
        Ok(())
    }

    fn inputs(&self) -> Result<(Vec<Input>, Vec<Skipped>), Exit> {
        let here = [PathBuf::from(".")];
        let paths = match self.paths {
            [] => &here[..],
            paths => paths,
        };
        if paths.iter().any(|path| path.as_os_str() == "-") {
            if paths.len() > 1 {
                return Err(exit::fail("“-”（标准输入）不能与别的路径同时检查"));
            }
            let bytes = vfs::read_stdin()
                .map_err(|error| exit::fail(&format!("读不了标准输入：{}", reason(&error))))?;
            let name = self.stdin_filename.unwrap_or("标准输入.txt").to_owned();
            return Ok((vec![Input::Bytes(name, bytes)], Vec::new()));
        }
        let found = workspace::inputs(&DiskFiles, paths);
        if let Some(words) = found.missing.first() {
            return Err(exit::fail(words));
        }
        if found.files.is_empty() {
            return Err(self.nothing(&found.skipped));
        }
        let files = found.files.into_iter().map(Input::Path).collect();
        Ok((files, found.skipped))
    }

    fn nothing(&self, skipped: &[Skipped]) -> Exit {
        let count = match skipped.len() {
            0 => String::new(),
            count => format!("（略过了 {count} 个别的文件，用 --show-skipped 列出）"),
        };
        for it in skipped.iter().filter(|_| self.show_skipped) {
            let _ = writeln!(io::stderr(), "略过 {}：{}", it.path, it.reason);
        }
        exit::fail(&format!("没有可检查的申报表{count}"))
    }

    fn baseline(&self, config: &Config) -> Result<Option<(PathBuf, Baseline)>, Exit> {
        let set = config.baseline.as_ref().map(|it| config.path(&it.node));
        let usual = self.unnamed != Unnamed::None;
        let usual = usual.then(|| config.path(config::BASELINE));
        let path = self.baseline.map(Path::to_owned).or(set).or(usual);
        let Some(path) = path else { return Ok(None) };
        if self.unnamed == Unnamed::New && DiskFiles.kind(&path).is_none() {
            return Ok(Some((path, Baseline::default())));
        }
        match workspace::baseline(&DiskFiles, &path) {
            Ok(baseline) => Ok(Some((path, baseline))),
            Err(words) => Err(exit::fail(&words)),
        }
    }
}

impl Task {
    /// The policy with the baseline in it.
    pub(super) fn excusing(mut self) -> Self {
        if let Some((path, baseline)) = self.baseline.take() {
            let home = Home::of_file(&DiskFiles, &path);
            self.policy = self.policy.with_baseline(baseline, home);
        }
        self
    }
}

/// The name of an input as reports show it.
fn name(input: &Input) -> String {
    match input {
        Input::Path(path) => display(path),
        Input::Bytes(name, _) => name.clone(),
    }
}

fn folder(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}
