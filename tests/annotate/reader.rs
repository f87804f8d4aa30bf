//! A small reader of annotated documents, which knows nothing of the program's own: the words
//! between the marks of each comment.

use std::collections::BTreeMap;

/// A comment as it was read back.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) author: String,
    pub(super) text: String,
    /// The words between its marks, without deleted ones and those in text boxes.
    pub(super) words: String,
    /// The words in text boxes between its marks.
    pub(super) boxed: String,
    /// How many marks of each kind it has: begins, ends, references.
    pub(super) marks: [usize; 3],
}

/// A tag or the text behind one.
enum Token<'a> {
    Open(&'a str, &'a str),
    Close(&'a str),
    Text(String),
}

fn tokens(xml: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        let text = &rest[..at];
        if !text.is_empty() {
            tokens.push(Token::Text(unescaped(text)));
        }
        rest = &rest[at..];
        if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let end = data.find("]]>").expect("closed");
            tokens.push(Token::Text(data[..end].to_owned()));
            rest = &data[end + 3..];
            continue;
        }
        let end = rest.find('>').expect("a tag ends");
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let local = |name| -> &str { str::rsplit(name, ':').next().unwrap_or_default() };
        if let Some(name) = tag.strip_prefix('/') {
            tokens.push(Token::Close(local(name)));
        } else if !tag.starts_with(['?', '!']) {
            let name = tag.split([' ', '/', '\n']).next().expect("a name");
            tokens.push(Token::Open(local(name), tag));
            if tag.ends_with('/') {
                tokens.push(Token::Close(local(name)));
            }
        }
    }
    tokens
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!(":{name}=\""))? + name.len() + 3;
    Some(unescaped(tag[at..].split('"').next()?))
}

/// The comments of a document by their numbers.
pub(super) fn comments(parts: &BTreeMap<String, Vec<u8>>) -> BTreeMap<u32, Read> {
    let part = |name: &str| {
        let bytes = parts.get(name).cloned().unwrap_or_default();
        String::from_utf8(bytes).expect("UTF-8")
    };
    let mut found: BTreeMap<u32, Read> = BTreeMap::new();
    let mut at = None;
    for token in tokens(&part("word/comments.xml")) {
        match (token, &mut at) {
            (Token::Open("comment", tag), _) => {
                let id = attribute(tag, "id")
                    .expect("an id")
                    .parse()
                    .expect("a number");
                let read = Read {
                    author: attribute(tag, "author").expect("an author"),
                    ..Read::default()
                };
                assert!(
                    found.insert(id, read).is_none(),
                    "two comments of number {id}"
                );
                at = Some(id);
            }
            (Token::Text(text), Some(id)) => found.get_mut(id).expect("open").text += text.trim(),
            (Token::Close("p"), Some(id)) => found.get_mut(id).expect("open").text.push('\n'),
            (Token::Close("comment"), _) => at = None,
            _ => {}
        }
    }
    let mut open = Vec::new();
    let (mut shows, mut keeps, mut fallback, mut boxes) = (false, false, 0, 0);
    for token in tokens(&part("word/document.xml")) {
        let mut put = |text: &str| {
            if fallback == 0 {
                for id in &open {
                    let read = found.get_mut(id).expect("a comment for each mark");
                    match boxes {
                        0 => read.words += text,
                        _ => read.boxed += text,
                    }
                }
            }
        };
        match token {
            Token::Open("t", tag) => (shows, keeps) = (true, tag.contains("preserve")),
            Token::Close("t") => shows = false,
            Token::Text(text) if shows && keeps => put(&text),
            Token::Text(text) if shows => put(text.trim_ascii()),
            Token::Open("tab", _) => put("\t"),
            Token::Open("br", _) => put("\n"),
            Token::Open("noBreakHyphen", _) => put("-"),
            Token::Open("txbxContent", _) => boxes += 1,
            Token::Close("txbxContent") => boxes -= 1,
            Token::Open("Fallback", _) => fallback += 1,
            Token::Close("Fallback") => fallback -= 1,
            Token::Open(name, tag) if name.starts_with("comment") => {
                let id = attribute(tag, "id")
                    .expect("an id")
                    .parse()
                    .expect("a number");
                let kind = match name {
                    "commentRangeStart" => 0,
                    "commentRangeEnd" => 1,
                    "commentReference" => 2,
                    _ => continue,
                };
                found.get_mut(&id).expect("a comment for each mark").marks[kind] += 1;
                match kind {
                    0 => open.push(id),
                    1 => open.retain(|it| *it != id),
                    _ => assert!(!open.contains(&id), "the reference stands behind the words"),
                }
            }
            Token::Open(..) | Token::Close(_) | Token::Text(_) => {}
        }
    }
    found
}
