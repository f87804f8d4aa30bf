"""The server as a process, driven over its standard input and output by a public client library.

The client says of itself what real editors say (recorded in pytest-lsp), counts positions as the
protocol does (pygls), and checks every message against the protocol.
"""

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

import pytest_lsp
from lsprotocol import types as lsp
from pygls.protocol import default_converter
from pygls.workspace import PositionCodec, TextDocument
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

ROOT = Path(__file__).parents[2]
PROGRAM = os.environ.get("JIXIAO", str(ROOT / "target/debug/jixiao"))
FORM = "water-bureau-2023.txt"
LIMIT = 30
"""Seconds until the server counts as stuck; nothing is waited for that long otherwise."""

KINDS = {lsp.CodeActionKind.QuickFix, "source.fixAll.jixiao"}
"""The kinds of actions on offer."""

MANIFEST = """id = "trial"
version = "1.0.0"
title = "试用"
builds-on = { id = "core", version = "*" }
"""

RULE = """param 容差 = 0.01 万元

/// 𠮷：总额应当等于各项之和。
rule total-is-sum "总额应当平衡" {
    on       部门整体支出绩效目标申报表
    basis    "填制说明" 1
    severity error
    require  资金总 == 基本支出 + 项目支出 within 容差
    message  "相差 {资金总额 - 基本支出 - 项目支出}，𠮷"

    example pass { 资金总额 = 300.00 万元  基本支出 = 100.00 万元  项目支出 = 200.00 万元 }
    example fail { 资金总额 = 300.00 万元  基本支出 = 100.00 万元  项目支出 = 100.00 万元 }
}
"""


def publish(client: LanguageClient, told: lsp.PublishDiagnosticsParams):
    """Keeps what was told last: two notifications may come before anyone looks."""
    client.diagnostics[told.uri] = told.diagnostics
    client.told[told.uri] = told
    client.news.set()


def make_client() -> LanguageClient:
    client = LanguageClient(converter_factory=default_converter)
    client.told, client.news = {}, asyncio.Event()
    features = {**DEFAULT_CLIENT_FEATURES, lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: publish}
    register_lsp_features(client, features)
    return client


@pytest_lsp.fixture(
    params=["visual-studio-code", "neovim@v0.7", "neovim@v0.11", "emacs"],
    config=ClientServerConfig(server_command=[PROGRAM, "lsp"], client_factory=make_client),
)
async def client(lsp_client: LanguageClient, request, tmp_path: Path):
    shutil.copy(ROOT / "declarations" / FORM, tmp_path)
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack/pack.toml").write_text(MANIFEST, "utf-8")
    (tmp_path / "pack/funds.rule").write_text(RULE, "utf-8")
    lsp_client.folder = tmp_path
    lsp_client.registered = []

    @lsp_client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    def register(params: lsp.RegistrationParams):
        lsp_client.registered += [it.method for it in params.registrations]

    @lsp_client.feature(lsp.WORKSPACE_INLAY_HINT_REFRESH)
    @lsp_client.feature(lsp.WORKSPACE_SEMANTIC_TOKENS_REFRESH)
    @lsp_client.feature(lsp.WORKSPACE_CODE_LENS_REFRESH)
    def refresh(*_):
        """Nothing is kept here that could be asked for again."""

    capabilities = client_capabilities(request.param)
    # All count columns in UTF-16 units, as every client must be able to.
    capabilities.general = capabilities.general or lsp.GeneralClientCapabilities()
    capabilities.general.position_encodings = [lsp.PositionEncodingKind.Utf16]
    lsp_client.pulls = capabilities.text_document.diagnostic is not None
    answer = await lsp_client.initialize_session(
        lsp.InitializeParams(
            capabilities=capabilities,
            process_id=os.getpid(),
            workspace_folders=[lsp.WorkspaceFolder(uri=tmp_path.as_uri(), name="申报")],
        )
    )
    assert answer.server_info.name == "jixiao"
    assert answer.capabilities.position_encoding == lsp.PositionEncodingKind.Utf16
    yield
    await asyncio.wait_for(lsp_client.shutdown_session(), LIMIT)


class Open:
    """A document that is open, as the editor has it."""

    def __init__(self, client: LanguageClient, path: Path):
        self.client = client
        self.uri = path.as_uri()
        text = path.read_text("utf-8")
        codec = PositionCodec(lsp.PositionEncodingKind.Utf16)
        self.document = TextDocument(self.uri, text, 1, position_codec=codec)
        item = lsp.TextDocumentItem(self.uri, "plaintext", 1, text)
        client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    @property
    def text(self) -> str:
        return self.document.source

    @property
    def id(self) -> lsp.TextDocumentIdentifier:
        return lsp.TextDocumentIdentifier(self.uri)

    def range(self, words: str, after: str = "") -> lsp.Range:
        """Where these words stand first, behind others."""
        at = self.text.index(words, self.text.index(after) + len(after))
        return lsp.Range(self._position(at), self._position(at + len(words)))

    def _position(self, at: int) -> lsp.Position:
        before = self.text[:at]
        line = before.count("\n")
        column = before[before.rfind("\n") + 1 :]
        return lsp.Position(line, len(column.encode("utf-16-le")) // 2)

    def written(self, range: lsp.Range) -> str:
        """The words in a range, as the client library counts."""
        start = self.document.offset_at_position(range.start)
        return self.text[start : self.document.offset_at_position(range.end)]

    def change(self, *edits: lsp.TextEdit) -> None:
        """Changes the text; the last place first, so that no edit moves another."""
        order = sorted(edits, key=lambda it: (it.range.start.line, it.range.start.character))
        changes = [
            lsp.TextDocumentContentChangePartial(range=it.range, text=it.new_text)
            for it in reversed(order)
        ]
        for change in changes:
            self.document.apply_change(change)
        self.document.version += 1
        it = lsp.VersionedTextDocumentIdentifier(self.document.version, self.uri)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(it, changes))

    async def diagnostics(self) -> list[lsp.Diagnostic]:
        """What is wrong now: asked for, or waited for, as the client does it."""
        if self.client.pulls:
            report = await self.client.text_document_diagnostic_async(
                lsp.DocumentDiagnosticParams(self.id)
            )
            assert report.kind == "full"
            return list(report.items)
        while True:
            told = self.client.told.pop(self.uri, None)
            if told and told.version == self.document.version:
                return list(told.diagnostics)
            self.client.news.clear()
            await asyncio.wait_for(self.client.news.wait(), LIMIT)

    async def of(self, code: str) -> list[lsp.Diagnostic]:
        return [it for it in await self.diagnostics() if it.code == code]

    async def actions(self, diagnostic: lsp.Diagnostic) -> list[lsp.CodeAction]:
        context = lsp.CodeActionContext(diagnostics=[diagnostic])
        params = lsp.CodeActionParams(self.id, diagnostic.range, context)
        return list(await self.client.text_document_code_action_async(params))

    def apply(self, edit: lsp.WorkspaceEdit) -> None:
        """An edit of this document alone, which is for the state that it is in."""
        if edit.document_changes is None:
            assert list(edit.changes) == [self.uri]
            return self.change(*edit.changes[self.uri])
        (only,) = edit.document_changes
        assert edit.changes is None
        assert only.text_document.uri == self.uri
        assert only.text_document.version == self.document.version
        self.change(*only.edits)


async def test_a_declaration_is_checked_as_it_is_typed(client: LanguageClient):
    form = Open(client, client.folder / FORM)
    found, *others = await form.of("year-consistent")
    assert form.written(found.range) == "2022年"
    before = found.range.start
    # A character of two units in the same line moves what stands behind it by two.
    here = lsp.Range(lsp.Position(before.line, 1), lsp.Position(before.line, 1))
    form.change(lsp.TextEdit(here, "𠮷"))
    found = (await form.of("year-consistent"))[0]
    assert found.range.start == lsp.Position(before.line, before.character + 2)
    assert form.written(found.range) == "2022年"
    # An edit behind it is taken over in the right place.
    form.change(lsp.TextEdit(found.range, "2023年"))
    assert len(await form.of("year-consistent")) == len(others)


async def test_what_is_found_is_explained(client: LanguageClient):
    # Not every client can make a file; this one is there.
    (client.folder / "jixiao-waivers.toml").write_text("", "utf-8")
    form = Open(client, client.folder / FORM)
    (found,) = await form.of("totals-balanced")
    assert found.severity == lsp.DiagnosticSeverity.Error
    assert "代入：36482.17 万元 ≠" in found.message
    params = lsp.HoverParams(form.id, found.range.start)
    hover = await client.text_document_hover_async(params)
    assert hover.contents.kind == lsp.MarkupKind.Markdown
    assert "算式：`资金总额 == sum(分项)`" in hover.contents.value
    params = lsp.DocumentSymbolParams(form.id)
    (symbol,) = await client.text_document_document_symbol_async(params)
    assert symbol.name == "部门整体支出绩效目标申报表"
    actions = await form.actions(found)
    titles = [it.title for it in actions]
    assert any(it.startswith("免改 totals-balanced") for it in titles), titles
    assert all(it.kind in KINDS for it in actions)
    context = lsp.CodeActionContext(diagnostics=[found], only=[lsp.CodeActionKind.Refactor])
    params = lsp.CodeActionParams(form.id, found.range, context)
    assert not await client.text_document_code_action_async(params)


async def test_a_mistake_is_mended_by_a_quick_fix(client: LanguageClient):
    rule = Open(client, client.folder / "pack/funds.rule")
    (mistake,) = await rule.diagnostics()
    assert rule.written(mistake.range) == "资金总"
    fixes = await rule.actions(mistake)
    (fix,) = [it for it in fixes if it.kind == lsp.CodeActionKind.QuickFix]
    assert list(fix.diagnostics) == [mistake]
    rule.apply(fix.edit)
    assert "require  资金总额 == 基本支出" in rule.text
    assert await rule.diagnostics() == []


async def test_a_parameter_is_renamed_everywhere(client: LanguageClient):
    rule = Open(client, client.folder / "pack/funds.rule")
    rule.change(lsp.TextEdit(rule.range("资金总", "require  "), "资金总额"))
    assert await rule.diagnostics() == []
    place = rule.range("容差", "within").start
    edit = await client.text_document_rename_async(lsp.RenameParams(rule.id, place, "误差"))
    rule.apply(edit)
    assert rule.text.count("误差") == 2 and "容差" not in rule.text
    assert await rule.diagnostics() == []


async def test_a_rule_file_is_formatted_as_on_the_command_line(client: LanguageClient):
    path = client.folder / "pack/funds.rule"
    path.write_text(RULE.replace("资金总 ==", "资金总额   ==").replace("    basis   ", "  basis"), "utf-8")
    rule = Open(client, path)
    options = lsp.FormattingOptions(tab_size=4, insert_spaces=True)
    params = lsp.DocumentFormattingParams(rule.id, options)
    edits = await client.text_document_formatting_async(params)
    assert edits
    rule.change(*edits)
    subprocess.run([PROGRAM, "fmt", path], check=True, capture_output=True)
    assert rule.text == path.read_text("utf-8")
