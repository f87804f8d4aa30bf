//! The one integration test binary.

#![expect(
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "tests read files, fail by a panic and may say what they saw"
)]

mod analysis;
mod annotate;
mod binding;
mod cli;
mod config;
mod convert;
mod corpus;
mod declarations;
mod docs;
mod editors;
mod expected;
mod facts;
mod faulty;
mod fingerprints;
mod fix;
mod fmt;
mod fuzz;
mod hostile;
mod hostile_sheets;
mod layers;
mod limits;
mod lsp;
mod packs;
mod readers;
mod revision;
mod sheets;
mod shipping;
mod soundness;
mod support;
mod syntax;
mod tidy;
mod trial;
mod twins;
mod watch;
mod word;
mod writers;
