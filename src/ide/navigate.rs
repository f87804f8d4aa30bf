//! Where a name is defined, where it is used, and another name in its place.

use std::path::Path;

use crate::analysis::{Entry, Meaning};
use crate::source::{Span, TextRange};
use crate::syntax::{self, TokenKind, keyword};

use super::answer::Edits;
use super::place::Place;
use super::rule_file::Here;
use super::session::Session;

impl Session {
    /// Where the name at an offset of a rule file is defined.
    pub fn definition(&mut self, path: &Path, at: u32) -> Vec<Place> {
        let Some(here) = self.here(path) else {
            return Vec::new();
        };
        let Some(entry) = here.entry(at) else {
            return Vec::new();
        };
        match entry.meaning.definition() {
            Some(span) => Place::of(&here.studio.sources, span).into_iter().collect(),
            None => here.in_forms(entry),
        }
    }

    /// All places where what the name at an offset means is named; its definition first, if asked.
    pub fn references(&mut self, path: &Path, at: u32, with_definition: bool) -> Vec<Place> {
        let Some(here) = self.here(path) else {
            return Vec::new();
        };
        let Some(entry) = here.entry(at) else {
            return Vec::new();
        };
        let definition = entry.meaning.definition();
        let spans = here.uses(entry);
        let spans = spans.filter(|span| with_definition || Some(*span) != definition);
        let places = spans.filter_map(|it| Place::of(&here.studio.sources, it));
        here.own_first(places.collect())
    }

    /// The name at an offset that can be changed.
    pub fn renamed(&mut self, path: &Path, at: u32) -> Option<TextRange> {
        let here = self.here(path)?;
        let entry = here.entry(at)?;
        here.is_own(entry).then_some(entry.span.range)
    }

    /// The changes that give what the name at an offset means another name; or why not, in words.
    pub fn rename(&mut self, path: &Path, at: u32, new: &str) -> Result<Edits, String> {
        let here = self.here(path).ok_or("这里没有可以改的名称")?;
        let entry = here.entry(at).ok_or("这里没有可以改的名称")?;
        if !here.is_own(entry) {
            return Err(format!(
                "“{}”不是这个规则包自己取的名称，不能改",
                entry.name
            ));
        }
        fits(entry.meaning, new)?;
        let taken = here.studio.index.entries.iter().find(|other| {
            other.name == new && other.meaning.definition() != entry.meaning.definition()
        });
        if taken.is_some() {
            return Err(format!("“{new}”已经有别的意思，换一个名称"));
        }
        let edits = here.uses(entry).filter_map(|span| {
            let place = Place::of(&here.studio.sources, span)?;
            Some((place.path, place.range, new.to_owned()))
        });
        Ok(edits.collect())
    }
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

impl Here<'_> {
    /// The places where the same is meant.
    fn uses<'e>(&'e self, entry: &'e Entry) -> Box<dyn Iterator<Item = Span> + 'e> {
        match entry.meaning.definition() {
            Some(span) => Box::new(self.studio.index.uses(span).map(|it| it.span)),
            None => {
                let all = self.studio.index.entries.iter();
                let same = all.filter(|it| {
                    it.name == entry.name
                        && it.meaning == entry.meaning
                        && it.ty.to_string() == entry.ty.to_string()
                });
                Box::new(same.map(|it| it.span))
            }
        }
    }

    /// Whether a name was given in this pack.
    fn is_own(&self, entry: &Entry) -> bool {
        let place = entry.meaning.definition();
        let place = place.and_then(|span| Place::of(&self.studio.sources, span));
        place.is_some_and(|place| place.path.starts_with(&self.folder))
    }

    /// Where forms and interfaces define a name: `name = "…"`.
    fn in_forms(&self, entry: &Entry) -> Vec<Place> {
        if !matches!(
            entry.meaning,
            Meaning::Field | Meaning::Member | Meaning::Subject
        ) {
            return Vec::new();
        }
        let quoted = format!("\"{}\"", entry.name);
        let mut places = Vec::new();
        for id in (0u32..).map(crate::source::SourceId) {
            let Some(file) = self.studio.sources.get(id) else {
                break;
            };
            let path = Path::new(file.name());
            let mut packs = self.studio.packs.iter();
            let is_of_packs = packs.any(|pack| path.starts_with(&pack.folder));
            if !file.name().ends_with(".toml") || !is_of_packs {
                continue;
            }
            let mut start = 0u32;
            for line in file.text().split_inclusive('\n') {
                let value = line.trim_start().strip_prefix("name");
                let value = value.and_then(|it| it.trim_start().strip_prefix('='));
                if value.is_some_and(|it| it.trim_start().starts_with(&quoted))
                    && let Some(at) = line.find(&quoted)
                {
                    let at = start + crate::source::offset(at) + 1;
                    let end = at + crate::source::offset(entry.name.len());
                    let span = Span::new(id, TextRange::new(at, end));
                    places.extend(Place::of(&self.studio.sources, span));
                }
                start += crate::source::offset(line.len());
            }
        }
        self.own_first(places)
    }

    /// Places with those in this pack before others.
    fn own_first(&self, mut places: Vec<Place>) -> Vec<Place> {
        places.sort_by_key(|place| !place.path.starts_with(&self.folder));
        places
    }
}
