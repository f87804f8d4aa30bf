//! Rules on a document: outcomes, and findings that explain themselves.

mod automata;
mod cells;
mod compact;
mod compare;
mod condition;
mod elements;
mod evaluate;
mod explain;
mod find;
mod finding;
mod fix;
mod groups;
mod judge;
mod locate;
mod mend;
mod run;
mod search;
mod short;
mod show;
mod walk;

pub use automata::Automata;
pub use evaluate::{Engine, Verdict};
pub use judge::Judge;
