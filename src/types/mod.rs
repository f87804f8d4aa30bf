//! Types and values of the rule language.

mod fold;
mod label;
mod unit;

pub use fold::{Folded, fold, fold_char, foldable};
pub use label::LabelText;
pub use unit::{Family, Unit};
