//! The language server: protocol types, the documents that the client has open, the main loop.
//! What it answers comes from `ide`; here it only becomes positions and addresses.

mod capabilities;
mod client;
mod convert;
mod document;
mod edits;
mod markup;
mod notifications;
mod publish;
mod refresh;
mod requests;
mod server;
mod text;
mod virtual_files;

pub use lsp_server::{Connection, IoThreads};
pub use server::{Options, serve};
