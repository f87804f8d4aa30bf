//! What a passage of Chinese text says.

mod context;
mod data;
mod figure;
mod guard;
mod lexicon;
mod numeral;
mod prose;
mod quantity;
mod scan;
mod totals;
mod unit;
mod words;

pub use data::LexiconData;
pub use lexicon::{Lexicon, UnitId};
pub use numeral::{chinese_number, ordinal_number};
pub use prose::{EffectClause, Kind, Prose, prose};
pub use quantity::{Comparator, Grade, Quantities, Quantity, Reason, Role, SetAside};
pub use scan::quantities;
