//! Form definitions: data of packs, read by the checker and the binder.

mod schema;

pub use schema::{Choice, Field, FieldKind, Fills, Form, Interface, List, Mark, Shape};
