//! Rule packs: read from folders, checked together, embedded in the binary.

mod bundled;
mod compile;
mod diagnostics;
mod load;
mod manifest;
mod packed;

pub use bundled::{BUNDLED, Bundled, bundled, embed, patterns};
pub use compile::{Compiled, compile, has_errors};
pub use load::{PackSource, load};
pub use manifest::{BuildsOn, Judges, Manifest};
pub use packed::Packed;
