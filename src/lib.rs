//! jixiao (绩效): a compliance checker for budget-performance declarations.

pub mod facts;
pub mod source;
