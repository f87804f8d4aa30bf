//! Text documents of word processing: the text view of a document, and the way back into its XML.

mod ends;
mod inline;
mod level;
mod numbering;
mod numeral;
mod piece;
mod story;
mod styles;
mod symbol;
mod view;
mod walk;
mod word;

pub use piece::{Origin, Paragraph, Part, Piece, Run, Story};
pub use story::Unread;
pub use view::ViewCell;
pub use word::{Word, WordDamage};
