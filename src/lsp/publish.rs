//! Diagnostics: told to the client when they change, or given when it asks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use lsp_types::notification::{PublishDiagnostics, ShowMessage};
use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    Location, MessageType, NumberOrString, PublishDiagnosticsParams, ShowMessageParams, Url,
};

use crate::config::WAIVERS;
use crate::diag::Severity;
use crate::ide::{Kind, Place, Problem};

use super::refresh::Outdated;
use super::server::{Server, Target};

impl Server<'_> {
    /// What a file's diagnostics come from has to be looked at again, and all that depends on it.
    pub(super) fn mark(&mut self, path: &Path) {
        if let Some(target) = self.target(path) {
            self.stale.insert(target);
        }
        let above = self.session.packs_above(path);
        self.stale.extend(above.into_iter().map(Target::Pack));
        let waivers = path.ancestors().skip(1).map(|it| it.join(WAIVERS));
        let open = waivers.filter(|it| self.documents.contains_key(it));
        self.stale.extend(open.map(Target::Waivers));
        if self.session.rules_others(path) {
            self.mark_all();
        }
    }

    /// What the diagnostics of an open file or of a pack's come from.
    fn target(&self, path: &Path) -> Option<Target> {
        let target = match self.session.kind(path) {
            Kind::Pack(folder, _) => return Some(Target::Pack(folder)),
            Kind::Waivers => Target::Waivers(path.to_owned()),
            // Another kind of file may have been something else before.
            Kind::Rule | Kind::Settings | Kind::Declaration | Kind::Other => {
                Target::File(path.to_owned())
            }
        };
        self.documents.contains_key(path).then_some(target)
    }

    /// Everything has to be looked at again.
    pub(super) fn mark_all(&mut self) {
        self.tell_troubles();
        for path in self.session.open_files() {
            let target = self.target(&path);
            self.stale.extend(target);
        }
        let named = self.session.named_folders();
        self.stale.extend(named.into_iter().map(Target::Pack));
        self.outdated = Outdated {
            declarations: true,
            packs: true,
        };
    }

    /// Tells the client what is wrong now.
    pub(super) fn publish(&mut self, target: &Target) {
        let problems = match target {
            Target::Pack(folder) => {
                let mut problems = self.session.pack_problems(folder);
                problems.retain(|problem| problem.place.path.starts_with(folder));
                problems
            }
            Target::File(path) | Target::Waivers(path) => match self.documents.contains_key(path) {
                true => self.session.problems(path),
                false => Vec::new(),
            },
        };
        let mut by_file: BTreeMap<PathBuf, Vec<Problem>> = BTreeMap::new();
        for problem in problems {
            let path = problem.place.path.clone();
            by_file.entry(path).or_default().push(problem);
        }
        let now: BTreeSet<PathBuf> = by_file.keys().cloned().collect();
        let before = self.shown.insert(target.clone(), now).unwrap_or_default();
        for path in before {
            by_file.entry(path).or_default();
        }
        // An open document is told of even when nothing is wrong with it.
        let is_of = |path: &&PathBuf| match target {
            Target::Pack(folder) => path.starts_with(folder),
            Target::File(file) | Target::Waivers(file) => *path == file,
        };
        for path in self.documents.keys().filter(is_of) {
            by_file.entry(path.clone()).or_default();
        }
        for (path, problems) in by_file {
            let is_open = self.documents.contains_key(&path);
            // The client asks for those of open documents itself.
            if !(self.client.pulls && is_open) {
                self.send(&path, &problems);
            }
        }
        if let Target::Pack(folder) = target {
            // The client asks for those of the document that was edited by itself.
            let open = self.documents.keys().filter(|it| it.starts_with(folder));
            self.outdated.packs |= open.count() > 1;
        }
        self.shown.retain(|_, files| !files.is_empty());
        if matches!(target, Target::File(_)) {
            self.tell_troubles();
        }
    }

    fn send(&self, path: &Path, problems: &[Problem]) {
        if let Some(uri) = self.url(path) {
            self.notify::<PublishDiagnostics>(PublishDiagnosticsParams {
                uri,
                diagnostics: self.diagnostics(problems),
                version: self.documents.get(path).map(|document| document.version),
            });
        }
    }

    /// A document was closed: what is wrong with it is no longer shown, unless it is of a pack.
    pub(super) fn clear(&mut self, path: &Path, uri: Url) {
        if !matches!(self.session.kind(path), Kind::Pack(..)) {
            for target in [Target::File, Target::Waivers] {
                let target = target(path.to_owned());
                self.stale.remove(&target);
                self.shown.remove(&target);
            }
            self.notify::<PublishDiagnostics>(PublishDiagnosticsParams {
                uri,
                diagnostics: Vec::new(),
                version: None,
            });
        }
    }

    /// Tells the user when other packs or settings count than those that are set.
    pub(super) fn tell_troubles(&mut self) {
        let troubles = self.session.troubles();
        for message in troubles.difference(&self.told) {
            self.notify::<ShowMessage>(ShowMessageParams {
                typ: MessageType::ERROR,
                message: message.clone(),
            });
        }
        self.told = troubles;
    }

    /// Problems of one file as the protocol has them.
    pub(super) fn diagnostics(&self, problems: &[Problem]) -> Vec<Diagnostic> {
        let Some(first) = problems.first() else {
            return Vec::new();
        };
        let lines = self.lines(&first.place.path, first.place.source.text());
        let related = |problem: &Problem| {
            let related = problem.related.iter().filter_map(|(place, words)| {
                Some(DiagnosticRelatedInformation {
                    location: self.location(place)?,
                    message: words.clone(),
                })
            });
            self.client.related.then(|| related.collect())
        };
        let of = |problem: &Problem| Diagnostic {
            range: lines.range(problem.place.range),
            severity: Some(severity(problem.severity)),
            code: Some(NumberOrString::String(problem.code.clone())),
            code_description: problem.link.as_ref().and_then(|link| {
                let href = Url::parse(link).ok()?;
                Some(CodeDescription { href })
            }),
            source: Some("jixiao".to_owned()),
            message: problem.message.clone(),
            related_information: related(problem),
            tags: problem.unused.then(|| vec![DiagnosticTag::UNNECESSARY]),
            data: None,
        };
        problems.iter().map(of).collect()
    }

    /// A place as the protocol has it; `None` when it is in no file of the disk.
    pub(super) fn location(&self, place: &Place) -> Option<Location> {
        let lines = self.lines(&place.path, place.source.text());
        Some(Location {
            uri: self.url(&place.path)?,
            range: lines.range(place.range),
        })
    }
}

/// A severity of the protocol: 提示 is advice, which editors show least.
fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Hint => DiagnosticSeverity::INFORMATION,
    }
}
