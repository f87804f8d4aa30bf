//! Rule packs: read from folders, checked together, embedded in the binary.

mod bundled;
mod chain;
mod compile;
mod diagnostics;
mod load;
mod manifest;

pub use bundled::{BUNDLED, Bundled, bundled, embed};
pub use chain::chain;
pub use compile::{Compiled, compile, has_errors};
pub use load::{PackSource, load};
pub use manifest::{BuildsOn, Judges, Manifest};
