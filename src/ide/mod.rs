//! What an editor asks about declarations, rule files and packs: answers as plain data in byte
//! offsets, without a protocol.

mod actions;
mod answer;
mod bases;
mod bundled;
mod complete;
mod complete_names;
mod complete_toml;
mod declaration;
mod judging;
mod mend;
mod mentions;
mod navigate;
mod outline;
mod place;
mod read_back;
mod rename;
mod roots;
mod rule_file;
mod rule_hover;
mod ruling;
mod session;
mod signature;
mod studio;
mod tokens;
mod verdicts;
mod waivers;

pub use answer::{
    Action, Deed, Edits, Hint, Hover, Lens, Offer, OfferKind, Signature, Standing, Symbol,
    SymbolKind, Token, TokenKind,
};
pub use place::{Place, Problem};
pub use session::{Kind, Session, Settings};
