//! What the client asks: one row a method, one function each.

use lsp_server::{ErrorCode, Request};
use lsp_types::request::{self, DocumentDiagnosticRequest, Request as _};
use lsp_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
};
use serde_json::Value;

use super::server::Server;

/// An answer, or the code and the words of an error.
pub(super) type Answer = Result<Value, (ErrorCode, String)>;

impl Server<'_> {
    /// Answers a request.
    pub(super) fn answer(&mut self, request: Request) -> Answer {
        match request.method.as_str() {
            DocumentDiagnosticRequest::METHOD => {
                self.with::<DocumentDiagnosticRequest>(request, Self::pulled)
            }
            other => Err((
                ErrorCode::MethodNotFound,
                format!("没有名为“{other}”的请求"),
            )),
        }
    }

    fn with<R: request::Request>(
        &mut self,
        request: Request,
        answer: fn(&mut Self, R::Params) -> R::Result,
    ) -> Answer {
        let bad = |error: serde_json::Error| (ErrorCode::InvalidParams, error.to_string());
        let params = serde_json::from_value(request.params).map_err(bad)?;
        let failed = |error: serde_json::Error| (ErrorCode::InternalError, error.to_string());
        serde_json::to_value(answer(self, params)).map_err(failed)
    }

    fn pulled(&mut self, params: DocumentDiagnosticParams) -> DocumentDiagnosticReportResult {
        let path = self.path(&params.text_document.uri);
        let problems = self.session.problems(&path);
        let report = FullDocumentDiagnosticReport {
            result_id: None,
            items: self.diagnostics(&problems),
        };
        let full = RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: report,
        };
        DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Full(full))
    }
}
