//! The outputs of a run: a registry of formats, and the messages about packs and rule files.
//!
//! A writer is given findings and texts and nothing else, so no output can compute a verdict. The
//! order of [`FORMATS`] is the order in which `--help` names them.

mod concise;
mod excerpt;
mod finding;
mod fold;
mod frame;
mod full;
mod github;
mod html;
mod json;
mod jsonl;
mod junit;
mod messages;
mod page;
mod paint;
mod position;
mod record;
mod sarif;
mod sarif_record;
mod tally;
mod text;
mod uri;
mod waivers;
mod whereabouts;
mod window;
mod words;
mod wrap;
mod writer;
mod xlsx;

pub use messages::messages;
pub use page::{PAGE, PAGE_HEAD};
pub use wrap::push_wrapped;
pub use writer::{Format, Options, ReportWriter, format};

/// The formats of `check`.
pub const FORMATS: &[Format] = &[
    full::FORMAT,
    concise::FORMAT,
    json::FORMAT,
    jsonl::FORMAT,
    sarif::FORMAT,
    junit::FORMAT,
    github::FORMAT,
    html::FORMAT,
    xlsx::FORMAT,
    waivers::FORMAT,
];
