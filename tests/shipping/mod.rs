//! Packs on their way from a bureau to a department: built, signed, tampered with, verified.

mod commands;
mod hostile;
mod manifests;
mod tampering;
pub(crate) mod world;
