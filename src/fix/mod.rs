//! Fixes of findings: which of them go together, and the text with them applied.

mod apply;
mod plan;

pub use apply::apply;
pub use plan::{Plan, plan};
