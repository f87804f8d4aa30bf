//! What is open in an editor, the packs that judge it, and the packs being written.
//!
//! Everything is worked out when it is first asked for and kept until a file that it depends on
//! changes. Places are byte offsets in texts without byte order mark.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config;
use crate::pack::{self, Trust};
use crate::read::{Candidate, is_candidate};
use crate::vfs::{FileKind, Files, MemoryFiles, Overlay};

use super::declaration::Declaration;
use super::judging::Judging;
use super::place::Problem;
use super::studio::Studio;

/// What the user has set.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The packs that judge; those inside the binary when there is none.
    pub packs: Vec<PathBuf>,
    /// Whose packs may be used.
    pub trust: Trust,
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A part of the pack in this folder, with its path inside.
    Pack(PathBuf, String),
    /// A rule file that belongs to no pack.
    Rule,
    /// `jixiao.toml`.
    Settings,
    /// A declaration.
    Declaration,
    /// Something else.
    Other,
}

/// Open files over those of the disk, and what is known of them.
pub struct Session {
    disk: Box<dyn Files>,
    open: MemoryFiles,
    settings: Settings,
    judging: Option<Judging>,
    studios: BTreeMap<PathBuf, Studio>,
    declarations: BTreeMap<PathBuf, Declaration>,
}

impl Session {
    /// A session over the files of `disk` with nothing open.
    pub fn new(disk: Box<dyn Files>, settings: Settings) -> Self {
        Self {
            disk,
            open: MemoryFiles::default(),
            settings,
            judging: None,
            studios: BTreeMap::new(),
            declarations: BTreeMap::new(),
        }
    }

    /// Takes other settings; the packs are read anew.
    pub fn set(&mut self, settings: Settings) {
        self.settings = settings;
        self.forget_packs();
    }

    /// What the user has set.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A file was opened or changed in the editor.
    pub fn edit(&mut self, path: &Path, text: &str) {
        self.open.insert(path, text);
        self.changed(path);
    }

    /// A file was closed in the editor: what is on the disk counts again.
    pub fn close(&mut self, path: &Path) {
        self.open.remove(path);
        self.changed(path);
    }

    /// A file may have another content than before.
    pub fn changed(&mut self, path: &Path) {
        self.declarations.remove(path);
        for (folder, studio) in &mut self.studios {
            if path.starts_with(folder) {
                studio.is_stale = true;
            }
        }
        if self
            .settings
            .packs
            .iter()
            .any(|pack| path.starts_with(pack))
        {
            self.forget_judgements();
        }
    }

    /// Forgets all that was worked out, so that nothing half done is left behind a failure.
    pub fn forget(&mut self) {
        self.forget_packs();
        self.studios.clear();
    }

    fn forget_packs(&mut self) {
        self.studios.values_mut().for_each(|it| it.is_stale = true);
        self.forget_judgements();
    }

    fn forget_judgements(&mut self) {
        self.declarations.clear();
        if let Some(judging) = &mut self.judging {
            judging.is_stale = true;
        }
    }

    /// The files as the editor sees them.
    pub(super) fn files(&self) -> Overlay<'_> {
        Overlay::new(&self.open, self.disk.as_ref())
    }

    /// The open files once more, to ask what would be if one had another text.
    pub(super) fn open_copy(&self) -> MemoryFiles {
        self.open.clone()
    }

    /// The files of the disk.
    pub(super) fn disk(&self) -> &dyn Files {
        self.disk.as_ref()
    }

    /// Whether a file is open.
    pub fn is_open(&self, path: &Path) -> bool {
        self.open.get(path).is_some()
    }

    /// The open files, sorted by path.
    pub fn open_files(&self) -> Vec<PathBuf> {
        self.open.paths().map(Path::to_owned).collect()
    }

    /// The text of a file without byte order mark; `None` when it cannot be read as UTF-8.
    pub fn text(&self, path: &Path) -> Option<String> {
        let text = String::from_utf8(self.files().read(path).ok()?).ok()?;
        Some(match text.strip_prefix('\u{feff}') {
            Some(text) => text.to_owned(),
            None => text,
        })
    }

    /// What a file is, by its name and where it stands.
    pub fn kind(&self, path: &Path) -> Kind {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name == config::FILE {
            return Kind::Settings;
        }
        let is_rule = name.ends_with(".rule");
        if is_rule || name.ends_with(".toml") {
            let files = self.files();
            let is_pack =
                |folder: &&Path| files.kind(&folder.join("pack.toml")) == Some(FileKind::File);
            if let Some(folder) = path.ancestors().skip(1).find(is_pack) {
                let inside = path.strip_prefix(folder).unwrap_or(path);
                let inside = inside.to_string_lossy().replace('\\', "/");
                if pack::belongs(&inside) {
                    return Kind::Pack(folder.to_owned(), inside);
                }
            }
        }
        if is_rule {
            return Kind::Rule;
        }
        let bytes = self.files().read(path).unwrap_or_default();
        match is_candidate(&name, &bytes) {
            Candidate::Yes => Kind::Declaration,
            Candidate::No(_) => Kind::Other,
        }
    }

    /// The packs that judge declarations, read anew if a file of theirs has changed.
    pub(super) fn judging(&mut self) -> &Judging {
        let old = self.judging.take();
        let files = Overlay::new(&self.open, self.disk.as_ref());
        let judging = match old {
            Some(judging) if !judging.is_stale => judging,
            old => Judging::load(&files, &self.settings, old),
        };
        self.judging.insert(judging)
    }

    /// Why the packs that judge are not those of the settings as they stand, if they are not.
    pub fn trouble(&mut self) -> Option<String> {
        self.judging().trouble.clone()
    }

    /// A declaration as it was understood and judged.
    pub(super) fn declaration(&mut self, path: &Path) -> Option<&Declaration> {
        if !self.declarations.contains_key(path) {
            let bytes = self.files().read(path).ok()?;
            let declaration = Declaration::judge(self.judging(), path, bytes);
            self.declarations.insert(path.to_owned(), declaration);
        }
        self.declarations.get(path)
    }

    /// A declaration with the packs that judged it.
    pub(super) fn declared(&mut self, path: &Path) -> Option<(&Declaration, &Judging)> {
        self.judging();
        self.declaration(path)?;
        Some((self.declarations.get(path)?, self.judging.as_ref()?))
    }

    /// The pack in a folder with all that is known of it.
    pub(super) fn studio(&mut self, folder: &Path) -> &Studio {
        let old = self.studios.remove(folder);
        let files = Overlay::new(&self.open, self.disk.as_ref());
        let studio = match old {
            Some(studio) if !studio.is_stale => studio,
            old => Studio::load(&files, folder, old),
        };
        self.studios.entry(folder.to_owned()).or_insert(studio)
    }

    /// The folders of the packs that judge and are folders.
    pub fn named_folders(&self) -> Vec<PathBuf> {
        let files = self.files();
        let folder = |path: &&PathBuf| files.kind(path) == Some(FileKind::Folder);
        self.settings.packs.iter().filter(folder).cloned().collect()
    }

    /// What is wrong with a file.
    pub fn problems(&mut self, path: &Path) -> Vec<Problem> {
        match self.kind(path) {
            Kind::Pack(folder, _) => {
                let mut all = self.pack_problems(&folder);
                all.retain(|problem| problem.place.path == path);
                all
            }
            Kind::Rule => match self.text(path) {
                Some(text) => super::studio::loose(path, &text),
                None => Vec::new(),
            },
            Kind::Settings => super::studio::settings(&self.files(), path),
            Kind::Declaration => match self.declaration(path) {
                Some(declaration) => declaration.problems(),
                None => Vec::new(),
            },
            Kind::Other => Vec::new(),
        }
    }

    /// What is wrong with the pack in a folder, in all its files.
    pub fn pack_problems(&mut self, folder: &Path) -> Vec<Problem> {
        self.studio(folder).problems()
    }
}
