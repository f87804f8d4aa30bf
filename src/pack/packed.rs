//! A checked set of packs in bytes of the binary, in parts that are decoded one by one: a run takes
//! only what it asks for, and most judge one form by one pack.

use serde::{Deserialize, Serialize};

use crate::facts::Lexicon;
use crate::form::{Form, Interface};
use crate::ir::{Program, RuleSet};

use super::compile::Compiled;
use super::manifest::Manifest;

/// The parts of a checked set, each for itself; the manifests are decoded.
///
/// A part that cannot be decoded is `None`: the binary was built from stale files.
#[derive(Debug, Deserialize)]
pub struct Packed {
    packs: Vec<(Manifest, String)>,
    judge: u16,
    forms: &'static [u8],
    rules: &'static [u8],
    #[serde(borrow)]
    programs: Vec<&'static [u8]>,
    lexicon: &'static [u8],
}

/// The same while it is written. A slice of bytes is written as a list of them is.
#[derive(Serialize)]
struct Parts<'c> {
    packs: &'c [(Manifest, String)],
    judge: u16,
    forms: Vec<u8>,
    rules: Vec<u8>,
    programs: Vec<Vec<u8>>,
    lexicon: Vec<u8>,
}

impl Packed {
    /// Reads what [`Packed::write`] wrote.
    pub(super) fn read(bytes: &'static [u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// The bytes of a compiled set.
    pub(super) fn write(compiled: &Compiled) -> Result<Vec<u8>, postcard::Error> {
        let programs = compiled.programs.iter().map(postcard::to_stdvec);
        postcard::to_stdvec(&Parts {
            packs: &compiled.packs,
            judge: compiled.judge,
            forms: postcard::to_stdvec(&(&compiled.forms, &compiled.interfaces))?,
            rules: postcard::to_stdvec(&compiled.rules)?,
            programs: programs.collect::<Result<_, _>>()?,
            lexicon: postcard::to_stdvec(&Lexicon::new(&compiled.lexicon))?,
        })
    }

    /// The manifests with their digests, the lowest pack first.
    pub fn packs(&self) -> &[(Manifest, String)] {
        &self.packs
    }

    /// The index of the pack that judges.
    pub fn judge(&self) -> u16 {
        self.judge
    }

    /// All forms, each with the index of its pack, and all interfaces.
    pub fn forms(&self) -> Option<(Vec<(Form, u16)>, Vec<Interface>)> {
        postcard::from_bytes(self.forms).ok()
    }

    /// How many forms there are.
    pub fn form_count(&self) -> usize {
        self.programs.len()
    }

    /// The rules.
    pub fn rules(&self) -> Option<RuleSet> {
        postcard::from_bytes(self.rules).ok()
    }

    /// What the rules do on the form with this index.
    pub fn program(&self, form: usize) -> Option<Program> {
        postcard::from_bytes(self.programs.get(form)?).ok()
    }

    /// The words that facts are read with.
    pub fn lexicon(&self) -> Option<Lexicon> {
        postcard::from_bytes(self.lexicon).ok()
    }
}
