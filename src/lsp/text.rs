//! Answers about the text of a document: what is said, shown and coloured in it.

use lsp_types::{
    CodeLens, CodeLensParams, Command, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse,
    FoldingRange, FoldingRangeKind, FoldingRangeParams, FullDocumentDiagnosticReport, Hover,
    HoverContents, HoverParams, InlayHint, InlayHintLabel, InlayHintParams, InlayHintTooltip,
    Location, ParameterInformation, ParameterLabel, RelatedFullDocumentDiagnosticReport,
    SemanticToken, SemanticTokens, SemanticTokensParams, SemanticTokensResult, SignatureHelp,
    SignatureHelpParams, SignatureInformation, SymbolInformation, TextDocumentIdentifier,
    TextDocumentPositionParams,
};
use serde_json::json;

use crate::ide::{Symbol, SymbolKind, TokenKind};
use crate::source::TextRange;

use super::capabilities::EXAMPLES;
use super::convert::Lines;
use super::markup::markup;
use super::server::Server;

impl Server<'_> {
    /// The path of a document and the offset of a position in it.
    pub(super) fn place(
        &self,
        it: &TextDocumentPositionParams,
    ) -> Option<(std::path::PathBuf, u32)> {
        let path = self.path(&it.text_document.uri);
        let at = self.offset(&path, it.position)?;
        Some((path, at))
    }

    /// The path of a document and its text as the session has it.
    pub(super) fn open_text(
        &self,
        it: &TextDocumentIdentifier,
    ) -> Option<(std::path::PathBuf, String)> {
        let path = self.path(&it.uri);
        let text = self.session.text(&path)?;
        Some((path, text))
    }

    pub(super) fn pulled(
        &mut self,
        params: &DocumentDiagnosticParams,
    ) -> DocumentDiagnosticReportResult {
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

    pub(super) fn hover(&mut self, params: &HoverParams) -> Option<Hover> {
        let (path, at) = self.place(&params.text_document_position_params)?;
        let found = self.session.hover(&path, at)?;
        let text = self.session.text(&path)?;
        Some(Hover {
            range: Some(self.lines(&path, &text).range(found.range)),
            contents: HoverContents::Markup(markup(found.text, self.client.markdown_hovers)),
        })
    }

    pub(super) fn symbols(
        &mut self,
        params: &DocumentSymbolParams,
    ) -> Option<DocumentSymbolResponse> {
        let (path, text) = self.open_text(&params.text_document)?;
        let symbols = self.session.symbols(&path)?;
        let lines = self.lines(&path, &text);
        if !self.client.trees {
            let mut flat = Vec::new();
            let uri = &params.text_document.uri;
            flatten(&symbols, None, &mut flat, &|range| {
                Location::new(uri.clone(), lines.range(range))
            });
            return Some(DocumentSymbolResponse::Flat(flat));
        }
        let symbols = symbols.into_iter().map(|it| symbol(it, &lines));
        Some(DocumentSymbolResponse::Nested(symbols.collect()))
    }

    pub(super) fn folds(&mut self, params: &FoldingRangeParams) -> Option<Vec<FoldingRange>> {
        let (path, text) = self.open_text(&params.text_document)?;
        let folds = self.session.folds(&path)?;
        let lines = self.lines(&path, &text);
        let of = |range: TextRange| {
            let range = lines.range(range);
            FoldingRange {
                start_line: range.start.line,
                end_line: range.end.line,
                kind: Some(FoldingRangeKind::Region),
                ..FoldingRange::default()
            }
        };
        Some(folds.into_iter().map(of).collect())
    }

    pub(super) fn inlay_hints(&mut self, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
        if !self.wishes.inlay_hints {
            return None;
        }
        let (path, text) = self.open_text(&params.text_document)?;
        let start = self.offset(&path, params.range.start)?;
        let end = self.offset(&path, params.range.end)?;
        let hints = self.session.hints(&path, TextRange::new(start, end))?;
        let lines = self.lines(&path, &text);
        let of = |hint: crate::ide::Hint| InlayHint {
            position: lines.position(hint.at),
            label: InlayHintLabel::String(hint.text),
            kind: None,
            text_edits: None,
            tooltip: Some(InlayHintTooltip::String(hint.tooltip)),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        };
        Some(hints.into_iter().map(of).collect())
    }

    pub(super) fn code_lenses(&mut self, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
        let (path, text) = self.open_text(&params.text_document)?;
        let lenses = self.session.lenses(&path)?;
        let lines = self.lines(&path, &text);
        let uri = &params.text_document.uri;
        let of = |lens: crate::ide::Lens| CodeLens {
            range: lines.range(lens.range),
            command: Some(Command {
                title: lens.title,
                command: EXAMPLES.to_owned(),
                arguments: Some(vec![json!(uri), json!(lens.rule)]),
            }),
            data: None,
        };
        Some(lenses.into_iter().map(of).collect())
    }

    pub(super) fn tokens(&mut self, params: &SemanticTokensParams) -> Option<SemanticTokensResult> {
        let (path, text) = self.open_text(&params.text_document)?;
        let tokens = self.session.tokens(&path)?;
        let lines = self.lines(&path, &text);
        let (mut line, mut column) = (0, 0);
        let of = |token: crate::ide::Token| {
            let range = lines.range(token.range);
            let delta_line = range.start.line - line;
            let from = if delta_line == 0 { column } else { 0 };
            (line, column) = (range.start.line, range.start.character);
            let kind = TokenKind::ALL.iter().position(|it| *it == token.kind);
            SemanticToken {
                delta_line,
                delta_start: range.start.character - from,
                length: range.end.character.saturating_sub(range.start.character),
                token_type: crate::source::offset(kind.unwrap_or_default()),
                token_modifiers_bitset: 0,
            }
        };
        Some(SemanticTokensResult::Tokens(SemanticTokens {
            result_id: None,
            data: tokens.into_iter().map(of).collect(),
        }))
    }

    pub(super) fn signature(&mut self, params: &SignatureHelpParams) -> Option<SignatureHelp> {
        let (path, at) = self.place(&params.text_document_position_params)?;
        let found = self.session.signature(&path, at)?;
        let active = u32::try_from(found.active).ok();
        let params = found.params.into_iter().map(|name| ParameterInformation {
            label: ParameterLabel::Simple(name),
            documentation: None,
        });
        Some(SignatureHelp {
            signatures: vec![SignatureInformation {
                label: found.label,
                documentation: Some(lsp_types::Documentation::String(found.doc)),
                parameters: Some(params.collect()),
                active_parameter: active,
            }],
            active_signature: Some(0),
            active_parameter: active,
        })
    }
}

fn symbol(it: Symbol, lines: &Lines<'_>) -> DocumentSymbol {
    let children = it.children.into_iter().map(|child| symbol(child, lines));
    #[expect(deprecated, reason = "the protocol's type has the field still")]
    DocumentSymbol {
        name: it.name,
        detail: (!it.detail.is_empty()).then_some(it.detail),
        kind: kind(it.kind),
        tags: None,
        deprecated: None,
        range: lines.range(it.range),
        selection_range: lines.range(it.selection),
        children: Some(children.collect()),
    }
}

/// Symbols one after the other, each with the name of the one that holds it.
fn flatten(
    symbols: &[Symbol],
    container: Option<&str>,
    flat: &mut Vec<SymbolInformation>,
    place: &dyn Fn(TextRange) -> Location,
) {
    for it in symbols {
        #[expect(deprecated, reason = "the protocol's type has the field still")]
        flat.push(SymbolInformation {
            name: it.name.clone(),
            kind: kind(it.kind),
            tags: None,
            deprecated: None,
            location: place(it.range),
            container_name: container.map(str::to_owned),
        });
        flatten(&it.children, Some(&it.name), flat, place);
    }
}

fn kind(kind: SymbolKind) -> lsp_types::SymbolKind {
    match kind {
        SymbolKind::Form => lsp_types::SymbolKind::MODULE,
        SymbolKind::Field => lsp_types::SymbolKind::FIELD,
        SymbolKind::List => lsp_types::SymbolKind::ARRAY,
        SymbolKind::Row => lsp_types::SymbolKind::OBJECT,
        SymbolKind::Rule => lsp_types::SymbolKind::CLASS,
        SymbolKind::Override => lsp_types::SymbolKind::INTERFACE,
        SymbolKind::Param | SymbolKind::Words => lsp_types::SymbolKind::CONSTANT,
        SymbolKind::Def => lsp_types::SymbolKind::FUNCTION,
    }
}
