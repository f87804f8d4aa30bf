//! SHA-256 digests as they are written: `sha256:` and 64 hexadecimal digits.

use sha2::{Digest, Sha256};

/// A digest of many parts, each of which is told from the next by its length.
#[derive(Default)]
pub(super) struct Digester(Sha256);

impl Digester {
    /// Adds a file: its path and its bytes.
    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) {
        for part in [path.as_bytes(), bytes] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
    }

    /// The digest of all that was added.
    pub(super) fn finish(self) -> String {
        written(self.0)
    }
}

/// The digest of some bytes.
pub(super) fn digest(bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(bytes);
    written(hash)
}

fn written(hash: Sha256) -> String {
    let hexadecimal: String = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha256:{hexadecimal}")
}

/// Whether a text is written as a digest is.
pub(super) fn is_digest(text: &str) -> bool {
    let digit = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
    let digits = text.strip_prefix("sha256:").unwrap_or_default();
    digits.len() == 64 && digits.bytes().all(digit)
}
