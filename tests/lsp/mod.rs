//! The language server, driven by a client in the same process.

mod client;
mod protocol;
