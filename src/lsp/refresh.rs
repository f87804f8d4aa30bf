//! Answers that the client keeps, and asks for again when something else than their document has
//! changed.

use lsp_types::request::{
    CodeLensRefresh, InlayHintRefreshRequest, SemanticTokensRefresh, WorkspaceDiagnosticRefresh,
};

use super::server::Server;

/// What the client has that is true no more.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outdated {
    /// What it was told of declarations.
    pub declarations: bool,
    /// What it was told of files of packs.
    pub packs: bool,
}

impl Server<'_> {
    /// Asks the client to ask again; once for all that has happened since the last time.
    pub(super) fn refresh(&mut self) {
        let outdated = std::mem::take(&mut self.outdated);
        let can = self.client.refreshes;
        let some = outdated.declarations || outdated.packs;
        if some && can.diagnostics && self.client.pulls {
            self.ask::<WorkspaceDiagnosticRefresh>(());
        }
        if outdated.declarations && can.hints {
            self.ask::<InlayHintRefreshRequest>(());
        }
        if outdated.packs && can.tokens {
            self.ask::<SemanticTokensRefresh>(());
        }
        if outdated.packs && can.lenses {
            self.ask::<CodeLensRefresh>(());
        }
    }
}
