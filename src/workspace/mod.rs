//! A run: packs in force, files to judge, reports in order.

mod book;
mod causes;
mod check;
mod forms;
mod inputs;
mod judge;
mod select;
mod view;
mod workspace;

pub use book::Book;
pub use check::{CheckOptions, Input, check};
pub use inputs::{Inputs, display, inputs};
pub use judge::{judge_as, judge_text};
pub use select::{Selection, names_rule};
pub use view::{DocumentView, FieldView, ValueView, passage, view};
pub use workspace::{LoadError, Workspace, admit, gather};
