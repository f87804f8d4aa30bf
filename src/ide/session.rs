//! What is open in an editor, the packs that judge it, and the packs being written.
//!
//! Everything is worked out when it is first asked for and kept until a file that it depends on
//! changes. Places are byte offsets in texts without byte order mark.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::config;
use crate::pack::{self, Lock};
use crate::read::{Candidate, is_candidate};
use crate::vfs::{FileKind, Files, MemoryFiles, Overlay};
use crate::workspace::Bases;

use super::declaration::Declaration;
use super::judging::Judging;
use super::place::Problem;
use super::roots::Roots;
use super::ruling::Ruling;
use super::studio::Studio;

/// What is set in the editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The packs that judge, by paths from the root; when there is none, those that the settings
    /// nearest above a declaration name.
    pub packs: Vec<PathBuf>,
    /// Whether packs without a trusted signature are used.
    pub allow_untrusted: bool,
    /// The folders of the workspace; the settings of the first count for what has not been saved
    /// yet.
    pub roots: Vec<PathBuf>,
}

/// The packs that judge, by the folder of the settings that name them.
pub(super) type Judgings = BTreeMap<PathBuf, Judging>;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A part of the pack in this folder, with its path inside.
    Pack(PathBuf, String),
    /// A rule file that belongs to no pack.
    Rule,
    /// `jixiao.toml`.
    Settings,
    /// `jixiao-waivers.toml`.
    Waivers,
    /// A declaration.
    Declaration,
    /// Something else.
    Other,
}

/// Open files over those of the disk, and what is known of them.
pub struct Session {
    disk: Roots,
    open: MemoryFiles,
    settings: Settings,
    judgings: Judgings,
    /// What the settings say, by folder.
    rulings: BTreeMap<PathBuf, Ruling>,
    studios: BTreeMap<PathBuf, Studio>,
    /// The packs inside the binary, once a pack that may build on them has been looked at.
    bases: OnceCell<Bases>,
    declarations: BTreeMap<PathBuf, Declaration>,
}

impl Session {
    /// A session over the files of `disk` with nothing open.
    pub fn new(disk: Box<dyn Files>, settings: Settings) -> Self {
        Self {
            disk: Roots(disk),
            open: MemoryFiles::default(),
            settings,
            judgings: BTreeMap::new(),
            rulings: BTreeMap::new(),
            studios: BTreeMap::new(),
            bases: OnceCell::new(),
            declarations: BTreeMap::new(),
        }
    }

    /// Takes other settings; the packs are read anew.
    pub fn set(&mut self, settings: Settings) {
        self.settings = settings;
        self.forget_judgements();
        self.studios.values_mut().for_each(|it| it.is_stale = true);
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
        // Which pack stands where may be told by either of them.
        let moves = path.ends_with("pack.toml") || path.ends_with(config::FILE);
        for (folder, studio) in &mut self.studios {
            studio.is_stale |= moves || studio.depends_on(folder, path);
        }
        if self.rules_others(path) {
            self.declarations.clear();
            self.rulings.values_mut().for_each(|it| it.is_stale = true);
            let judgings = self.judgings.values_mut();
            judgings.for_each(|it| it.changed(path));
        }
    }

    /// Whether what is found in other files depends on this one.
    pub fn rules_others(&self, path: &Path) -> bool {
        let of_settings = [config::FILE, config::WAIVERS, Lock::FILE];
        of_settings.iter().any(|name| path.ends_with(name))
            || self.judgings.values().any(|it| it.depends_on(path))
            || self.rulings.values().any(|it| it.depends_on(path))
    }

    /// Forgets all that was worked out, so that nothing half done is left behind a failure.
    pub fn forget(&mut self) {
        self.forget_judgements();
        self.studios.clear();
    }

    fn forget_judgements(&mut self) {
        self.declarations.clear();
        self.judgings.clear();
        self.rulings.clear();
    }

    /// The files as the editor sees them.
    pub(super) fn files(&self) -> Overlay<'_> {
        Overlay::new(&self.open, &self.disk)
    }

    /// The open files once more, to ask what would be if one had another text.
    pub(super) fn open_copy(&self) -> MemoryFiles {
        self.open.clone()
    }

    /// The packs inside the binary that others build on.
    pub(super) fn bases(&self) -> &Bases {
        // Those that cannot be read are read again where they are needed, and said to be broken.
        let read = || Bases::read().unwrap_or_default();
        self.bases.get_or_init(read)
    }

    /// The files of the disk.
    pub(super) fn disk(&self) -> &dyn Files {
        &self.disk
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
        if name == config::WAIVERS {
            return Kind::Waivers;
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

    /// The folder whose settings count for a file.
    pub(super) fn folder_of(&self, path: &Path) -> PathBuf {
        let folder = path.parent().filter(|_| path.is_absolute());
        folder.unwrap_or(self.first_root()).to_owned()
    }

    fn first_root(&self) -> &Path {
        let first = self.settings.roots.first();
        first.map_or(Path::new(""), PathBuf::as_path)
    }

    /// The folders of the workspace.
    pub(super) fn roots(&self) -> &[PathBuf] {
        &self.settings.roots
    }

    /// What the settings say about the files of a folder and the packs that judge them, read anew if
    /// a file that they depend on has changed.
    pub(super) fn ruled(&mut self, folder: &Path) -> (&Ruling, &Judging) {
        let files = Overlay::new(&self.open, &self.disk);
        let old = self.rulings.remove(folder);
        let ruling = match old {
            Some(ruling) if !ruling.is_stale => ruling,
            old => Ruling::load(&files, folder, &self.settings, &mut self.judgings, old),
        };
        let ruling = self.rulings.entry(folder.to_owned()).or_insert(ruling);
        let judging = self.judgings.entry(ruling.home.clone());
        (ruling, judging.or_default())
    }

    /// The same, which must have been asked for before.
    pub(super) fn ruled_again(&self, folder: &Path) -> (Option<&Ruling>, Option<&Judging>) {
        let ruling = self.rulings.get(folder);
        let judging = ruling.and_then(|it| self.judgings.get(&it.home));
        (ruling, judging)
    }

    /// What is wrong with a file of settings or waivers as it is written.
    pub(super) fn settings_problems(&mut self, path: &Path) -> Vec<Problem> {
        let folder = self.folder_of(path);
        let problems = self.ruled(&folder).0.problems.iter();
        let here = problems.filter(|problem| problem.place.path == path);
        here.cloned().collect()
    }

    /// Why the packs and settings that judge the open declarations are not those that the user has
    /// set, where they are not.
    pub fn troubles(&mut self) -> BTreeSet<String> {
        let open = self.open_files().into_iter();
        let open = open.filter(|path| self.kind(path) == Kind::Declaration);
        let mut folders: BTreeSet<PathBuf> = open.map(|path| self.folder_of(&path)).collect();
        folders.insert(self.first_root().to_owned());
        let folders = folders.into_iter();
        folders
            .filter_map(|folder| self.ruled(&folder).0.trouble.clone())
            .collect()
    }

    /// A declaration as it was understood and judged.
    pub(super) fn declaration(&mut self, path: &Path) -> Option<&Declaration> {
        if !self.declarations.contains_key(path) {
            let bytes = self.files().read(path).ok()?;
            let folder = self.folder_of(path);
            let (ruling, judging) = self.ruled(&folder);
            let by = judging.workspace.as_ref().zip(ruling.policy.as_ref());
            let declaration = Declaration::judge(by, path, bytes);
            self.declarations.insert(path.to_owned(), declaration);
        }
        self.declarations.get(path)
    }

    /// A declaration with the packs that judged it.
    pub(super) fn declared(&mut self, path: &Path) -> Option<(&Declaration, &Judging)> {
        let folder = self.folder_of(path);
        self.ruled(&folder);
        self.declaration(path)?;
        let judging = self.ruled_again(&folder).1?;
        Some((self.declarations.get(path)?, judging))
    }

    /// The pack in a folder with all that is known of it.
    pub(super) fn studio(&mut self, folder: &Path) -> &Studio {
        let old = self.studios.remove(folder);
        let files = Overlay::new(&self.open, &self.disk);
        let studio = match old {
            Some(studio) if !studio.is_stale => studio,
            old => Studio::load(self.bases(), &files, self.named_packs(), folder, old),
        };
        self.studios.entry(folder.to_owned()).or_insert(studio)
    }

    /// The packs that the editor names.
    pub(super) fn named_packs(&self) -> &[PathBuf] {
        &self.settings.packs
    }

    /// The packs being written that build on the one that a file is of.
    pub fn packs_above(&self, path: &Path) -> Vec<PathBuf> {
        let above = self.studios.iter().filter(|(folder, studio)| {
            !path.starts_with(folder) && studio.depends_on(folder, path)
        });
        above.map(|(folder, _)| folder.clone()).collect()
    }

    /// The folders of the packs that judge and are folders.
    pub fn named_folders(&self) -> Vec<PathBuf> {
        let files = self.files();
        let folder = |path: &&PathBuf| files.kind(path) == Some(FileKind::Folder);
        let packs = self.judgings.values().flat_map(Judging::packs);
        packs.filter(folder).cloned().collect()
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
            Kind::Settings => self.settings_problems(path),
            Kind::Waivers => self.waiver_problems(path),
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
