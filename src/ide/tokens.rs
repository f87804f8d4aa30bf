//! What the pieces of a rule file are, for colouring.

use std::path::Path;

use crate::analysis::{Entry, Index, Meaning};
use crate::source::{SourceId, TextRange, offset};
use crate::syntax::{self, TokenKind as Lexical, keyword};

use super::answer::{Token, TokenKind};
use super::session::{Kind, Session};

impl Session {
    /// The pieces of a rule file in order; none overlaps another.
    pub fn tokens(&mut self, path: &Path) -> Option<Vec<Token>> {
        match self.kind(path) {
            Kind::Pack(_, inside) if inside.ends_with(".rule") => {
                let here = self.here(path)?;
                Some(tokens(here.file.text(), here.source, &here.studio.index))
            }
            Kind::Rule => {
                let text = self.text(path)?;
                Some(tokens(&text, SourceId(0), &Index::default()))
            }
            Kind::Pack(..) | Kind::Settings | Kind::Waivers | Kind::Declaration | Kind::Other => {
                None
            }
        }
    }
}

fn tokens(text: &str, source: SourceId, index: &Index) -> Vec<Token> {
    let lexed = syntax::lex(text);
    let names: Vec<&Entry> = index
        .entries
        .iter()
        .filter(|it| it.span.source == source)
        .collect();
    let mut found: Vec<Token> = Vec::new();
    let mut push = |range: TextRange, kind| {
        if !range.is_empty() {
            found.push(Token { range, kind });
        }
    };
    for comment in &lexed.comments {
        push(comment.range, TokenKind::Comment);
    }
    for name in &names {
        push(name.span.range, kind(name.meaning));
    }
    let first_inside =
        |range: TextRange| names.partition_point(|name| name.span.range.start < range.start);
    for token in &lexed.tokens {
        let inside = names.iter().skip(first_inside(token.range));
        let inside = inside.take_while(|name| name.span.range.start < token.range.end);
        match token.kind {
            Lexical::Word => {
                let before = first_inside(token.range).checked_sub(1);
                let before = before.and_then(|at| names.get(at));
                // Part of a name with a hyphen, or a name itself.
                let named = before.is_some_and(|name| name.span.range.end > token.range.start)
                    || inside.count() > 0;
                if let Some(range) = keyword(text, token.range).filter(|_| !named) {
                    push(range, TokenKind::Keyword);
                }
            }
            Lexical::Number => {
                let before = first_inside(token.range).checked_sub(1);
                let before = before.and_then(|at| names.get(at));
                if before.is_none_or(|name| name.span.range.end <= token.range.start) {
                    push(token.range, TokenKind::Number);
                }
            }
            Lexical::Quoted(_) => {
                let kind = match token.range.slice(text).starts_with('/') {
                    true => TokenKind::Pattern,
                    false => TokenKind::Text,
                };
                let mut start = token.range.start;
                for name in inside {
                    push(TextRange::new(start, name.span.range.start), kind);
                    start = name.span.range.end;
                }
                push(TextRange::new(start, token.range.end), kind);
            }
            Lexical::Open(_) | Lexical::Close(_) | Lexical::Symbol(_) => {}
        }
    }
    found.sort_by_key(|token| token.range);
    // What is named twice, once as a whole and once in part, is shown as the whole.
    let mut end = 0;
    found.retain(|token| {
        let behind = token.range.start >= end;
        if behind {
            end = token.range.end;
        }
        behind
    });
    found
}

/// The keyword that a word is, or the one of several words that it begins.
fn keyword(text: &str, word: TextRange) -> Option<TextRange> {
    if keyword::find(word.slice(text)).is_some() {
        return Some(word);
    }
    let length = keyword::phrase(text.get(word.start as usize..)?)?;
    Some(TextRange::new(word.start, word.start + offset(length)))
}

fn kind(meaning: Meaning) -> TokenKind {
    match meaning {
        Meaning::Local(_) => TokenKind::Local,
        Meaning::Param(_) | Meaning::Terms(_) | Meaning::Pattern(_) => TokenKind::Constant,
        Meaning::Def(_) | Meaning::Function(_) | Meaning::Search => TokenKind::Function,
        Meaning::Rule(_) => TokenKind::Rule,
        Meaning::Field | Meaning::Member => TokenKind::Field,
        Meaning::Word => TokenKind::Word,
        Meaning::Subject => TokenKind::Subject,
    }
}
