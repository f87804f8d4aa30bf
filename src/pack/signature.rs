//! Signatures in the format of minisign: Ed25519 over the `BLAKE2b` digest of `files.toml`, in a file
//! of text beside the archive.
//!
//! Verifying is done by the smaller of two libraries, which reads hostile signatures without a
//! panic; the other one makes keys and signatures.

use minisign::{KeyPair, PublicKeyBox, SecretKeyBox};
use minisign_verify::{Error, PublicKey, Signature};

use super::refusal::{self, Refusal};

/// What stands behind the name of an archive in the name of its signature.
pub(super) const ENDING: &str = ".minisig";

/// A public key whose signatures are trusted.
#[derive(Clone, Debug)]
pub struct TrustedKey {
    name: String,
    id: String,
    key: PublicKey,
}

impl TrustedKey {
    /// Reads the public key in the text of a `.pub` file; `name` is what people call it. `None`
    /// when there is none in it.
    pub fn read(name: &str, text: &str) -> Option<Self> {
        let encoded = encoded_key(text)?;
        Some(Self {
            name: name.to_owned(),
            id: key_id_of(encoded)?,
            key: PublicKey::from_base64(encoded).ok()?,
        })
    }

    /// How reports call the signer: the name of the key's file and the key's id.
    pub fn signer(&self) -> String {
        format!("{}（{}）", self.name, self.id)
    }
}

/// The line of a public key that is not the comment; the key may stand alone.
fn encoded_key(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.find(|line| !line.starts_with("untrusted comment:"))
}

fn key_id_of(encoded: &str) -> Option<String> {
    let text = format!("untrusted comment: \n{encoded}\n");
    let key = PublicKeyBox::from_string(&text).ok()?.into_public_key();
    Some(key_id(key.ok()?.keynum()))
}

/// The id of a key as minisign writes it.
fn key_id(number: &[u8]) -> String {
    number
        .iter()
        .rev()
        .map(|byte| format!("{byte:02X}"))
        .collect()
}

/// What is known of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The owner of this key signed it.
    Signed(String),
    /// None of the keys is the one with this id.
    OtherKey(String),
}

/// Looks for the key that made a signature of `signed`, and verifies it.
pub(super) fn verify(
    signed: &[u8],
    signature: &[u8],
    keys: &[TrustedKey],
) -> Result<Verdict, Refusal> {
    let text = std::str::from_utf8(signature).map_err(|_| refusal::bad_signature("不是文本"))?;
    let parsed = Signature::decode(text).map_err(|_| refusal::bad_signature("写法不对"))?;
    for key in keys {
        match key.key.verify(signed, &parsed, false) {
            Ok(()) => return Ok(Verdict::Signed(key.signer())),
            Err(Error::UnexpectedKeyId) => {}
            Err(_) => return Err(refusal::forged(&key.signer())),
        }
    }
    let id = minisign::SignatureBox::from_string(text).map(|it| key_id(it.keynum()));
    Ok(Verdict::OtherKey(id.unwrap_or_default()))
}

/// Why no key or no signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// The text holds no secret key.
    NotAKey,
    /// The key has neither a password nor a checksum, as minisign 0.11 writes keys without one.
    NoChecksum,
    /// The key has a password, and none was given.
    NeedsPassword,
    /// The password is wrong.
    WrongPassword,
    /// The key has no password, and one was given.
    NoPassword,
    /// The system gave no random numbers.
    NoChance,
}

/// A new pair of keys as the texts of their files, the public one first. Without a password
/// whoever has the file can sign.
pub fn new_keys(comment: &str, password: Option<&str>) -> Result<(String, String), KeyError> {
    let pair = match password {
        Some(password) => KeyPair::generate_encrypted_keypair(Some(password.to_owned())),
        None => KeyPair::generate_unencrypted_keypair(),
    };
    let pair = pair.map_err(|_| KeyError::NoChance)?;
    let public = pair.pk.to_box().map_err(|_| KeyError::NoChance)?;
    let secret = pair
        .sk
        .to_box(Some(comment))
        .map_err(|_| KeyError::NoChance)?;
    Ok((public.to_string(), secret.to_string()))
}

/// The text of a signature of `signed` by the secret key in a text. The comment is signed too.
pub fn sign(
    signed: &[u8],
    secret: &str,
    password: Option<&str>,
    comment: &str,
) -> Result<String, KeyError> {
    let text = || SecretKeyBox::from(secret.to_owned());
    let plain = text().into_unencrypted_secret_key();
    let key = match (plain, password) {
        (Ok(key), None) => key,
        (Ok(_), Some(_)) => return Err(KeyError::NoPassword),
        (Err(_), _) if begins(secret, OPEN) => return Err(KeyError::NoChecksum),
        (Err(_), _) if !begins(secret, LOCKED) => return Err(KeyError::NotAKey),
        (Err(_), None) => return Err(KeyError::NeedsPassword),
        (Err(_), Some(password)) => {
            let key = text().into_secret_key(Some(password.to_owned()));
            key.map_err(|_| KeyError::WrongPassword)?
        }
    };
    let comments = (Some(comment), Some("jixiao pack sign"));
    let made = minisign::sign(None, &key, signed, comments.0, comments.1);
    Ok(made.map_err(|_| KeyError::NoChance)?.into_string())
}

/// How the second line of a secret key begins: `Ed`, then the name of what derives a key from the
/// password, if there is one.
const LOCKED: &str = "RWRTY";
const OPEN: &str = "RWQAA";

/// Whether a text is a secret key that begins so; its 158 bytes are written in base64.
fn begins(text: &str, start: &str) -> bool {
    let line = text.lines().nth(1).unwrap_or_default().trim();
    line.len() == 212 && line.starts_with(start)
}
