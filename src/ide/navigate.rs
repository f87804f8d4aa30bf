//! Where a name is defined and where it is used.

use std::path::Path;

use crate::analysis::{Entry, Meaning};
use crate::source::{Span, TextRange};

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
