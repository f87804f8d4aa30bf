//! What a passage of Chinese text says: quantities, totals, effects, years, names.
//!
//! A fact carries its place in the text and no opinion: rules say what is right. The words by which
//! facts are recognised are data ([`LexiconData`]), compiled once into a [`Lexicon`]; the code knows
//! only shapes. Every function reads in time linear to the text and takes any text without failing.
//! Offsets are bytes of the text that the function was given.

mod addends;
mod context;
mod counted;
mod counting;
mod data;
mod defines;
mod figure;
mod guard;
mod item;
mod lexicon;
mod mark;
mod measure;
mod numeral;
mod passage;
mod prose;
mod quantity;
mod reference;
mod renumber;
mod repeat;
mod same;
mod scan;
mod time;
mod totals;
mod unit;
mod verdict;
mod wording;
mod words;

pub use counted::{Counted, counted};
pub use counting::{Misfit, fitting_units, misfits, unit_fits};
pub use data::{
    ComparatorLists, ComparatorWords, CountedThings, CountingWords, DefiningWords, LexiconData,
    NotTargetWords, ProseWords, ReasonWords, RoleWords, SpellingWords, WordingWords, Words,
};
pub use lexicon::{Lexicon, UnitId};
pub use mark::{ListMark, MarkStyle, list_mark};
pub use numeral::{chinese_number, ordinal_number};
pub use passage::{Passage, digest};
pub use prose::{EffectClause, Kind, Prose, prose};
pub use quantity::{Comparator, Grade, Quantities, Quantity, Reason, Role, SetAside};
pub use reference::{Ordinal, Reference, ReferenceKind, ordinals, references};
pub use renumber::renumbered;
pub use repeat::{Common, CommonIndex, longest_common};
pub use same::same_numbers;
pub use scan::quantities;
pub use time::{Frequency, Year, frequencies, years};
pub use totals::{Reading, Relation, Subtotal, subtotals};
pub use wording::{
    BrokenEnd, Wording, WordingKind, broken_ends, confusions, ends_closed, grade, wordings,
};
