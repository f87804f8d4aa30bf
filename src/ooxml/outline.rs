//! The elements of an XML part with the places of their tags, down to a depth.
//!
//! Serves writers that patch a part: they put bytes before, into or behind an element and leave all
//! others as they are. Names are compared without prefix, for every maker of office files has its
//! own; comments and texts are passed over. Nothing is expanded, and a document type is refused.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::escape::unescape;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// A part that is not well-formed XML in UTF-8, or has a document type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// The elements of a part in the order of their start tags.
#[derive(Debug)]
pub struct Outline<'a> {
    text: &'a str,
    elements: Vec<Element<'a>>,
}

/// An element. Ranges are of the part's bytes.
#[derive(Debug)]
pub struct Element<'a> {
    /// Its name, with its prefix.
    name: &'a str,
    /// How many elements it stands in.
    pub depth: usize,
    /// Its start tag, or its only one.
    pub tag: Range<usize>,
    /// From its start tag to its end tag, both included.
    pub whole: Range<usize>,
    /// What stands between its tags; empty, and behind the tag, for one that is closed at once.
    pub inner: Range<usize>,
    attributes: Vec<(&'a str, Cow<'a, str>)>,
}

impl<'a> Outline<'a> {
    /// The elements of the part `bytes` that stand in at most `deepest` others.
    pub fn read(bytes: &'a [u8], deepest: usize) -> Result<Self, Malformed> {
        let text = std::str::from_utf8(bytes).map_err(|_| Malformed)?;
        let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut scan = Scan {
            text,
            skipped: text.len() - plain.len(),
            deepest,
            depth: 0,
            open: Vec::new(),
            elements: Vec::new(),
        };
        scan.run(Reader::from_str(plain))?;
        let elements = scan.elements;
        match elements.is_empty() {
            true => Err(Malformed),
            false => Ok(Self { text, elements }),
        }
    }

    /// The element that all others stand in.
    pub fn root(&self) -> Option<&Element<'a>> {
        self.elements.first()
    }

    /// All elements of this name, whatever its prefix.
    pub fn all<'o>(&'o self, local: &'o str) -> impl Iterator<Item = &'o Element<'a>> {
        self.elements.iter().filter(move |it| it.local() == local)
    }

    /// The elements that stand directly in `parent`.
    pub fn children<'o>(&'o self, parent: &Element<'a>) -> impl Iterator<Item = &'o Element<'a>> {
        let depth = parent.depth + 1;
        self.below(parent).filter(move |it| it.depth == depth)
    }

    /// The elements that stand in `parent`, however deep.
    pub fn below<'o>(&'o self, parent: &Element<'a>) -> impl Iterator<Item = &'o Element<'a>> {
        let inner = parent.inner.clone();
        let first = (self.elements).partition_point(|it| it.tag.start < inner.start);
        let rest = self.elements.get(first..).unwrap_or_default();
        rest.iter().take_while(move |it| it.tag.start < inner.end)
    }

    /// The text of an element that holds no other.
    pub fn text(&self, element: &Element<'a>) -> Cow<'a, str> {
        let raw = self.text.get(element.inner.clone()).unwrap_or_default();
        unescape(raw).unwrap_or(Cow::Borrowed(raw))
    }

    /// The prefix, with its colon, under which the root declares the namespace `uri`; the default
    /// namespace has an empty one.
    pub fn prefix(&self, uri: &str) -> Option<String> {
        let attributes = &self.root()?.attributes;
        attributes.iter().find_map(|(name, value)| {
            let prefix = name.strip_prefix("xmlns")?;
            (value == uri).then(|| match prefix.strip_prefix(':') {
                Some(prefix) => format!("{prefix}:"),
                None => String::new(),
            })
        })
    }
}

impl Element<'_> {
    /// Its name without prefix.
    pub fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or(self.name)
    }

    /// Its prefix with the colon; empty when it has none.
    pub fn prefix(&self) -> &str {
        let length = self.name.len() - self.local().len();
        self.name.get(..length).unwrap_or_default()
    }

    /// The value of its first attribute of this name, whatever its prefix.
    pub fn attribute(&self, local: &str) -> Option<&str> {
        let named = |name: &str| name.rsplit(':').next() == Some(local);
        let mut attributes = self.attributes.iter();
        attributes.find_map(|(name, value)| named(name).then_some(value.as_ref()))
    }

    /// The namespace of its name, where it declares it itself.
    pub fn space(&self) -> Option<&str> {
        let prefix = self.prefix();
        let mut attributes = self.attributes.iter();
        attributes.find_map(|(name, value)| {
            let declared = name.strip_prefix("xmlns")?.trim_start_matches(':');
            (declared == prefix.trim_end_matches(':')).then_some(value.as_ref())
        })
    }

    /// Whether it is closed by its only tag.
    pub fn is_closed(&self) -> bool {
        self.tag == self.whole
    }
}

struct Scan<'a> {
    text: &'a str,
    /// Bytes of the part before what the reader is given.
    skipped: usize,
    deepest: usize,
    depth: usize,
    /// Indices of the open elements that are kept.
    open: Vec<usize>,
    elements: Vec<Element<'a>>,
}

impl<'a> Scan<'a> {
    fn run(&mut self, mut reader: Reader<&'a [u8]>) -> Result<(), Malformed> {
        loop {
            let start = self.position(&reader);
            let event = reader.read_event().map_err(|_| Malformed)?;
            let tag = start..self.position(&reader);
            match event {
                Event::Start(element) => {
                    if self.add(&element, tag)? {
                        self.open.push(self.elements.len() - 1);
                    }
                    self.depth += 1;
                }
                Event::Empty(element) => {
                    self.add(&element, tag)?;
                }
                Event::End(_) => self.close(tag),
                Event::DocType(_) => return Err(Malformed),
                Event::Eof if self.depth == 0 => return Ok(()),
                Event::Eof => return Err(Malformed),
                Event::Text(_)
                | Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::GeneralRef(_) => {}
            }
        }
    }

    fn position(&self, reader: &Reader<&'a [u8]>) -> usize {
        usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX) + self.skipped
    }

    /// Keeps an element unless it stands too deep.
    fn add(&mut self, element: &BytesStart<'_>, tag: Range<usize>) -> Result<bool, Malformed> {
        if self.depth > self.deepest {
            return Ok(false);
        }
        let raw = self.text.get(tag.clone()).ok_or(Malformed)?;
        let from = |offset: usize, length: usize| raw.get(offset..offset + length);
        let name = from(1, element.name().0.len()).ok_or(Malformed)?;
        self.elements.push(Element {
            name,
            depth: self.depth,
            whole: tag.clone(),
            inner: tag.end..tag.end,
            tag,
            attributes: attributes(raw, name.len() + 1)?,
        });
        Ok(true)
    }

    fn close(&mut self, tag: Range<usize>) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth > self.deepest {
            return;
        }
        let element = self.open.pop().and_then(|at| self.elements.get_mut(at));
        if let Some(element) = element {
            element.inner.end = tag.start;
            element.whole.end = tag.end;
        }
    }
}

/// The attributes of a start tag, whose name ends at `behind`.
fn attributes(raw: &str, behind: usize) -> Result<Vec<(&str, Cow<'_, str>)>, Malformed> {
    let end = raw.len() - if raw.ends_with("/>") { 2 } else { 1 };
    let raw = raw.get(behind..end).ok_or(Malformed)?;
    let mut found = Vec::new();
    for attribute in Attributes::new(raw, 0) {
        let attribute = attribute.map_err(|_| Malformed)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        // An unknown entity is kept as it is written.
        found.push((attribute.key.0, value.unwrap_or(attribute.value)));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &[u8] =
        "\u{feff}<?xml version=\"1.0\"?>\n<x:a xmlns:x=\"u\" xmlns='v'><b c='1&amp;2'/>\
        <x:d>甲&lt;乙<e><f/></e></x:d><!-- <g> --></x:a>"
            .as_bytes();

    #[test]
    fn places_are_those_of_the_bytes() {
        let outline = Outline::read(PART, 2).expect("well-formed");
        let names: Vec<&str> = outline.elements.iter().map(Element::local).collect();
        assert_eq!(names, ["a", "b", "d", "e"]);
        let slice = |range: Range<usize>| std::str::from_utf8(&PART[range]).expect("UTF-8");
        let d = outline.all("d").next().expect("there");
        assert_eq!(slice(d.tag.clone()), "<x:d>");
        assert_eq!(slice(d.inner.clone()), "甲&lt;乙<e><f/></e>");
        let b = outline.all("b").next().expect("there");
        assert_eq!(
            (slice(b.whole.clone()), b.is_closed()),
            ("<b c='1&amp;2'/>", true)
        );
        assert_eq!(b.attribute("c"), Some("1&2"));
        let root = outline.root().expect("there");
        assert!(slice(root.whole.clone()).ends_with("</x:a>"));
        assert_eq!(outline.children(root).count(), 2);
        assert_eq!(outline.below(root).count(), 3);
        assert_eq!(outline.prefix("u").as_deref(), Some("x:"));
        assert_eq!(outline.prefix("v").as_deref(), Some(""));
    }

    #[test]
    fn what_is_no_part_is_refused() {
        for text in ["", "<a>", "<a></b>", "<!DOCTYPE a><a/>", "<a b=1/>"] {
            assert!(Outline::read(text.as_bytes(), 9).is_err(), "{text}");
        }
        assert!(Outline::read(b"<a>\xff</a>", 9).is_err());
    }
}
