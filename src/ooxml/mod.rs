//! Packages of office files: a zip archive of XML parts, read within limits and patched part by part.

mod package;

pub use package::{Damage, Package, Stream};
