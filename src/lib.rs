//! jixiao (绩效): a compliance checker for budget-performance declarations.

pub mod diag;
pub mod source;
pub mod syntax;
