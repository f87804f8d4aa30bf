//! What the client asks: one row a method.

use lsp_server::{ErrorCode, Request};
use lsp_types::request::{
    self, CodeActionRequest, CodeLensRequest, Completion, DocumentDiagnosticRequest,
    DocumentSymbolRequest, ExecuteCommand, FoldingRangeRequest, Formatting, GotoDefinition,
    HoverRequest, InlayHintRequest, PrepareRenameRequest, References, Rename, Request as _,
    SemanticTokensFullRequest, SignatureHelpRequest,
};
use serde_json::Value;

use super::server::Server;
use super::virtual_files::Content;

/// An answer, or the code and the words of an error.
pub(super) type Answer<T> = Result<T, (ErrorCode, String)>;

impl Server<'_> {
    /// Answers a request.
    pub(super) fn answer(&mut self, request: Request) -> Answer<Value> {
        match request.method.as_str() {
            CodeActionRequest::METHOD => {
                self.with::<CodeActionRequest>(request, |it, p| Ok(it.code_actions(&p)))
            }
            CodeLensRequest::METHOD => {
                self.with::<CodeLensRequest>(request, |it, p| Ok(it.code_lenses(&p)))
            }
            Completion::METHOD => self.with::<Completion>(request, |it, p| Ok(it.complete(&p))),
            Content::METHOD => self.with::<Content>(request, |it, p| Ok(it.content(&p))),
            DocumentDiagnosticRequest::METHOD => {
                self.with::<DocumentDiagnosticRequest>(request, |it, p| Ok(it.pulled(&p)))
            }
            DocumentSymbolRequest::METHOD => {
                self.with::<DocumentSymbolRequest>(request, |it, p| Ok(it.symbols(&p)))
            }
            ExecuteCommand::METHOD => self.with::<ExecuteCommand>(request, Self::execute),
            FoldingRangeRequest::METHOD => {
                self.with::<FoldingRangeRequest>(request, |it, p| Ok(it.folds(&p)))
            }
            Formatting::METHOD => self.with::<Formatting>(request, |it, p| Ok(it.format(&p))),
            GotoDefinition::METHOD => {
                self.with::<GotoDefinition>(request, |it, p| Ok(it.definition(&p)))
            }
            HoverRequest::METHOD => self.with::<HoverRequest>(request, |it, p| Ok(it.hover(&p))),
            InlayHintRequest::METHOD => {
                self.with::<InlayHintRequest>(request, |it, p| Ok(it.inlay_hints(&p)))
            }
            PrepareRenameRequest::METHOD => {
                self.with::<PrepareRenameRequest>(request, |it, p| Ok(it.renamed(&p)))
            }
            References::METHOD => self.with::<References>(request, |it, p| Ok(it.references(&p))),
            Rename::METHOD => self.with::<Rename>(request, Self::rename),
            SemanticTokensFullRequest::METHOD => {
                self.with::<SemanticTokensFullRequest>(request, |it, p| Ok(it.tokens(&p)))
            }
            SignatureHelpRequest::METHOD => {
                self.with::<SignatureHelpRequest>(request, |it, p| Ok(it.signature(&p)))
            }
            _ => Err(unknown(&request)),
        }
    }

    fn with<R: request::Request>(
        &mut self,
        request: Request,
        answer: fn(&mut Self, R::Params) -> Answer<R::Result>,
    ) -> Answer<Value> {
        let bad = |error: serde_json::Error| (ErrorCode::InvalidParams, error.to_string());
        let params = serde_json::from_value(request.params).map_err(bad)?;
        let failed = |error: serde_json::Error| (ErrorCode::InternalError, error.to_string());
        serde_json::to_value(answer(self, params)?).map_err(failed)
    }
}

fn unknown(request: &Request) -> (ErrorCode, String) {
    let words = format!("没有名为“{}”的请求", request.method);
    (ErrorCode::MethodNotFound, words)
}
