//! Another name for what is named at a place of a rule file: in its pack, in the packs of the
//! workspace that build on it, and wherever else rules and parameters are named.
//!
//! What cannot be carried along is a reason to refuse: a name half changed would quietly switch off
//! a rule or an excuse.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::analysis::Meaning;
use crate::config::{self, WAIVERS};
use crate::source::{Span, TextRange};
use crate::syntax::{self, TokenKind, keyword};
use crate::vfs::{FileKind, Files};

use super::answer::Edits;
use super::mentions::{self, Naming, refusal};
use super::place::Place;
use super::session::Session;
use super::studio::Studio;

/// What is to have another name.
struct Target {
    name: String,
    meaning: Meaning,
    /// Where it is defined.
    place: Place,
    /// The pack that defines it.
    folder: PathBuf,
}

/// The files that may name what is defined in a pack.
#[derive(Default)]
struct Around {
    /// Folders of packs: the pack itself first, then those that build on it.
    packs: Vec<PathBuf>,
    /// Files of settings that have one of them judge.
    settings: Vec<PathBuf>,
    /// Files of waivers of findings of theirs.
    waivers: Vec<PathBuf>,
}

impl Session {
    /// The name at an offset that can be changed.
    pub fn renamed(&mut self, path: &Path, at: u32) -> Option<TextRange> {
        self.target_at(path, at).ok().map(|(range, _)| range)
    }

    /// The changes that give what the name at an offset means another name; or why not, in words.
    pub fn rename(&mut self, path: &Path, at: u32, new: &str) -> Result<Edits, String> {
        let (_, target) = self.target_at(path, at)?;
        fits(target.meaning, new)?;
        if new == target.name {
            return Ok(Edits::new());
        }
        let around = match target.meaning {
            Meaning::Local(_) => Around {
                packs: vec![target.folder.clone()],
                ..Around::default()
            },
            _ => self.around(&target.folder),
        };
        let mut edits = BTreeSet::new();
        for folder in &around.packs {
            edits.extend(named_in_rules(self.studio(folder), &target, new)?);
        }
        let naming = match target.meaning {
            Meaning::Rule(_) => Naming::Rule(&target.name),
            Meaning::Param(_) => Naming::Param(&target.name),
            _ => return Ok(edits.into_iter().collect()),
        };
        for path in self.others(&around, naming) {
            let Some(text) = self.text(&path) else {
                continue;
            };
            let refuse = |reason: mentions::Refusal| refusal(&path, &text, &reason, new);
            let found = mentions::of(&path, &text, naming, new).map_err(refuse)?;
            let found = found.into_iter();
            edits.extend(found.map(|(range, text)| (path.clone(), range, text)));
            self.in_no_baseline(&path, &text, naming)?;
        }
        Ok(edits.into_iter().collect())
    }

    /// What is named at an offset, if its name was given in the pack of this file, and where.
    fn target_at(&mut self, path: &Path, at: u32) -> Result<(TextRange, Target), String> {
        let nothing = "这里没有可以改的名称";
        let here = self.here(path).ok_or(nothing)?;
        let entry = here.entry(at).ok_or(nothing)?;
        let place = entry.meaning.definition();
        let place = place.and_then(|span| Place::of(&here.studio.sources, span));
        let place = place.filter(|place| place.path.starts_with(&here.folder));
        let place = place.ok_or_else(|| {
            let name = &entry.name;
            format!("“{name}”不是这个规则包自己取的名称，不能改")
        })?;
        let name = place.source.slice(place.range).to_owned();
        if entry.name != name {
            let title = &entry.name;
            return Err(format!(
                "“{title}”是规则 {name} 的标题；要改编号，请在写着 {name} 的地方改"
            ));
        }
        let target = Target {
            name,
            meaning: entry.meaning,
            place,
            folder: here.folder.clone(),
        };
        Ok((entry.span.range, target))
    }

    /// The files of the workspace, those that are open and those above a pack that may name what the
    /// pack defines.
    fn around(&mut self, folder: &Path) -> Around {
        let mut paths: BTreeSet<PathBuf> = self.open_files().into_iter().collect();
        let files = self.files();
        for root in self.roots() {
            paths.extend(files.list(root).into_iter().flatten());
        }
        for above in folder.ancestors() {
            let own = [config::FILE, WAIVERS].map(|name| above.join(name));
            paths.extend(own.into_iter().filter(|path| {
                let kind = files.kind(path);
                kind == Some(FileKind::File)
            }));
        }
        let mut around = Around {
            packs: vec![folder.to_owned()],
            ..Around::default()
        };
        for path in paths.iter().filter(|path| path.ends_with("pack.toml")) {
            let Some(other) = path.parent().filter(|other| *other != folder) else {
                continue;
            };
            let packs = &self.studio(other).packs;
            if packs.iter().any(|pack| pack.folder == folder) {
                around.packs.push(other.to_owned());
            }
        }
        for path in paths {
            let is_settings = path.ends_with(config::FILE);
            if !is_settings && !path.ends_with(WAIVERS) {
                continue;
            }
            let folder = self.folder_of(&path);
            let packs = self.ruled(&folder).1.packs();
            if !packs.iter().any(|pack| around.packs.contains(pack)) {
                continue;
            }
            match is_settings {
                true => around.settings.push(path),
                false => around.waivers.push(path),
            }
        }
        around
    }

    /// The files beside rule files in which a rule or a parameter is named.
    fn others(&self, around: &Around, naming: Naming<'_>) -> Vec<PathBuf> {
        let mut paths = around.settings.clone();
        if matches!(naming, Naming::Param(_)) {
            return paths;
        }
        paths.extend_from_slice(&around.waivers);
        let files = self.files();
        for folder in &around.packs {
            paths.push(folder.join("pack.toml"));
            let cases = files.list(&folder.join("cases")).into_iter().flatten();
            paths.extend(cases.filter(|path| path.extension().is_some_and(|it| it == "md")));
        }
        paths
    }

    /// Refuses where the baseline of settings keeps findings of the rule: their fingerprints are made
    /// of its id.
    fn in_no_baseline(&self, path: &Path, text: &str, naming: Naming<'_>) -> Result<(), String> {
        let (Naming::Rule(id), true) = (naming, path.ends_with(config::FILE)) else {
            return Ok(());
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let Some(file) = mentions::baseline(text).map(|name| folder.join(name)) else {
            return Ok(());
        };
        let kept = self.text(&file).and_then(|text| {
            let kept = config::Baseline::read(&text).ok()?.counts;
            kept.keys().any(|(_, rule, _)| rule == id).then_some(())
        });
        match kept {
            None => Ok(()),
            Some(()) => Err(format!(
                "基线“{}”记着规则 {id} 的问题，编号一改，它们都会当作新的问题报出来；先在“{}”里删去 \
                 baseline 再改名，改完用 jixiao baseline 重新记",
                crate::workspace::display(&file),
                crate::workspace::display(path),
            )),
        }
    }
}

/// The changes in the rule files of a pack and of those that it builds on.
fn named_in_rules(studio: &Studio, target: &Target, new: &str) -> Result<Edits, String> {
    let Some(source) = studio.source_of(&target.place.path) else {
        return Ok(Edits::new());
    };
    let definition = Span::new(source, target.place.range);
    let entries = studio.index.entries.iter();
    let taken = entries
        .filter(|it| it.name == new)
        .find(|it| it.meaning.definition() != Some(definition));
    if let Some(taken) = taken {
        let place = Place::of(&studio.sources, taken.span);
        let place = place
            .map(|place| mentions::where_it_stands(&place.path, &place.source, place.range.start));
        let place = place.unwrap_or_default();
        return Err(format!("“{new}”已经有别的意思{place}，换一个名称"));
    }
    let uses = studio.index.uses(definition);
    let uses = uses.filter(|it| it.name == target.name);
    let edits = uses.filter_map(|it| {
        let place = Place::of(&studio.sources, it.span)?;
        Some((place.path, place.range, new.to_owned()))
    });
    Ok(edits.collect())
}

/// Whether a name may be given, else why not.
fn fits(meaning: Meaning, new: &str) -> Result<(), String> {
    if matches!(meaning, Meaning::Rule(_)) {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        return match new.starts_with(|c: char| c.is_ascii_lowercase()) && new.chars().all(fits) {
            true => Ok(()),
            false => Err("规则编号由小写字母、数字和“-”组成，例如 totals-balanced".to_owned()),
        };
    }
    if keyword::find(new).is_some() {
        return Err(format!("“{new}”是关键字，换一个名称"));
    }
    let lexed = syntax::lex(new);
    match lexed.tokens.as_slice() {
        [token] if token.kind == TokenKind::Word && token.range.slice(new) == new => Ok(()),
        _ => Err("名称由汉字、字母、数字和“_”组成，不以数字开头，中间没有空格".to_owned()),
    }
}
