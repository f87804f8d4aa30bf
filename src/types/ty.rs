//! Types of expressions.
//!
//! A type tells the checker what can be done with a value and the evaluator nothing: a checked rule
//! never meets a value of another type. Records name their fields in both spellings.

use std::fmt;
use std::sync::Arc;

use super::unit::{Family, Unit};

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// The type of an expression that was already complained about; fits everywhere.
    Unknown,
    /// A value of any type: only its presence can be asked.
    Any,
    /// True or false.
    Bool,
    /// A number in a unit; numbers of one family convert.
    Number(Unit),
    /// Text.
    Text,
    /// A date.
    Date,
    /// One of a few words.
    Word(Arc<WordTy>),
    /// A list.
    List(Arc<Ty>),
    /// Named parts.
    Record(Arc<RecordTy>),
    /// A word list of the pack.
    Terms,
    /// A pattern of the pack, with the names of its captures.
    Pattern(Arc<RecordTy>),
}

/// The words of a [`Ty::Word`], each with its spellings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordTy {
    /// What the words are about, for messages.
    pub name: String,
    /// Which words they are.
    pub set: WordSet,
    /// The words: Chinese and English spelling, which may be the same.
    pub words: Vec<(String, String)>,
}

/// Where the words of a value come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordSet {
    /// A choice of the form.
    Choice,
    /// A fact's words, by number of the set in the table of facts.
    Fact(u8),
}

/// Named parts of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordTy {
    /// What it is, for messages: `指标行的一行`.
    pub name: String,
    /// Whether it is a row of the document or a computed value.
    pub repr: Repr,
    /// Its fields; an index is a slot.
    pub fields: Vec<Member>,
}

/// How a record is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repr {
    /// A run of the document's cells.
    Row,
    /// A computed record.
    Parts,
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Chinese name.
    pub zh: String,
    /// English name; the Chinese one again for fields of forms.
    pub en: String,
    /// Its type.
    pub ty: Ty,
}

impl RecordTy {
    /// The slot and type of the field of this name, in either spelling.
    pub fn field(&self, name: &str) -> Option<(usize, &Member)> {
        self.fields
            .iter()
            .enumerate()
            .find(|(_, member)| member.zh == name || member.en == name)
    }
}

impl WordTy {
    /// The index of a word in either spelling.
    pub fn index(&self, word: &str) -> Option<usize> {
        self.words
            .iter()
            .position(|(zh, en)| zh == word || en == word)
    }
}

impl Ty {
    /// A bare number.
    pub const PLAIN: Ty = Ty::Number(Unit::NONE);

    /// A list of `element`.
    pub fn list(element: Ty) -> Ty {
        Ty::List(Arc::new(element))
    }

    /// The type of its elements, for a list.
    pub fn element(&self) -> Option<&Ty> {
        match self {
            Ty::List(element) => Some(element),
            Ty::Unknown => Some(&Ty::Unknown),
            _ => None,
        }
    }

    /// Whether a value of this type may stand where `other` is expected; numbers by their family.
    pub fn fits(&self, other: &Ty) -> bool {
        match (self, other) {
            (Ty::Unknown, _) | (_, Ty::Unknown | Ty::Any) => true,
            (Ty::Number(a), Ty::Number(b)) => comparable(*a, *b),
            (Ty::List(a), Ty::List(b)) => a.fits(b),
            (Ty::Word(a), Ty::Word(b)) => a == b,
            (a, b) => a == b,
        }
    }

    /// The type that holds both, for the elements of a list. Of a bare number and one with a unit it
    /// is the latter, as the unit decides what may be done with it.
    pub fn join(&self, other: &Ty) -> Option<Ty> {
        match (self, other) {
            (Ty::Unknown, ty) | (ty, Ty::Unknown) => Some(ty.clone()),
            (Ty::Number(a), Ty::Number(b)) if comparable(*a, *b) => {
                let bare = a.family() == Family::Plain;
                Some(if bare { other.clone() } else { self.clone() })
            }
            (Ty::List(a), Ty::List(b)) => a.join(b).map(Ty::list),
            (a, b) if a == b => Some(a.clone()),
            _ => None,
        }
    }
}

/// Whether numbers of these units can be added and compared. A bare number may stand for a count
/// or a year, never for money or a share: there the unit decides the meaning.
pub fn comparable(a: Unit, b: Unit) -> bool {
    let (a, b) = (a.family(), b.family());
    let loose = |family| matches!(family, Family::Count(_) | Family::Year);
    a == b || (a == Family::Plain && loose(b)) || (b == Family::Plain && loose(a))
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Unknown | Ty::Any => f.write_str("任意值"),
            Ty::Bool => f.write_str("是非"),
            Ty::Number(unit) => match unit.family() {
                Family::Plain => f.write_str("数"),
                Family::Money => f.write_str("金额"),
                Family::Share => f.write_str("百分数"),
                Family::Year => f.write_str("年份"),
                Family::Count(_) => write!(f, "数（{unit}）"),
            },
            Ty::Text => f.write_str("文字"),
            Ty::Date => f.write_str("日期"),
            Ty::Word(word) => f.write_str(&word.name),
            Ty::List(element) => write!(f, "列表（{element}）"),
            Ty::Record(record) => f.write_str(&record.name),
            Ty::Terms => f.write_str("词表"),
            Ty::Pattern(_) => f.write_str("句式"),
        }
    }
}
