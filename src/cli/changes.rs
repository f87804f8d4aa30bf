//! What a command that stays waits for: changed declarations, packs and settings, or its end.

use std::path::{Path, PathBuf};

use crate::config::{self, Config};
use crate::pack::Lock;
use crate::vfs::{DiskFiles, FileKind, Files, Notice, Watch, reason};
use crate::workspace::{display, may_be_declaration};

use super::exit::{self, Exit};

/// Changes of files, as a command waits for them.
pub(super) struct Changes {
    watch: Watch,
    /// Declarations: files, and folders of them.
    documents: Vec<PathBuf>,
    /// Packs, keys and baselines: files, and folders of them.
    sources: Vec<PathBuf>,
    /// What the command itself writes.
    own: Vec<PathBuf>,
}

/// What has changed.
pub(super) enum Change {
    /// These declarations, by absolute paths.
    Documents(Vec<PathBuf>),
    /// Packs or settings: everything is to be judged anew.
    Rules,
    /// The user ends the command.
    Stopped,
}

impl Changes {
    /// Waits for changes of the declarations at `paths` and of the settings that rule them, but not
    /// of the files that the command itself writes. From here on Ctrl-C ends the waiting.
    pub(super) fn of(paths: &[PathBuf], own: Vec<PathBuf>) -> Result<Self, Exit> {
        let watch = Watch::new()
            .map_err(|error| exit::fail(&format!("系统不能监视文件：{}", reason(&error))))?;
        // Without the handler Ctrl-C ends the process at once, which breaks nothing.
        let _ = ctrlc::set_handler(watch.stopper());
        let mut changes = Self {
            watch,
            documents: Vec::new(),
            sources: Vec::new(),
            own: own.iter().map(|path| DiskFiles.absolute(path)).collect(),
        };
        for path in paths {
            let path = DiskFiles.absolute(path);
            changes.add(&path)?;
            for above in path.ancestors().skip(1) {
                // Settings in a folder that may not be looked at do not count.
                let _ = changes.watch.add(above, false);
            }
            changes.documents.push(path);
        }
        Ok(changes)
    }

    /// Waits for changes of these packs too, and of what the settings name.
    pub(super) fn follow(&mut self, packs: &[PathBuf], config: &Config) -> Result<(), Exit> {
        let set = config
            .packs
            .iter()
            .chain(&config.trust)
            .chain(&config.baseline);
        let set = set.map(|it| config.path(&it.node));
        let sources: Vec<PathBuf> = packs.iter().cloned().chain(set).collect();
        for path in sources {
            let path = DiskFiles.absolute(&path);
            // The id of a pack inside the program is no path.
            if DiskFiles.kind(&path).is_some() && !self.sources.contains(&path) {
                self.add(&path)?;
                self.sources.push(path);
            }
        }
        Ok(())
    }

    /// Watches a folder with all below it, or the folder that a file is in: editors put a new file
    /// in place of the old one.
    fn add(&mut self, path: &Path) -> Result<(), Exit> {
        let (folder, deep) = match (DiskFiles.kind(path), path.parent()) {
            (Some(FileKind::File), Some(folder)) => (folder, false),
            _ => (path, true),
        };
        self.watch.add(folder, deep).map_err(|error| {
            exit::fail(&format!(
                "监视不了“{}”：{}",
                display(folder),
                reason(&error)
            ))
        })
    }

    /// Waits.
    pub(super) fn wait(&self) -> Change {
        match self
            .watch
            .wait(|path| self.rules(path) || self.declares(path))
        {
            Notice::Stopped => Change::Stopped,
            Notice::Changed(paths) => match paths.iter().all(|path| self.declares(path)) {
                true => Change::Documents(paths),
                false => Change::Rules,
            },
        }
    }

    fn rules(&self, path: &Path) -> bool {
        let settings = [config::FILE, config::WAIVERS, Lock::FILE];
        let named = path.file_name().and_then(|name| name.to_str());
        named.is_some_and(|name| settings.contains(&name))
            || self.sources.iter().any(|source| path.starts_with(source))
    }

    fn declares(&self, path: &Path) -> bool {
        !self.rules(path)
            && !self.own.iter().any(|own| path == own)
            && self.documents.iter().any(|document| {
                let inside = path == document || path.starts_with(document);
                // A folder that is moved in comes with its files.
                inside
                    && (may_be_declaration(path) || DiskFiles.kind(path) == Some(FileKind::Folder))
            })
    }
}
