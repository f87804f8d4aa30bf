//! The one integration test binary.

#![expect(
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "tests read files, fail by a panic and may say what they saw"
)]

mod analysis;
mod binding;
mod declarations;
mod docs;
mod expected;
mod facts;
mod packs;
mod readers;
mod support;
mod syntax;
mod writers;
