//! The packs inside the binary: their files, and the same checked and compiled.
//!
//! The compiled form is what a run uses, so that a cold start parses no rule file. Both are made
//! from `rules/` by a test, which fails when they are stale (`UPDATE=1 cargo test` renews them).

use std::path::Path;

use crate::vfs::{Files, MemoryFiles};

use super::compile::Compiled;
use super::packed::Packed;

/// A pack inside the binary.
pub struct Bundled {
    /// Its id, the name of its folder in `rules/`.
    pub id: &'static str,
    /// The pack that it joins wherever that one takes part. It judges nothing itself and has no
    /// compiled form: its rules are in those of the others.
    pub joins: Option<&'static str>,
    files: &'static [u8],
    compiled: &'static [u8],
}

/// The packs: those of bureaus before the national one that judges what no other does, and what
/// joins them.
pub const BUNDLED: &[Bundled] = &[
    Bundled {
        id: "xicheng-2021",
        joins: None,
        files: include_bytes!("bundled/xicheng-2021.files"),
        compiled: include_bytes!("bundled/xicheng-2021.set"),
    },
    Bundled {
        id: "xicheng-2022",
        joins: None,
        files: include_bytes!("bundled/xicheng-2022.files"),
        compiled: include_bytes!("bundled/xicheng-2022.set"),
    },
    Bundled {
        id: "core",
        joins: None,
        files: include_bytes!("bundled/core.files"),
        compiled: include_bytes!("bundled/core.set"),
    },
    Bundled {
        id: "wording",
        joins: Some("core"),
        files: include_bytes!("bundled/wording.files"),
        compiled: &[],
    },
];

/// The automata of the patterns of all packs.
static PATTERNS: &[u8] = include_bytes!("bundled/patterns.dfa");

/// The automata of the patterns of all packs, as evaluation writes and reads them.
pub fn patterns() -> &'static [u8] {
    PATTERNS
}

impl Bundled {
    /// Its compiled form; `None` when the binary was built from stale files, and for a pack that
    /// joins others.
    pub fn packed(&self) -> Option<Packed> {
        Packed::read(self.compiled)
    }

    /// Its files, below a folder of its id.
    pub fn files(&self) -> MemoryFiles {
        let files: Vec<(String, String)> = postcard::from_bytes(self.files).unwrap_or_default();
        let mut memory = MemoryFiles::default();
        for (path, text) in files {
            memory.insert(Path::new(self.id).join(path), text);
        }
        memory
    }

    /// Whether the compiled form is the given one.
    pub fn is_fresh(&self, files: &[u8], compiled: &[u8]) -> bool {
        self.files == files && self.compiled == compiled
    }
}

/// The bundled pack of this id.
pub fn bundled(id: &str) -> Option<&'static Bundled> {
    BUNDLED.iter().find(|pack| pack.id == id)
}

/// The bytes that a pack's folder and its compiled form are embedded as; no compiled form, no bytes.
pub fn embed(
    files: &dyn Files,
    folder: &Path,
    compiled: Option<&Compiled>,
) -> std::io::Result<(Vec<u8>, Vec<u8>)> {
    let mut embedded: Vec<(String, String)> = Vec::new();
    for path in files.list(folder) {
        let path = path?;
        let inside = path.strip_prefix(folder).unwrap_or(&path);
        let inside = inside.to_string_lossy().replace('\\', "/");
        if super::load::judges(&inside) {
            let text = String::from_utf8_lossy(&files.read(&path)?).into_owned();
            embedded.push((inside, text));
        }
    }
    let encode = |result: Result<Vec<u8>, postcard::Error>| result.map_err(std::io::Error::other);
    Ok((
        encode(postcard::to_stdvec(&embedded))?,
        compiled
            .map(|it| encode(Packed::write(it)))
            .transpose()?
            .unwrap_or_default(),
    ))
}
