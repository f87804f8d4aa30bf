//! Places in the XML of a document where marks can stand: between runs, and in runs that are split.
//!
//! A range of the text view begins right before its first character that stands in a run and ends
//! right behind its last one. So the place does not depend on how runs were split before, and to
//! annotate a copy gives the same copy.

use crate::ooxml::{Origin, Piece, Story, Word};
use crate::source::{TextRange, offset};

/// Where a mark stands, in bytes of the part's XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// The byte before which it stands.
    pub(super) at: u32,
    /// What has to be opened again behind it.
    pub(super) split: Split,
}

/// What a mark splits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Split {
    /// Nothing: it stands between runs, or in an empty paragraph.
    Nothing,
    /// The only tag of an empty paragraph, before its slash.
    Tag,
    /// This run, between two of its elements.
    Run(u32),
    /// This run, and its text element that has this place.
    Text(u32, TextRange),
}

/// Both ends of what a comment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: Spot,
    pub(super) end: Spot,
}

/// Where the marks of a comment on a range of the view stand; `None` in a document without any
/// paragraph.
pub(super) fn stretch(word: &Word, range: TextRange) -> Option<Stretch> {
    let range = widened(word, range);
    let pieces = word.pieces_in(range);
    let held = |piece: &&Piece| piece.origin.run().is_some();
    match pieces.iter().find(held) {
        Some(first) => {
            let story = story(word, first);
            let last = pieces
                .iter()
                .rev()
                .find(|it| held(it) && self::story(word, it) == story);
            around(word, first, last?, range)
        }
        None => paragraph(word, range),
    }
}

/// A range that holds a character: of an empty one the character before it, or else the one behind
/// it, if that stands in a run.
fn widened(word: &Word, range: TextRange) -> TextRange {
    if !range.is_empty() {
        return range;
    }
    let at = range.start as usize;
    let before = word.text.get(..at).and_then(|it| it.chars().next_back());
    let behind = word.text.get(at..).and_then(|it| it.chars().next());
    let length = |c: Option<char>| offset(c.map_or(0, char::len_utf8));
    let candidates = [
        TextRange::new(range.start - length(before), range.start),
        TextRange::new(range.start, range.start + length(behind)),
    ];
    let in_run = |it: &TextRange| {
        let mut pieces = word.pieces_in(*it).iter();
        pieces.any(|piece| piece.origin.run().is_some())
    };
    candidates.into_iter().find(in_run).unwrap_or(range)
}

/// The run that shows a story in the body: none for the body itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Here,
    By(Option<u32>),
}

fn story(word: &Word, piece: &Piece) -> Shown {
    let run = piece.origin.run().and_then(|it| word.runs.get(it as usize));
    let paragraph = run.and_then(|it| word.paragraphs.get(it.paragraph as usize));
    match paragraph.map(|it| it.story) {
        Some(Story::Body) => Shown::Here,
        Some(Story::Box { host } | Story::Note { host }) => Shown::By(host),
        None => Shown::By(None),
    }
}

fn around(word: &Word, first: &Piece, last: &Piece, range: TextRange) -> Option<Stretch> {
    match story(word, first) {
        Shown::Here => Some(Stretch {
            start: before(word, first, range.start)?,
            end: behind(word, last, range.end)?,
        }),
        // Nobody can comment in a text box or a note: the comment stands on what holds it.
        Shown::By(Some(host)) => whole(word, host),
        Shown::By(None) => paragraph(word, TextRange::empty(0)),
    }
}

fn whole(word: &Word, run: u32) -> Option<Stretch> {
    let run = word.runs.get(run as usize)?;
    Some(Stretch {
        start: between(run.element.start),
        end: between(run.element.end),
    })
}

fn between(at: u32) -> Spot {
    Spot {
        at,
        split: Split::Nothing,
    }
}

/// The place before the character at `at` of the view, which stands in `piece` or before it.
pub(super) fn before(word: &Word, piece: &Piece, at: u32) -> Option<Spot> {
    let inside = at.saturating_sub(piece.view.start);
    match piece.origin {
        Origin::Nowhere => None,
        Origin::Text { run, xml, element } => text_spot(word, run, xml.start + inside, element),
        Origin::Escaped { run, xml, element } => text_spot(word, run, xml.start, element),
        Origin::Element { run, xml } => Some(child_spot(word, run, xml.start)),
        Origin::Whole { run } => whole(word, run).map(|it| it.start),
    }
}

/// The place behind the character before `at` of the view, which stands in `piece` or behind it.
pub(super) fn behind(word: &Word, piece: &Piece, at: u32) -> Option<Spot> {
    let inside = at.min(piece.view.end) - piece.view.start;
    match piece.origin {
        Origin::Nowhere => None,
        Origin::Text { run, xml, element } => text_spot(word, run, xml.start + inside, element),
        Origin::Escaped { run, xml, element } => text_spot(word, run, xml.end, element),
        Origin::Element { run, xml } => Some(child_spot(word, run, xml.end)),
        Origin::Whole { run } => whole(word, run).map(|it| it.end),
    }
}

/// A place in a text element; at its ends the element is not split.
pub(super) fn text_spot(word: &Word, run: u32, at: u32, element: TextRange) -> Option<Spot> {
    let xml = xml(word, run)?;
    let whole = element.slice(xml);
    let opened = element.start + offset(whole.find('>')? + 1);
    let closed = element.start + offset(whole.rfind("</")?);
    let blank = |start, end| {
        TextRange::new(start, end)
            .slice(xml)
            .trim_ascii()
            .is_empty()
    };
    // Blanks at the ends of a text that does not keep them show nothing.
    let trims = !keeps_blanks(TextRange::new(element.start, opened).slice(xml));
    let spot = match () {
        () if at <= opened || trims && blank(opened, at) => child_spot(word, run, element.start),
        () if at >= closed || trims && blank(at, closed) => child_spot(word, run, element.end),
        () => Spot {
            at,
            split: Split::Text(run, element),
        },
    };
    Some(spot)
}

/// Whether a text element with this start tag keeps blanks at its ends.
pub(super) fn keeps_blanks(tag: &str) -> bool {
    tag.contains("space=\"preserve\"") || tag.contains("space='preserve'")
}

/// A place between two elements of a run; at its ends the run is not split.
fn child_spot(word: &Word, number: u32, at: u32) -> Spot {
    let run = word.runs.get(number as usize);
    let (Some(run), Some(xml)) = (run, xml(word, number)) else {
        return between(at);
    };
    let opened = match run.properties.is_empty() {
        true => run.tag.end,
        false => run.properties.end,
    };
    let closing = run.element.slice(xml).rfind("</").unwrap_or_default();
    let closed = run.element.start + offset(closing);
    let blank = |start, end| {
        TextRange::new(start, end)
            .slice(xml)
            .trim_ascii()
            .is_empty()
    };
    match () {
        () if at <= opened || blank(opened, at) => between(run.element.start),
        () if at >= closed || blank(at, closed) => between(run.element.end),
        () => Spot {
            at,
            split: Split::Run(number),
        },
    }
}

/// The XML that a run stands in.
pub(super) fn xml(word: &Word, run: u32) -> Option<&str> {
    let run = word.runs.get(run as usize)?;
    let paragraph = word.paragraphs.get(run.paragraph as usize)?;
    word.parts
        .get(paragraph.part as usize)
        .map(|it| it.xml.as_str())
}

/// The whole of the paragraph that a range of the view stands in, or an empty one.
fn paragraph(word: &Word, range: TextRange) -> Option<Stretch> {
    let at = range.start;
    let body = || word.paragraphs.iter().filter(|it| it.story == Story::Body);
    let holds = body().find(|it| it.view.start <= at && at <= it.view.end);
    let found = holds.or_else(|| body().find(|it| !it.view.is_empty()));
    let found = found.or_else(|| body().next())?;
    let pieces = word.pieces_in(found.view);
    let mut held = pieces.iter().filter(|it| it.origin.run().is_some());
    if let (false, Some(first)) = (found.view.is_empty(), held.next()) {
        let last = held.next_back().unwrap_or(first);
        return around(word, first, last, found.view);
    }
    let part = word.parts.get(found.part as usize)?;
    let whole = found.element.slice(&part.xml);
    let closed = whole.ends_with("/>") && whole.find('>') == Some(whole.len() - 1);
    let (end, split) = match closed {
        true => (whole.len() - 2, Split::Tag),
        false => (whole.rfind("</")?, Split::Nothing),
    };
    let spot = Spot {
        at: found.element.start + offset(end),
        split,
    };
    Some(Stretch {
        start: spot,
        end: spot,
    })
}
