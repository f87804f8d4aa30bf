//! Readers: bytes of a file to its text view and its layout. The table of readers stands here.

mod candidate;
mod compound;
mod docx;
mod encoding;
mod foreign;
mod reader;
mod rewrite;
mod sheet;
mod spaced;
mod text;
mod toml;
mod toml_string;

pub use candidate::{ANNOTATED, Candidate, FIXED, RESULT, is_candidate};
pub use encoding::encode_like;
pub use reader::{Problem, Reading, Target, Unreadable, Weight, read};
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
        name: "Excel 工作簿",
        extensions: &["xlsx", "xlsm"],
        way: Way::Office {
            sniff: sheet::is_xlsx,
            read: sheet::read_xlsx,
        },
    },
    Reader {
        name: "Word 文档",
        extensions: &["docx", "docm", "dotx", "dotm"],
        way: Way::Office {
            sniff: docx::sniff,
            read: docx::read,
        },
    },
    Reader {
        name: "旧版 Excel 或 WPS 工作簿",
        extensions: &["xls", "et"],
        way: Way::Office {
            sniff: sheet::is_xls,
            read: sheet::read_xls,
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
