//! A package while it is annotated: its parts as they are so far, and what names them.

use std::collections::BTreeMap;

use crate::ooxml::{
    Damage, Malformed, Outline, Package, Patch, Relationship, escape, patched, relationships,
    relationships_name,
};

use super::refusal::Refusal;

/// The part that says of what kind each part is.
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// A package and the parts of it that have changed.
pub(super) struct Parts<'a> {
    package: Package<'a>,
    changed: BTreeMap<String, Vec<u8>>,
    /// The main part.
    pub(super) main: String,
    /// What the types of relationships of the main part begin with; transitional and strict files
    /// differ in it.
    base: String,
}

impl<'a> Parts<'a> {
    /// Opens the package that `bytes` are.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let mut package = Package::open(bytes)?;
        let root = part(&mut package, &relationships_name(""))?;
        let root = relationships("", &root)?;
        let main = root.into_iter().find(|it| it.is("officeDocument"));
        let main = main.ok_or(Refusal::Foreign)?;
        let base = main.kind.strip_suffix("officeDocument").unwrap_or_default();
        Ok(Self {
            base: base.to_owned(),
            main: main.target.ok_or(Refusal::Foreign)?,
            package,
            changed: BTreeMap::new(),
        })
    }

    /// The content type of the main part.
    pub(super) fn main_type(&mut self) -> Result<String, Refusal> {
        let types = self.get(CONTENT_TYPES)?;
        let outline = Outline::read(&types, 1)?;
        let path = format!("/{}", self.main);
        let mut overrides = outline.all("Override");
        let own = overrides.find(|it| {
            let name = it.attribute("PartName").unwrap_or_default();
            name.eq_ignore_ascii_case(&path)
        });
        Ok(own
            .and_then(|it| it.attribute("ContentType"))
            .unwrap_or_default()
            .to_owned())
    }

    /// When the file was last saved, as it says itself: `2023-03-01T09:00:00Z`.
    pub(super) fn saved(&mut self) -> Result<Option<String>, Refusal> {
        let Some(part) = self.related("", "core-properties")? else {
            return Ok(None);
        };
        let bytes = self.get(&part)?;
        // What the properties say of the file is not needed to annotate it.
        let Ok(outline) = Outline::read(&bytes, 1) else {
            return Ok(None);
        };
        let saved = outline.all("modified").next();
        let saved = saved.map(|it| outline.text(it).trim().to_owned());
        Ok(saved.filter(|it| is_time(it)))
    }

    /// A part; an error when there is none.
    pub(super) fn get(&mut self, name: &str) -> Result<Vec<u8>, Refusal> {
        match self.changed.get(name) {
            Some(bytes) => Ok(bytes.clone()),
            None => part(&mut self.package, name),
        }
    }

    /// Whether there is such a part.
    pub(super) fn has(&self, name: &str) -> bool {
        self.changed.contains_key(name) || self.package.has(name)
    }

    /// Writes a part. One that stays as it was is not counted as changed.
    pub(super) fn set(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), Refusal> {
        if !self.has(name) || self.get(name)? != bytes {
            self.changed.insert(name.to_owned(), bytes);
        }
        Ok(())
    }

    /// Makes changes of a part.
    pub(super) fn patch(&mut self, name: &str, patches: Vec<Patch>) -> Result<(), Refusal> {
        if patches.is_empty() {
            return Ok(());
        }
        let bytes = patched(&self.get(name)?, patches);
        self.set(name, bytes)
    }

    /// The relationships of a part.
    pub(super) fn relationships(&mut self, name: &str) -> Result<Vec<Relationship>, Refusal> {
        let rels = relationships_name(name);
        match self.has(&rels) {
            true => Ok(relationships(name, &self.get(&rels)?)?),
            false => Ok(Vec::new()),
        }
    }

    /// The part that the part `name` uses as `word`, by the last word of the relationship's type.
    pub(super) fn related(&mut self, name: &str, word: &str) -> Result<Option<String>, Refusal> {
        let all = self.relationships(name)?;
        let found = all.into_iter().find(|it| it.is(word));
        let target = found.and_then(|it| it.target);
        Ok(target.filter(|target| self.has(target)))
    }

    /// Notes that the part `name` uses the part `target` as `word`; the id of the relationship.
    pub(super) fn relate(
        &mut self,
        name: &str,
        word: &str,
        target: &str,
    ) -> Result<String, Refusal> {
        let known = self.relationships(name)?;
        let id = (1..)
            .map(|number| format!("rId{number}"))
            .find(|id| known.iter().all(|it| it.id != *id))
            .unwrap_or_default();
        let rels = relationships_name(name);
        if !self.has(&rels) {
            self.set(&rels, NO_RELATIONSHIPS.into())?;
        }
        let base = self.base.clone();
        self.append(&rels, |prefix| {
            format!(
                "<{prefix}Relationship Id=\"{id}\" Type=\"{base}{word}\" Target=\"{}\"/>",
                escape(&relative(name, target))
            )
        })?;
        Ok(id)
    }

    /// Notes the content type of a part.
    pub(super) fn declare(&mut self, name: &str, kind: &str) -> Result<(), Refusal> {
        self.append(CONTENT_TYPES, |prefix| {
            format!(
                "<{prefix}Override PartName=\"/{}\" ContentType=\"{kind}\"/>",
                escape(name)
            )
        })
    }

    /// Notes the content type of parts with this ending, unless it is known.
    pub(super) fn declare_ending(&mut self, ending: &str, kind: &str) -> Result<(), Refusal> {
        let types = self.get(CONTENT_TYPES)?;
        let outline = Outline::read(&types, 1)?;
        let known = outline.all("Default").any(|it| {
            let known = it.attribute("Extension").unwrap_or_default();
            known.eq_ignore_ascii_case(ending)
        });
        match known {
            true => Ok(()),
            false => self.append(CONTENT_TYPES, |prefix| {
                format!("<{prefix}Default Extension=\"{ending}\" ContentType=\"{kind}\"/>")
            }),
        }
    }

    /// Puts an element at the end of the root of a part. It is given the root's prefix.
    pub(super) fn append(
        &mut self,
        name: &str,
        element: impl FnOnce(&str) -> String,
    ) -> Result<(), Refusal> {
        let bytes = self.get(name)?;
        let outline = Outline::read(&bytes, 0)?;
        let root = outline.root().ok_or(Malformed)?;
        let patches = super::xml::append(&bytes, root, element(root.prefix()));
        self.patch(name, patches)
    }

    /// A name that no part has: `stem`, a number, `ending`.
    pub(super) fn free(&self, stem: &str, ending: &str) -> String {
        let taken: Vec<String> = self.package.names();
        (1..)
            .map(|number| format!("{stem}{number}{ending}"))
            .find(|name| {
                !self.changed.contains_key(name)
                    && !taken.iter().any(|it| it.eq_ignore_ascii_case(name))
            })
            .unwrap_or_default()
    }

    /// The annotated package.
    pub(super) fn finish(mut self, remark: &str) -> Result<Vec<u8>, Refusal> {
        Ok(self.package.patched(&self.changed, remark)?)
    }
}

const NO_RELATIONSHIPS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>";

/// Whether a text is a time of UTC to the second.
fn is_time(text: &str) -> bool {
    let shape = "0000-00-00T00:00:00Z";
    let fits = |(byte, as_in): (u8, u8)| match as_in {
        b'0' => byte.is_ascii_digit(),
        sign => byte == sign,
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

/// How the part `from` writes the name of the part `target`.
fn relative(from: &str, target: &str) -> String {
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    let mut steps: Vec<&str> = target.split('/').collect();
    let shared = folders.iter().zip(&steps).take_while(|(a, b)| a == b);
    let shared = shared.count().min(steps.len() - 1);
    steps.drain(..shared);
    "../".repeat(folders.len() - shared) + &steps.join("/")
}

fn part(package: &mut Package<'_>, name: &str) -> Result<Vec<u8>, Refusal> {
    package.part(name)?.ok_or(Refusal::Damaged(Damage::Broken))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_written_as_seen_from_the_part() {
        assert_eq!(
            relative("word/document.xml", "word/comments.xml"),
            "comments.xml"
        );
        assert_eq!(
            relative("xl/worksheets/sheet1.xml", "xl/comments1.xml"),
            "../comments1.xml"
        );
        assert_eq!(
            relative("document.xml", "word/comments.xml"),
            "word/comments.xml"
        );
    }
}
