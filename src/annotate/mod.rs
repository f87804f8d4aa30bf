//! Findings written back into copies of office files: comments, lists, tracked changes.

mod annotate;
mod boxes;
mod parts;
mod refusal;
mod sheet;
mod sheet_comments;
mod sheet_list;
mod word;
mod word_comments;
mod word_fix;
mod word_marks;
mod word_spots;
mod word_strip;
mod xml;

pub use annotate::{AUTHOR, Annotated, Kind, Tally, annotate, is_untouched_copy};
pub use refusal::Refusal;
