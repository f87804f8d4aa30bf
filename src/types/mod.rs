//! Types and values of the rule language.

mod fold;
mod label;
mod stop;
mod ty;
mod unit;
mod value;

pub use fold::{Folded, each_blank, fold, fold_char, foldable, is_blank};
pub use label::LabelText;
pub use stop::{Fault, Stop};
pub use ty::{Member, RecordTy, Repr, Ty, WordSet, WordTy, comparable};
pub use unit::{Family, Unit};
pub use value::{Absence, AbsenceKind, Date, Number, Record, Text, Value, Word};
