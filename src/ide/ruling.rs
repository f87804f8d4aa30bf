//! What the settings say about the files of a folder, as `jixiao check` run in it goes by them.
//!
//! When settings break while they are being written, the last good ones go on.

use std::path::{Path, PathBuf};

use crate::config::{self, Config, ConfigError, Home};
use crate::diag::{Diagnostic, Messages};
use crate::source::SourceMap;
use crate::vfs::{Files, reason};
use crate::workspace::{Policy, Scene, Selection, baseline, display};

use super::judging::{Judging, Trouble};
use super::place::{Problem, problem};
use super::session::{Judgings, Settings};

/// What the settings say about the files of a folder.
pub(super) struct Ruling {
    /// The folder of the settings, empty when there are none: its packs judge.
    pub home: PathBuf,
    /// Which rules apply and what is excused; `None` when no settings could ever be read.
    pub policy: Option<Policy>,
    /// What is wrong with the settings as they stand.
    pub problems: Vec<Problem>,
    /// Why others are gone by than the settings as they stand.
    pub trouble: Option<String>,
    /// Whether a file that it depends on has changed.
    pub is_stale: bool,
    baseline: Option<PathBuf>,
}

/// What makes settings of no use: what is wrong in them, and the words for the user.
struct Broken {
    problems: Vec<Problem>,
    reason: String,
}

impl Broken {
    fn new(messages: &Messages) -> Self {
        let of = |it| problem(&messages.sources, it);
        let problems: Vec<Problem> = messages.diagnostics.iter().filter_map(of).collect();
        let first = problems.first().map(|first| {
            let line = first.place.source.line_column(first.place.range.start).line;
            format!("（{} 第 {line} 行）", display(&first.place.path))
        });
        Self {
            problems,
            reason: format!("设置有错误{}", first.unwrap_or_default()),
        }
    }

    /// A mistake that a key of the settings leads to.
    fn at(config: &Config, sources: &SourceMap, trouble: &Trouble) -> Self {
        Self {
            problems: at_key(config, sources, trouble),
            reason: trouble.reason.clone(),
        }
    }
}

fn at_key(config: &Config, sources: &SourceMap, trouble: &Trouble) -> Vec<Problem> {
    let span = config.span(trouble.key);
    let found: Option<Diagnostic> = span.map(|span| config::unusable(span, &trouble.reason));
    let found = found.and_then(|it| problem(sources, &it));
    found.into_iter().collect()
}

impl Ruling {
    /// Reads the settings that rule a folder, and the packs that they name.
    pub(super) fn load(
        files: &dyn Files,
        folder: &Path,
        settings: &Settings,
        judgings: &mut Judgings,
        old: Option<Self>,
    ) -> Self {
        match Self::read(files, folder, settings, judgings) {
            Ok(ruling) => ruling,
            Err(broken) => Self::going_on(broken, old),
        }
    }

    fn going_on(broken: Broken, old: Option<Self>) -> Self {
        let (home, policy, baseline) = match old {
            Some(old) => (old.home, old.policy, old.baseline),
            None => (PathBuf::new(), None, None),
        };
        let goes_on = match policy {
            Some(_) => "；先按上一次没有错误的设置检查",
            None => "，没有检查任何申报表",
        };
        Self {
            home,
            policy,
            problems: broken.problems,
            trouble: Some(format!("{}{goes_on}", broken.reason)),
            is_stale: false,
            baseline,
        }
    }

    fn read(
        files: &dyn Files,
        folder: &Path,
        settings: &Settings,
        judgings: &mut Judgings,
    ) -> Result<Self, Broken> {
        let read = config::Settings::read(files, [folder]).map_err(|error| match error {
            ConfigError::Broken(messages) => Broken::new(&messages),
            ConfigError::Io(path, error) => Broken {
                problems: Vec::new(),
                reason: format!("读不了“{}”：{}", display(&path), reason(&error)),
            },
        })?;
        let at = read.rulers(&files.absolute(folder)).config;
        let found = at.and_then(|at| read.configs.get(at)).cloned();
        let inside = folder.join(config::FILE);
        let config = found.unwrap_or_else(|| Config {
            // What is looked for beside the settings is looked for here.
            home: Home::of_file(files, &inside),
            ..Config::default()
        });
        let sources = read.sources.clone();
        let is_plain = !config.exists && settings.packs.is_empty();
        let home = match is_plain {
            true => PathBuf::new(),
            false => config.home.absolute.clone(),
        };
        let old = judgings.remove(&home);
        let judging = Judging::load(files, settings, (&config, &sources), old);
        let judging = judgings.entry(home.clone()).or_insert(judging);
        let mut problems = Vec::new();
        let mut trouble = None;
        if let Some(it) = &judging.trouble {
            problems = at_key(&config, &sources, it);
            let goes_on = match judging.workspace {
                Some(_) => "；先用上一次没有错误的规则包检查",
                None => "，没有检查任何申报表",
            };
            trouble = Some(format!("{}{goes_on}", it.reason));
        }
        let (policy, baseline) = match &judging.workspace {
            Some(workspace) => {
                let scene = Scene {
                    files: vec![&inside],
                    whole: Vec::new(),
                };
                let none = Selection::default();
                let policy = Policy::new(workspace, files, read, &scene, &none)
                    .map_err(|messages| Broken::new(&messages))?;
                let (policy, file) = with_baseline(policy, files, &config, &sources)?;
                (Some(policy), file)
            }
            None => (None, None),
        };
        Ok(Self {
            home,
            policy,
            problems,
            trouble,
            is_stale: false,
            baseline,
        })
    }

    /// Whether it depends on a file that is known by its path alone.
    pub(super) fn depends_on(&self, path: &Path) -> bool {
        self.baseline.as_deref() == Some(path)
    }
}

fn with_baseline(
    policy: Policy,
    files: &dyn Files,
    config: &Config,
    sources: &SourceMap,
) -> Result<(Policy, Option<PathBuf>), Broken> {
    let Some(written) = &config.baseline else {
        return Ok((policy, None));
    };
    let path = files.absolute(&config.path(&written.node));
    match baseline(files, &path) {
        Ok(baseline) => {
            let home = Home::of_file(files, &path);
            Ok((policy.with_baseline(baseline, home), Some(path)))
        }
        Err(reason) => {
            let key = "baseline";
            Err(Broken::at(config, sources, &Trouble { reason, key }))
        }
    }
}
