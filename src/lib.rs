//! jixiao (绩效): a compliance checker for budget-performance declarations.

pub mod bind;
pub mod diag;
pub mod form;
pub mod model;
pub mod read;
pub mod source;
pub mod syntax;
pub mod types;
