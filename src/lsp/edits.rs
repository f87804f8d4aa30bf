//! Answers that lead to other places or change texts.

use std::path::Path;

use lsp_server::ErrorCode;
use lsp_types::notification::ShowMessage;
use lsp_types::request::ShowDocument;
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Command, CompletionItem,
    CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit, CreateFile,
    DocumentChangeOperation, DocumentChanges, DocumentFormattingParams, Documentation,
    ExecuteCommandParams, GotoDefinitionParams, GotoDefinitionResponse, Location, MessageType,
    NumberOrString, OneOf, OptionalVersionedTextDocumentIdentifier, PrepareRenameResponse, Range,
    ReferenceParams, RenameParams, ResourceOp, ShowDocumentParams, ShowMessageParams,
    TextDocumentEdit, TextDocumentPositionParams, TextEdit, Url, WorkspaceEdit,
};
use serde_json::{Value, json};

use crate::ide::{Action, Deed, Offer, OfferKind, Standing};
use crate::source::TextRange;

use super::capabilities::{EXAMPLES, FIX_ALL, SHOW};
use super::markup::markup;
use super::requests::Answer;
use super::server::Server;

impl Server<'_> {
    pub(super) fn definition(
        &mut self,
        params: &GotoDefinitionParams,
    ) -> Option<GotoDefinitionResponse> {
        let (path, at) = self.place(&params.text_document_position_params)?;
        let places = self.session.definition(&path, at);
        let locations: Vec<Location> = places.iter().filter_map(|it| self.location(it)).collect();
        (!locations.is_empty()).then_some(GotoDefinitionResponse::Array(locations))
    }

    pub(super) fn references(&mut self, params: &ReferenceParams) -> Option<Vec<Location>> {
        let (path, at) = self.place(&params.text_document_position)?;
        let with_definition = params.context.include_declaration;
        let places = self.session.references(&path, at, with_definition);
        Some(places.iter().filter_map(|it| self.location(it)).collect())
    }

    pub(super) fn renamed(
        &mut self,
        params: &TextDocumentPositionParams,
    ) -> Option<PrepareRenameResponse> {
        let (path, at) = self.place(params)?;
        let range = self.session.renamed(&path, at)?;
        let text = self.session.text(&path)?;
        let range = self.lines(&path, &text).range(range);
        Some(PrepareRenameResponse::Range(range))
    }

    pub(super) fn rename(&mut self, params: RenameParams) -> Answer<Option<WorkspaceEdit>> {
        let Some((path, at)) = self.place(&params.text_document_position) else {
            return Ok(None);
        };
        let refused = |words| (ErrorCode::RequestFailed, words);
        let edits = self.session.rename(&path, at, &params.new_name);
        let mut edit = WorkspaceEdit::default();
        for (path, range, text) in edits.map_err(refused)? {
            self.add(&mut edit, &path, range, text);
        }
        Ok(Some(self.versioned(edit)))
    }

    fn add(&self, edit: &mut WorkspaceEdit, path: &Path, range: TextRange, new_text: String) {
        let old = self.session.text(path).unwrap_or_default();
        let range = self.lines(path, &old).range(range);
        if let Some(url) = self.url(path) {
            let all = edit.changes.get_or_insert_default();
            all.entry(url)
                .or_default()
                .push(TextEdit { range, new_text });
        }
    }

    /// The same edit with the states of the documents that it is for, where the client goes by them:
    /// it refuses one that comes too late.
    fn versioned(&self, mut edit: WorkspaceEdit) -> WorkspaceEdit {
        let Some(changes) = edit.changes.take_if(|_| self.client.versions) else {
            return edit;
        };
        let document = |uri: Url| {
            let open = self.documents.get(&self.path(&uri));
            let version = open.map(|document| document.version);
            OptionalVersionedTextDocumentIdentifier { uri, version }
        };
        let mut edits: Vec<TextDocumentEdit> = changes
            .into_iter()
            .map(|(uri, edits)| TextDocumentEdit {
                text_document: document(uri),
                edits: edits.into_iter().map(OneOf::Left).collect(),
            })
            .collect();
        edits.sort_by(|a, b| a.text_document.uri.cmp(&b.text_document.uri));
        edit.document_changes = Some(DocumentChanges::Edits(edits));
        edit
    }

    /// The change that makes a file with a text; a client that cannot do that is not offered to.
    fn created(&self, path: &Path, new_text: String) -> Option<WorkspaceEdit> {
        let uri = self.url(path).filter(|_| self.client.creates)?;
        let create = CreateFile {
            uri: uri.clone(),
            options: None,
            annotation_id: None,
        };
        let text = TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { uri, version: None },
            edits: vec![OneOf::Left(TextEdit {
                range: Range::default(),
                new_text,
            })],
        };
        Some(WorkspaceEdit {
            document_changes: Some(DocumentChanges::Operations(vec![
                DocumentChangeOperation::Op(ResourceOp::Create(create)),
                DocumentChangeOperation::Edit(text),
            ])),
            ..WorkspaceEdit::default()
        })
    }

    pub(super) fn format(&mut self, params: &DocumentFormattingParams) -> Option<Vec<TextEdit>> {
        let (path, text) = self.open_text(&params.text_document)?;
        let edits = self.session.format(&path)?;
        let lines = self.lines(&path, &text);
        let of = |(range, new_text)| TextEdit {
            range: lines.range(range),
            new_text,
        };
        Some(edits.into_iter().map(of).collect())
    }

    pub(super) fn code_actions(
        &mut self,
        params: &CodeActionParams,
    ) -> Option<Vec<CodeActionOrCommand>> {
        let path = self.path(&params.text_document.uri);
        let start = self.offset(&path, params.range.start)?;
        let end = self.offset(&path, params.range.end)?;
        let actions = self.session.actions(&path, TextRange::new(start, end));
        let of = |action| self.code_action(params, action);
        let actions = actions.into_iter().filter_map(of);
        let only = params.context.only.as_deref();
        let actions = actions.filter(|it| is_wanted(it.kind.as_ref(), only));
        Some(actions.map(CodeActionOrCommand::CodeAction).collect())
    }

    fn code_action(&self, params: &CodeActionParams, action: Action) -> Option<CodeAction> {
        let mended = action.mends.map(|code| {
            let code = Some(NumberOrString::String(code));
            let sent = params.context.diagnostics.iter();
            sent.filter(|it| it.code == code).cloned().collect()
        });
        let mut answer = CodeAction {
            title: action.title.clone(),
            // What has no kind is not shown where quick fixes are asked for.
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: mended,
            ..CodeAction::default()
        };
        match action.standing {
            Standing::Plain => {}
            Standing::Preferred => answer.is_preferred = Some(true),
            Standing::All => answer.kind = Some(FIX_ALL),
        }
        match action.does {
            Deed::Edit(edits) => {
                let mut edit = WorkspaceEdit::default();
                for (place, text) in edits {
                    if self.session.text(&place.path).is_none() {
                        edit = self.created(&place.path, text)?;
                    } else {
                        self.add(&mut edit, &place.path, place.range, text);
                    }
                }
                answer.edit = Some(self.versioned(edit));
            }
            Deed::Show(place) => {
                // A client that cannot be told to show a place is not offered to.
                let location = self.location(&place).filter(|_| self.client.shows)?;
                answer.command = Some(Command {
                    title: action.title,
                    command: SHOW.to_owned(),
                    arguments: Some(vec![json!(location.uri), json!(location.range)]),
                });
            }
        }
        Some(answer)
    }

    pub(super) fn execute(&mut self, params: ExecuteCommandParams) -> Answer<Option<Value>> {
        let bad = || (ErrorCode::InvalidParams, "命令的参数不对".to_owned());
        let first = params.arguments.first().and_then(Value::as_str);
        let uri = first.and_then(|it| Url::parse(it).ok()).ok_or_else(bad)?;
        let second = params.arguments.get(1).cloned().ok_or_else(bad)?;
        match params.command.as_str() {
            SHOW => {
                let selection = serde_json::from_value(second).map_err(|_| bad())?;
                self.ask::<ShowDocument>(ShowDocumentParams {
                    uri,
                    external: None,
                    take_focus: Some(true),
                    selection: Some(selection),
                });
            }
            EXAMPLES => {
                let path = self.path(&uri);
                let rule = second.as_str().ok_or_else(bad)?;
                if let Some(message) = self.session.examples(&path, rule) {
                    let typ = match message.starts_with('✗') {
                        true => MessageType::WARNING,
                        false => MessageType::INFO,
                    };
                    self.notify::<ShowMessage>(ShowMessageParams { typ, message });
                }
            }
            other => {
                let words = format!("没有名为“{other}”的命令");
                return Err((ErrorCode::InvalidParams, words));
            }
        }
        Ok(None)
    }

    pub(super) fn complete(&mut self, params: &CompletionParams) -> Option<CompletionResponse> {
        let (path, at) = self.place(&params.text_document_position)?;
        let offers = self.session.completions(&path, at);
        let text = self.session.text(&path)?;
        let lines = self.lines(&path, &text);
        let markdown = self.client.markdown_offers;
        let of = |offer: Offer| CompletionItem {
            // What is typed already is compared with this, an opening quote with it.
            filter_text: offer
                .range
                .slice(&text)
                .starts_with('"')
                .then(|| offer.insert.clone()),
            kind: Some(kind(offer.kind)),
            detail: (!offer.detail.is_empty()).then_some(offer.detail),
            documentation: (!offer.doc.is_empty())
                .then(|| Documentation::MarkupContent(markup(offer.doc, markdown))),
            // What is near stands before what is always there.
            sort_text: Some(format!("{:02}{}", offer.kind as u8, offer.label)),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit {
                range: lines.range(offer.range),
                new_text: offer.insert,
            })),
            label: offer.label,
            ..CompletionItem::default()
        };
        Some(CompletionResponse::Array(
            offers.into_iter().map(of).collect(),
        ))
    }
}

/// Whether a client asks for actions of a kind: of all, or of this one or a wider one.
fn is_wanted(kind: Option<&CodeActionKind>, only: Option<&[CodeActionKind]>) -> bool {
    let Some(only) = only else {
        return true;
    };
    let kind = kind.map(CodeActionKind::as_str).unwrap_or_default();
    only.iter().map(CodeActionKind::as_str).any(|wanted| {
        let rest = kind.strip_prefix(wanted);
        rest.is_some_and(|rest| wanted.is_empty() || rest.is_empty() || rest.starts_with('.'))
    })
}

fn kind(kind: OfferKind) -> CompletionItemKind {
    match kind {
        OfferKind::Local => CompletionItemKind::VARIABLE,
        OfferKind::Field => CompletionItemKind::FIELD,
        OfferKind::Word => CompletionItemKind::ENUM_MEMBER,
        OfferKind::Constant => CompletionItemKind::CONSTANT,
        OfferKind::Function => CompletionItemKind::FUNCTION,
        OfferKind::Subject => CompletionItemKind::CLASS,
        OfferKind::Unit => CompletionItemKind::UNIT,
        OfferKind::Key => CompletionItemKind::PROPERTY,
        OfferKind::Keyword => CompletionItemKind::KEYWORD,
    }
}
