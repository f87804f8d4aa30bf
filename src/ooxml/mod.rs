//! Packages of office files: zip archives of XML parts, read within limits and patched part by part.

mod outline;
mod package;
mod patch;
mod relations;
mod relationships;
mod result_sheet;
mod word;
mod xml;

pub use outline::{Element, Malformed, Outline};
pub use package::{Damage, Package, Stream};
pub use patch::{Patch, escape, patched};
pub use relationships::{Relationship, relationships, relationships_name};
pub use result_sheet::{RESULT_SHEET, referred_sheet};
pub use word::{Origin, Paragraph, Part, Piece, Run, Story, Unread, ViewCell, Word, WordDamage};
pub use xml::XmlDamage;
