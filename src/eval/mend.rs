//! A new text for a value as edits of the source.
//!
//! A value may be joined from pieces: a line break stands between them, or a character is spelt in
//! another way. What becomes of such a value is written piece by piece or not at all.

use crate::diag::Edit;
use crate::source::{Content, Stretch, TextRange, offset};

/// The edits of the source that make the value at `range` of the content read `text`, in order and
/// as few characters as will do; `None` when that cannot be done piece by piece.
///
/// A text that says the same as the value writes it as the value is spelt: `１２` becomes `12`.
pub(super) fn mend(content: &Content, range: TextRange, text: &str) -> Option<Vec<Edit>> {
    let old = content.slice(range);
    let stretches = content.stretches(range);
    if old == text {
        return Some(respelt(content, &stretches));
    }
    let head = common(old.chars(), text.chars());
    let (old_rest, new_rest) = (old.get(head..)?, text.get(head..)?);
    let tail = common(old_rest.chars().rev(), new_rest.chars().rev());
    let new = new_rest.get(..new_rest.len() - tail)?;
    let changed = TextRange::new(
        range.start + offset(head),
        range.end.saturating_sub(offset(tail)),
    );
    if changed.is_empty() {
        let at = insertion(&stretches, changed.start)?;
        let range = TextRange::empty(at);
        let text = new.to_owned();
        return Some(vec![Edit { range, text }]);
    }
    replaced(content, &stretches, changed, new)
}

/// The length of what both begin with.
fn common(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    let same = a.zip(b).take_while(|(a, b)| a == b);
    same.map(|(a, _)| a.len_utf8()).sum()
}

/// The edits that write the pieces which are spelt in another way as the value has them.
fn respelt(content: &Content, stretches: &[Stretch]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for it in stretches.iter().filter(|it| !it.as_is) {
        let text = content.slice(it.at);
        if content.source().slice(it.from) == text {
            continue;
        }
        match edits.last_mut() {
            Some(last) if last.range.end == it.from.start => {
                last.range.end = it.from.end;
                last.text.push_str(text);
            }
            _ => edits.push(Edit {
                range: it.from,
                text: text.to_owned(),
            }),
        }
    }
    edits
}

/// Where in the source something is put in at `at` of the content: behind the character before it.
fn insertion(stretches: &[Stretch], at: u32) -> Option<u32> {
    let before = stretches
        .iter()
        .find(|it| it.at.start < at && at <= it.at.end);
    match before {
        Some(it) if at == it.at.end => Some(it.from.end),
        Some(it) => it.as_is.then(|| it.from.start + (at - it.at.start)),
        None => stretches.first().map(|it| it.from.start),
    }
}

/// The edits that put `new` in the place of `changed`.
fn replaced(
    content: &Content,
    stretches: &[Stretch],
    changed: TextRange,
    new: &str,
) -> Option<Vec<Edit>> {
    // Neighbours in the source, each with the text of the value that it stands for.
    let mut parts: Vec<(TextRange, TextRange)> = Vec::new();
    for it in stretches {
        let at = TextRange::new(it.at.start.max(changed.start), it.at.end.min(changed.end));
        if at.start >= at.end {
            continue;
        }
        let from = match it.as_is {
            true => {
                let start = it.from.start + (at.start - it.at.start);
                TextRange::new(start, start + at.len())
            }
            false if at == it.at => it.from,
            false => return None,
        };
        match parts.last_mut() {
            Some((before, known)) if before.end == from.start => {
                before.end = from.end;
                known.end = at.end;
            }
            _ => parts.push((from, at)),
        }
    }
    if let [(range, _)] = parts.as_slice() {
        let (range, text) = (*range, new.to_owned());
        return Some(vec![Edit { range, text }]);
    }
    let count = content.slice(changed).chars().count();
    if !new.is_empty() && new.chars().count() != count {
        return None;
    }
    // Character for character; or all of it is taken out.
    let mut rest = new.chars();
    let edits = parts.into_iter().map(|(range, at)| Edit {
        range,
        text: rest
            .by_ref()
            .take(content.slice(at).chars().count())
            .collect(),
    });
    let source = content.source();
    Some(
        edits
            .filter(|it| source.slice(it.range) != it.text)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::SourceFile;

    /// The value `收益群众１２人` in two lines, the full-width digits folded.
    fn value() -> (Content, TextRange) {
        let source = Arc::new(SourceFile::new("x", "甲收益\n群众１２人乙"));
        let mut content = Content::new(source);
        let start = content.begin();
        content.push(TextRange::new(3, 9));
        content.push(TextRange::new(10, 16));
        content.push_as("1", TextRange::new(16, 19));
        content.push_as("2", TextRange::new(19, 22));
        content.push(TextRange::new(22, 25));
        let range = content.end(start);
        (content, range)
    }

    fn written(text: &str) -> Option<String> {
        let (content, range) = value();
        assert_eq!(content.slice(range), "收益群众12人");
        let edits = mend(&content, range, text)?;
        let mut written = content.source().text().to_owned();
        for edit in edits.iter().rev() {
            written.replace_range(edit.range.indices(), &edit.text);
        }
        Some(written)
    }

    #[test]
    fn a_joined_value_is_mended_piece_by_piece() {
        for (text, expected) in [
            ("受益群众12人", "甲受益\n群众１２人乙"),
            ("收益群众12人。", "甲收益\n群众１２人。乙"),
            ("，收益群众12人", "甲，收益\n群众１２人乙"),
            ("收12人", "甲收\n１２人乙"),
            ("收利众众12人", "甲收利\n众众１２人乙"),
            ("收益群众13人", "甲收益\n群众１3人乙"),
            ("收益群众12人", "甲收益\n群众12人乙"),
            ("", "甲\n乙"),
        ] {
            assert_eq!(written(text).as_deref(), Some(expected), "{text}");
        }
        // Nobody can say on which line the longer words stand.
        assert_eq!(written("收到好处众12人"), None);
    }
}
