//! The parser that `grammar/jixiao.pest` is turned into.
//!
//! Nothing of it leaves `syntax`.

/// The derived parser.
#[derive(pest_derive::Parser)]
#[grammar = "grammar/jixiao.pest"]
pub(super) struct Grammar;
