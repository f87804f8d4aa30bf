//! The one integration test binary.

mod analysis;
mod binding;
mod facts;
mod readers;
mod syntax;
mod writers;
