//! Words in Markdown, for clients that show it, and plain for those that do not.

use lsp_types::{MarkupContent, MarkupKind};

/// Words that were written in Markdown, as a client shows them.
pub(super) fn markup(value: String, markdown: bool) -> MarkupContent {
    match markdown {
        true => MarkupContent {
            kind: MarkupKind::Markdown,
            value,
        },
        false => MarkupContent {
            kind: MarkupKind::PlainText,
            value: plain(&value),
        },
    }
}

/// The words without the marks of the Markdown that `ide` writes: fences, code, strong, escapes.
fn plain(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("```"));
    let lines: Vec<String> = lines.map(plain_line).collect();
    lines.join("\n").trim_end().to_owned()
}

fn plain_line(line: &str) -> String {
    let line = line.trim_end();
    let mut out = String::with_capacity(line.len());
    let (mut chars, mut in_code) = (line.chars().peekable(), false);
    while let Some(c) = chars.next() {
        match c {
            '`' => in_code = !in_code,
            '\\' if !in_code => out.extend(chars.next()),
            '*' if !in_code && chars.peek() == Some(&'*') => drop(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn marks_are_taken_out() {
        let text = "**必改** 5\\*3（`a*b\\n`）\n\n代入：`1 == 2`  \n```jixiao\n1 + 1\n```";
        assert_eq!(plain(text), "必改 5*3（a*b\\n）\n\n代入：1 == 2\n1 + 1");
    }
}
