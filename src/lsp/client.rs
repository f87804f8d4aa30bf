//! What the client can do and what it has asked for, as far as the server goes by it.

use std::path::{Path, PathBuf};

use lsp_types::{
    ClientCapabilities, InitializeParams, MarkupKind, ResourceOperationKind,
    WorkspaceClientCapabilities, WorkspaceFolder,
};
use serde_json::Value;

use super::convert::{Encoding, path_of};

/// What the client can do.
#[derive(Clone, Debug)]
pub(super) struct Client {
    /// What columns count.
    pub encoding: Encoding,
    /// It asks for diagnostics itself.
    pub pulls: bool,
    /// What it asks for again when told to.
    pub refreshes: Refreshes,
    /// It watches files for the server when told to.
    pub watches: bool,
    /// It shows a place in a document when told to.
    pub shows: bool,
    /// It makes files when an edit says so.
    pub creates: bool,
    /// It takes edits that name the state of a document that they are for.
    pub versions: bool,
    /// It knows places of diagnostics beside the first.
    pub related: bool,
    /// It shows symbols as a tree.
    pub trees: bool,
    /// It asks whether a name can be changed before it asks for another one.
    pub prepares: bool,
    /// It shows Markdown in hovers.
    pub markdown_hovers: bool,
    /// It shows Markdown beside completions.
    pub markdown_offers: bool,
}

/// What a client asks for again when told to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refreshes {
    /// Diagnostics.
    pub diagnostics: bool,
    /// Inlay hints.
    pub hints: bool,
    /// Semantic tokens.
    pub tokens: bool,
    /// Code lenses.
    pub lenses: bool,
}

impl Refreshes {
    fn new(workspace: Option<&WorkspaceClientCapabilities>) -> Self {
        let diagnostics = workspace.and_then(|it| it.diagnostic.as_ref()?.refresh_support);
        let hints = workspace.and_then(|it| it.inlay_hint.as_ref()?.refresh_support);
        let tokens = workspace.and_then(|it| it.semantic_tokens.as_ref()?.refresh_support);
        let lenses = workspace.and_then(|it| it.code_lens.as_ref()?.refresh_support);
        Self {
            diagnostics: diagnostics == Some(true),
            hints: hints == Some(true),
            tokens: tokens == Some(true),
            lenses: lenses == Some(true),
        }
    }
}

/// Whether Markdown may be sent: a client that does not say what it shows is not kept from it.
fn markdown(formats: Option<&Vec<MarkupKind>>) -> bool {
    formats.is_none_or(|it| it.is_empty() || it.contains(&MarkupKind::Markdown))
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
        let published = document.and_then(|it| it.publish_diagnostics.as_ref());
        let edits = workspace.and_then(|it| it.workspace_edit.as_ref());
        let operations = edits.and_then(|it| it.resource_operations.as_ref());
        let hover = document.and_then(|it| it.hover.as_ref());
        let symbols = document.and_then(|it| it.document_symbol.as_ref());
        let rename = document.and_then(|it| it.rename.as_ref());
        let completion = document.and_then(|it| it.completion.as_ref());
        let offer = completion.and_then(|it| it.completion_item.as_ref());
        Self {
            encoding: Encoding::negotiate(offered),
            pulls: document.is_some_and(|it| it.diagnostic.is_some()),
            refreshes: Refreshes::new(workspace),
            watches: watched.and_then(|it| it.dynamic_registration) == Some(true),
            shows: window.is_some_and(|it| it.show_document.as_ref().is_some_and(|it| it.support)),
            creates: operations.is_some_and(|it| it.contains(&ResourceOperationKind::Create)),
            versions: edits.and_then(|it| it.document_changes) == Some(true),
            related: published.and_then(|it| it.related_information) == Some(true),
            trees: symbols.and_then(|it| it.hierarchical_document_symbol_support) == Some(true),
            prepares: rename.and_then(|it| it.prepare_support) == Some(true),
            markdown_hovers: markdown(hover.and_then(|it| it.content_format.as_ref())),
            markdown_offers: markdown(offer.and_then(|it| it.documentation_format.as_ref())),
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
    /// Whether addresses of [`super::virtual_files`] may be given to the client.
    pub virtual_files: bool,
}

impl Wishes {
    /// Takes over what is set in `value`: `{"packs": […], "allowUntrusted": …, "inlayHints": …,
    /// "virtualFiles": …}`, perhaps below `jixiao`.
    pub(super) fn read(&mut self, value: &Value) {
        let value = value.get("jixiao").unwrap_or(value);
        if let Some(packs) = value.get("packs").and_then(Value::as_array) {
            let packs = packs.iter().filter_map(Value::as_str);
            self.packs = packs.map(PathBuf::from).collect();
        }
        let flag = |key: &str| value.get(key).and_then(Value::as_bool);
        self.allow_untrusted = flag("allowUntrusted").unwrap_or(self.allow_untrusted);
        self.inlay_hints = flag("inlayHints").unwrap_or(self.inlay_hints);
        self.virtual_files = flag("virtualFiles").unwrap_or(self.virtual_files);
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
