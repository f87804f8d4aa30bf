//! The outputs of a run, over reports built by hand; `UPDATE=1` rewrites the expected files.

mod concise;
mod full;
mod github;
mod html;
mod json;
mod junit;
mod laws;
mod messages;
mod office;
mod page;
mod reports;
mod sarif;
mod xlsx;
