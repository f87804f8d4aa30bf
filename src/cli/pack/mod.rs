//! `jixiao pack`: everything that who ships packs does, and who receives them.

mod build;
mod check;
mod command;
mod diff;
mod examine;
mod impact;
mod inspect;
mod issues;
mod keygen;
mod new;
mod password;
mod sign;
mod verify;

pub(super) use command::{Arguments, run};
