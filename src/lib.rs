//! jixiao (绩效): a compliance checker for budget-performance declarations.

pub mod analysis;
pub mod bind;
pub mod builtins;
pub mod diag;
pub mod eval;
pub mod facts;
pub mod form;
pub mod ir;
pub mod model;
pub mod pack;
pub mod read;
pub mod source;
pub mod syntax;
pub mod types;
pub mod vfs;
pub mod workspace;
pub mod write;
