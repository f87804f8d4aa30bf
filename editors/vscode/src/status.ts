/** The status item: whether the server runs, and which pack judges the declaration in view. */

import * as vscode from "vscode";
import {
  type DocumentSymbol,
  DocumentSymbolRequest,
  type LanguageClient,
  State,
} from "vscode-languageclient/node";

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    "jixiao",
    vscode.StatusBarAlignment.Right,
    100,
  );
  private readonly watching: vscode.Disposable[];
  private client: LanguageClient | undefined;
  private state = State.Stopped;

  constructor() {
    this.item.name = "jixiao";
    const show = () => void this.show();
    this.watching = [
      vscode.window.onDidChangeActiveTextEditor(show),
      // What was found has changed: the pack may have, too.
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const active = vscode.window.activeTextEditor?.document.uri.toString();
        if (uris.some((uri) => uri.toString() === active)) {
          show();
        }
      }),
    ];
  }

  /** The server is in this state now. */
  server(client: LanguageClient, state: State): void {
    this.client = client;
    this.state = state;
    void this.show();
  }

  dispose(): void {
    this.watching.forEach((it) => it.dispose());
    this.item.dispose();
  }

  private async show(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const documents = this.client?.clientOptions.documentSelector;
    if (!document || !documents || vscode.languages.match(documents as vscode.DocumentSelector, document) === 0) {
      this.item.hide();
      return;
    }
    const running = this.state === State.Running;
    const pack = running ? await this.pack(document) : undefined;
    if (document !== vscode.window.activeTextEditor?.document) {
      return;
    }
    const icon = this.icon();
    this.item.text = pack ? `${icon} jixiao · ${pack}` : `${icon} jixiao`;
    this.item.tooltip = this.words(pack);
    this.item.command = this.state === State.Stopped ? "jixiao.restart" : "jixiao.log";
    const alarm = new vscode.ThemeColor("statusBarItem.errorBackground");
    this.item.backgroundColor = this.state === State.Stopped ? alarm : undefined;
    this.item.show();
  }

  private icon(): string {
    switch (this.state) {
      case State.Running:
        return "$(check)";
      case State.Stopped:
        return "$(error)";
      default:
        return "$(loading~spin)";
    }
  }

  private words(pack: string | undefined): string {
    switch (this.state) {
      case State.Running: {
        const version = this.client?.initializeResult?.serverInfo?.version ?? "";
        const judged = pack ? `\n本表由规则包 ${pack} 评判` : "";
        return `jixiao ${version} 正在运行${judged}\n单击显示输出`;
      }
      case State.Stopped:
        return "jixiao 没有运行\n单击重新启动";
      default:
        return "jixiao 正在启动";
    }
  }

  /** The pack that judges a declaration, which the server gives with the outline. */
  private async pack(document: vscode.TextDocument): Promise<string | undefined> {
    if (document.languageId === "jixiao-rule") {
      return undefined;
    }
    const params = { textDocument: { uri: document.uri.toString() } };
    try {
      const symbols = await this.client?.sendRequest(DocumentSymbolRequest.type, params);
      const form = (symbols as DocumentSymbol[] | null | undefined)?.[0];
      // Other outlines have no packs: a form is the only part that is a module.
      return form?.kind === 2 ? form.detail : undefined;
    } catch {
      // The document was closed meanwhile, or the server is on its way out.
      return undefined;
    }
  }
}
