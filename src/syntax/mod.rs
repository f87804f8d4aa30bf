//! The rule language: text to tree and back.
//!
//! `parse` never fails: what cannot be read becomes an error item or an error clause and a
//! diagnostic. The grammar stands in `grammar/jixiao.pest`; its types stay in here.

pub mod ast;
mod build;
mod clauses;
pub mod diagnostics;
mod explain;
mod expr;
mod format;
mod grammar;
pub mod keyword;
mod lexer;
mod literal;
mod names;
mod outline;
mod parse;
mod recover;
mod suggest;
mod suspect;

pub use format::{Keywords, format, format_as};
pub use keyword::{KEYWORDS, Keyword, Opens, Spelling};
pub use lexer::{Bracket, Kind as TokenKind, Lexed, RawComment, Token, lex};
pub use parse::{Parsed, parse};

#[cfg(test)]
mod laws;
