//! The packs that judge declarations. When those of the settings break, the last good ones go on.

use crate::source::SourceMap;
use crate::vfs::Files;
use crate::workspace::{LoadError, Workspace, display};

use super::session::Settings;

/// The packs that judge declarations.
pub(super) struct Judging {
    /// The last packs that could be used; `None` when none ever could.
    pub workspace: Option<Workspace>,
    /// The sources of their rules.
    pub sources: SourceMap,
    /// Why they are not those of the settings as they stand.
    pub trouble: Option<String>,
    /// Whether a file of theirs has changed.
    pub is_stale: bool,
}

impl Judging {
    /// Loads the packs of the settings; `old` serves on when they cannot be used.
    pub(super) fn load(files: &dyn Files, settings: &Settings, old: Option<Self>) -> Self {
        let loaded = if settings.packs.is_empty() {
            Workspace::bundled().map(|workspace| (workspace, SourceMap::default()))
        } else {
            Workspace::from_trusted(files, &settings.packs, &settings.trust)
                .map(|(workspace, messages)| (workspace, messages.sources))
        };
        match loaded {
            Ok((workspace, sources)) => Self {
                workspace: Some(workspace),
                sources,
                trouble: None,
                is_stale: false,
            },
            Err(error) => {
                let (workspace, sources) = match old {
                    Some(old) => (old.workspace, old.sources),
                    None => (None, SourceMap::default()),
                };
                let goes_on = if workspace.is_some() {
                    "；先用上一次没有错误的规则包检查"
                } else {
                    "，没有检查任何申报表"
                };
                Self {
                    trouble: Some(format!("{}{goes_on}", reason(error, settings))),
                    workspace,
                    sources,
                    is_stale: false,
                }
            }
        }
    }
}

fn reason(error: LoadError, settings: &Settings) -> String {
    match error {
        LoadError::NotAPack(words) | LoadError::Io(words) | LoadError::Refused(words) => words,
        LoadError::Broken(_) => {
            let names: Vec<String> = settings.packs.iter().map(|path| display(path)).collect();
            format!("规则包有错误（{}）", names.join("、"))
        }
    }
}
