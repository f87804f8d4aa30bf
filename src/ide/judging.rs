//! The packs that judge declarations. When those of the settings break, the last good ones go on.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::pack::Lock;
use crate::source::SourceMap;
use crate::table::Word;
use crate::vfs::Files;
use crate::workspace::{LoadError, TrustError, Workspace, display, named_packs, trust};

use super::session::Settings;
use super::verdicts::Verdicts;

/// The packs that judge declarations.
#[derive(Default)]
pub(super) struct Judging {
    /// The last packs that could be used; `None` when none ever could.
    pub workspace: Option<Workspace>,
    /// The sources of their rules.
    pub sources: SourceMap,
    /// What they found in the files that waivers speak of.
    pub verdicts: RefCell<Verdicts>,
    /// Why they are not those of the settings as they stand.
    pub trouble: Option<Trouble>,
    /// Whether a file of theirs has changed.
    is_stale: bool,
    asked: Asked,
}

/// Why packs cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// The reason in words.
    pub reason: String,
    /// The key of the settings that leads to it.
    pub key: &'static str,
}

/// What the settings ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    packs: Vec<PathBuf>,
    trust: Vec<PathBuf>,
    allow_untrusted: bool,
    /// Names and values of parameters.
    params: Vec<(String, String)>,
}

impl Asked {
    fn new(files: &dyn Files, settings: &Settings, config: &Config) -> Self {
        let packs = match settings.packs.is_empty() {
            true => named_packs(files, config),
            false => settings.packs.clone(),
        };
        let params = config.params.iter();
        let params = params.map(|it| (it.name.clone(), it.value.node.clone()));
        let key = |word: &Word| files.absolute(&config.path(&word.node));
        Self {
            packs: packs.iter().map(|pack| files.absolute(pack)).collect(),
            trust: config.trust.iter().map(key).collect(),
            allow_untrusted: settings.allow_untrusted,
            params: params.collect(),
        }
    }
}

impl Judging {
    /// The packs of the settings: `old` as it is, when they are the same and none of their files
    /// has changed; it serves on too when they cannot be used.
    pub(super) fn load(
        files: &dyn Files,
        settings: &Settings,
        (config, sources): (&Config, &SourceMap),
        old: Option<Self>,
    ) -> Self {
        let asked = Asked::new(files, settings, config);
        match old {
            Some(old) if !old.is_stale && old.asked == asked => old,
            old => Self::fresh(files, (config, sources), asked, old),
        }
    }

    fn fresh(
        files: &dyn Files,
        (config, sources): (&Config, &SourceMap),
        asked: Asked,
        old: Option<Self>,
    ) -> Self {
        let (trouble, goes_on) = match load(files, config, sources, &asked) {
            Ok((workspace, sources)) => {
                return Self {
                    workspace: Some(workspace),
                    sources,
                    verdicts: RefCell::default(),
                    trouble: None,
                    is_stale: false,
                    asked,
                };
            }
            Err(it) => it,
        };
        let old = old.filter(|_| goes_on);
        Self {
            trouble: Some(trouble),
            is_stale: false,
            asked,
            ..old.unwrap_or_default()
        }
    }

    /// A file may have another content than before.
    pub(super) fn changed(&mut self, path: &Path) {
        self.is_stale |= self.depends_on(path);
    }

    /// Whether a file is of the packs, or says whether they may be used.
    pub(super) fn depends_on(&self, path: &Path) -> bool {
        // A signature has the name of its archive and more.
        let shown = path.to_string_lossy();
        let begins = |pack: &PathBuf| {
            path.starts_with(pack) || shown.starts_with(&*format!("{}.", pack.display()))
        };
        self.asked.packs.iter().any(begins)
            || self.asked.trust.iter().any(|key| key == path)
            || (path.ends_with(Lock::FILE) && !self.asked.packs.is_empty())
    }

    /// The packs, as paths.
    pub(super) fn packs(&self) -> &[PathBuf] {
        &self.asked.packs
    }
}

/// The packs that are asked for; otherwise why they cannot be used, and whether those before may
/// serve on.
fn load(
    files: &dyn Files,
    config: &Config,
    sources: &SourceMap,
    asked: &Asked,
) -> Result<(Workspace, SourceMap), (Trouble, bool)> {
    let packs = &asked.packs;
    let in_packs = |error: LoadError| {
        // Whoever is not trusted any more judges no more.
        let goes_on = !matches!(error, LoadError::Refused(_));
        let key = "packs";
        let reason = reason(error, packs);
        (Trouble { reason, key }, goes_on)
    };
    let with_params = |mut workspace: Workspace| {
        let found = workspace.set_params_of(config);
        if found.is_empty() {
            return Ok(workspace);
        }
        let words = found.into_iter().map(|it| it.message);
        let reason = words.collect::<Vec<_>>().join("；");
        let key = "params";
        Err((Trouble { reason, key }, true))
    };
    if packs.is_empty() {
        let workspace = Workspace::bundled().map_err(in_packs)?;
        return Ok((with_params(workspace)?, SourceMap::default()));
    }
    let trust = trust(files, config, sources, asked.allow_untrusted);
    let trust = trust.map_err(|error| {
        let reason = match error {
            TrustError::Lock(words) => words,
            TrustError::Keys(messages) => {
                let words = messages.diagnostics.into_iter().map(|it| it.message);
                words.collect::<Vec<_>>().join("；")
            }
        };
        let key = "trust";
        (Trouble { reason, key }, false)
    })?;
    let (workspace, messages) = Workspace::from_trusted(files, packs, &trust).map_err(in_packs)?;
    Ok((with_params(workspace)?, messages.sources))
}

fn reason(error: LoadError, packs: &[PathBuf]) -> String {
    match error {
        LoadError::NotAPack(words) | LoadError::Io(words) | LoadError::Refused(words) => words,
        LoadError::Broken(_) => {
            let names: Vec<String> = packs.iter().map(|path| display(path)).collect();
            format!("规则包有错误（{}）", names.join("、"))
        }
    }
}
