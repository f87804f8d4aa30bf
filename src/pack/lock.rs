//! `jixiao.lock`: which issue of each pack was used last, so that an older one is refused.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::refusal::{self, Refusal};

/// The packs that were used, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    packs: BTreeMap<String, Locked>,
}

/// An issue of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Locked {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its sequence.
    pub sequence: u64,
    /// Its digest.
    pub digest: String,
    /// Who signed it.
    pub signed_by: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    pack: Vec<Locked>,
}

impl Lock {
    /// The name of its file.
    pub const FILE: &'static str = "jixiao.lock";

    /// Reads the text of the file; `None` when it is broken.
    pub fn read(text: &str) -> Option<Self> {
        let file: File = toml::from_str(text).ok()?;
        let packs = file.pack.into_iter().map(|it| (it.id.clone(), it));
        Some(Self {
            packs: packs.collect(),
        })
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = String::from(
            "# jixiao pack verify --lock 写的：用过的规则包。序号更低的一版不会再用。\n",
        );
        for it in self.packs.values() {
            text.push_str(&format!(
                "\n[[pack]]\nid = {}\nversion = {}\nsequence = {}\ndigest = {}\n",
                quoted(&it.id),
                quoted(&it.version),
                it.sequence,
                quoted(&it.digest)
            ));
            if let Some(signer) = &it.signed_by {
                text.push_str(&format!("signed-by = {}\n", quoted(signer)));
            }
        }
        text
    }

    /// The issue of a pack that was used last.
    pub fn get(&self, id: &str) -> Option<&Locked> {
        self.packs.get(id)
    }

    /// Remembers an issue.
    pub fn put(&mut self, locked: Locked) {
        self.packs.insert(locked.id.clone(), locked);
    }

    /// Refuses an issue that is older than the one used last, or another one of its sequence.
    pub(super) fn admit(&self, new: &Locked, unsigned_is_fine: bool) -> Result<(), Refusal> {
        let Some(known) = self.packs.get(&new.id) else {
            return Ok(());
        };
        if new.sequence < known.sequence {
            return Err(refusal::replayed(
                new.sequence,
                known.sequence,
                &known.version,
            ));
        }
        if new.sequence == known.sequence && new.digest != known.digest {
            return Err(refusal::same_sequence(new.sequence));
        }
        match (&known.signed_by, &new.signed_by) {
            (Some(signer), None) if !unsigned_is_fine => Err(refusal::signature_lost(signer)),
            _ => Ok(()),
        }
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
