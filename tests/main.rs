//! The one integration test binary.

mod writers;
