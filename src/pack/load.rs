//! A pack's folder to its parts, each with its source.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::facts::LexiconData;
use crate::form::{Form, Interface, load_form, load_interfaces};
use crate::source::{SourceFile, SourceId, SourceMap, Span, TextRange};
use crate::syntax::{self, ast::RuleFile};
use crate::vfs::Files;

use super::diagnostics as messages;
use super::digest::Digester;
use super::manifest::Manifest;
use super::manifest_toml::{Places, manifest};
use super::trust::Seal;

/// A pack as it stands in its folder.
#[derive(Clone, Debug)]
pub struct PackSource {
    /// Its manifest.
    pub manifest: Manifest,
    /// Where the manifest stands.
    pub manifest_source: SourceId,
    /// Where parts of the manifest stand.
    pub(super) places: Places,
    /// `sha256:…` over all its files but the cases: packs of one digest judge alike.
    pub digest: String,
    /// What is known of its signature.
    pub seal: Seal,
    /// Its forms.
    pub forms: Vec<Form>,
    /// Its interfaces.
    pub interfaces: Vec<Interface>,
    /// Its rule files in the order of their paths.
    pub rules: Vec<(SourceId, Arc<RuleFile>)>,
    /// Its words.
    pub lexicon: LexiconData,
    /// Its cases: path and text.
    pub cases: Vec<(String, String)>,
    /// Its folder.
    pub folder: PathBuf,
}

/// Reads the pack in `folder`; what is wrong with its parts goes to `diagnostics`.
///
/// `Err` is an input or output error; a pack without a readable manifest is `Ok(None)`.
pub fn load(
    files: &dyn Files,
    folder: &Path,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> io::Result<Option<PackSource>> {
    let mut digester = Digester::default();
    let mut manifest_found = None;
    let mut pack = Parts::default();
    for path in files.list(folder) {
        let path = path?;
        let bytes = files.read(&path)?;
        let inside = path.strip_prefix(folder).unwrap_or(&path);
        let inside = inside.to_string_lossy().replace('\\', "/");
        if !belongs(&inside) {
            continue;
        }
        if judges(&inside) {
            digester.add(&inside, &bytes);
        }
        let name = path.to_string_lossy().replace('\\', "/");
        let Ok(text) = String::from_utf8(bytes) else {
            let id = sources.add(SourceFile::new(name, ""));
            diagnostics.push(messages::not_utf8(
                &inside,
                Span::new(id, TextRange::default()),
            ));
            continue;
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let id = sources.add(SourceFile::new(name.clone(), text));
        if inside == "pack.toml" {
            let (found, mut mistakes) = manifest(id, text);
            diagnostics.append(&mut mistakes);
            manifest_found = found.map(|(manifest, places)| (manifest, places, id));
        } else {
            pack.add(&inside, id, text, diagnostics);
        }
    }
    let Some((manifest, places, manifest_source)) = manifest_found else {
        return Ok(None);
    };
    Ok(Some(PackSource {
        manifest,
        manifest_source,
        places,
        digest: digester.finish(),
        seal: Seal::default(),
        forms: pack.forms,
        interfaces: pack.interfaces,
        rules: pack.rules,
        lexicon: pack.lexicon,
        cases: pack.cases,
        folder: folder.to_owned(),
    }))
}

/// Whether a file is part of a pack, by its path below the pack's folder: what stands beside, such
/// as a generated README, is not.
pub fn belongs(inside: &str) -> bool {
    let ending = |name: &str| inside.ends_with(name);
    inside == "pack.toml"
        || inside == "interfaces.toml"
        || inside == "lexicon.toml"
        || ending(".rule")
        || (inside.starts_with("forms/") && ending(".toml"))
        || (inside.starts_with("cases/") && ending(".md"))
}

/// Whether a file of a pack has a say in what the pack judges.
pub(super) fn judges(inside: &str) -> bool {
    belongs(inside) && !inside.starts_with("cases/")
}

#[derive(Default)]
struct Parts {
    forms: Vec<Form>,
    interfaces: Vec<Interface>,
    rules: Vec<(SourceId, Arc<RuleFile>)>,
    lexicon: LexiconData,
    cases: Vec<(String, String)>,
}

impl Parts {
    fn add(&mut self, inside: &str, id: SourceId, text: &str, diagnostics: &mut Vec<Diagnostic>) {
        if inside == "interfaces.toml" {
            let (interfaces, mut found) = load_interfaces(id, text);
            self.interfaces.extend(interfaces);
            diagnostics.append(&mut found);
        } else if inside == "lexicon.toml" {
            match toml::from_str(text) {
                Ok(words) => self.lexicon = words,
                Err(error) => {
                    let range = error.span().map(TextRange::of).unwrap_or_default();
                    let span = Span::new(id, range);
                    diagnostics.push(messages::bad_lexicon(error.message(), span));
                }
            }
        } else if inside.starts_with("forms/") {
            let (form, mut found) = load_form(id, text);
            self.forms.extend(form);
            diagnostics.append(&mut found);
        } else if inside.starts_with("cases/") {
            self.cases.push((inside.to_owned(), text.to_owned()));
        } else {
            let mut parsed = syntax::parse(id, text);
            diagnostics.append(&mut parsed.diagnostics);
            self.rules.push((id, Arc::new(parsed.file)));
        }
    }
}
