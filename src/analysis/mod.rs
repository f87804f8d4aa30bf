//! Rules checked against forms: names resolved, types and units settled, before any declaration
//! is read.

mod analyse;
mod call;
mod constant;
mod diagnostics;
mod elaborator;
mod expr;
mod overrides;
mod pattern;
mod rule;
mod subject;
mod tables;
mod visit;

pub use analyse::{Analysis, FileInput, FormInput, analyse};
pub use expr::form_fields_ty;
pub use pattern::match_ty;
