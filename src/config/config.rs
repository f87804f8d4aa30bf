//! What may be set in `jixiao.toml`, read with all mistakes at once.
//!
//! A new key is one field of [`Config`], one name in `KEYS` and the line that reads it.

use std::path::PathBuf;

use crate::diag::Diagnostic;
use crate::source::{SourceId, Spanned};
use crate::table::{Reader, Table};

/// What the user has set; empty where nothing is.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The folder of the file: paths in it start there. Empty for the current folder.
    pub folder: PathBuf,
    /// Whether there is a file.
    pub exists: bool,
    /// Files of the public keys whose signatures of packs count, as written.
    pub trust: Vec<Spanned<String>>,
}

const KEYS: &[&str] = &["trust"];

impl Config {
    /// Reads the text of a file in `folder`.
    pub(super) fn read(folder: PathBuf, source: SourceId, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader::new(source);
        let mut config = Self {
            folder,
            exists: true,
            ..Self::default()
        };
        let parsed = reader.parse(text);
        if !reader.is_clean() {
            return (config, reader.finish());
        }
        let root = Table {
            table: parsed.get_ref(),
            span: reader.span(0..0),
            what: "设置文件 jixiao.toml ",
        };
        reader.only(root, KEYS);
        config.trust = reader.texts(root, "trust");
        (config, reader.finish())
    }

    /// A path of the file as it is found from the current folder.
    pub fn path(&self, written: &str) -> PathBuf {
        self.folder.join(written)
    }
}
