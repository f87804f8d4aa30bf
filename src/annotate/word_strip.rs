//! Our earlier comments taken out of a document: their words, their marks, and their rows in the
//! parts that tell comments apart.

use std::collections::BTreeSet;

use crate::ooxml::{Element, Outline, Patch};

use super::annotate::AUTHOR;
use super::parts::Parts;
use super::refusal::Refusal;

/// Parts that tell comments apart, by the last word of the relationship: what a row is called and
/// by which attribute it names its comment.
pub(super) const IDENTITY: [(&str, &str, &str); 2] = [
    ("commentsExtended", "commentEx", "paraId"),
    ("commentsIds", "commentId", "paraId"),
];

/// Takes our comments out; whether there were any.
pub(super) fn strip(parts: &mut Parts<'_>) -> Result<bool, Refusal> {
    let main = parts.main.clone();
    let Some(part) = parts.related(&main, "comments")? else {
        return Ok(false);
    };
    let bytes = parts.get(&part)?;
    let outline = Outline::read(&bytes, usize::MAX)?;
    let ours: Vec<&Element<'_>> = (outline.all("comment"))
        .filter(|it| it.attribute("author") == Some(AUTHOR))
        .collect();
    if ours.is_empty() {
        return Ok(false);
    }
    let ids = ours.iter().filter_map(|it| it.attribute("id"));
    let ids: BTreeSet<String> = ids.map(str::to_owned).collect();
    let paragraphs = ours.iter().flat_map(|it| outline.below(it));
    let paragraphs = paragraphs.filter_map(|it| it.attribute("paraId"));
    let paragraphs: BTreeSet<String> = paragraphs.map(str::to_uppercase).collect();
    let patches = ours.iter().map(|it| Patch::remove(it.whole.clone()));
    let patches: Vec<Patch> = patches.collect();
    parts.patch(&part, patches)?;
    unmark(parts, &main, &ids)?;
    forget(parts, &main, &paragraphs)?;
    Ok(true)
}

/// Takes the marks of these comments out of the document.
fn unmark(parts: &mut Parts<'_>, main: &str, ids: &BTreeSet<String>) -> Result<(), Refusal> {
    let bytes = parts.get(main)?;
    let outline = Outline::read(&bytes, usize::MAX)?;
    let ours = |it: &Element<'_>| it.attribute("id").is_some_and(|id| ids.contains(id));
    let mut patches = Vec::new();
    for name in ["commentRangeStart", "commentRangeEnd"] {
        let marks = outline.all(name).filter(|it| ours(it));
        patches.extend(marks.map(|it| Patch::remove(it.whole.clone())));
    }
    // The reference goes with its run, unless the run shows something else.
    let mut alone = BTreeSet::new();
    for run in outline.all("r") {
        let mut inside = outline.children(run).filter(|it| it.local() != "rPr");
        if let (Some(reference), None) = (inside.next(), inside.next())
            && reference.local() == "commentReference"
            && ours(reference)
        {
            alone.insert(reference.whole.start);
            patches.push(Patch::remove(run.whole.clone()));
        }
    }
    let rest = outline.all("commentReference").filter(|it| ours(it));
    let rest = rest.filter(|it| !alone.contains(&it.whole.start));
    patches.extend(rest.map(|it| Patch::remove(it.whole.clone())));
    parts.patch(main, patches)
}

/// Takes the rows of comments with these paragraphs out of the parts that tell comments apart.
fn forget(parts: &mut Parts<'_>, main: &str, gone: &BTreeSet<String>) -> Result<(), Refusal> {
    let mut durable = BTreeSet::new();
    for (word, row, key) in IDENTITY {
        let Some(part) = parts.related(main, word)? else {
            continue;
        };
        let bytes = parts.get(&part)?;
        let outline = Outline::read(&bytes, 1)?;
        let mut patches = Vec::new();
        let is_gone = |id: Option<&str>| id.is_some_and(|id| gone.contains(&id.to_uppercase()));
        for it in outline.all(row) {
            if is_gone(it.attribute(key)) {
                durable.extend(it.attribute("durableId").map(str::to_uppercase));
                patches.push(Patch::remove(it.whole.clone()));
            } else if is_gone(it.attribute("paraIdParent")) {
                // Somebody has answered: the answer stands on its own from now on.
                patches.extend(without(&bytes, it, "paraIdParent"));
            }
        }
        parts.patch(&part, patches)?;
    }
    let Some(part) = parts.related(main, "commentsExtensible")? else {
        return Ok(());
    };
    let bytes = parts.get(&part)?;
    let outline = Outline::read(&bytes, 1)?;
    let rows = outline.all("commentExtensible").filter(|it| {
        let id = it.attribute("durableId").map(str::to_uppercase);
        id.is_some_and(|id| durable.contains(&id))
    });
    let patches = rows.map(|it| Patch::remove(it.whole.clone())).collect();
    parts.patch(&part, patches)
}

/// Takes an attribute out of a tag.
fn without(bytes: &[u8], element: &Element<'_>, name: &str) -> Option<Patch> {
    let tag = bytes.get(element.tag.clone())?;
    let tag = std::str::from_utf8(tag).ok()?;
    let at = tag.find(name)?;
    let start = tag.get(..at)?.rfind(|c: char| c.is_ascii_whitespace())?;
    let value = tag.get(at..)?;
    let quote = value.find(['"', '\''])?;
    let mark = value.get(quote..)?.chars().next()?;
    let end = at + quote + 1 + value.get(quote + 1..)?.find(mark)? + 1;
    Some(Patch::remove(
        element.tag.start + start..element.tag.start + end,
    ))
}
