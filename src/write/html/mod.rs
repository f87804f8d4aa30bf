//! `html`: one file to read, to print and to hand over, without network, fonts or scripts from
//! elsewhere.

mod contents;
mod document;
mod note;
mod page;
mod row;
mod rows;
mod tick;
mod view;

pub(super) use page::FORMAT;
