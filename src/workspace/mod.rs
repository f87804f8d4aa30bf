//! A run: packs in force, files to judge, reports in order.

mod book;
mod causes;
mod check;
mod each;
mod edition;
mod excuse;
mod forms;
mod inputs;
mod judge;
mod policy;
mod select;
mod tally;
mod terms;
mod view;
mod workspace;

pub use book::Book;
pub use check::{CheckOptions, check, check_by_both, check_one, judge_each};
pub use each::Input;
pub use edition::{Edition, edition};
pub use excuse::{Excuses, kind};
pub use inputs::{Inputs, display, inputs, may_be_declaration, result_path};
pub use judge::{judge_as, judge_text};
pub use policy::{Policy, Scene};
pub use select::{Selection, names_rule};
pub use terms::{TrustError, baseline, lock, named_packs, trust};
pub use view::{DocumentView, FieldView, ValueView, passage, view};
pub use workspace::{Bases, LoadError, Workspace, admit, gather, gather_above};
