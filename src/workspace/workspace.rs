//! The packs in force and the files they come from.

use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, Header, Messages};
use crate::pack::{self, BUNDLED, PackSource, bundled};
use crate::source::SourceMap;
use crate::vfs::{Files, reason};

use super::book::Book;

/// The packs in force.
pub struct Workspace {
    /// The books, more special ones first; the last one judges what no other does.
    pub books: Vec<Book>,
    /// Whether the packs were named by the user.
    pub named: bool,
    /// The ids of the packs that were named, or of all inside the binary.
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
    /// The packs have mistakes.
    Broken(Messages),
}

impl Workspace {
    /// The packs inside the binary.
    pub fn bundled() -> Result<Self, LoadError> {
        let mut books = Vec::new();
        for pack in BUNDLED.iter().filter(|pack| pack.joins.is_none()) {
            let book = pack.compiled().and_then(Book::new);
            let stale = || LoadError::NotAPack(format!("内置规则包“{}”已失效", pack.id));
            books.push(book.ok_or_else(stale)?);
        }
        Ok(Self {
            books,
            named: false,
            packs: BUNDLED.iter().map(|pack| pack.id.to_owned()).collect(),
            cases: Vec::new(),
        })
    }

    /// The packs in these folders, each with what it builds on; messages that are no errors are
    /// given back with the workspace.
    pub fn from_packs(files: &dyn Files, paths: &[PathBuf]) -> Result<(Self, Messages), LoadError> {
        let mut sources = SourceMap::default();
        let mut diagnostics = Vec::new();
        let mut packs = Vec::new();
        for path in paths {
            packs.push(load_one(files, path, &mut sources, &mut diagnostics)?);
        }
        add_bases(&mut packs, &mut sources, &mut diagnostics)?;
        add_joining(&mut packs, &mut sources, &mut diagnostics)?;
        let mut books = Vec::new();
        let named = packs.get(..paths.len()).unwrap_or_default();
        let alone = named.iter().all(|pack| pack.manifest.joins);
        for (index, pack) in named.iter().enumerate() {
            if pack.manifest.joins && !alone {
                continue;
            }
            let (chain, judge) = pack::chain(&packs, index);
            let compiled = pack::compile(&chain, judge, &sources, &mut diagnostics);
            books.extend(Book::new(compiled));
        }
        diagnostics.sort_by_key(|d: &Diagnostic| d.labels.first().map(|label| label.span));
        diagnostics.dedup();
        let broken = pack::has_errors(&diagnostics);
        let messages = Messages {
            diagnostics,
            sources,
        };
        if broken {
            return Err(LoadError::Broken(messages));
        }
        // A pack that names units or years is more special than one that does not.
        books.sort_by_key(|book| {
            let judges = &book.manifest().judges;
            judges.units.is_empty() && judges.since.is_none()
        });
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
            for rule in book.rule_infos() {
                let same =
                    |known: &crate::diag::RuleInfo| known.id == rule.id && known.pack == rule.pack;
                if !header.rules.iter().any(same) {
                    header.rules.push(rule);
                }
            }
        }
        header
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
            let base = load_one(&found.files(), Path::new(found.id), sources, diagnostics)?;
            packs.push(base);
        }
        index += 1;
    }
    Ok(())
}

/// Adds the bundled packs that join others and were not named.
fn add_joining(
    packs: &mut Vec<PackSource>,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), LoadError> {
    for found in BUNDLED {
        let has = |id: &str| packs.iter().any(|pack| pack.manifest.id == id);
        if found.joins.is_some_and(has) && !has(found.id) {
            let pack = load_one(&found.files(), Path::new(found.id), sources, diagnostics)?;
            packs.push(pack);
        }
    }
    Ok(())
}
