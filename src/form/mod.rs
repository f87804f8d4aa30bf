//! Form definitions: data of packs, read by the checker and the binder.

mod diagnostics;
mod field;
mod fills;
mod load;
mod schema;

pub use fills::check_fills;
pub use load::{load_form, load_interfaces};
pub use schema::{
    Choice, Continuation, Field, FieldKind, Fills, Form, Interface, List, Mark, Shape,
};
