//! Comments of a document: the part that holds their words, and rows for them in the parts that
//! tell comments apart, where a document has those.
//!
//! Word drops comments of others when some have rows there and some have none, so ours get rows
//! wherever others have them.

use std::collections::BTreeSet;

use crate::ooxml::{Malformed, Outline, escape};
use crate::write::Note;

use super::parts::Parts;
use super::refusal::Refusal;
use super::word_marks::{Dialect, signed};
use super::word_strip::IDENTITY;
use super::xml::append;

const KIND: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
/// What Word shows in a narrow margin.
const INITIALS: &str = "绩效";
const WORD_2010: &str = "http://schemas.microsoft.com/office/word/2010/wordml";
/// The first of the numbers that our paragraphs get; they must stay below 2³¹.
const FIRST_PARAGRAPH: u32 = 0x4a58_0001;

/// The part of the comments, where ours are to be added, and the number of the first of them.
pub(super) struct Comments {
    part: String,
    pub(super) first: u32,
}

/// Finds the part for comments, or makes one.
pub(super) fn comments(parts: &mut Parts<'_>, dialect: &Dialect) -> Result<Comments, Refusal> {
    let main = parts.main.clone();
    let part = match parts.related(&main, "comments")? {
        Some(part) => part,
        None => begin(parts, &main, &dialect.space)?,
    };
    let bytes = parts.get(&part)?;
    let outline = Outline::read(&bytes, 1)?;
    let ids = outline.all("comment").filter_map(|it| it.attribute("id"));
    let ids = ids.filter_map(|it| it.parse::<u32>().ok());
    let first = ids.max().map_or(0, |last| last.saturating_add(1));
    Ok(Comments { part, first })
}

fn begin(parts: &mut Parts<'_>, main: &str, space: &str) -> Result<String, Refusal> {
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let stem = match folder {
        "" => "comments".to_owned(),
        folder => format!("{folder}/comments"),
    };
    let usual = format!("{stem}.xml");
    let part = match parts.has(&usual) {
        true => parts.free(&stem, ".xml"),
        false => usual,
    };
    let empty = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"{}\"/>",
        escape(space)
    );
    parts.set(&part, empty.into_bytes())?;
    parts.declare(&part, KIND)?;
    parts.relate(main, "comments", &part)?;
    Ok(part)
}

/// Adds comments, the numbers of which begin with the first one.
pub(super) fn add(
    parts: &mut Parts<'_>,
    comments: &Comments,
    notes: &[Note],
) -> Result<(), Refusal> {
    let main = parts.main.clone();
    let bytes = parts.get(&comments.part)?;
    let dialect = Dialect::of(&bytes)?;
    let signed = signed(&dialect, parts.saved()?.as_deref());
    let outline = Outline::read(&bytes, usize::MAX)?;
    let root = outline.root().ok_or(Malformed)?;
    let told_apart = told_apart(parts, &main)?;
    let paragraphs = match told_apart {
        true => free_paragraphs(parts, &main, &outline, notes.len())?,
        false => Vec::new(),
    };
    let mut paragraph = paragraphs.iter();
    let mut all = String::new();
    for (id, note) in (comments.first..).zip(notes) {
        all.push_str(&written(
            &dialect,
            &signed,
            id,
            note,
            paragraph.next().copied(),
        ));
    }
    let patches = append(&bytes, root, all);
    parts.patch(&comments.part, patches)?;
    enter(parts, &main, &paragraphs)
}

/// A comment as XML. `last` is the number of its last paragraph, which stands for the comment in
/// other parts.
fn written(dialect: &Dialect, signed: &str, id: u32, note: &Note, last: Option<u32>) -> String {
    let Dialect {
        prefix: p,
        declared,
        ..
    } = dialect;
    let mut out = format!(
        "<{p}comment{declared} {p}id=\"{id}\" {signed} {p}initials=\"{INITIALS}\">\
         <{p}p><{p}r><{p}annotationRef/></{p}r><{p}r><{p}rPr><{p}b/></{p}rPr>\
         <{p}t xml:space=\"preserve\">{}</{p}t></{p}r></{p}p>",
        escape(&note.head())
    );
    let body = note.body();
    for (number, text) in (1..).zip(&body) {
        let named = match last.filter(|_| number == body.len()) {
            Some(last) => format!(" xmlns:w14=\"{WORD_2010}\" w14:paraId=\"{last:08X}\""),
            None => String::new(),
        };
        out.push_str(&format!(
            "<{p}p{named}><{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r></{p}p>",
            escape(text)
        ));
    }
    out + &format!("</{p}comment>")
}

/// Whether the document has parts that tell comments apart.
fn told_apart(parts: &mut Parts<'_>, main: &str) -> Result<bool, Refusal> {
    for word in IDENTITY
        .map(|it| it.0)
        .into_iter()
        .chain(["commentsExtensible"])
    {
        if parts.related(main, word)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Numbers for paragraphs that no paragraph of the document or of other comments has.
fn free_paragraphs(
    parts: &mut Parts<'_>,
    main: &str,
    comments: &Outline<'_>,
    count: usize,
) -> Result<Vec<u32>, Refusal> {
    let number = |text: &str| u32::from_str_radix(text, 16).ok();
    let own = comments.all("p").filter_map(|it| it.attribute("paraId"));
    let mut taken: BTreeSet<u32> = own.filter_map(number).collect();
    let bytes = parts.get(main)?;
    let document = Outline::read(&bytes, usize::MAX)?;
    let others = document.all("p").filter_map(|it| it.attribute("paraId"));
    taken.extend(others.filter_map(number));
    let free = (FIRST_PARAGRAPH..0x8000_0000).filter(|it| !taken.contains(it));
    Ok(free.take(count).collect())
}

/// Enters comments, by their last paragraphs, into the parts that tell comments apart.
fn enter(parts: &mut Parts<'_>, main: &str, paragraphs: &[u32]) -> Result<(), Refusal> {
    if paragraphs.is_empty() {
        return Ok(());
    }
    if let Some(part) = parts.related(main, "commentsExtended")? {
        rows(parts, &part, paragraphs, |p, declared, id| {
            format!("<{p}commentEx{declared} {p}paraId=\"{id:08X}\" {p}done=\"0\"/>")
        })?;
    }
    // The lasting number of a comment may be any; that of its paragraph is free here too.
    if let Some(part) = parts.related(main, "commentsIds")? {
        rows(parts, &part, paragraphs, |p, declared, id| {
            format!("<{p}commentId{declared} {p}paraId=\"{id:08X}\" {p}durableId=\"{id:08X}\"/>")
        })?;
    }
    if let Some(part) = parts.related(main, "commentsExtensible")? {
        rows(parts, &part, paragraphs, |p, declared, id| {
            format!("<{p}commentExtensible{declared} {p}durableId=\"{id:08X}\"/>")
        })?;
    }
    Ok(())
}

fn rows(
    parts: &mut Parts<'_>,
    part: &str,
    paragraphs: &[u32],
    row: impl Fn(&str, &str, u32) -> String,
) -> Result<(), Refusal> {
    let bytes = parts.get(part)?;
    let dialect = Dialect::of(&bytes)?;
    let outline = Outline::read(&bytes, 0)?;
    let root = outline.root().ok_or(Malformed)?;
    let all = paragraphs.iter();
    let all: String = all
        .map(|&id| row(&dialect.prefix, &dialect.declared, id))
        .collect();
    parts.patch(part, append(&bytes, root, all))
}
