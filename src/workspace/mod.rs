//! A run: packs in force, files to judge, reports in order.

mod book;
mod causes;
mod check;
mod convert;
mod each;
mod edition;
mod excuse;
mod forms;
mod inputs;
mod judge;
mod mend;
mod policy;
mod select;
mod tally;
mod terms;
mod view;
mod workspace;

pub use book::Book;
pub use check::{CheckOptions, check, check_by_both, check_mending, check_one, judge_each};
pub use each::Input;
pub use edition::{Edition, edition};
pub use excuse::{Excuses, kind};
pub use inputs::{
    Inputs, annotated_path, copy_path, display, inputs, may_be_declaration, result_path, text_view,
};
pub use judge::{judge_as, judge_text};
pub use mend::{Mended, mended_as};
pub use policy::{Policy, Scene};
pub use select::{Selection, names_rule};
pub use terms::{TrustError, baseline, lock, named_packs, trust};
pub use view::{DocumentView, FieldView, ValueView, passage, view, view_or_convert};
pub use workspace::{Bases, LoadError, Workspace, admit, gather, gather_above};
