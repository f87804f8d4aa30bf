//! The outputs of a run, over reports built by hand; `UPDATE=1` rewrites the expected files.

mod concise;
mod full;
mod json;
mod laws;
mod messages;
mod reports;
