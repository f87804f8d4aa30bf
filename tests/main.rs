//! The one integration test binary.

mod binding;
mod facts;
mod readers;
mod syntax;
mod writers;
