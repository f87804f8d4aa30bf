//! The XML of a package's parts, token by token: nothing is expanded, nothing is held but the token.

use std::borrow::Cow;
use std::io::{self, BufReader, Read};

use quick_xml::XmlVersion;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::reader::Reader;

use super::workbook::Refusal;

/// The deepest nesting that any writer makes is about ten.
const DEEPEST: u32 = 100;

/// A part being read.
pub(super) struct Xml<R> {
    reader: Reader<BufReader<R>>,
    buffer: Vec<u8>,
    depth: u32,
}

/// A token.
pub(super) enum Token<'x> {
    /// An element begins.
    Open(Element<'x>),
    /// An element ends.
    Close(Ending<'x>),
    /// Text of the element that is open.
    Text(Cow<'x, str>),
    /// A comment or the like.
    Other,
    /// The part ends.
    End,
}

/// The end of an element.
pub(super) struct Ending<'x>(BytesEnd<'x>);

impl Ending<'_> {
    /// Whether this is its name without prefix.
    pub(super) fn is(&self, name: &str) -> bool {
        self.0.local_name().as_ref() == name
    }
}

/// The beginning of an element.
pub(super) struct Element<'x>(BytesStart<'x>);

impl Element<'_> {
    /// Whether this is its name without prefix.
    pub(super) fn is(&self, name: &str) -> bool {
        self.0.local_name().as_ref() == name
    }

    /// The value of the attribute of this name; the prefix counts.
    pub(super) fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes.flatten().find(|it| it.key.as_ref() == name)?;
        match found.value.contains(['&', '\t', '\r', '\n']) {
            true => found.normalized_value(XmlVersion::Implicit1_0).ok(),
            false => Some(found.value),
        }
    }

    /// The value of a relationship attribute, whatever its prefix is.
    pub(super) fn relation(&self) -> Option<String> {
        let attributes = self.0.attributes();
        let mut found = attributes.flatten().filter(|it| {
            let name = it.key.as_ref();
            name.ends_with(":id")
        });
        Some(found.next()?.value.into_owned())
    }

    /// The number that an attribute is.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.value(name)?.trim().parse().ok()
    }

    /// Whether an attribute says yes.
    pub(super) fn yes(&self, name: &str) -> bool {
        matches!(self.value(name).as_deref(), Some("1" | "true" | "on"))
    }
}

impl<R: Read> Xml<R> {
    pub(super) fn new(part: R) -> Self {
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, part));
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
        }
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Result<Token<'_>, Refusal> {
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer);
        Ok(match event.map_err(|error| refusal(&error))? {
            Event::Start(element) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(Refusal::Broken);
                }
                Token::Open(Element(element))
            }
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                Token::Close(Ending(end))
            }
            Event::Text(text) => Token::Text(text.xml10_content()),
            Event::CData(text) => Token::Text(text.xml10_content()),
            Event::GeneralRef(name) => Token::Text(Cow::Owned(named(&name)?.to_string())),
            // Office files have none; it is where entities are defined.
            Event::DocType(_) => return Err(Refusal::Broken),
            Event::Eof if self.depth > 0 => return Err(Refusal::Broken),
            Event::Eof => Token::End,
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Token::Other,
        })
    }

    /// The text of the element that has just begun, up to its end; what is inside of elements of
    /// it counts.
    pub(super) fn text(&mut self, most: usize) -> Result<String, Refusal> {
        let outside = self.depth;
        let mut text = String::new();
        while self.depth >= outside {
            match self.next()? {
                Token::Text(more) => text.push_str(&more),
                Token::End => return Err(Refusal::Broken),
                Token::Open(_) | Token::Close(_) | Token::Other => {}
            }
            if text.len() > most {
                return Err(Refusal::TooLarge);
            }
        }
        Ok(text)
    }
}

fn refusal(error: &quick_xml::Error) -> Refusal {
    match error {
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Refusal::TooLarge
        }
        _ => Refusal::Broken,
    }
}

/// The character of a reference; entities of the file's own are not known.
fn named(reference: &quick_xml::events::BytesRef<'_>) -> Result<char, Refusal> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| Refusal::Broken)? {
        return Ok(character);
    }
    match reference.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(Refusal::Broken),
    }
}
