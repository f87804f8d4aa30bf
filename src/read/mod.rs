//! Readers: bytes of a file to its text view and its layout. The table of readers stands here.

mod candidate;
mod encoding;
mod reader;
mod rewrite;
mod spaced;
mod text;
mod toml;
mod toml_string;

pub use candidate::{Candidate, FIXED, RESULT, is_candidate};
pub use encoding::encode_like;
pub use reader::{Problem, Reading, Unreadable, read};
pub use rewrite::rewritten;

use reader::{Reader, Way};

/// All readers, tried in this order; the first one that knows the name's ending reads the file.
const READERS: &[Reader] = &[
    Reader {
        name: "TOML",
        extensions: &["toml"],
        way: Way::Text {
            sniff: toml::sniff,
            read: toml::read,
        },
    },
    Reader {
        name: "文本",
        extensions: &["txt", "text"],
        way: Way::Text {
            sniff: text::sniff,
            read: text::read,
        },
    },
];
