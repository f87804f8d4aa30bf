//! The one integration test binary.

mod binding;
mod readers;
mod syntax;
mod writers;
