//! The one integration test binary.

mod facts;
