//! A checked set of packs made ready to judge.
//!
//! A book of the binary takes its parts out of it when they are first asked for: of the packs in
//! force most runs need one, and of that one form.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::bind::Plan;
use crate::diag::PackInfo;
use crate::eval::{Automata, Engine};
use crate::facts::{Lexicon, LexiconData};
use crate::form::{Form, Interface};
use crate::ir::{Program, RuleSet};
use crate::pack::{self, Compiled, Manifest, PackSource, Packed, Seal};

use super::forms::Forms;

/// The rules, forms and words of a pack and of those it builds on.
pub struct Book {
    packs: Vec<PackInfo>,
    manifest: Manifest,
    /// The index of the pack that judges, among all from the lowest.
    judge: u16,
    joined: Vec<Manifest>,
    seal: Seal,
    origin: Origin,
    forms: OnceLock<Forms>,
    engine: OnceLock<Engine>,
    /// What the rules do on each form.
    programs: Vec<OnceLock<Program>>,
    lexicon: OnceLock<Lexicon>,
    stale: AtomicBool,
}

/// Where the parts come from that are made when first asked for.
enum Origin {
    /// Everything is there.
    Ready,
    /// The words of the packs; all else is there.
    Words(Box<LexiconData>),
    /// The binary.
    Packed(Packed),
}

impl Book {
    /// Makes a compiled set ready; `None` when it holds no pack.
    pub fn new(compiled: Compiled) -> Option<Self> {
        let named = compiled.top()?.forms.clone();
        let judge = compiled.judge;
        let forms = Forms::new(compiled.forms, compiled.interfaces, judge, &named);
        let words = Origin::Words(Box::new(compiled.lexicon));
        let mut book = Self::of(&compiled.packs, judge, words)?;
        book.forms = forms.into();
        book.engine = Engine::new(compiled.rules, Automata::default()).into();
        book.programs = compiled.programs.into_iter().map(OnceLock::from).collect();
        Some(book)
    }

    /// Makes a set of the binary ready; `None` when it holds no pack.
    pub fn packed(packed: Packed) -> Option<Self> {
        let forms = packed.form_count();
        let (packs, judge) = (packed.packs().to_vec(), packed.judge());
        let mut book = Self::of(&packs, judge, Origin::Packed(packed))?;
        book.programs.resize_with(forms, OnceLock::new);
        Some(book)
    }

    /// A book with nothing in it but the manifests with their digests, the lowest first, and the
    /// index of the one that judges.
    fn of(packs: &[(Manifest, String)], judge: u16, origin: Origin) -> Option<Self> {
        let (manifest, digest) = packs.get(usize::from(judge))?;
        let others = packs.iter().rev().filter(|(it, _)| it.id != manifest.id);
        let infos = others.clone().map(|(it, digest)| it.info(digest));
        Some(Self {
            packs: std::iter::once(manifest.info(digest))
                .chain(infos)
                .collect(),
            joined: others
                .map(|(it, _)| it)
                .filter(|it| it.joins)
                .cloned()
                .collect(),
            manifest: manifest.clone(),
            judge,
            seal: Seal::default(),
            origin,
            forms: OnceLock::new(),
            engine: OnceLock::new(),
            programs: Vec::new(),
            lexicon: OnceLock::new(),
            stale: AtomicBool::new(false),
        })
    }

    /// Notes what is known of the signatures of the packs.
    pub(super) fn set_seals(&mut self, packs: &[&PackSource]) {
        for info in &mut self.packs {
            let source = packs.iter().find(|pack| pack.manifest.id == info.id);
            let signer = source.and_then(|pack| pack.seal.signer());
            info.signed_by = signer.map(str::to_owned);
        }
        let judge = packs
            .iter()
            .find(|pack| pack.manifest.id == self.manifest.id);
        self.seal = judge.map(|pack| pack.seal.clone()).unwrap_or_default();
    }

    /// What is known of the signature of the pack that judges.
    pub fn seal(&self) -> &Seal {
        &self.seal
    }

    /// A book with the same forms and words and other rules, made of this one's, and what they do
    /// on each form.
    pub fn with_rules(&self, rules: RuleSet, programs: Vec<Program>) -> Self {
        Self {
            packs: self.packs.clone(),
            manifest: self.manifest.clone(),
            judge: self.judge,
            joined: self.joined.clone(),
            seal: self.seal.clone(),
            origin: Origin::Ready,
            forms: self.sheets().again().into(),
            engine: Engine::new(rules, Automata::default()).into(),
            programs: programs.into_iter().map(OnceLock::from).collect(),
            lexicon: self.lexicon().clone().into(),
            stale: AtomicBool::new(false),
        }
    }

    /// Puts in rules that differ from its own in the values of parameters.
    pub(super) fn set_rules(&mut self, rules: RuleSet) {
        let automata = match &self.origin {
            Origin::Packed(_) => Automata::new(pack::patterns()),
            Origin::Words(_) | Origin::Ready => Automata::default(),
        };
        self.engine = Engine::new(rules, automata).into();
    }

    /// The pack that judges.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The manifest of the pack that judges, or of one that joins it.
    pub fn manifest_of(&self, id: &str) -> Option<&Manifest> {
        let mut all = std::iter::once(&self.manifest).chain(&self.joined);
        all.find(|manifest| manifest.id == id)
    }

    /// The packs that join it.
    pub fn joined(&self) -> &[Manifest] {
        &self.joined
    }

    /// All packs, the lowest first.
    pub fn layers(&self) -> impl Iterator<Item = &PackInfo> {
        let judge = usize::from(self.judge);
        let (own, others) = self.packs.split_at(self.packs.len().min(1));
        // The others stand from the highest down.
        let others = || others.iter().rev();
        others().take(judge).chain(own).chain(others().skip(judge))
    }

    /// All packs, the one that judges first.
    pub fn packs(&self) -> &[PackInfo] {
        &self.packs
    }

    /// The rules, ready to run.
    pub fn engine(&self) -> &Engine {
        self.engine.get_or_init(|| {
            let automata = Automata::new(pack::patterns());
            Engine::new(self.part(Packed::rules), automata)
        })
    }

    /// What the rules do on the form with this index.
    pub fn program(&self, form: usize) -> Option<&Program> {
        let program = self.programs.get(form)?;
        Some(program.get_or_init(|| self.part(|packed| packed.program(form))))
    }

    /// All forms.
    pub fn forms(&self) -> &[Form] {
        &self.sheets().all
    }

    /// All interfaces.
    pub fn interfaces(&self) -> &[Interface] {
        &self.sheets().interfaces
    }

    /// The form with this index.
    pub fn form(&self, index: usize) -> Option<&Form> {
        self.sheets().all.get(index)
    }

    /// The plans of the forms that `wanted` names by index, with their indices.
    pub fn plans(&self, wanted: impl Fn(usize) -> bool) -> Vec<(usize, &Plan)> {
        self.sheets().plans(wanted)
    }

    /// Whether a form is of the pack that judges, its own or one that its manifest names.
    pub fn is_own(&self, form: usize) -> bool {
        self.sheets().own.get(form).copied().unwrap_or(false)
    }

    /// The words that facts are read with.
    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon.get_or_init(|| match &self.origin {
            Origin::Words(words) => Lexicon::new(words),
            Origin::Packed(_) | Origin::Ready => self.part(Packed::lexicon),
        })
    }

    /// The slots of a form's budget year and unit name.
    pub fn head(&self, form: usize) -> (Option<u16>, Option<u16>) {
        self.sheets().heads.get(form).copied().unwrap_or_default()
    }

    /// Whether a part was asked for that the binary holds in a form of another version, so that
    /// there is nothing in its place. Then nothing that the book said counts.
    pub fn is_stale(&self) -> bool {
        self.stale.load(Ordering::Relaxed)
    }

    /// Takes every part out of the binary, so that [`Book::is_stale`] speaks of all of them.
    pub fn complete(&self) {
        self.engine();
        self.lexicon();
        for form in 0..self.forms().len().max(self.programs.len()) {
            self.program(form);
        }
    }

    fn sheets(&self) -> &Forms {
        self.forms.get_or_init(|| {
            let (forms, interfaces) = self.part(Packed::forms);
            Forms::new(forms, interfaces, self.judge, &self.manifest.forms)
        })
    }

    /// A part out of the binary.
    fn part<T: Default>(&self, take: impl FnOnce(&Packed) -> Option<T>) -> T {
        let part = match &self.origin {
            Origin::Packed(packed) => take(packed),
            Origin::Words(_) | Origin::Ready => None,
        };
        part.unwrap_or_else(|| {
            self.stale.store(true, Ordering::Relaxed);
            T::default()
        })
    }
}
