//! The command line.

mod baseline;
mod changes;
mod check;
mod command;
mod completions;
mod config;
mod copies;
mod difference;
mod exit;
mod explain;
mod fix;
mod fmt;
mod format;
mod inspect;
mod lsp;
mod man;
mod pack;
mod packs;
mod results;
mod rules;
mod scope;
mod terminal;
mod test;
mod watch;

pub use command::run;
pub use exit::Exit;
