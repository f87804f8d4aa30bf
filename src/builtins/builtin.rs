//! What a builtin function is: one row that the checker, the evaluator, the editor, the reference
//! page and the tests all read.

use std::cell::RefCell;
use std::sync::Arc;

use bumpalo::Bump;
use bumpalo::collections::Vec as BumpVec;
use rustc_hash::FxHashMap;

use crate::facts::{self, Lexicon, Quantities};
use crate::source::{Content, TextRange};
use crate::types::{Absence, AbsenceKind, Fault, Record, Stop, Ty, Value};

/// A builtin function.
pub struct Builtin {
    /// Its Chinese name.
    pub zh: &'static str,
    /// Its English name.
    pub en: &'static str,
    /// Its parameters.
    pub params: &'static [Param],
    /// The type of its result, from the types of its arguments, which fit the parameters.
    pub result: fn(&[Ty]) -> Ty,
    /// What it gives, one sentence.
    pub doc: &'static str,
    /// An example and its result, both expressions; run as a test.
    pub example: (&'static str, &'static str),
    /// The function.
    pub call: for<'a> fn(&Context<'a>, &[Value<'a>]) -> Result<Value<'a>, Stop<'a>>,
}

/// A parameter of a builtin function.
#[derive(Clone, Copy)]
pub struct Param {
    /// Its name, for messages and help.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A text or a list of texts; a list gives the joined results of its elements.
    Texts,
    /// A number.
    Number,
    /// A date.
    Date,
    /// A list of any elements.
    List,
    /// A list of numbers, texts, words, dates or truth values.
    Values,
    /// A list of numbers.
    Numbers,
    /// A list of texts, or a word list.
    Words,
    /// A list and, behind `by`, the key of each element: the function gets both as lists.
    Keyed,
    /// Anything.
    Any,
}

impl Kind {
    /// What it takes, for messages and the reference page.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Text => "一段文字",
            Kind::Texts => "一段文字或一列文字",
            Kind::Number => "一个数",
            Kind::Date => "一个日期",
            Kind::List | Kind::Keyed => "一个列表",
            Kind::Values => "一列数、文字或词",
            Kind::Numbers => "一列数",
            Kind::Words => "词、词表或一列文字",
            Kind::Any => "一个值",
        }
    }
}

/// What a function may use besides its arguments.
pub struct Context<'a> {
    /// Where lists, records and texts are made.
    pub arena: &'a Bump,
    /// The first cells of the rows of the document's lists.
    pub rows: &'a [u32],
    /// What the document's texts are slices of.
    pub content: &'a Content,
    /// Gives the words that facts are read with, made ready when first asked for.
    pub lexicon: &'a dyn Fn() -> &'a Lexicon,
    /// The facts read so far: by kind, and by address and length of the passage.
    pub facts: RefCell<FxHashMap<(u8, usize, usize), &'a [Value<'a>]>>,
    /// The numbers read so far, by address and length of the passage: most facts need them.
    pub numbers: RefCell<FxHashMap<(usize, usize), Arc<Quantities>>>,
}

impl<'a> Context<'a> {
    /// The elements of a list; a single value counts as a list of itself.
    pub fn elements(&self, value: Value<'a>) -> &'a [Value<'a>] {
        match value {
            Value::List(elements) => elements,
            Value::Rows { first, count } => {
                let first = first as usize;
                let rows = self
                    .rows
                    .get(first..first + count as usize)
                    .unwrap_or_default();
                self.arena
                    .alloc_slice_fill_iter(rows.iter().map(|row| Value::Row(*row)))
            }
            other => self.arena.alloc_slice_copy(&[other]),
        }
    }

    /// The numbers of a passage of the document, read once.
    pub(super) fn quantities(&self, text: &'a str) -> Arc<Quantities> {
        let key = (text.as_ptr() as usize, text.len());
        let mut numbers = self.numbers.borrow_mut();
        let read = || Arc::new(facts::quantities(text, (self.lexicon)()));
        Arc::clone(numbers.entry(key).or_insert_with(read))
    }

    /// A list of these elements.
    pub fn list(&self, elements: &[Value<'a>]) -> Value<'a> {
        Value::List(self.arena.alloc_slice_copy(elements))
    }

    /// An empty vector in the arena.
    pub fn vec(&self) -> BumpVec<'a, Value<'a>> {
        BumpVec::new_in(self.arena)
    }

    /// A record of these parts that stands for a place, if it has one.
    pub fn record(&self, at: Option<TextRange>, parts: &[Value<'a>]) -> Value<'a> {
        let parts = self.arena.alloc_slice_copy(parts);
        let at = at.unwrap_or_default();
        Value::Record(self.arena.alloc(Record { at, parts }))
    }

    /// The part of a record that a search did not find.
    pub fn absent(&self, name: &'static str) -> Value<'a> {
        Value::Missing(self.absence(name))
    }

    fn absence(&self, name: &'static str) -> &'a Absence<'a> {
        self.arena.alloc(Absence {
            name,
            kind: AbsenceKind::NotFound,
            at: TextRange::default(),
        })
    }

    /// The error of a search that found nothing.
    pub fn not_found(&self, name: &'static str) -> Stop<'a> {
        Stop::Missing(self.absence(name))
    }
}

/// The argument at `index`, if it is not missing.
pub(super) fn argument<'a>(arguments: &[Value<'a>], index: usize) -> Result<Value<'a>, Stop<'a>> {
    match arguments.get(index) {
        Some(Value::Missing(absence)) => Err(Stop::Missing(absence)),
        Some(value) => Ok(*value),
        None => Err(Stop::Fault(&Fault::Call("函数缺少参数"))),
    }
}

/// The fault of an argument of another type; the checker does not let it happen.
pub(super) const WRONG_TYPE: Stop<'static> = Stop::Fault(&Fault::Call("函数收到了别的类型的值"));

macro_rules! as_variant {
    ($name:ident, $variant:ident, $ty:ty, $doc:literal) => {
        #[doc = $doc]
        pub(super) fn $name<'a>(arguments: &[Value<'a>], index: usize) -> Result<$ty, Stop<'a>> {
            match argument(arguments, index)? {
                Value::$variant(value) => Ok(value),
                _ => Err(WRONG_TYPE),
            }
        }
    };
}

as_variant!(text, Text, crate::types::Text<'a>, "The text at `index`.");
as_variant!(
    number,
    Number,
    crate::types::Number,
    "The number at `index`."
);
as_variant!(date, Date, crate::types::Date, "The date at `index`.");
