//! Cuts a text into words, numbers, quoted texts, brackets and comments.
//!
//! The grammar reads the text itself; these tokens serve what it cannot do: finding comments, the
//! brackets that do not match and the places where reading can go on after a mistake. A text that
//! is not closed ends with its line, so that one forgotten quote spoils one line.

use unicode_ident::{is_xid_continue, is_xid_start};

use crate::source::TextRange;

use super::keyword;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or keyword.
    Word,
    /// Digits.
    Number,
    /// A quoted text or a regular expression; not closed when `false`.
    Quoted(bool),
    /// An opening bracket.
    Open(Bracket),
    /// A closing bracket.
    Close(Bracket),
    /// Any other character.
    Symbol(char),
}

/// The kinds of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bracket {
    /// `( )`
    Round,
    /// `[ ]`
    Square,
    /// `{ }`
    Brace,
}

/// A token and its place.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub range: TextRange,
    /// Whether nothing but blanks stands before it on its line.
    pub first_on_line: bool,
}

/// A comment of either kind.
#[derive(Clone, Copy, Debug)]
pub struct RawComment {
    /// From the slashes to the end of the line.
    pub range: TextRange,
    /// Whether it begins with three slashes and no more.
    pub doc: bool,
    /// Whether it stands on a line of its own.
    pub own_line: bool,
}

/// A text in pieces.
#[derive(Debug, Default)]
pub struct Lexed {
    /// The tokens in order.
    pub tokens: Vec<Token>,
    /// The comments in order.
    pub comments: Vec<RawComment>,
}

/// Cuts `text` into tokens and comments.
pub fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer {
        text,
        at: 0,
        fresh: true,
        out: Lexed::default(),
    };
    while let Some(c) = lexer.peek() {
        lexer.step(c);
    }
    lexer.out
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    fresh: bool,
    out: Lexed,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn step(&mut self, c: char) {
        match c {
            '\n' | '\r' => {
                self.at += 1;
                self.fresh = true;
            }
            ' ' | '\t' | '\u{FEFF}' => self.at += c.len_utf8(),
            _ if is_blank(c) => self.at += c.len_utf8(),
            '/' if self.rest().starts_with("//") => self.comment(),
            '/' if self.regex_expected() => self.quoted('/', true),
            '"' => self.quoted('"', true),
            '“' => self.quoted('”', false),
            '「' => self.quoted('」', false),
            _ if is_digit(c) => self.number(),
            _ if is_xid_start(c) || c == '_' => {
                let len = self.run(is_xid_continue);
                self.push(Kind::Word, len);
            }
            _ => self.push(bracket(c).unwrap_or(Kind::Symbol(c)), c.len_utf8()),
        }
    }

    fn push(&mut self, kind: Kind, len: usize) {
        let range = TextRange::of(self.at..self.at + len);
        self.out.tokens.push(Token {
            kind,
            range,
            first_on_line: self.fresh,
        });
        self.fresh = false;
        self.at += len;
    }

    /// Length of the run of characters for which `take` holds.
    fn run(&self, take: impl Fn(char) -> bool) -> usize {
        let rest = self.rest();
        rest.find(|c| !take(c)).unwrap_or(rest.len())
    }

    fn comment(&mut self) {
        let len = self.run(|c| c != '\n' && c != '\r');
        let rest = self.rest();
        self.out.comments.push(RawComment {
            range: TextRange::of(self.at..self.at + len),
            doc: rest.starts_with("///") && !rest.starts_with("////"),
            own_line: self.fresh,
        });
        self.at += len;
    }

    fn number(&mut self) {
        let whole = self.run(is_digit);
        let rest = self.rest().get(whole..).unwrap_or_default();
        let behind = rest.strip_prefix(['.', '．']).unwrap_or_default();
        let fraction = behind.find(|c| !is_digit(c)).unwrap_or(behind.len());
        let point = rest.len() - behind.len();
        let len = if fraction > 0 {
            whole + point + fraction
        } else {
            whole
        };
        self.push(Kind::Number, len);
    }

    fn quoted(&mut self, close: char, escapes: bool) {
        let mut chars = self.rest().char_indices();
        let _ = chars.next();
        let mut escaped = false;
        for (at, c) in chars {
            if c == '\n' || c == '\r' {
                return self.push(Kind::Quoted(false), at);
            }
            if escaped {
                escaped = false;
            } else if c == '\\' && escapes {
                escaped = true;
            } else if c == close {
                return self.push(Kind::Quoted(true), at + c.len_utf8());
            }
        }
        self.push(Kind::Quoted(false), self.rest().len());
    }

    /// Whether a slash here begins a regular expression: behind `pattern 名 =`.
    fn regex_expected(&self) -> bool {
        let mut last = self.out.tokens.iter().rev();
        let equals = last
            .next()
            .is_some_and(|token| matches!(token.kind, Kind::Symbol('=' | '＝')));
        let name = last.next().is_some_and(|token| token.kind == Kind::Word);
        equals
            && name
            && last
                .next()
                .is_some_and(|token| keyword::PATTERN.is(token.range.slice(self.text)))
    }
}

/// Whether the character stands for a blank; those that Word puts between words too.
fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{3000}' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}'
    )
}

fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

/// The bracket that `c` is.
fn bracket(c: char) -> Option<Kind> {
    Some(match c {
        '(' | '（' => Kind::Open(Bracket::Round),
        ')' | '）' => Kind::Close(Bracket::Round),
        '[' | '［' | '【' => Kind::Open(Bracket::Square),
        ']' | '］' | '】' => Kind::Close(Bracket::Square),
        '{' | '｛' => Kind::Open(Bracket::Brace),
        '}' | '｝' => Kind::Close(Bracket::Brace),
        _ => return None,
    })
}
