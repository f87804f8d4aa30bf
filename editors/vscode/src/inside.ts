/** Files inside the program, shown read-only: the rules of the packs that come with it. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

/** What the addresses of these files begin with. */
const SCHEME = "jixiao";

/** Shows what the server that runs now says is in them. */
export function inside(client: () => LanguageClient | undefined): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    async provideTextDocumentContent(uri, token) {
      const params = { uri: uri.toString() };
      const text = await client()?.sendRequest<string | null>("jixiao/content", params, token);
      return text ?? "";
    },
  });
}
