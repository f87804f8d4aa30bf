//! Small comparisons that give a change, or none.

use super::changes::{Aspect, Change, Edit, Line};

/// A change of one value, if it is one.
pub(super) fn replaced(aspect: Aspect, subject: &str, old: &str, new: &str) -> Option<Change> {
    (old != new).then(|| Change {
        aspect,
        subject: subject.to_owned(),
        edit: Edit::Replaced {
            old: old.to_owned(),
            new: new.to_owned(),
        },
    })
}

/// A change of a list whose order does not count, if it is one. One word for one is a replacement.
pub(super) fn words(
    aspect: Aspect,
    subject: &str,
    old: &[String],
    new: &[String],
) -> Option<Change> {
    let edit = match word_edit(old, new)? {
        Edit::Words { added, removed } => match (added.as_slice(), removed.as_slice()) {
            ([new], [old]) => Edit::Replaced {
                old: old.clone(),
                new: new.clone(),
            },
            _ => Edit::Words { added, removed },
        },
        other => other,
    };
    Some(Change {
        aspect,
        subject: subject.to_owned(),
        edit,
    })
}

/// The words that came and went, if any did.
pub(super) fn word_edit(old: &[String], new: &[String]) -> Option<Edit> {
    let less = |a: &[String], b: &[String]| -> Vec<String> {
        let mut left: Vec<String> = Vec::new();
        for word in a {
            if !b.contains(word) && !left.contains(word) {
                left.push(word.clone());
            }
        }
        left
    };
    let (added, removed) = (less(new, old), less(old, new));
    (!added.is_empty() || !removed.is_empty()).then_some(Edit::Words { added, removed })
}

/// A change of text line by line, if it is one: the lines that changed, and one beside them.
pub(super) fn line_edit(old: &[String], new: &[String]) -> Option<Edit> {
    if old == new {
        return None;
    }
    let diff = similar::TextDiff::from_slices(&refs(old), &refs(new))
        .grouped_ops(1)
        .iter()
        .flatten()
        .flat_map(|op| lines(op, old, new))
        .collect();
    Some(Edit::Lines(diff))
}

fn refs(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}

fn lines(op: &similar::DiffOp, old: &[String], new: &[String]) -> Vec<Line> {
    let take = |lines: &[String], range: std::ops::Range<usize>| {
        lines.get(range).map(<[String]>::to_vec).unwrap_or_default()
    };
    let (tag, before, after) = op.as_tag_tuple();
    if tag == similar::DiffTag::Equal {
        return take(old, before).into_iter().map(Line::Same).collect();
    }
    let removed = take(old, before).into_iter().map(Line::Removed);
    let added = take(new, after).into_iter().map(Line::Added);
    removed.chain(added).collect()
}
