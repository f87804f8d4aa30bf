//! Types and values of the rule language.

mod unit;

pub use unit::{Family, Unit};
