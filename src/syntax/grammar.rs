//! The parser that `grammar/jixiao.pest` is turned into.
//!
//! Nothing of it leaves `syntax`.

#![allow(
    missing_docs,
    reason = "the derived types are documented in the grammar"
)]

/// The derived parser.
#[derive(pest_derive::Parser)]
#[grammar = "grammar/jixiao.pest"]
pub(super) struct Grammar;
