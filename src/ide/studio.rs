//! A pack that is being written: its files as they stand in the editor, what they mean and what is
//! wrong with them, and the last of its states without mistakes.

use std::path::{Path, PathBuf};

use crate::analysis::Index;
use crate::config::{self, ConfigError};
use crate::diag::{Diagnostic, Messages};
use crate::form::{Form, Interface};
use crate::pack::{self, PackSource};
use crate::source::{SourceFile, SourceId, SourceMap};
use crate::syntax;
use crate::vfs::Files;
use crate::workspace::{Bases, Book, LoadError};

use super::bases::gather;
use super::place::{Problem, problem};

/// A pack that is being written.
#[derive(Default)]
pub(super) struct Studio {
    /// Its sources and those of the packs it builds on.
    pub sources: SourceMap,
    /// The packs, the one itself first.
    pub packs: Vec<PackSource>,
    /// What its names mean.
    pub index: Index,
    /// Its forms and those of the packs it builds on.
    pub forms: Vec<Form>,
    /// Its interfaces and those of the packs it builds on.
    pub interfaces: Vec<Interface>,
    /// The last state without mistakes.
    pub good: Option<Book>,
    /// Whether a file of it has changed.
    pub is_stale: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Studio {
    /// Reads and checks the pack in a folder; what is good of `old` serves on. `named` are the packs
    /// that the editor names.
    pub(super) fn load(
        bases: &Bases,
        files: &dyn Files,
        named: &[PathBuf],
        folder: &Path,
        old: Option<Self>,
    ) -> Self {
        let good = old.and_then(|old| old.good);
        match gather(bases, files, named, folder) {
            Ok((packs, messages)) => Self::check(packs, messages, good),
            Err(LoadError::Broken(messages)) => Self {
                sources: messages.sources,
                diagnostics: messages.diagnostics,
                good,
                ..Self::default()
            },
            Err(LoadError::NotAPack(_) | LoadError::Io(_) | LoadError::Refused(_)) => Self {
                good,
                ..Self::default()
            },
        }
    }

    fn check(packs: Vec<PackSource>, messages: Messages, good: Option<Book>) -> Self {
        let Messages {
            mut diagnostics,
            sources,
        } = messages;
        let (chain, judge) = pack::chain(&packs, 0);
        let mut compiled = pack::compile(&chain, judge, &sources, &mut diagnostics);
        diagnostics.sort_by_key(|it| it.labels.first().map(|label| label.span));
        diagnostics.dedup();
        let index = std::mem::take(&mut compiled.index);
        let forms = compiled
            .forms
            .iter()
            .map(|(form, _)| form.clone())
            .collect();
        let interfaces = compiled.interfaces.clone();
        let broken = pack::has_errors(&diagnostics);
        let book = if broken { None } else { Book::new(compiled) };
        Self {
            sources,
            packs,
            index,
            forms,
            interfaces,
            good: book.or(good),
            is_stale: false,
            diagnostics,
        }
    }

    /// What is wrong with it.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let all = self.diagnostics.iter();
        all.filter_map(|it| problem(&self.sources, it)).collect()
    }

    /// Whether a file is of the pack in a folder, whose studio this is, or of one that it builds on.
    pub(super) fn depends_on(&self, folder: &Path, path: &Path) -> bool {
        let mut folders = self.packs.iter().map(|pack| pack.folder.as_path());
        path.starts_with(folder) || folders.any(|it| it.is_absolute() && path.starts_with(it))
    }

    /// The source of a file.
    pub(super) fn source_of(&self, path: &Path) -> Option<SourceId> {
        let name = path.to_string_lossy().replace('\\', "/");
        let mut ids = (0u32..).map(SourceId);
        let mut known = ids
            .by_ref()
            .map_while(|id| Some((id, self.sources.get(id)?)));
        known
            .find(|(_, file)| file.name() == name)
            .map(|(id, _)| id)
    }

    /// The tree of a rule file.
    pub(super) fn tree(&self, source: SourceId) -> Option<&syntax::ast::RuleFile> {
        let mut rules = self.packs.iter().flat_map(|pack| &pack.rules);
        let (_, tree) = rules.find(|(id, _)| *id == source)?;
        Some(tree)
    }
}

/// What is wrong with a rule file that belongs to no pack, as far as that can be said.
pub(super) fn loose(path: &Path, text: &str) -> Vec<Problem> {
    let mut sources = SourceMap::default();
    let name = path.to_string_lossy().replace('\\', "/");
    let id = sources.add(SourceFile::new(name, text));
    let found = syntax::parse(id, text).diagnostics;
    found
        .iter()
        .filter_map(|it| problem(&sources, it))
        .collect()
}

/// What is wrong with the settings in a file as it is written, and with those above it.
pub(super) fn settings(files: &dyn Files, path: &Path) -> Vec<Problem> {
    let folder = path.parent().unwrap_or(Path::new(""));
    match config::Settings::read(files, [folder]) {
        Err(ConfigError::Broken(messages)) => {
            let of = |it| problem(&messages.sources, it);
            messages.diagnostics.iter().filter_map(of).collect()
        }
        Err(ConfigError::Io(..)) | Ok(_) => Vec::new(),
    }
}
