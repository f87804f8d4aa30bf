//! The command line.

mod check;
mod command;
mod exit;
mod explain;
mod fmt;
mod inspect;
mod lsp;
mod pack;
mod packs;
mod rules;
mod terminal;
mod test;

pub use command::run;
pub use exit::Exit;
