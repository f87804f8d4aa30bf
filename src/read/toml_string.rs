//! Where the text of a TOML string stands: the inside of its quotes, cut at its escapes.

use crate::source::{TextRange, offset};

/// The decoded text of the string literal at `range`, piece by piece: `(text, source range)`.
///
/// A literal that cannot be followed (it should not happen) is one piece for the whole inside.
pub(super) fn pieces(source: &str, range: TextRange, decoded: &str) -> Vec<(String, TextRange)> {
    let inside = inside(source, range);
    if inside.slice(source) == decoded {
        return vec![(decoded.to_owned(), inside)];
    }
    let cut = cut(source, inside);
    if cut
        .iter()
        .map(|(text, _)| text.as_str())
        .collect::<String>()
        == decoded
    {
        return cut;
    }
    vec![(decoded.to_owned(), inside)]
}

/// How `text` is written in place of `range`, which lies in the string literal at `literal`; `None`
/// when it lies outside of its quotes or the kind of string cannot hold the text.
pub(super) fn escaped(
    source: &str,
    literal: TextRange,
    range: TextRange,
    text: &str,
) -> Option<String> {
    if !inside(source, literal).covers(range) {
        return None;
    }
    if literal.slice(source).starts_with('\'') {
        // There are no escapes, and quotes in a row could end a text of several lines.
        let plain = |c: char| c != '\'' && !c.is_control();
        return text.chars().all(plain).then(|| text.to_owned());
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    Some(out)
}

/// The range between the quotes, without the line end behind opening triple quotes.
fn inside(source: &str, range: TextRange) -> TextRange {
    let raw = range.slice(source);
    let triple = raw.len() >= 6 && (raw.starts_with("\"\"\"") || raw.starts_with("'''"));
    let quote = if triple { 3 } else { 1 };
    let mut start = range.start + quote;
    let end = range.end.saturating_sub(quote);
    if triple {
        let rest = TextRange::new(start, end).slice(source);
        if rest.starts_with("\r\n") {
            start += 2;
        } else if rest.starts_with('\n') {
            start += 1;
        }
    }
    TextRange::new(start.min(range.end), end)
}

/// Plain runs and escapes of the inside of a basic string.
fn cut(source: &str, inside: TextRange) -> Vec<(String, TextRange)> {
    let raw = inside.slice(source);
    let mut found = Vec::new();
    let mut run = 0;
    let mut at = 0;
    let mut push = |text: String, from: usize, to: usize| {
        if !text.is_empty() {
            found.push((text, TextRange::of(from..to).shifted(inside.start)));
        }
    };
    while let Some(found) = raw.get(at..).and_then(|rest| rest.find(['\\', '\r'])) {
        let start = at + found;
        let rest = raw.get(start..).unwrap_or_default();
        let (text, length) = match rest.as_bytes().first() {
            Some(b'\\') => escape(rest),
            _ => (String::new(), 1),
        };
        push(
            raw.get(run..start).unwrap_or_default().to_owned(),
            run,
            start,
        );
        push(text, start, start + length);
        at = (start + length).min(raw.len());
        run = at;
    }
    push(
        raw.get(run..).unwrap_or_default().to_owned(),
        run,
        raw.len(),
    );
    found
}

/// The meaning of the escape that `rest` begins with, and its length.
fn escape(rest: &str) -> (String, usize) {
    let Some(kind) = rest.chars().nth(1) else {
        return (String::new(), rest.len());
    };
    let code = |digits: usize| {
        let text = rest
            .get(2..2 + digits)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32)
            .map(String::from)
            .unwrap_or_default();
        (text, 2 + digits)
    };
    match kind {
        'n' => ("\n".to_owned(), 2),
        't' => ("\t".to_owned(), 2),
        'r' => ("\r".to_owned(), 2),
        'b' => ("\u{8}".to_owned(), 2),
        'f' => ("\u{c}".to_owned(), 2),
        'e' => ("\u{1b}".to_owned(), 2),
        'x' => code(2),
        'u' => code(4),
        'U' => code(8),
        '"' | '\\' => (kind.to_string(), 2),
        _ => {
            let tail = rest.get(1..).unwrap_or_default();
            let blank = offset(tail.len() - tail.trim_start().len()) as usize;
            (String::new(), 1 + blank.max(kind.len_utf8()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_written_as_its_quotes_demand() {
        let basic = Some(r#"“\"\\"#);
        let literal = Some(r#"“"\"#);
        for (source, expected) in [
            ("\"甲\"", basic),
            ("\"\"\"甲\"\"\"", basic),
            ("'甲'", literal),
            ("'''甲'''", literal),
        ] {
            let at = source.find('甲').unwrap();
            let (string, range) = (TextRange::of(0..source.len()), TextRange::of(at..at + 3));
            let found = escaped(source, string, range, "“\"\\");
            assert_eq!(found.as_deref(), expected, "{source}");
            assert_eq!(escaped(source, string, TextRange::of(0..at), "乙"), None);
        }
        let string = TextRange::new(0, 5);
        assert_eq!(escaped("'甲'", string, TextRange::new(1, 4), "'"), None);
    }

    #[test]
    fn escapes_keep_their_places() {
        let source = r#"a = "甲\t乙\u4e19""#;
        let range = TextRange::of(4..source.len());
        let found = pieces(source, range, "甲\t乙丙");
        let shown: Vec<_> = found
            .iter()
            .map(|(text, range)| (text.as_str(), range.slice(source)))
            .collect();
        assert_eq!(
            shown,
            [("甲", "甲"), ("\t", r"\t"), ("乙", "乙"), ("丙", r"\u4e19")]
        );
    }
}
