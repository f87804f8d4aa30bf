//! Packages of office files: a zip archive of XML parts, read within limits and patched part by part.

mod outline;
mod package;
mod patch;
mod relationships;
mod result_sheet;

pub use outline::{Element, Malformed, Outline};
pub use package::{Damage, Package, Stream};
pub use patch::{Patch, escape, patched};
pub use relationships::{Relationship, relationships, relationships_name};
pub use result_sheet::{RESULT_SHEET, referred_sheet};
