/** The client of the language server: how it is started, and which documents it is told of. */

import * as vscode from "vscode";
import {
  type DocumentFilter,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  State,
} from "vscode-languageclient/node";

import { type Settings, told } from "./settings";
import { Unknown } from "./unknown";

/** Files that are checked whatever the user says about declarations. */
const OWN = ["**/*.rule", "**/jixiao.toml", "**/jixiao-waivers.toml", "**/pack.toml", "**/forms/*.toml"];

/** A client that leaves it to its owner to say that the server cannot be started. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown, show?: boolean | "force"): void {
    super.error(message, data, this.state === State.StartFailed ? false : show);
  }
}

/** The documents that the server is told of. */
export function selector(it: Settings): DocumentFilter[] {
  return [...OWN, ...it.declarations].map((pattern) => ({ scheme: "file", pattern }));
}

/** A client that has not been started yet. */
export function connect(it: Settings, output: vscode.LogOutputChannel): LanguageClient {
  const server: ServerOptions = { command: it.path, args: ["lsp"] };
  const unknown = new Unknown(it.reportUnknown);
  const options: LanguageClientOptions = {
    documentSelector: selector(it),
    initializationOptions: told(it),
    outputChannel: output,
    middleware: {
      handleDiagnostics: (uri, diagnostics, next) => {
        next(uri, unknown.reported(uri, diagnostics));
      },
      provideDiagnostics: async (document, previous, token, next) => {
        const report = await next(document, previous, token);
        const uri = document instanceof vscode.Uri ? document : document.uri;
        if (report && "items" in report) {
          report.items = unknown.reported(uri, report.items);
        }
        return report;
      },
    },
  };
  return new Client("jixiao", "jixiao", server, options);
}
