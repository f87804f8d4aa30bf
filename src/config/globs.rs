//! Which files a setting is for: patterns such as `街道/**`.
//!
//! A pattern is compared with the path from the folder of the settings. One without a slash is for
//! files of that name anywhere below; one that names a folder is for everything in it.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::table::{Reader, Table, Word, get, missing_key};

use super::diagnostics;

/// Patterns of files.
#[derive(Clone, Debug)]
pub struct Globs {
    /// As written.
    pub written: Vec<Word>,
    set: GlobSet,
}

impl Globs {
    /// Whether a path from the folder of the settings, with forward slashes, fits one of them.
    pub fn fits(&self, path: &str) -> bool {
        self.set.is_match(path)
    }
}

/// The patterns under `files`, if they are there and none is wrong.
pub(super) fn optional(reader: &mut Reader, table: Table<'_>) -> Option<Globs> {
    get(table, "files")?;
    let written = reader.texts(table, "files");
    let mut set = GlobSetBuilder::new();
    for word in &written {
        let pattern = word.node.replace('\\', "/");
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        let anywhere = if pattern.contains('/') { "" } else { "**/" };
        for pattern in [
            format!("{anywhere}{pattern}"),
            format!("{anywhere}{pattern}/**"),
        ] {
            let glob = GlobBuilder::new(&pattern).literal_separator(true).build();
            match glob {
                Ok(glob) => {
                    set.add(glob);
                }
                Err(_) => reader.say(diagnostics::bad_pattern(word.span, &word.node)),
            }
        }
    }
    let set = set.build().ok()?;
    (!written.is_empty()).then_some(Globs { written, set })
}

/// The same, where they must be there.
pub(super) fn needed(reader: &mut Reader, table: Table<'_>) -> Option<Globs> {
    let found = optional(reader, table);
    if get(table, "files").is_none() {
        reader.say(missing_key(table.span, "files", table.what));
    }
    found
}
