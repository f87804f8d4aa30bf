//! What an editor asks about declarations, rule files and packs: answers as plain data in byte
//! offsets, without a protocol.

mod declaration;
mod judging;
mod place;
mod session;
mod studio;

pub use place::{Place, Problem};
pub use session::{Kind, Session, Settings};
