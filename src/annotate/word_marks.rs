//! Marks of comments and tracked changes put into the XML of a document. Runs that have to be split
//! for them keep their properties on both sides.

use std::fmt::Write;

use crate::ooxml::{Malformed, Outline, Patch, Word};
use crate::source::{TextRange, offset};

use super::annotate::AUTHOR;
use super::word_spots::{Split, Spot, Stretch, keeps_blanks, xml};

/// How this document writes the names of word processing.
pub(super) struct Dialect {
    /// The prefix with its colon.
    pub(super) prefix: String,
    /// What declares the prefix where the document does not.
    pub(super) declared: String,
    /// The namespace.
    pub(super) space: String,
}

impl Dialect {
    /// The names of the part `bytes`.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, Malformed> {
        let outline = Outline::read(bytes, 0)?;
        let root = outline.root().ok_or(Malformed)?;
        let space = root.space().ok_or(Malformed)?.to_owned();
        // Attributes need a prefix, so that of the default namespace does not serve.
        Ok(match outline.prefix(&space).filter(|it| !it.is_empty()) {
            Some(prefix) => Self {
                prefix,
                declared: String::new(),
                space,
            },
            None => Self {
                prefix: "w:".to_owned(),
                declared: format!(" xmlns:w=\"{space}\""),
                space,
            },
        })
    }
}

/// Who writes a comment or a change, and when: no clock is asked, so it has the date of the file.
pub(super) fn signed(dialect: &Dialect, saved: Option<&str>) -> String {
    let p = &dialect.prefix;
    let date = saved.map(|saved| format!(" {p}date=\"{saved}\""));
    format!("{p}author=\"{AUTHOR}\"{}", date.unwrap_or_default())
}

/// What stands at one place, in the order in which it is written there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Order {
    /// The end of a deletion, and what is put in.
    Changed,
    /// The end of a comment's range.
    Ends,
    /// The beginning of one.
    Begins,
    /// The beginning of a deletion.
    Changes,
}

/// Something put into the XML.
pub(super) struct Mark {
    pub(super) spot: Spot,
    pub(super) order: Order,
    pub(super) text: String,
}

/// The marks of the comment that has this number.
pub(super) fn comment_marks(dialect: &Dialect, id: u32, stretch: Stretch) -> Vec<Mark> {
    let Dialect {
        prefix: p,
        declared,
        ..
    } = dialect;
    let begins = format!("<{p}commentRangeStart{declared} {p}id=\"{id}\"/>");
    let ends = format!(
        "<{p}commentRangeEnd{declared} {p}id=\"{id}\"/>\
         <{p}r{declared}><{p}commentReference {p}id=\"{id}\"/></{p}r>"
    );
    if stretch.start == stretch.end {
        return vec![Mark {
            spot: stretch.start,
            order: Order::Ends,
            text: begins + &ends,
        }];
    }
    vec![
        Mark {
            spot: stretch.start,
            order: Order::Begins,
            text: begins,
        },
        Mark {
            spot: stretch.end,
            order: Order::Ends,
            text: ends,
        },
    ]
}

/// The changes that put these marks into the document. `deleted` are stretches of text elements
/// that become deleted text, in order.
pub(super) fn patches(word: &Word, mut marks: Vec<Mark>, deleted: &[Deleted]) -> Vec<Patch> {
    // Marks of one place and order keep the order they were given in.
    marks.sort_by_key(|it| (it.spot, it.order));
    let mut patches = Vec::new();
    for marks in marks.chunk_by(|a, b| a.spot == b.spot) {
        let Some(first) = marks.first() else {
            continue;
        };
        let texts: String = marks.iter().map(|it| it.text.as_str()).collect();
        patches.extend(put(word, first.spot, &texts, deleted));
    }
    let mut split: Vec<(u32, TextRange)> = marks
        .iter()
        .filter_map(|it| match it.spot.split {
            Split::Text(run, element) => Some((run, element)),
            Split::Nothing | Split::Tag | Split::Run(_) => None,
        })
        .collect();
    split.extend(deleted.iter().map(|it| (it.run, it.element)));
    split.sort_unstable();
    split.dedup();
    for (run, element) in split {
        patches.extend(ends(word, run, element, deleted));
    }
    patches
}

/// A stretch of a text element that is deleted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deleted {
    pub(super) run: u32,
    /// The text element.
    pub(super) element: TextRange,
    /// The characters.
    pub(super) xml: TextRange,
}

/// Puts `texts` at a place.
fn put(word: &Word, spot: Spot, texts: &str, deleted: &[Deleted]) -> Option<Patch> {
    let at = spot.at as usize;
    Some(match spot.split {
        Split::Nothing => Patch::insert(at, texts),
        Split::Tag => {
            let xml = word.parts.first().map_or("", |it| it.xml.as_str());
            let tag = xml.get(..at)?.rfind('<')?;
            let name = tag_name(xml.get(tag..)?);
            Patch {
                at: at..at + 2,
                text: format!(">{texts}</{name}>"),
            }
        }
        Split::Run(run) => {
            let (close, open) = around(word, run)?;
            Patch::insert(at, format!("{close}{texts}{open}"))
        }
        Split::Text(run, element) => {
            let (close, open) = around(word, run)?;
            let name = tag_name(element.slice(xml(word, run)?));
            let gone = |at: u32| deleted.iter().any(|it| it.xml.contains(at));
            let before = text_name(name, gone(spot.at.saturating_sub(1)));
            let behind = text_name(name, gone(spot.at));
            Patch::insert(
                at,
                format!("</{before}>{close}{texts}{open}<{behind} xml:space=\"preserve\">"),
            )
        }
    })
}

/// How a run is closed and opened again with the same properties.
fn around(word: &Word, number: u32) -> Option<(String, String)> {
    let run = word.runs.get(number as usize)?;
    let xml = xml(word, number)?;
    let tag = run.tag.slice(xml);
    let mut open = tag.to_owned();
    let _ = write!(open, "{}", run.properties.slice(xml));
    Some((format!("</{}>", tag_name(tag)), open))
}

/// The ends of a text element that is split or deleted: blanks count now, and those that did not
/// are taken out.
fn ends(word: &Word, run: u32, element: TextRange, deleted: &[Deleted]) -> Vec<Patch> {
    let Some(xml) = xml(word, run) else {
        return Vec::new();
    };
    let whole = element.slice(xml);
    let (Some(tag), Some(closing)) = (whole.find('>'), whole.rfind("</")) else {
        return Vec::new();
    };
    let name = tag_name(whole);
    let opened = element.start + offset(tag + 1);
    let closed = element.start + offset(closing);
    let start = TextRange::new(element.start, opened);
    let inner = TextRange::new(opened, closed).slice(xml);
    let gone = |at: u32| deleted.iter().any(|it| it.xml.contains(at));
    let kept = keeps_blanks(start.slice(xml));
    let (lead, tail) = match kept {
        true => (0, 0),
        false => (
            offset(inner.len() - inner.trim_ascii_start().len()),
            offset(inner.len() - inner.trim_ascii_end().len()),
        ),
    };
    let first = text_name(name, gone(opened + lead));
    let last = text_name(name, gone((closed - tail).saturating_sub(1)));
    let mut patches = Vec::new();
    if !kept || first != name {
        patches.push(Patch {
            at: TextRange::new(element.start, opened + lead).indices(),
            text: format!("<{first} xml:space=\"preserve\">"),
        });
    }
    if tail > 0 || last != name {
        patches.push(Patch {
            at: TextRange::new(closed - tail, element.end).indices(),
            text: format!("</{last}>"),
        });
    }
    patches
}

/// The name of a text element, deleted or not.
fn text_name(name: &str, gone: bool) -> String {
    match gone {
        true => format!("{}delText", name.strip_suffix('t').unwrap_or(name)),
        false => name.to_owned(),
    }
}

/// The name in a start tag.
pub(super) fn tag_name(tag: &str) -> &str {
    let inside = tag.strip_prefix('<').unwrap_or(tag);
    let end = inside.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'));
    inside
        .get(..end.unwrap_or(inside.len()))
        .unwrap_or_default()
}
