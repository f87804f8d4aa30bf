//! Fixes as tracked changes: what is replaced is marked as deleted and what is put in as inserted,
//! so that a person accepts or refuses each.

use std::fmt::Write;

use crate::diag::{Applicability, DocumentReport, Edit, Finding, Fix};
use crate::fix::plan;
use crate::ooxml::{Origin, Piece, Story, Word, escape};
use crate::source::TextRange;

use super::word_marks::{Deleted, Dialect, Mark, Order};
use super::word_spots::{Spot, before, behind, xml};

/// How changes are written.
pub(super) struct Hand<'a> {
    pub(super) dialect: &'a Dialect,
    /// The attributes that say whose they are.
    pub(super) signed: &'a str,
}

/// Tracked changes of a document.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) marks: Vec<Mark>,
    pub(super) deleted: Vec<Deleted>,
    /// What they do to the text view.
    edits: Vec<Edit>,
    /// The number of the last one; 0 before the first.
    last: u32,
}

impl Changes {
    /// Adds the fixes of a form up to an applicability, as far as they can be tracked: those in
    /// plain runs of the body that nobody else has put in as a change.
    pub(super) fn add(
        &mut self,
        word: &Word,
        hand: &Hand<'_>,
        report: &DocumentReport,
        most: Applicability,
    ) {
        let tracked: Vec<Finding> = report.open().map(|it| trackable(word, it)).collect();
        if self.last == 0 {
            self.last = last_id(word);
        }
        for edit in plan(&tracked, most).edits {
            if self.edits.contains(edit) {
                continue;
            }
            if let Some((marks, deleted)) = tracked_edit(word, hand, edit, &mut self.last) {
                self.marks.extend(marks);
                self.deleted.extend(deleted);
                self.edits.push(edit.clone());
            }
        }
    }

    /// Whether all that a fix does is done.
    pub(super) fn hold(&self, fix: &Fix) -> bool {
        !fix.edits.is_empty() && fix.edits.iter().all(|it| self.edits.contains(it))
    }
}

/// A finding with those of its fixes that can be tracked.
fn trackable(word: &Word, finding: &Finding) -> Finding {
    let mut finding = finding.clone();
    let can = |edit: &Edit| place(word, edit).is_some();
    finding.fixes.retain(|fix| fix.edits.iter().all(can));
    finding
}

/// Where an edit is made.
enum Place {
    /// Text that is deleted.
    Over(Vec<Deleted>),
    /// A place in or at this run.
    At(u32, Spot),
}

fn place(word: &Word, edit: &Edit) -> Option<Place> {
    // What breaks a line or sets off a cell is no text.
    if edit.text.contains(['\n', '\r', '\t']) {
        return None;
    }
    if edit.range.is_empty() {
        return insertion(word, edit.range.start);
    }
    let pieces = word.pieces_in(edit.range);
    let run = pieces.first()?.origin.run()?;
    let paragraph = word.runs.get(run as usize)?.paragraph;
    let mut over: Vec<Deleted> = Vec::new();
    for piece in pieces {
        let next = deleted(word, piece, edit.range)?;
        if word.runs.get(next.run as usize)?.paragraph != paragraph {
            return None;
        }
        match over.last_mut() {
            Some(last) if last.element == next.element && last.xml.end == next.xml.start => {
                last.xml.end = next.xml.end;
            }
            _ => over.push(next),
        }
    }
    Some(Place::Over(over))
}

/// The part of a piece in `range` as deleted text, if it can be such.
fn deleted(word: &Word, piece: &Piece, range: TextRange) -> Option<Deleted> {
    let (run, element, xml) = match piece.origin {
        Origin::Text { run, xml, element } => {
            let start = range.start.max(piece.view.start) - piece.view.start;
            let end = range.end.min(piece.view.end) - piece.view.start;
            (
                run,
                element,
                TextRange::new(xml.start + start, xml.start + end),
            )
        }
        Origin::Escaped { run, xml, element } if range.covers(piece.view) => (run, element, xml),
        Origin::Escaped { .. }
        | Origin::Nowhere
        | Origin::Element { .. }
        | Origin::Whole { .. } => return None,
    };
    is_plain(word, run).then_some(Deleted { run, element, xml })
}

/// Whether a run stands in the body, and not in a change of somebody else.
fn is_plain(word: &Word, run: u32) -> bool {
    let run = word.runs.get(run as usize);
    let paragraph = run.and_then(|it| word.paragraphs.get(it.paragraph as usize));
    run.is_some_and(|it| !it.inserted) && paragraph.is_some_and(|it| it.story == Story::Body)
}

/// Where text is put in at `at`: behind the character before it, or else before the one behind.
fn insertion(word: &Word, at: u32) -> Option<Place> {
    let plain = |piece: &&Piece| {
        let text = matches!(piece.origin, Origin::Text { .. } | Origin::Escaped { .. });
        text && piece.origin.run().is_some_and(|run| is_plain(word, run))
    };
    let last = word.pieces.partition_point(|it| it.view.start < at);
    let piece = word.pieces.get(last.saturating_sub(1)).filter(plain);
    if let Some(piece) = piece.filter(|it| it.view.start < at && at <= it.view.end) {
        return Some(Place::At(piece.origin.run()?, behind(word, piece, at)?));
    }
    let piece = word.pieces.get(last).filter(plain);
    let piece = piece.filter(|it| it.view.start == at)?;
    Some(Place::At(piece.origin.run()?, before(word, piece, at)?))
}

/// The marks of an edit and what it deletes. `last` is the number of the last change.
fn tracked_edit(
    word: &Word,
    hand: &Hand<'_>,
    edit: &Edit,
    last: &mut u32,
) -> Option<(Vec<Mark>, Vec<Deleted>)> {
    let mut next = || {
        *last = last.saturating_add(1);
        *last
    };
    match place(word, edit)? {
        Place::At(run, spot) => {
            let text = inserted(word, hand, run, &edit.text, next())?;
            let order = Order::Changed;
            Some((vec![Mark { spot, order, text }], Vec::new()))
        }
        Place::Over(over) => {
            let mut marks = Vec::new();
            let p = &hand.dialect.prefix;
            for (number, gone) in over.iter().enumerate() {
                let (start, end) = ends(word, gone)?;
                marks.push(Mark {
                    spot: start,
                    order: Order::Changes,
                    text: opened(hand, "del", next()),
                });
                let mut text = format!("</{p}del>");
                if number + 1 == over.len() && !edit.text.is_empty() {
                    text.push_str(&inserted(word, hand, gone.run, &edit.text, next())?);
                }
                marks.push(Mark {
                    spot: end,
                    order: Order::Changed,
                    text,
                });
            }
            Some((marks, over))
        }
    }
}

/// The places before and behind deleted text.
fn ends(word: &Word, gone: &Deleted) -> Option<(Spot, Spot)> {
    let spot = |at| super::word_spots::text_spot(word, gone.run, at, gone.element);
    Some((spot(gone.xml.start)?, spot(gone.xml.end)?))
}

fn opened(hand: &Hand<'_>, name: &str, id: u32) -> String {
    let Dialect {
        prefix: p,
        declared,
        ..
    } = hand.dialect;
    format!("<{p}{name}{declared} {p}id=\"{id}\" {}>", hand.signed)
}

/// Inserted text with the properties of a run.
fn inserted(word: &Word, hand: &Hand<'_>, run: u32, text: &str, id: u32) -> Option<String> {
    let properties = word.runs.get(run as usize)?.properties;
    let properties = properties.slice(xml(word, run)?);
    let p = &hand.dialect.prefix;
    let mut out = opened(hand, "ins", id);
    let _ = write!(
        out,
        "<{p}r>{properties}<{p}t xml:space=\"preserve\">{}</{p}t></{p}r></{p}ins>",
        escape(text)
    );
    Some(out)
}

/// The highest number that an element of the document has; changes need numbers of their own.
fn last_id(word: &Word) -> u32 {
    let xml = word.parts.first().map_or("", |it| it.xml.as_str());
    let ids = xml.match_indices("id=\"").filter_map(|(at, mark)| {
        let rest = xml.get(at + mark.len()..)?;
        let end = rest.find('"')?;
        rest.get(..end)?.parse::<u32>().ok()
    });
    ids.filter(|&id| id < 1 << 30).max().unwrap_or_default()
}
