//! What the user's settings say about each file: the rules that apply, the waivers, the baseline.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::{self, Baseline, Config, Globs, Home, RuleNames, Rulers, Settings, Waiver};
use crate::diag::{Diagnostic, Messages};
use crate::ir::Rule;
use crate::source::SourceMap;
use crate::table::Word;
use crate::vfs::Files;

use super::select::{Selection, names_rule};
use super::workspace::Workspace;

/// The settings of a run, checked against the rules in force.
#[derive(Debug, Default)]
pub struct Policy {
    /// What applies where no settings are.
    selection: Selection,
    /// What each `jixiao.toml` says, by index.
    scopes: Vec<Scope>,
    pub(super) waivers: Vec<WaiverFile>,
    pub(super) sources: SourceMap,
    /// The folders of the run as the user writes them: from the root, and what rules them.
    folders: BTreeMap<PathBuf, (PathBuf, Rulers)>,
    /// Folders that are checked as a whole, from the root.
    pub(super) whole: Vec<PathBuf>,
    /// The baseline, and the folder that its paths start in.
    pub(super) baseline: Option<(Baseline, Home)>,
}

/// What a `jixiao.toml` says.
#[derive(Debug)]
struct Scope {
    home: Home,
    selection: Selection,
    overrides: Vec<(Globs, Selection)>,
}

/// A file of waivers.
#[derive(Debug)]
pub(super) struct WaiverFile {
    pub home: Home,
    pub source: crate::source::SourceId,
    /// Each waiver with the id of its rule.
    pub waivers: Vec<(Waiver, String)>,
}

/// What a run is about, as the command names it.
#[derive(Debug)]
pub struct Scene<'p> {
    /// The files to judge.
    pub files: Vec<&'p Path>,
    /// The folders that are checked as a whole.
    pub whole: Vec<&'p Path>,
}

impl Policy {
    /// The policy of the command alone, for files without settings.
    pub fn of(selection: Selection) -> Self {
        Self {
            selection,
            ..Self::default()
        }
    }

    /// Checks settings against the rules in force. What the command selects goes before what files
    /// select; what it ignores adds to what they ignore.
    pub fn new(
        workspace: &Workspace,
        files: &dyn Files,
        settings: Settings,
        scene: &Scene<'_>,
        command: &Selection,
    ) -> Result<Self, Messages> {
        let mut policy = Self::of(command.clone());
        for path in &scene.files {
            let folder = path.parent().unwrap_or(Path::new(""));
            if !policy.folders.contains_key(folder) {
                let absolute = files.absolute(folder);
                let rulers = settings.rulers(&absolute);
                policy.folders.insert(folder.to_owned(), (absolute, rulers));
            }
        }
        policy.whole = scene.whole.iter().map(|it| files.absolute(it)).collect();
        let mut found = Vec::new();
        // To look at the rules takes all of them out of the binary.
        let rules = match settings.configs.iter().any(names_rules) || !settings.waivers.is_empty() {
            true => workspace.rules(),
            false => Vec::new(),
        };
        for config in &settings.configs {
            let scope = scope(config, command);
            check_names(config, &scope.selection, &rules, &mut found);
            policy.scopes.push(scope);
        }
        for file in settings.waivers {
            let waivers = file.waivers.into_iter().filter_map(|waiver| {
                let id = rule_id(&waiver.rule, &rules, &mut found)?;
                Some((waiver, id))
            });
            policy.waivers.push(WaiverFile {
                waivers: waivers.collect(),
                home: file.home,
                source: file.source,
            });
        }
        policy.sources = settings.sources;
        if found.is_empty() {
            return Ok(policy);
        }
        found.sort_by_key(|it| it.labels.first().map(|label| label.span));
        Err(Messages {
            diagnostics: found,
            sources: policy.sources,
        })
    }

    /// The same with a baseline whose paths start in a folder.
    #[must_use]
    pub fn with_baseline(mut self, baseline: Baseline, home: Home) -> Self {
        self.baseline = Some((baseline, home));
        self
    }

    /// The rules that apply to a file.
    pub fn selection(&self, path: &Path) -> Cow<'_, Selection> {
        if self.scopes.is_empty() {
            return Cow::Borrowed(&self.selection);
        }
        let place = self.place(path);
        let scope = place
            .as_ref()
            .and_then(|(_, rulers)| self.scopes.get(rulers.config?));
        let Some(scope) = scope else {
            return Cow::Borrowed(&self.selection);
        };
        let mut selection = Cow::Borrowed(&scope.selection);
        if scope.overrides.is_empty() {
            return selection;
        }
        let below = place.and_then(|(absolute, _)| scope.home.relative(&absolute));
        let below = below.unwrap_or_default();
        for (globs, only) in &scope.overrides {
            if globs.fits(&below) {
                let selection = selection.to_mut();
                if !only.select.is_empty() {
                    selection.select.clone_from(&only.select);
                }
                selection.ignore.extend(only.ignore.iter().cloned());
            }
        }
        selection
    }

    /// Where a file of the run stands, from the root, and what rules it.
    pub(super) fn place(&self, path: &Path) -> Option<(PathBuf, Rulers)> {
        let (folder, rulers) = self.folders.get(path.parent().unwrap_or(Path::new("")))?;
        Some((folder.join(path.file_name()?), *rulers))
    }

    /// Whether findings of earlier days are left out.
    pub fn has_baseline(&self) -> bool {
        self.baseline.is_some()
    }

    /// Whether findings may be excused at all.
    pub(super) fn excuses(&self) -> bool {
        self.baseline.is_some() || !self.waivers.is_empty()
    }
}

fn names_rules(config: &Config) -> bool {
    let named = |rules: &RuleNames| !rules.select.is_empty() || !rules.ignore.is_empty();
    named(&config.rules) || config.overrides.iter().any(|it| named(&it.rules))
}

fn scope(config: &Config, command: &Selection) -> Scope {
    let alone = !command.select.is_empty();
    let names = |words: &[Word]| -> Vec<String> {
        match alone {
            true => Vec::new(),
            false => words.iter().map(|word| word.node.clone()).collect(),
        }
    };
    let of = |rules: &RuleNames| Selection {
        select: names(&rules.select),
        ignore: names(&rules.ignore),
        ..Selection::default()
    };
    let mut selection = of(&config.rules);
    if alone {
        selection.select.clone_from(&command.select);
    }
    selection.ignore.extend(command.ignore.iter().cloned());
    selection.drafts = command.drafts || config.preview == Some(true);
    selection.keeps_locked = !alone;
    let overrides = config.overrides.iter();
    Scope {
        home: config.home.clone(),
        selection,
        overrides: overrides
            .map(|it| (it.files.clone(), of(&it.rules)))
            .collect(),
    }
}

/// Notes names that no rule has, and locked rules that are to be left out.
fn check_names(
    config: &Config,
    selection: &Selection,
    rules: &[&Rule],
    found: &mut Vec<Diagnostic>,
) {
    let before = found.len();
    let overrides = config.overrides.iter().map(|it| &it.rules);
    for names in std::iter::once(&config.rules).chain(overrides) {
        for word in names.select.iter().chain(&names.ignore) {
            if !rules.iter().any(|rule| names_rule(&word.node, rule)) {
                let ids = rules.iter().map(|rule| rule.id.as_str());
                found.push(config::unknown_rule(word.span, &word.node, ids));
            }
        }
        for word in &names.ignore {
            let locked = |rule: &&&Rule| rule.locked && names_rule(&word.node, rule);
            if let Some(rule) = rules.iter().find(locked) {
                found.push(config::locked_rule(word.span, &rule.id, &rule.title));
            }
        }
    }
    let nothing = !rules.is_empty() && !rules.iter().any(|rule| selection.wants(rule));
    if let Some(span) = config.span("ignore").or(config.span("select"))
        && nothing
        && found.len() == before
    {
        found.push(config::nothing_selected(span));
    }
}

/// The id of the rule that a waiver names by id or title.
fn rule_id(name: &Word, rules: &[&Rule], found: &mut Vec<Diagnostic>) -> Option<String> {
    let named = |rule: &&&Rule| rule.id == name.node || *rule.title == name.node;
    if let Some(rule) = rules.iter().find(named) {
        return Some(rule.id.clone());
    }
    let ids = rules.iter().map(|rule| rule.id.as_str());
    found.push(config::unknown_rule(name.span, &name.node, ids));
    None
}
