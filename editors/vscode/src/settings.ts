/** What the user has set. */

import * as vscode from "vscode";

/** The settings below `jixiao`. */
export interface Settings {
  path: string;
  packs: string[] | null;
  allowUntrusted: boolean;
  inlayHints: boolean;
  declarations: string[];
  reportUnknown: "project" | "always" | "never";
}

export function settings(): Settings {
  const all = vscode.workspace.getConfiguration("jixiao");
  return {
    path: all.get("path", "jixiao"),
    packs: all.get<string[] | null>("packs", null),
    allowUntrusted: all.get("allowUntrusted", false),
    inlayHints: all.get("inlayHints", true),
    declarations: all.get("declarations", []),
    reportUnknown: all.get("reportUnknown", "project"),
  };
}

/** What of it the server is told at its start; packs that are not set are its own affair. */
export function told(it: Settings): Record<string, unknown> {
  const { packs, allowUntrusted, inlayHints } = it;
  const virtualFiles = true;
  return packs === null
    ? { allowUntrusted, inlayHints, virtualFiles }
    : { packs, allowUntrusted, inlayHints, virtualFiles };
}
