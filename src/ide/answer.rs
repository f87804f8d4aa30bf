//! The answers that an editor is given: plain data, places in bytes.

use std::path::PathBuf;

use crate::source::TextRange;

use super::place::Place;

/// What is said about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What it is about.
    pub range: TextRange,
    /// The words, in Markdown.
    pub text: String,
}

/// A part of a file that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// What more is to say, in a few words.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub range: TextRange,
    /// Where its name stands, inside of it.
    pub selection: TextRange,
    /// Its parts, in order.
    pub children: Vec<Symbol>,
}

/// What a [`Symbol`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    /// A declaration.
    Form,
    /// A field.
    Field,
    /// A list of a declaration.
    List,
    /// An element of a list.
    Row,
    /// A rule.
    Rule,
    /// A change to a rule.
    Override,
    /// A parameter.
    Param,
    /// A word list or a pattern.
    Words,
    /// A definition.
    Def,
}

/// Words shown inside the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Where: behind the byte before.
    pub at: u32,
    /// The words.
    pub text: String,
    /// What they mean.
    pub tooltip: String,
}

/// Something that may be written at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it is called in the list.
    pub label: String,
    /// What it is, in a few words.
    pub detail: String,
    /// What more is to say.
    pub doc: String,
    /// What it is.
    pub kind: OfferKind,
    /// What is written.
    pub insert: String,
    /// What it is written in place of.
    pub range: TextRange,
}

/// What an [`Offer`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OfferKind {
    /// A name given nearby.
    Local,
    /// A field, or a part of a value.
    Field,
    /// A word of a choice.
    Word,
    /// A parameter, word list or pattern.
    Constant,
    /// A function.
    Function,
    /// A form or an interface.
    Subject,
    /// A unit.
    Unit,
    /// A key of a TOML file.
    Key,
    /// A word of the language.
    Keyword,
}

/// Something that can be done at a place.
#[derive(Clone, Debug)]
pub struct Action {
    /// What it does.
    pub title: String,
    /// The code of the problem that it mends, if it mends one.
    pub mends: Option<String>,
    /// How it stands to the others that are offered.
    pub standing: Standing,
    /// What it does it by.
    pub does: Deed,
}

/// How an [`Action`] stands to the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// One of several.
    #[default]
    Plain,
    /// What is most likely meant: it mends the problem and changes no meaning.
    Preferred,
    /// It mends all that can be mended in the file without a change of meaning.
    All,
}

/// What an [`Action`] does.
#[derive(Clone, Debug)]
pub enum Deed {
    /// Changes texts: a place and its new text; an empty place at the end of a file that is not
    /// there makes it.
    Edit(Vec<(Place, String)>),
    /// Shows a place.
    Show(Place),
}

/// What a piece of a rule file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The piece: on one line.
    pub range: TextRange,
    /// What it is.
    pub kind: TokenKind,
}

/// What a [`Token`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A comment.
    Comment,
    /// A word of the language.
    Keyword,
    /// A text.
    Text,
    /// A regular expression.
    Pattern,
    /// A number.
    Number,
    /// A name given in the rule.
    Local,
    /// A parameter, word list or pattern.
    Constant,
    /// A field, or a part of a value.
    Field,
    /// A word of a choice.
    Word,
    /// A function.
    Function,
    /// A form or an interface.
    Subject,
    /// A rule.
    Rule,
}

impl TokenKind {
    /// All kinds, in the order of their declaration.
    pub const ALL: [TokenKind; 12] = [
        TokenKind::Comment,
        TokenKind::Keyword,
        TokenKind::Text,
        TokenKind::Pattern,
        TokenKind::Number,
        TokenKind::Local,
        TokenKind::Constant,
        TokenKind::Field,
        TokenKind::Word,
        TokenKind::Function,
        TokenKind::Subject,
        TokenKind::Rule,
    ];
}

/// How the examples of a rule come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    /// Where the rule's id stands.
    pub range: TextRange,
    /// The rule's id.
    pub rule: String,
    /// How they come out, in a few words.
    pub title: String,
}

/// The function whose arguments are being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// How it is called.
    pub label: String,
    /// Its parameters, as they stand in the label.
    pub params: Vec<String>,
    /// Which of them is being written, from zero.
    pub active: usize,
    /// What it gives.
    pub doc: String,
}

/// Changes of files: path, place and new text.
pub type Edits = Vec<(PathBuf, TextRange, String)>;
