//! A text document: its parts found, walked over and put together.

use rustc_hash::FxHashMap;

use crate::source::{Anchors, TextRange};

use super::super::package::{Damage, Package};
use super::super::relations::relations;
use super::super::xml::{XmlDamage, decoded};
use super::numbering::Numbering;
use super::piece::{Paragraph, Part, Piece, Run};
use super::story::{Found, Note, Unread};
use super::styles::Styles;
use super::view::{View, ViewCell};
use super::walk::{Walk, walk};

/// A document as it reads when all tracked changes are accepted.
///
/// Outside of tables a paragraph is a line; a row of a table is its cells joined by TABs, a line
/// break in a cell being one in the view. Footnotes and endnotes stand behind the body, in the
/// order of their references, and belong to no cell. Headers, footers and comments are left out.
#[derive(Debug)]
pub struct Word {
    /// The text view.
    pub text: String,
    /// The cells of the view, in its order.
    pub cells: Vec<ViewCell>,
    /// Where its lines and cells stand, as people say it.
    pub anchors: Anchors,
    /// Where every stretch of it stands in the XML.
    pub pieces: Vec<Piece>,
    /// The runs that the pieces name.
    pub runs: Vec<Run>,
    /// The paragraphs that the runs name.
    pub paragraphs: Vec<Paragraph>,
    /// The parts that the paragraphs name; the document itself is the first.
    pub parts: Vec<Part>,
    /// Tracked changes that nobody has accepted or refused: what they put in, or where they took
    /// something out.
    pub changes: Vec<TextRange>,
    /// Where hidden text was left out.
    pub hidden: Vec<TextRange>,
    /// What was not read.
    pub unread: Vec<(TextRange, Unread)>,
    /// Whether it shows pictures.
    pub pictures: bool,
}

/// Why a package cannot be read as a text document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordDamage {
    /// The package cannot be read.
    Package(Damage),
    /// It has no part with a document.
    Missing,
    /// The XML of a part cannot be read.
    Xml {
        /// The name of the part.
        part: String,
        /// What is wrong with it.
        damage: XmlDamage,
    },
}

impl From<Damage> for WordDamage {
    fn from(damage: Damage) -> Self {
        Self::Package(damage)
    }
}

/// Where a document stands when the package does not say.
const USUAL: &str = "word/document.xml";

impl Word {
    /// Whether a package holds a text document.
    pub fn is_in(package: &mut Package<'_>) -> Result<bool, Damage> {
        Ok(document(package)?.is_some())
    }

    /// Reads the document in a package.
    pub fn read(package: &mut Package<'_>) -> Result<Self, WordDamage> {
        let name = document(package)?.ok_or(WordDamage::Missing)?;
        let related: FxHashMap<String, String> =
            relations(package, &name)?.into_iter().rev().collect();
        let mut support = |kind: &str| -> Result<String, Damage> {
            let name = related.get(kind).cloned();
            let bytes = name.map(|name| package.part(&name)).transpose()?.flatten();
            Ok(decoded(bytes.unwrap_or_default()).unwrap_or_default())
        };
        let styles = Styles::read(&support("styles")?);
        let mut numbering = Numbering::read(&support("numbering")?);
        let mut reading = Reading {
            styles: &styles,
            numbering: &mut numbering,
            found: Found::default(),
            view: View::default(),
            parts: Vec::new(),
        };
        reading.part(package, name, "document", FxHashMap::default())?;
        let notes = std::mem::take(&mut reading.found.notes);
        for (kind, root, end) in [
            ("footnotes", "footnotes", false),
            ("endnotes", "endnotes", true),
        ] {
            let hosts: FxHashMap<Note, Option<u32>> = notes
                .iter()
                .copied()
                .filter(|(note, _)| note.end == end)
                .collect();
            if let (Some(name), false) = (related.get(kind), hosts.is_empty()) {
                reading.part(package, name.clone(), root, hosts)?;
            }
        }
        Ok(reading.finish())
    }

    /// The pieces that a range of the view touches.
    pub fn pieces_in(&self, range: TextRange) -> &[Piece] {
        let first = self
            .pieces
            .partition_point(|piece| piece.view.end <= range.start);
        let last = self
            .pieces
            .partition_point(|piece| piece.view.start < range.end);
        self.pieces.get(first..last).unwrap_or_default()
    }
}

/// The name of the part with the document.
fn document(package: &mut Package<'_>) -> Result<Option<String>, Damage> {
    let related = relations(package, "")?;
    let named = related.into_iter().find(|(kind, name)| {
        kind == "officeDocument" && package.has(name) && !name.starts_with("xl/")
    });
    let name = named.map_or_else(|| USUAL.to_owned(), |(_, name)| name);
    Ok(package.has(&name).then_some(name))
}

struct Reading<'a> {
    styles: &'a Styles,
    numbering: &'a mut Numbering,
    found: Found,
    view: View,
    parts: Vec<Part>,
}

impl Reading<'_> {
    fn part(
        &mut self,
        package: &mut Package<'_>,
        name: String,
        root: &str,
        hosts: FxHashMap<Note, Option<u32>>,
    ) -> Result<(), WordDamage> {
        let Some(bytes) = package.part(&name)? else {
            return Ok(());
        };
        let wrong = |damage| WordDamage::Xml {
            part: name.clone(),
            damage,
        };
        let xml = decoded(bytes).map_err(wrong)?;
        let with = Walk {
            styles: self.styles,
            numbering: self.numbering,
            found: &mut self.found,
            hosts,
            part: crate::source::offset(self.parts.len()),
        };
        let items = walk(&xml, root, with).map_err(wrong)?;
        self.parts.push(Part { name, xml });
        self.view.write(items, &mut self.found, &self.parts);
        Ok(())
    }

    fn finish(self) -> Word {
        let (view, found) = (self.view, self.found);
        Word {
            text: view.text,
            cells: view.cells,
            anchors: view.anchors,
            pieces: view.pieces,
            runs: found.runs,
            paragraphs: found.paragraphs,
            parts: self.parts,
            changes: view.changes,
            hidden: view.hidden,
            unread: view.unread,
            pictures: found.pictures,
        }
    }
}
