//! `jixiao rules`: the rules in force, with origin and severity, as a list or for programs.

mod command;
mod json;
mod origin;

pub(super) use command::{RulesArgs, run};
pub(super) use origin::words as change_words;
