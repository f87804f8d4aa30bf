//! The files of the packs inside the program, which an editor can only be shown.

use std::path::Path;

use crate::pack::BUNDLED;
use crate::source::Span;
use crate::syntax::ast::Item;
use crate::vfs::Files;

use super::place::Place;
use super::session::Session;

impl Session {
    /// The text of a file of a pack inside the program, by its path from the pack's id on.
    pub fn bundled_text(&self, path: &Path) -> Option<String> {
        let id = path.iter().next()?;
        let pack = BUNDLED.iter().find(|pack| *pack.id == *id)?;
        String::from_utf8(pack.files().read(path).ok()?).ok()
    }

    /// Where the rule with an id stands, of the pack inside the program with another.
    pub(super) fn bundled_rule(&self, pack: &str, id: &str) -> Option<Place> {
        let (packs, sources) = self.bases().parts();
        let pack = packs.iter().find(|it| it.manifest.id == pack)?;
        pack.rules.iter().find_map(|(source, tree)| {
            let range = tree.items.iter().find_map(|item| match item {
                Item::Rule(it) if it.id.text == id => Some(it.id.loc.0),
                _ => None,
            })?;
            Place::of(sources, Span::new(*source, range))
        })
    }
}
