//! TOML files of packs and of the user, read with every mistake noted and none fatal.

mod diagnostics;
mod reader;

pub use diagnostics::{missing_key, unknown_word, wrong_type};
pub use reader::{Reader, Table, Word, get, plain};
