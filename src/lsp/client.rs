//! What the client can do and what it has asked for, as far as the server goes by it.

use std::path::{Path, PathBuf};

use lsp_types::{ClientCapabilities, InitializeParams, ResourceOperationKind, WorkspaceFolder};
use serde_json::Value;

use super::convert::{Encoding, path_of};

/// What the client can do.
#[derive(Clone, Debug)]
pub(super) struct Client {
    /// What columns count.
    pub encoding: Encoding,
    /// It asks for diagnostics itself.
    pub pulls: bool,
    /// It asks for them again when told to.
    pub refreshes: bool,
    /// It watches files for the server when told to.
    pub watches: bool,
    /// It shows a place in a document when told to.
    pub shows: bool,
    /// It makes files when an edit says so.
    pub creates: bool,
    /// It knows places of diagnostics beside the first.
    pub related: bool,
}

impl Client {
    /// Reads it off what the client says of itself.
    pub(super) fn new(capabilities: &ClientCapabilities) -> Self {
        let general = capabilities.general.as_ref();
        let offered = general.and_then(|it| it.position_encodings.as_deref());
        let document = capabilities.text_document.as_ref();
        let workspace = capabilities.workspace.as_ref();
        let window = capabilities.window.as_ref();
        let watched = workspace.and_then(|it| it.did_change_watched_files.as_ref());
        let refresh = workspace.and_then(|it| it.diagnostic.as_ref());
        let published = document.and_then(|it| it.publish_diagnostics.as_ref());
        let edits = workspace.and_then(|it| it.workspace_edit.as_ref());
        let operations = edits.and_then(|it| it.resource_operations.as_ref());
        Self {
            encoding: Encoding::negotiate(offered),
            pulls: document.is_some_and(|it| it.diagnostic.is_some()),
            refreshes: refresh.and_then(|it| it.refresh_support) == Some(true),
            watches: watched.and_then(|it| it.dynamic_registration) == Some(true),
            shows: window.is_some_and(|it| it.show_document.as_ref().is_some_and(|it| it.support)),
            creates: operations.is_some_and(|it| it.contains(&ResourceOperationKind::Create)),
            related: published.and_then(|it| it.related_information) == Some(true),
        }
    }
}

/// What the user has set in the editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wishes {
    /// The packs that judge, as written.
    pub packs: Vec<PathBuf>,
    /// Whether packs without a trusted signature are used.
    pub allow_untrusted: bool,
    /// Whether inlay hints are shown.
    pub inlay_hints: bool,
}

impl Wishes {
    /// Takes over what is set in `value`: `{"packs": […], "allowUntrusted": …, "inlayHints": …}`,
    /// perhaps below `jixiao`.
    pub(super) fn read(&mut self, value: &Value) {
        let value = value.get("jixiao").unwrap_or(value);
        if let Some(packs) = value.get("packs").and_then(Value::as_array) {
            let packs = packs.iter().filter_map(Value::as_str);
            self.packs = packs.map(PathBuf::from).collect();
        }
        let flag = |key: &str| value.get(key).and_then(Value::as_bool);
        self.allow_untrusted = flag("allowUntrusted").unwrap_or(self.allow_untrusted);
        self.inlay_hints = flag("inlayHints").unwrap_or(self.inlay_hints);
    }

    /// The packs, those with relative paths in the first folder of the workspace.
    pub(super) fn pack_paths(&self, roots: &[PathBuf]) -> Vec<PathBuf> {
        let root = roots.first().map_or(Path::new(""), PathBuf::as_path);
        self.packs.iter().map(|pack| root.join(pack)).collect()
    }
}

/// The folders of the workspace.
pub(super) fn roots(params: &InitializeParams) -> Vec<PathBuf> {
    #[expect(deprecated, reason = "clients without workspace folders name one root")]
    let root = params.root_uri.as_ref();
    match &params.workspace_folders {
        Some(folders) if !folders.is_empty() => folder_paths(folders),
        _ => root.map(path_of).into_iter().collect(),
    }
}

/// The paths of folders of the workspace.
pub(super) fn folder_paths(folders: &[WorkspaceFolder]) -> Vec<PathBuf> {
    folders.iter().map(|folder| path_of(&folder.uri)).collect()
}
