//! XML of a part, element by element: namespaces known, document types refused, depth limited.
//!
//! Makers differ in prefixes, so names are compared by namespace; every event has its byte range.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event as Raw};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use crate::source::TextRange;

/// The deepest nesting of elements that is read.
const DEEPEST: u32 = 512;

/// The most elements and pieces of text of a part that are read. What is made of each takes memory,
/// and some bytes of a package may say many of them.
const MOST_EVENTS: u32 = 4_000_000;

/// What is wrong with the XML of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlDamage {
    /// It is not well-formed, or not what the part should be.
    Malformed,
    /// It is not in UTF-8.
    Encoding,
    /// It declares a document type, which may declare entities.
    DocumentType,
    /// Its elements are nested deeper than those of any document.
    TooDeep,
    /// It has more elements than any document.
    TooLong,
}

/// The namespaces that are told apart, transitional and strict ones alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// `WordprocessingML`.
    Word,
    /// Office math.
    Math,
    /// Markup compatibility.
    Compatibility,
    /// Relationships of packages.
    Relationships,
    /// All others.
    Other,
}

impl Space {
    fn of(uri: &str) -> Self {
        match uri {
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Self::Word,
            "http://schemas.openxmlformats.org/officeDocument/2006/math"
            | "http://purl.oclc.org/ooxml/officeDocument/math" => Self::Math,
            "http://schemas.openxmlformats.org/markup-compatibility/2006" => Self::Compatibility,
            "http://schemas.openxmlformats.org/package/2006/relationships" => Self::Relationships,
            _ => Self::Other,
        }
    }
}

/// The start of an element.
pub(super) struct Tag<'x> {
    /// The namespace of its name.
    pub(super) space: Space,
    start: BytesStart<'x>,
}

impl Tag<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        let name = self.start.name().into_inner();
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    /// The value of an attribute, by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().into_inner() == name)?;
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .ok()
            .map(Cow::into_owned)
    }

    /// The attribute `val`.
    pub(super) fn value(&self) -> Option<String> {
        self.attribute("val")
    }

    /// The attribute `val` as a number.
    pub(super) fn number(&self) -> Option<u32> {
        self.value()?.trim().parse().ok()
    }

    /// Whether a property that is on or off is on: it is unless it says otherwise.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.value().as_deref(), Some("0" | "false" | "off"))
    }
}

/// A piece of XML. An element without content is opened and closed.
pub(super) enum Event<'x> {
    /// An element begins.
    Open(Tag<'x>),
    /// The innermost element ends.
    Close,
    /// Characters that stand as they are.
    Text,
    /// Characters between `<![CDATA[` and `]]>`; the range is of the characters.
    Literal,
    /// A character written as a reference.
    Reference(char),
    /// The end.
    End,
}

/// Reads a text as XML.
pub(super) struct Xml<'x> {
    reader: NsReader<&'x [u8]>,
    text: &'x str,
    depth: u32,
    rooted: bool,
    events: u32,
}

impl<'x> Xml<'x> {
    pub(super) fn new(text: &'x str) -> Self {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            text,
            depth: 0,
            rooted: false,
            events: 0,
        }
    }

    /// The next piece and its place.
    pub(super) fn next(&mut self) -> Result<(Event<'x>, TextRange), XmlDamage> {
        loop {
            let start = self.at();
            self.events += 1;
            if self.events > MOST_EVENTS {
                return Err(XmlDamage::TooLong);
            }
            let (space, raw) = self
                .reader
                .read_resolved_event()
                .map_err(|_| XmlDamage::Malformed)?;
            let space = match space {
                ResolveResult::Bound(uri) => Space::of(uri.into_inner()),
                ResolveResult::Unbound | ResolveResult::Unknown(_) => Space::Other,
            };
            let range = TextRange::of(start..self.at());
            let event = match raw {
                Raw::Start(start) | Raw::Empty(start) => {
                    self.enter()?;
                    Event::Open(Tag { space, start })
                }
                Raw::End(_) => {
                    self.events -= 1;
                    self.depth = self.depth.saturating_sub(1);
                    Event::Close
                }
                Raw::Text(_) => Event::Text,
                Raw::CData(_) => {
                    let inner = TextRange::new(range.start + 9, range.end.saturating_sub(3));
                    return Ok((Event::Literal, inner));
                }
                Raw::GeneralRef(reference) => Event::Reference(character(&reference)?),
                Raw::DocType(_) => return Err(XmlDamage::DocumentType),
                Raw::Comment(_) | Raw::Decl(_) | Raw::PI(_) => continue,
                Raw::Eof if self.depth == 0 && self.rooted => Event::End,
                Raw::Eof => return Err(XmlDamage::Malformed),
            };
            return Ok((event, range));
        }
    }

    fn enter(&mut self) -> Result<(), XmlDamage> {
        if self.depth == 0 && self.rooted {
            return Err(XmlDamage::Malformed);
        }
        self.rooted = true;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(XmlDamage::TooDeep);
        }
        Ok(())
    }

    fn at(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).map_or(self.text.len(), |at| at)
    }
}

/// The character that a reference stands for. Without a document type there are five by name.
fn character(reference: &quick_xml::events::BytesRef<'_>) -> Result<char, XmlDamage> {
    let numbered = reference
        .resolve_char_ref()
        .map_err(|_| XmlDamage::Malformed)?;
    if let Some(character) = numbered {
        return Ok(character);
    }
    match &**reference {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(XmlDamage::Malformed),
    }
}

/// The text of a part, without byte order mark.
pub(super) fn decoded(bytes: Vec<u8>) -> Result<String, XmlDamage> {
    let mut text = String::from_utf8(bytes).map_err(|_| XmlDamage::Encoding)?;
    if text.starts_with('\u{feff}') {
        text.drain(..3);
    }
    Ok(text)
}
