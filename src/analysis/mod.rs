//! Rules checked against forms: names resolved, types and units settled, before any declaration
//! is read.

mod analyse;
mod arithmetic;
mod call;
mod constant;
mod contradiction;
mod definitions;
mod diagnostics;
mod elaborator;
mod examples;
mod expr;
mod fix;
mod head;
mod index;
mod layers;
mod overrides;
mod pattern;
mod repeated;
mod rule;
mod settings;
mod subject;
mod tables;
mod visit;
mod wording;

pub use analyse::{Analysis, FileInput, FormInput, analyse};
pub use call::accepts;
pub use diagnostics::UNUSED;
pub use expr::form_fields_ty;
pub use index::{CARET, Entry, Index, Meaning, Scope};
pub use pattern::match_ty;
pub use settings::{set_from_outside, unknown_setting};
