//! Declarations written in TOML: a tree of named values with the places of keys and values.
//!
//! A TOML file is a declaration when it has the key `form`. Mistakes of syntax are said in Chinese;
//! the one that everybody makes, a Chinese key without quotes, is recognised as such.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use crate::model::{Layout, Node, NodeValue};
use crate::source::{SourceFile, TextRange};

use super::reader::{Problem, Read, Unreadable, Weight};
use super::toml_string;

/// Whether a text looks like a declaration in TOML.
pub(super) fn sniff(text: &str) -> bool {
    has_form_key(text.as_bytes())
}

/// Whether a line of a file, of which these are the first bytes, sets the key `form`.
pub(super) fn has_form_key(first: &[u8]) -> bool {
    first.split(|&byte| byte == b'\n').any(|line| {
        let line = line
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(line)
            .trim_ascii();
        [&b"form"[..], b"\"form\"", b"'form'"].iter().any(|key| {
            line.strip_prefix(*key)
                .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"="))
        })
    })
}

/// Reads a TOML file.
pub(super) fn read(source: &SourceFile) -> Read {
    let text = source.text();
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(Unreadable {
            reason: "TOML 写法有误，无法读取".to_owned(),
            help: Some("改正所指的地方后再检查".to_owned()),
            problems: problems(text, &errors),
            ..Unreadable::default()
        });
    }
    if !table
        .get_ref()
        .iter()
        .any(|(key, _)| key.get_ref() == "form")
    {
        return Err(Unreadable::because(
            "TOML 文件里没有 form 一项，不知道是哪种申报表",
            "在文件开头写上申报表的名称，例如：form = \"部门整体支出绩效目标申报表\"",
        ));
    }
    let root = Node {
        key: TextRange::default(),
        range: TextRange::of(0..text.len()),
        value: NodeValue::Table(entries(text, table.get_ref())),
    };
    Ok((Layout::Tree(root), Vec::new()))
}

fn entries(text: &str, table: &DeTable<'_>) -> Vec<(String, Node)> {
    let mut found: Vec<(String, Node)> = table
        .iter()
        .map(|(key, value)| {
            let node = node(text, unquoted(text, key.span()), value);
            (key.get_ref().to_string(), node)
        })
        .collect();
    found.sort_by_key(|(_, node)| node.key.start);
    found
}

fn node(text: &str, key: TextRange, value: &Spanned<DeValue<'_>>) -> Node {
    let range = TextRange::of(value.span());
    let raw = range.slice(text);
    let value = match value.get_ref() {
        DeValue::String(decoded) => NodeValue::Text(toml_string::pieces(text, range, decoded)),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) => {
            NodeValue::Scalar(raw.to_owned())
        }
        DeValue::Boolean(value) => NodeValue::Bool(*value),
        DeValue::Array(items) => NodeValue::List(
            items
                .iter()
                .map(|item| node(text, TextRange::empty(range.start), item))
                .collect(),
        ),
        DeValue::Table(table) => NodeValue::Table(entries(text, table)),
    };
    Node { key, range, value }
}

/// The range of a key without its quotes.
fn unquoted(text: &str, span: Range<usize>) -> TextRange {
    let range = TextRange::of(span);
    let raw = range.slice(text);
    if raw.len() >= 2 && raw.starts_with(['"', '\'']) {
        TextRange::new(range.start + 1, range.end - 1)
    } else {
        range
    }
}

/// The errors in the words of a clerk, one for each line.
fn problems(text: &str, errors: &[Error]) -> Vec<Problem> {
    let mut found: Vec<Problem> = Vec::new();
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let problem = bare_key(text, span.start).unwrap_or_else(|| Problem {
            range: on_boundaries(text, span.clone()),
            weight: Weight::Problem,
            message: in_chinese(error.message()).to_owned(),
            help: None,
        });
        let line = |at: u32| {
            text.get(..at as usize)
                .map_or(0, |t| t.matches('\n').count())
        };
        let at = line(problem.range.start);
        if found.iter().all(|other| line(other.range.start) != at) {
            found.push(problem);
        }
    }
    found
}

/// A Chinese key without quotes in the line at `at`.
fn bare_key(text: &str, at: usize) -> Option<Problem> {
    let at = at.min(text.len());
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(start..)?.lines().next()?;
    let trimmed = line.trim_start_matches([' ', '\t', '[']);
    let begin = start + (line.len() - trimmed.len());
    let end = trimmed.find(['=', ']', '"', '\'', '#'])?;
    let key = trimmed.get(..end)?.trim_end();
    if key.is_empty() || key.is_ascii() || !trimmed.get(end..)?.starts_with(['=', ']']) {
        return None;
    }
    Some(Problem {
        range: TextRange::of(begin..begin + key.len()),
        weight: Weight::Problem,
        message: format!("中文的名称“{key}”要放在半角引号里"),
        help: Some(format!("写成 \"{key}\"")),
    })
}

fn on_boundaries(text: &str, span: Range<usize>) -> TextRange {
    let floor = |at: usize| {
        (0..=at.min(text.len()))
            .rev()
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or_default()
    };
    TextRange::of(floor(span.start)..floor(span.end))
}

/// The parser's English words in Chinese; what is not known is summed up.
fn in_chinese(message: &str) -> &'static str {
    let known = [
        ("duplicate key", "这一项写了两次"),
        (
            "invalid basic string",
            "引号里的文字没有写完，或者有不认识的转义",
        ),
        ("invalid literal string", "单引号里的文字没有写完"),
        ("string", "引号不成对"),
        ("unclosed array", "方括号没有合上"),
        ("array", "列表的方括号或逗号有误"),
        ("inline table", "花括号里的写法有误"),
        ("table", "方括号里的名称有误"),
        ("number", "数的写法有误，金额可以放在引号里"),
        ("date", "日期的写法有误"),
        ("missing value", "等号后面没有值"),
        ("missing assignment", "名称后面缺等号"),
        ("key", "名称的写法有误，中文的名称要放在半角引号里"),
        ("value", "值的写法有误，文字要放在半角引号里"),
        ("newline", "一行只能写一项"),
        ("recursion", "嵌套太深"),
    ];
    known
        .iter()
        .find(|(word, _)| message.contains(word))
        .map_or("TOML 写法有误", |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_chinese_keys_are_explained() {
        let source = SourceFile::new("x.toml", "form = \"甲\"\n乙 = 3\n丙 = 4\n[[丁]]\n");
        let unreadable = read(&source).unwrap_err();
        let messages: Vec<_> = unreadable
            .problems
            .iter()
            .map(|p| p.message.as_str())
            .collect();
        assert_eq!(
            messages,
            [
                "中文的名称“乙”要放在半角引号里",
                "中文的名称“丙”要放在半角引号里",
                "中文的名称“丁”要放在半角引号里"
            ]
        );
    }

    #[test]
    fn the_form_key_is_seen() {
        assert!(has_form_key(b"# x\nform = \"a\"\n"));
        assert!(!has_form_key(b"format = 1\n"));
    }
}
