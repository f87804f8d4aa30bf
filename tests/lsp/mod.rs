//! The language server, driven by a client in the same process.

mod answers;
mod client;
mod clients;
mod laws;
mod packs;
mod protocol;
mod random;
mod settings;
