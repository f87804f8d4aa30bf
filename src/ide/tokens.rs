//! What the pieces of a rule file are, for colouring.

use std::path::Path;

use crate::analysis::{Entry, Index, Meaning};
use crate::source::{SourceId, TextRange, offset};
use crate::syntax::{self, Bracket, Keyword, Lexed, Opens, TokenKind as Lexical, keyword};

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
    for (at, token) in lexed.tokens.iter().enumerate() {
        let inside = names.iter().skip(first_inside(token.range));
        let inside = inside.take_while(|name| name.span.range.start < token.range.end);
        match token.kind {
            Lexical::Word => {
                let before = first_inside(token.range).checked_sub(1);
                let before = before.and_then(|at| names.get(at));
                // Part of a name with a hyphen, or a name itself.
                let named = before.is_some_and(|name| name.span.range.end > token.range.start)
                    || inside.count() > 0;
                if let Some((_, range)) = keyword(text, &lexed, at).filter(|_| !named) {
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

/// The keyword at an offset of a rule file, and its place: of several words all of them.
pub(super) fn keyword_at(text: &str, at: u32) -> Option<(&'static Keyword, TextRange)> {
    let lexed = syntax::lex(text);
    let first = lexed.tokens.partition_point(|token| token.range.end < at);
    // One of three words may have begun two tokens before.
    let mut near = first.saturating_sub(2)..lexed.tokens.len().min(first + 2);
    near.find_map(|index| {
        let (keyword, range) = keyword(text, &lexed, index)?;
        (range.start <= at && at <= range.end).then_some((keyword, range))
    })
}

/// The keyword that the token at an index is or begins, and its place.
fn keyword(text: &str, lexed: &Lexed, at: usize) -> Option<(&'static Keyword, TextRange)> {
    let token = lexed.tokens.get(at)?;
    if token.kind != Lexical::Word {
        return None;
    }
    let word = token.range;
    let several = keyword::phrase(text.get(word.start as usize..)?);
    let several = several.map(|(found, length)| {
        let range = TextRange::new(word.start, word.start + offset(length));
        (found, range)
    });
    let one = || Some((keyword::find(word.slice(text))?, word));
    let found = several.or_else(one);
    found.filter(|(keyword, _)| stands_as(keyword, text, &lexed.tokens, at))
}

/// What a keyword that is no other name's part may stand behind; the others may stand anywhere.
const BEHIND: &[(&str, &[&str])] = &[
    ("severity", &["error", "warning", "hint"]),
    ("confidence", &["sure", "likely", "opinion"]),
    ("example", &["pass", "fail"]),
    ("forbid", &["each"]),
    ("is", &["missing", "present", "unreadable"]),
];

/// Clauses whose words stand inside of others, too.
const INSIDE: &[&str] = &["at", "when", "locked"];

/// Whether the token at an index, which is written as a keyword, stands where it is one: a form may
/// have fields that are called like the word of a clause, and an id may have it in it.
fn stands_as(keyword: &Keyword, text: &str, tokens: &[syntax::Token], at: usize) -> bool {
    let near = |by: isize| tokens.get(at.checked_add_signed(by)?);
    let symbol = |by: isize| match near(by)?.kind {
        Lexical::Symbol(c) => Some(c),
        _ => None,
    };
    let touch = |by: isize| {
        let (left, right) = (near(by), near(by + 1));
        left.zip(right)
            .is_some_and(|(a, b)| a.range.end == b.range.start)
    };
    let equals = |by: isize| matches!(symbol(by), Some('=' | '＝'));
    let is_member = matches!(symbol(-1), Some('.' | '．'));
    let behind_hyphen = symbol(-1) == Some('-') && touch(-1) && touch(-2);
    let before_hyphen = symbol(1) == Some('-') && touch(0) && touch(1);
    let is_field = equals(1) && !(equals(2) && touch(1));
    if is_member || behind_hyphen || before_hyphen || is_field {
        return false;
    }
    if keyword.reserved {
        return true;
    }
    if keyword.opens != Opens::Nothing {
        let begins = near(0).is_some_and(|token| token.first_on_line)
            || matches!(symbol(-1), Some(';' | '；'))
            || near(-1).is_some_and(|token| {
                let brace = Bracket::Brace;
                token.kind == Lexical::Open(brace) || token.kind == Lexical::Close(brace)
            });
        return begins || INSIDE.contains(&keyword.id);
    }
    let Some((opening, _)) = BEHIND.iter().find(|(_, all)| all.contains(&keyword.id)) else {
        return true;
    };
    let colon = matches!(symbol(-1), Some(':' | '：'));
    let before = near(if colon { -2 } else { -1 });
    let before = before.and_then(|token| keyword::find(token.range.slice(text)));
    before.is_some_and(|before| before.id == *opening)
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
