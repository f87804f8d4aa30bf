//! What the client tells: documents opened, edited and closed, files and settings changed.

use lsp_server::Notification;
use lsp_types::notification::{
    DidChangeConfiguration, DidChangeTextDocument, DidChangeWatchedFiles,
    DidChangeWorkspaceFolders, DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument,
    Notification as _,
};
use lsp_types::request::RegisterCapability;
use lsp_types::{
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWatchedFilesRegistrationOptions, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    FileSystemWatcher, GlobPattern, Registration, RegistrationParams,
};
use serde::de::DeserializeOwned;

use crate::ide::Kind;

use super::client::folder_paths;
use super::document::Document;
use super::server::{Server, Target};

/// The files that what is shown may depend on.
const WATCHED: &[&str] = &[
    "**/*.rule",
    "**/*.toml",
    "**/*.jxp",
    "**/*.minisig",
    "**/*.pub",
    "**/*.json",
    "**/*.txt",
    "**/*.docx",
    "**/*.xlsx",
    "**/*.xls",
    "**/jixiao.lock",
];

impl Server<'_> {
    /// Takes in what the client tells; what is not known is passed over, as the protocol asks.
    pub(super) fn take(&mut self, notification: Notification) {
        match notification.method.as_str() {
            DidOpenTextDocument::METHOD => with(notification, |it| self.opened(it)),
            DidChangeTextDocument::METHOD => with(notification, |it| self.changed(it)),
            DidCloseTextDocument::METHOD => with(notification, |it| self.closed(it)),
            DidSaveTextDocument::METHOD => with(notification, |it| self.saved(&it)),
            DidChangeWatchedFiles::METHOD => with(notification, |it| self.watched(it)),
            DidChangeWorkspaceFolders::METHOD => with(notification, |it| self.folders(&it)),
            DidChangeConfiguration::METHOD => with(notification, |it| self.configured(&it)),
            _ => {}
        }
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let it = params.text_document;
        let path = self.path(&it.uri);
        let document = Document::new(it.uri, it.version, it.text);
        self.documents.insert(path.clone(), document);
        self.edited(&path);
    }

    fn changed(&mut self, params: DidChangeTextDocumentParams) {
        let it = params.text_document;
        let path = self.path(&it.uri);
        let encoding = self.client.encoding;
        if let Some(document) = self.documents.get_mut(&path) {
            document.apply(it.version, params.content_changes, encoding);
            self.edited(&path);
        }
    }

    fn closed(&mut self, params: DidCloseTextDocumentParams) {
        let path = self.path(&params.text_document.uri);
        if let Some(document) = self.documents.remove(&path) {
            self.edits_are_known(&path);
            self.session.close(&path);
            self.mark(&path);
            self.clear(&path, document.url);
        }
    }

    fn saved(&mut self, params: &DidSaveTextDocumentParams) {
        // A client that watches no files tells of what it saves.
        let path = self.path(&params.text_document.uri);
        if self.session.rules_others(&path) {
            self.session.changed(&path);
            self.mark(&path);
        }
    }

    fn watched(&mut self, params: DidChangeWatchedFilesParams) {
        for change in params.changes {
            let path = self.path(&change.uri);
            if let Some(folder) = path.parent().filter(|_| path.ends_with("pack.toml")) {
                // The folder may have become a pack, or may be none any more.
                self.stale.insert(Target::Pack(folder.to_owned()));
                self.session.changed(&path);
                self.mark_all();
            }
            // What is open counts as it is in the editor.
            if !self.session.is_open(&path) {
                self.session.changed(&path);
                self.mark(&path);
                self.outdated.packs |= matches!(self.session.kind(&path), Kind::Pack(..));
            }
        }
    }

    fn folders(&mut self, params: &DidChangeWorkspaceFoldersParams) {
        let gone = folder_paths(&params.event.removed);
        self.roots.retain(|root| !gone.contains(root));
        self.roots.extend(folder_paths(&params.event.added));
        self.load_settings();
    }

    fn configured(&mut self, params: &DidChangeConfigurationParams) {
        let before = self.wishes.clone();
        self.wishes.read(&params.settings);
        if self.wishes != before {
            self.load_settings();
        }
    }

    /// Asks the client to watch the files that what is shown depends on.
    pub(super) fn watch(&mut self) {
        if !self.client.watches {
            return;
        }
        let watcher = |glob: &&str| FileSystemWatcher {
            glob_pattern: GlobPattern::String((*glob).to_owned()),
            kind: None,
        };
        let options = DidChangeWatchedFilesRegistrationOptions {
            watchers: WATCHED.iter().map(watcher).collect(),
        };
        self.ask::<RegisterCapability>(RegistrationParams {
            registrations: vec![Registration {
                id: "watched-files".to_owned(),
                method: DidChangeWatchedFiles::METHOD.to_owned(),
                register_options: serde_json::to_value(options).ok(),
            }],
        });
    }
}

/// Hands the parameters on, if they are what they must be.
fn with<P: DeserializeOwned>(notification: Notification, take: impl FnOnce(P)) {
    if let Ok(params) = serde_json::from_value(notification.params) {
        take(params);
    }
}
