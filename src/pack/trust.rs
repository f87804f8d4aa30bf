//! Whether a pack that was opened may be used: whose signatures count, which issues were seen.
//!
//! | | keys are trusted | none is |
//! |---|---|---|
//! | signed | verified | refused: nobody could say what the signature is worth |
//! | not signed | refused | used, and every report says so |
//!
//! `--allow-untrusted` admits what the table refuses, but never a signature that is wrong, and never
//! an older issue than the one in `jixiao.lock`.

use super::lock::{Lock, Locked};
use super::manifest::Manifest;
use super::open::Archive;
use super::refusal::{self, Refusal};
use super::signature::{TrustedKey, Verdict, verify};

/// What is known of the signature of a pack that was admitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Seal {
    /// There is none.
    #[default]
    Unsigned,
    /// There is one that nobody could verify, and the user did not ask to.
    Unchecked,
    /// It was verified; the name of the key and its id.
    Signed(String),
}

impl Seal {
    /// Who signed the pack, when that was verified.
    pub fn signer(&self) -> Option<&str> {
        match self {
            Seal::Signed(signer) => Some(signer),
            Seal::Unsigned | Seal::Unchecked => None,
        }
    }

    /// What is known, in words.
    pub fn words(&self) -> String {
        match self {
            Seal::Unsigned => "未签名".to_owned(),
            Seal::Unchecked => "有签名，没有核对".to_owned(),
            Seal::Signed(signer) => match signer.starts_with(|first: char| first.is_ascii()) {
                true => format!("签名的是 {signer}"),
                false => format!("签名的是{signer}"),
            },
        }
    }
}

/// Whom the user trusts.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Whose signatures count.
    pub keys: Vec<TrustedKey>,
    /// The issues that were used.
    pub lock: Lock,
    /// Whether packs are used though nothing is known of their signatures.
    pub allow_untrusted: bool,
    /// Whether folders are the user's own work, which cannot have been signed.
    pub own_folders: bool,
}

impl Trust {
    /// Refuses an archive whose manifest is not the one that its list speaks of, or an issue older
    /// than the one used last.
    pub fn admit(
        &self,
        archive: &Archive,
        manifest: &Manifest,
        digest: &str,
        seal: &Seal,
    ) -> Result<(), Refusal> {
        archive.contents.agree(manifest, digest)?;
        let new = locked(manifest, digest, seal);
        self.lock.admit(&new, self.allow_untrusted)
    }

    /// Refuses a folder where signatures are asked for, or an issue older than the one used last.
    pub fn admit_folder(&self, manifest: &Manifest, digest: &str) -> Result<(), Refusal> {
        if self.own_folders {
            return Ok(());
        }
        if !self.keys.is_empty() && !self.allow_untrusted {
            return Err(refusal::folder_unsigned());
        }
        let new = locked(manifest, digest, &Seal::Unsigned);
        self.lock.admit(&new, self.allow_untrusted)
    }

    /// What is known of the signature of an archive; asked before anything in it is read.
    pub fn seal(&self, archive: &Archive) -> Result<Seal, Refusal> {
        let names = || self.keys.iter().map(TrustedKey::signer).collect::<Vec<_>>();
        let Some(signature) = &archive.signature else {
            return match self.keys.is_empty() || self.allow_untrusted {
                true => Ok(Seal::Unsigned),
                false => Err(refusal::unsigned(&names())),
            };
        };
        match verify(&archive.signed, signature, &self.keys)? {
            Verdict::Signed(signer) => Ok(Seal::Signed(signer)),
            Verdict::OtherKey(_) if self.allow_untrusted => Ok(Seal::Unchecked),
            Verdict::OtherKey(id) if self.keys.is_empty() => Err(refusal::no_trust(&id)),
            Verdict::OtherKey(id) => Err(refusal::other_key(&id, &names())),
        }
    }
}

/// An issue as the lock remembers it.
pub fn locked(manifest: &Manifest, digest: &str, seal: &Seal) -> Locked {
    Locked {
        id: manifest.id.clone(),
        version: manifest.version.to_string(),
        sequence: manifest.sequence.unwrap_or_default(),
        digest: digest.to_owned(),
        signed_by: seal.signer().map(str::to_owned),
    }
}
