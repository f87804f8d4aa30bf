//! A rule file in the editor: its text, its tree, and what stands at an offset of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::{Entry, Meaning};
use crate::source::{SourceFile, SourceId, Span, TextRange};
use crate::syntax;
use crate::syntax::ast::{Item, RuleFile};

use super::session::{Kind, Session};
use super::studio::Studio;

/// A rule file of a pack.
pub(super) struct Here<'s> {
    /// The pack.
    pub studio: &'s Studio,
    /// The pack's folder.
    pub folder: PathBuf,
    /// The file.
    pub source: SourceId,
    /// Its text.
    pub file: &'s Arc<SourceFile>,
    /// Its tree.
    pub tree: &'s RuleFile,
}

impl Session {
    /// A rule file of a pack.
    pub(super) fn here(&mut self, path: &Path) -> Option<Here<'_>> {
        let Kind::Pack(folder, inside) = self.kind(path) else {
            return None;
        };
        if !inside.ends_with(".rule") {
            return None;
        }
        let studio = self.studio(&folder);
        let source = studio.source_of(path)?;
        Some(Here {
            studio,
            folder,
            source,
            file: studio.sources.get(source)?,
            tree: studio.tree(source)?,
        })
    }
}

impl<'s> Here<'s> {
    /// The name at an offset.
    pub(super) fn entry(&self, at: u32) -> Option<&'s Entry> {
        let place = Span::new(self.source, TextRange::empty(at));
        self.studio.index.at(place)
    }

    /// The item that defines what a name means, with the source of its text.
    pub(super) fn item_of(&self, meaning: Meaning) -> Option<(&'s Item, &'s SourceFile)> {
        let at = meaning.definition()?;
        let tree = self.studio.tree(at.source)?;
        let file = self.studio.sources.get(at.source)?;
        let item = tree.items.iter().find(|it| loc(it).covers(at.range))?;
        Some((item, file))
    }
}

/// All of an item.
pub(super) fn loc(item: &Item) -> TextRange {
    match item {
        Item::Param(it) => it.loc.0,
        Item::Terms(it) => it.loc.0,
        Item::Pattern(it) => it.loc.0,
        Item::Def(it) => it.loc.0,
        Item::Rule(it) => it.loc.0,
        Item::Extend(it) => it.loc.0,
        Item::Override(it) => it.loc.0,
        Item::Error(loc) => loc.0,
    }
}

/// The name of an item.
pub(super) fn name(item: &Item) -> Option<&syntax::ast::Name> {
    match item {
        Item::Param(it) => Some(&it.name),
        Item::Terms(it) => Some(&it.name),
        Item::Pattern(it) => Some(&it.name),
        Item::Def(it) => Some(&it.name),
        Item::Rule(it) => Some(&it.id),
        Item::Extend(it) => Some(&it.name),
        Item::Override(it) => Some(&it.id),
        Item::Error(_) => None,
    }
}

/// The documentation of an item.
pub(super) fn doc(item: &Item) -> &[String] {
    match item {
        Item::Param(it) => &it.doc,
        Item::Terms(it) => &it.doc,
        Item::Pattern(it) => &it.doc,
        Item::Def(it) => &it.doc,
        Item::Rule(it) => &it.doc,
        Item::Extend(it) => &it.doc,
        Item::Override(it) => &it.doc,
        Item::Error(_) => &[],
    }
}

/// The word at an offset, its end included.
pub(super) fn word_at(text: &str, at: u32) -> TextRange {
    let at = at as usize;
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let before = text.get(..at).unwrap_or_default();
    let behind = text.get(at..).unwrap_or_default();
    let start = before.trim_end_matches(is_word).len();
    let end = text.len() - behind.trim_start_matches(is_word).len();
    TextRange::of(start..end)
}
