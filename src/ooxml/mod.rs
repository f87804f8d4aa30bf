//! Packages of office files: zip archives of XML parts, read within limits and patched part by part.

mod package;
mod relations;
mod word;
mod xml;

pub use package::{Damage, Package};
pub use word::{Origin, Paragraph, Part, Piece, Run, Story, Unread, ViewCell, Word, WordDamage};
pub use xml::XmlDamage;
