//! Rule packs: read from folders and archives, checked together, built, signed, and embedded in the
//! binary.

mod archive;
mod build;
mod bundled;
mod chain;
mod compile;
mod contents;
mod diagnostics;
mod digest;
mod load;
mod lock;
mod manifest;
mod manifest_toml;
mod name;
mod open;
mod outer;
mod packed;
mod refusal;
mod rivals;
mod settle;
mod siblings;
mod signature;
mod trust;

pub use build::{BuildError, Built, build, lacks_coverage, ready};
pub use bundled::{BUNDLED, Bundled, bundled, embed, patterns};
pub use chain::{chain, depth, judge_of};
pub use compile::{Compiled, compile, has_errors};
pub use contents::{BuiltOn, Contents, ListedFile};
pub use load::{PackSource, belongs, load};
pub use lock::{Lock, Locked};
pub use manifest::{BuildsOn, Date, Judges, Life, Manifest, RuleState};
pub use open::{Archive, OpenError, Opened, open, signature_path};
pub use outer::set_params;
pub use packed::Packed;
pub use refusal::Refusal;
pub use rivals::check_together;
pub use signature::{KeyError, TrustedKey, new_keys, sign};
pub use trust::{Seal, Trust, locked};
