//! The packs in force and the files they come from.

use std::path::{Path, PathBuf};

use crate::config::{self, Config};
use crate::diag::{Basis, Diagnostic, Header, Messages, RuleInfo};
use crate::ir::{OuterSetting, Rule, RuleSet};
use crate::pack::{
    self, BUNDLED, Bundled, Manifest, OpenError, Opened, PackSource, Trust, bundled,
};
use crate::source::SourceMap;
use crate::vfs::{Files, reason};

use super::book::Book;

/// The packs in force.
pub struct Workspace {
    /// The books, more special ones first; the last one judges what no other does.
    pub books: Vec<Book>,
    /// Whether the packs were named by the user.
    pub named: bool,
    /// The ids of the packs that were named, in their order, or of all inside the binary.
    pub packs: Vec<String>,
    /// The case files of the packs that were loaded from folders: pack id, path, text.
    pub cases: Vec<(String, String, String)>,
}

/// Packs that could not be loaded.
#[derive(Debug)]
pub enum LoadError {
    /// A path is not a pack.
    NotAPack(String),
    /// A file could not be read.
    Io(String),
    /// A pack is not what it should be, or nobody that the user trusts has signed it: the words
    /// for the user.
    Refused(String),
    /// The packs have mistakes.
    Broken(Messages),
}

impl Workspace {
    /// The packs inside the binary, of which nothing but the manifests has been looked at.
    pub fn bundled() -> Result<Self, LoadError> {
        let mut books = Vec::new();
        for pack in BUNDLED.iter().filter(|pack| pack.joins.is_none()) {
            let book = pack.packed().and_then(Book::packed);
            books.push(book.ok_or_else(|| stale(pack.id))?);
        }
        Ok(Self {
            books,
            named: false,
            packs: BUNDLED.iter().map(|pack| pack.id.to_owned()).collect(),
            cases: Vec::new(),
        })
    }

    /// Takes all parts of the packs out of the binary, for who looks at more than what judges a
    /// declaration.
    pub fn complete(&self) -> Result<(), LoadError> {
        self.books.iter().for_each(Book::complete);
        match self.books.iter().find(|book| book.is_stale()) {
            Some(book) => Err(stale(&book.manifest().id)),
            None => Ok(()),
        }
    }

    /// The packs in these folders and archives, each with what it builds on; messages that are no
    /// errors are given back with the workspace.
    pub fn from_packs(files: &dyn Files, paths: &[PathBuf]) -> Result<(Self, Messages), LoadError> {
        Self::from_trusted(files, paths, &Trust::default())
    }

    /// The same with packs that are admitted by `trust` only.
    pub fn from_trusted(
        files: &dyn Files,
        paths: &[PathBuf],
        trust: &Trust,
    ) -> Result<(Self, Messages), LoadError> {
        let (packs, messages) = gather(files, paths, trust)?;
        let Messages {
            mut diagnostics,
            sources,
        } = messages;
        let mut books = Vec::new();
        let named = packs.get(..paths.len()).unwrap_or_default();
        // What joins a pack is judged by that one.
        let mut judges: Vec<usize> = Vec::new();
        for index in (0..named.len()).map(|index| pack::judge_of(&packs, index)) {
            if !judges.contains(&index) {
                judges.push(index);
            }
        }
        pack::check_together(&packs, &judges, &mut diagnostics);
        // Who builds on more packs is nearer to the declaration.
        judges.sort_by_key(|index| std::cmp::Reverse(pack::depth(&packs, *index)));
        for index in judges {
            let (chain, judge) = pack::chain(&packs, index);
            let compiled = pack::compile(&chain, judge, &sources, &mut diagnostics);
            let mut book = Book::new(compiled);
            if let Some(book) = &mut book {
                book.set_seals(&chain);
            }
            books.extend(book);
        }
        let messages = unbroken(diagnostics, sources)?;
        // A pack that names units or years is more special than one that does not.
        books.sort_by_key(|book| !book.manifest().is_special());
        let cases = named
            .iter()
            .flat_map(|pack| {
                pack.cases.iter().map(|(path, text)| {
                    let shown = super::inputs::display(&pack.folder.join(path));
                    (pack.manifest.id.clone(), shown, text.clone())
                })
            })
            .collect();
        Ok((
            Self {
                books,
                named: true,
                packs: named.iter().map(|pack| pack.manifest.id.clone()).collect(),
                cases,
            },
            messages,
        ))
    }

    /// The book that a pack takes part in, its own before others, and the pack's manifest there.
    pub fn book_of(&self, id: &str) -> Option<(&Book, &Manifest)> {
        let own = self.books.iter().find(|book| book.manifest().id == id);
        let others = || {
            self.books
                .iter()
                .rev()
                .find(|book| book.manifest_of(id).is_some())
        };
        let book = own.or_else(others)?;
        book.manifest_of(id).map(|manifest| (book, manifest))
    }

    /// Gives parameters the values that the settings of the user say, as [`Self::set_params`] does;
    /// without any, nothing is taken out of the binary for it.
    pub fn set_params_of(&mut self, config: &Config) -> Vec<Diagnostic> {
        let settings = config.params.iter().map(|param| OuterSetting {
            name: param.name.clone(),
            value: param.value.node.clone(),
            span: param.value.span,
        });
        self.set_params(&settings.collect::<Vec<_>>(), config::FILE)
    }

    /// Sets parameters from outside the packs, as the last layer, which is called `layer` where the
    /// origin of values is shown. With an error among what is given back the workspace must not be
    /// used to judge.
    pub fn set_params(&mut self, settings: &[OuterSetting], layer: &str) -> Vec<Diagnostic> {
        if settings.is_empty() {
            return Vec::new();
        }
        let books = self.books.iter();
        let mut sets: Vec<RuleSet> = books.map(|it| it.engine().rules().clone()).collect();
        let found = pack::set_params(&mut sets, settings, layer, self.named);
        for (book, rules) in self.books.iter_mut().zip(sets) {
            book.set_rules(rules);
        }
        found
    }

    /// The rules of all books, in their order.
    pub fn rules(&self) -> Vec<&Rule> {
        let books = self.books.iter();
        books
            .flat_map(|book| &book.engine().rules().rules)
            .collect()
    }

    /// The rules in force as readers are told of them, each id once and as its own pack has it, if
    /// that pack judges by itself. To look at them takes all of them out of the binary.
    pub fn rule_infos(&self) -> Vec<RuleInfo> {
        let mut infos: Vec<RuleInfo> = Vec::new();
        let general = self.books.iter().rev();
        for rule in general.flat_map(|book| &book.engine().rules().rules) {
            if !rule.off && !infos.iter().any(|known| known.id == rule.id) {
                infos.push(info(rule));
            }
        }
        infos
    }

    /// What is known before the first document has been judged.
    pub fn header(&self) -> Header {
        let mut header = Header {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ..Header::default()
        };
        for book in &self.books {
            for pack in book.packs() {
                if !header.packs.iter().any(|known| known.id == pack.id) {
                    header.packs.push(pack.clone());
                }
            }
        }
        header
    }
}

fn info(rule: &Rule) -> RuleInfo {
    let basis = rule.basis.iter().map(|it| Basis {
        document: it.document.clone(),
        clause: it.clause.clone(),
        quote: it.quote.clone(),
    });
    RuleInfo {
        id: rule.id.clone(),
        pack: rule.pack.clone(),
        title: rule.title.clone(),
        doc: rule.doc.clone(),
        severity: rule.severity,
        draft: rule.draft,
        help: rule.help.clone(),
        basis: basis.collect(),
    }
}

/// Packs inside the binary, read once for who checks what is built on them again and again.
#[derive(Debug, Default)]
pub struct Bases {
    packs: Vec<PackSource>,
    sources: SourceMap,
}

impl Bases {
    /// All of them.
    pub fn read() -> Result<Self, LoadError> {
        let mut bases = Self::default();
        let mut diagnostics = Vec::new();
        for found in BUNDLED {
            let (folder, files) = (Path::new(found.id), found.files());
            let pack = load_one(&files, folder, &mut bases.sources, &mut diagnostics)?;
            bases.packs.push(pack);
        }
        Ok(bases)
    }

    /// The packs, and the sources that their places lead into.
    pub fn parts(&self) -> (&[PackSource], &SourceMap) {
        (&self.packs, &self.sources)
    }

    fn pack(
        &self,
        found: &Bundled,
        sources: &mut SourceMap,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<PackSource, LoadError> {
        match self.packs.iter().find(|it| it.manifest.id == found.id) {
            Some(pack) => Ok(pack.clone()),
            None => load_one(&found.files(), Path::new(found.id), sources, diagnostics),
        }
    }
}

/// The packs at these paths in their order, then those inside the binary that they build on and
/// that join them: read and admitted, not yet checked together.
pub fn gather(
    files: &dyn Files,
    paths: &[PathBuf],
    trust: &Trust,
) -> Result<(Vec<PackSource>, Messages), LoadError> {
    gather_above(&Bases::default(), files, paths, trust)
}

/// The same where packs inside the binary have been read before.
pub fn gather_above(
    bases: &Bases,
    files: &dyn Files,
    paths: &[PathBuf],
    trust: &Trust,
) -> Result<(Vec<PackSource>, Messages), LoadError> {
    // Their places lead into their own sources, which therefore come first.
    let mut sources = bases.sources.clone();
    let mut diagnostics = Vec::new();
    let mut packs = Vec::new();
    for path in paths {
        packs.push(admit(files, path, trust, &mut sources, &mut diagnostics)?);
    }
    add_bases(bases, &mut packs, &mut sources, &mut diagnostics)?;
    add_joining(bases, &mut packs, &mut sources, &mut diagnostics)?;
    let messages = Messages {
        diagnostics,
        sources,
    };
    Ok((packs, messages))
}

fn stale(id: &str) -> LoadError {
    LoadError::NotAPack(format!("内置规则包“{id}”已失效"))
}

/// The messages in order, when none of them is an error.
pub(super) fn unbroken(
    mut diagnostics: Vec<Diagnostic>,
    sources: SourceMap,
) -> Result<Messages, LoadError> {
    diagnostics.sort_by_key(|d: &Diagnostic| d.labels.first().map(|label| label.span));
    diagnostics.dedup();
    let broken = pack::has_errors(&diagnostics);
    let messages = Messages {
        diagnostics,
        sources,
    };
    match broken {
        true => Err(LoadError::Broken(messages)),
        false => Ok(messages),
    }
}

/// Loads the pack that the user named, if it may be used: by its path or, where nothing stands
/// there, by the id of one inside the binary.
pub fn admit(
    files: &dyn Files,
    path: &Path,
    trust: &Trust,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<PackSource, LoadError> {
    if files.kind(path).is_none()
        && let Some(found) = path.to_str().and_then(bundled)
    {
        return load_one(&found.files(), Path::new(found.id), sources, diagnostics);
    }
    let shown = super::inputs::display(path);
    let refused = |refusal: pack::Refusal| LoadError::Refused(refusal.words(&shown));
    let opened = pack::open(files, path).map_err(|error| match error {
        OpenError::Refused(refusal) => refused(refusal),
        OpenError::Io(error) => LoadError::Io(format!("读不了规则包“{shown}”：{}", reason(&error))),
    })?;
    match opened {
        Opened::Folder => {
            let pack = load_one(files, path, sources, diagnostics)?;
            let admitted = trust.admit_folder(&pack.manifest, &pack.digest);
            admitted.map(|()| pack).map_err(refused)
        }
        Opened::Archive(archive) => {
            let seal = trust.seal(&archive).map_err(refused)?;
            let mut pack = load_one(&archive.files, path, sources, diagnostics)?;
            let admitted = trust.admit(&archive, &pack.manifest, &pack.digest, &seal);
            admitted.map_err(refused)?;
            pack.seal = seal;
            Ok(pack)
        }
    }
}

fn load_one(
    files: &dyn Files,
    path: &Path,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<PackSource, LoadError> {
    let shown = path.display();
    match pack::load(files, path, sources, diagnostics) {
        Ok(Some(pack)) => Ok(pack),
        Ok(None) if pack::has_errors(diagnostics) => Err(LoadError::Broken(Messages {
            diagnostics: std::mem::take(diagnostics),
            sources: sources.clone(),
        })),
        Ok(None) => Err(LoadError::NotAPack(format!(
            "“{shown}”不是规则包：里面没有 pack.toml"
        ))),
        Err(error) => Err(LoadError::Io(format!(
            "读不了规则包“{shown}”：{}",
            reason(&error)
        ))),
    }
}

/// Adds the bundled packs that others build on and that were not named.
fn add_bases(
    bases: &Bases,
    packs: &mut Vec<PackSource>,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), LoadError> {
    let mut index = 0;
    while let Some(pack) = packs.get(index) {
        if let Some(base) = &pack.manifest.builds_on
            && !packs.iter().any(|known| known.manifest.id == base.id)
            && let Some(found) = bundled(&base.id)
        {
            packs.push(bases.pack(found, sources, diagnostics)?);
        }
        index += 1;
    }
    Ok(())
}

/// Adds the bundled packs that join others and were not named.
fn add_joining(
    bases: &Bases,
    packs: &mut Vec<PackSource>,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), LoadError> {
    for found in BUNDLED {
        let has = |id: &str| packs.iter().any(|pack| pack.manifest.id == id);
        if found.joins.is_some_and(has) && !has(found.id) {
            packs.push(bases.pack(found, sources, diagnostics)?);
        }
    }
    Ok(())
}
