//! jixiao (绩效): a compliance checker for budget-performance declarations.

pub mod builtins;
pub mod diag;
pub mod facts;
pub mod form;
pub mod ir;
pub mod model;
pub mod source;
pub mod syntax;
pub mod types;
pub mod write;
