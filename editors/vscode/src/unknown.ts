/** Files that are no declaration at all: whether to say so. */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type * as vscode from "vscode";

import type { Settings } from "./settings";

/** What the server says of a file in which it finds no form. */
const CODE = "form-unknown";

/** The file that says that declarations live here. */
const PROJECT = "jixiao.toml";

export class Unknown {
  constructor(private readonly when: Settings["reportUnknown"]) {}

  /** The diagnostics of a file that the user is shown. */
  reported(uri: vscode.Uri, diagnostics: vscode.Diagnostic[]): vscode.Diagnostic[] {
    if (this.when === "always" || !diagnostics.some(isUnknown)) {
      return diagnostics;
    }
    if (this.when === "project" && isInProject(uri.fsPath)) {
      return diagnostics;
    }
    return diagnostics.filter((it) => !isUnknown(it));
  }
}

function isUnknown(it: vscode.Diagnostic): boolean {
  const code = typeof it.code === "object" ? it.code.value : it.code;
  return code === CODE;
}

/** Whether the file lies in a folder with settings, or below one. */
export function isInProject(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, PROJECT))) {
      return true;
    }
    if (folder === dirname(folder)) {
      return false;
    }
  }
}
