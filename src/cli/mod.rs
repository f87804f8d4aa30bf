//! The command line.

mod check;
mod command;
mod exit;
mod explain;
mod rules;
mod terminal;

pub use command::run;
pub use exit::Exit;
