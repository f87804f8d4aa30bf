//! What changes in a text, as a unified diff.
//!
//! Written to a file or a pipe it is whole, so that `patch` can apply it. On a terminal, where a
//! paragraph of a declaration fills a screen, long lines are cut to what stands around the changes.

use similar::{ChangeTag, DiffOp, TextDiff};
use unicode_width::UnicodeWidthChar;

/// How many unchanged lines are shown around a change.
const AROUND: usize = 3;

/// What of an unchanged stretch of a line stays visible beside a change, in cells.
const BESIDE: usize = 16;

/// How a difference is shown.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    /// Whether changes are coloured.
    pub color: bool,
    /// The width that lines are cut to; `None` to leave them whole.
    pub columns: Option<usize>,
}

/// The lines that change, with three lines around them.
pub(super) fn difference(names: (&str, &str), old: &str, new: &str, look: Look) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut unified = diff.unified_diff();
    let unified = unified.context_radius(AROUND).header(names.0, names.1);
    if !look.color && look.columns.is_none() {
        return unified.to_string();
    }
    let mut out = String::new();
    out.push_str(&painted(
        look,
        "1",
        &format!("--- {}\n+++ {}", names.0, names.1),
    ));
    out.push('\n');
    for hunk in unified.iter_hunks() {
        out.push_str(&painted(look, "36", &hunk.header().to_string()));
        out.push('\n');
        for op in hunk.ops() {
            push_op(&mut out, &diff, op, look);
        }
    }
    out
}

/// Appends the lines of one change; lines that take one another's place are compared by characters.
fn push_op(out: &mut String, diff: &TextDiff<'_, '_, str>, op: &DiffOp, look: Look) {
    let mut lines: Vec<(ChangeTag, &str)> = Vec::new();
    for change in diff.iter_changes(op) {
        lines.push((change.tag(), change.value().trim_end_matches(['\r', '\n'])));
    }
    let of = |tag: ChangeTag| {
        let own = lines.iter().filter(move |(it, _)| *it == tag);
        own.map(|(_, line)| *line).collect::<Vec<&str>>()
    };
    let (before, after) = (of(ChangeTag::Delete), of(ChangeTag::Insert));
    let paired = before.len() == after.len();
    let (mut deleted, mut inserted) = (0, 0);
    for (tag, line) in &lines {
        let (sign, number, others) = match tag {
            ChangeTag::Equal => {
                let shown = cut(&[(false, line)], look);
                out.push_str(&format!(" {shown}\n"));
                continue;
            }
            ChangeTag::Delete => ('-', &mut deleted, &after),
            ChangeTag::Insert => ('+', &mut inserted, &before),
        };
        let other = others.get(*number).copied().filter(|_| paired);
        *number += 1;
        let segments = match other {
            Some(other) => segments(line, other),
            None => vec![(false, (*line).to_owned())],
        };
        let borrowed: Vec<(bool, &str)> = segments
            .iter()
            .map(|(changed, text)| (*changed, text.as_str()))
            .collect();
        let tone = if sign == '-' { "31" } else { "32" };
        let strong = if sign == '-' { "1;7;31" } else { "1;7;32" };
        out.push_str(&painted(look, tone, &sign.to_string()));
        out.push_str(&shown(&borrowed, look, (tone, strong)));
        out.push('\n');
    }
}

/// A line in stretches, each with whether the other line lacks it.
fn segments(line: &str, other: &str) -> Vec<(bool, String)> {
    let diff = TextDiff::from_chars(line, other);
    let mut found: Vec<(bool, String)> = Vec::new();
    for change in diff.iter_all_changes() {
        let changed = match change.tag() {
            ChangeTag::Equal => false,
            ChangeTag::Delete => true,
            // Where the other line alone has something, this one is cut in two.
            ChangeTag::Insert => {
                found.push((true, String::new()));
                continue;
            }
        };
        match found.last_mut() {
            Some((last, text)) if *last == changed => text.push_str(change.value()),
            _ => found.push((changed, change.value().to_owned())),
        }
    }
    found
}

/// The stretches of a changed line, the changed ones standing out.
fn shown(segments: &[(bool, &str)], look: Look, (tone, strong): (&str, &str)) -> String {
    let whole: String = segments.iter().map(|(_, text)| *text).collect();
    let long = look
        .columns
        .is_some_and(|columns| width(&whole) + 1 > columns);
    let last = segments.len().saturating_sub(1);
    let mut out = String::new();
    for (number, (changed, text)) in segments.iter().enumerate() {
        let text = match (changed, long) {
            (false, true) => clipped(text, number > 0, number < last),
            _ => (*text).to_owned(),
        };
        out.push_str(&painted(look, if *changed { strong } else { tone }, &text));
    }
    out
}

/// An unchanged line, cut where the screen ends.
fn cut(segments: &[(bool, &str)], look: Look) -> String {
    let text: String = segments.iter().map(|(_, text)| *text).collect();
    match look.columns {
        Some(columns) if width(&text) + 1 > columns => {
            format!("{}……", head(&text, columns.saturating_sub(5)))
        }
        _ => text,
    }
}

/// An unchanged stretch without what is far from a change before it and behind it.
fn clipped(text: &str, before: bool, behind: bool) -> String {
    let kept = BESIDE * (usize::from(before) + usize::from(behind));
    if width(text) <= kept + 4 {
        return text.to_owned();
    }
    let front = if before { head(text, BESIDE) } else { "" };
    let back = if behind { tail(text, BESIDE) } else { "" };
    format!("{front}……{back}")
}

fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// What of a text fits into so many cells.
fn head(text: &str, cells: usize) -> &str {
    let mut used = 0;
    let fits = |(_, c): &(usize, char)| {
        used += c.width().unwrap_or(0);
        used <= cells
    };
    let end = text.char_indices().take_while(fits).last();
    let end = end.map_or(0, |(at, c)| at + c.len_utf8());
    text.get(..end).unwrap_or_default()
}

/// What of the end of a text fits into so many cells.
fn tail(text: &str, cells: usize) -> &str {
    let mut used = 0;
    let fits = |(_, c): &(usize, char)| {
        used += c.width().unwrap_or(0);
        used <= cells
    };
    let start = text.char_indices().rev().take_while(fits).last();
    let start = start.map_or(text.len(), |(at, _)| at);
    text.get(start..).unwrap_or_default()
}

fn painted(look: Look, code: &str, text: &str) -> String {
    match look.color && !text.is_empty() {
        true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_around_the_changes() {
        let words = "组织开展社区教育培训活动不少于十二场，";
        let old = format!(
            "一、甲\n{}参加群众,满意。{}\n",
            words.repeat(3),
            words.repeat(3)
        );
        let new = old.replace(',', "，");
        let look = Look {
            color: false,
            columns: Some(80),
        };
        let shown = difference(("a", "b"), &old, &new, look);
        assert_eq!(
            shown,
            "--- a\n+++ b\n@@ -1,2 +1,2 @@\n 一、甲\n-……十二场，参加群众,满意。组织开展社……\n\
             +……十二场，参加群众，满意。组织开展社……\n"
        );
        assert!(shown.lines().all(|line| width(line) <= 80));
        let whole = difference(("a", "b"), &old, &new, Look::default());
        assert!(whole.contains(&format!("\n+{}", new.lines().nth(1).unwrap())));
    }
}
