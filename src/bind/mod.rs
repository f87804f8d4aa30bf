//! Binding: a layout and a form to a declaration, fields by name, each with its value and place.

mod across;
mod beneath;
mod bound;
mod collapsed;
mod groups;
mod identify;
mod mark;
mod normalise;
mod number;
mod page;
mod plan;
mod rows;
mod run;
mod scalar;
mod scan;
mod sections;
mod tree;
mod tree_list;
mod value;
mod year;

pub use bound::{BindProblem, Bound, Declared, Unknown, bind, bind_as};
pub use identify::{Candidate, identify};
pub use plan::Plan;
