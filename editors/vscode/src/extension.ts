/** The extension's beginning and end: the server, the commands, the settings. */

import * as vscode from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";

import { connect } from "./client";
import { inside } from "./inside";
import { settings } from "./settings";
import { Status } from "./status";

class Extension implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private readonly output = vscode.window.createOutputChannel("jixiao", { log: true });
  private readonly status = new Status();
  /** Starts and stops follow one another. */
  private turn: Promise<void> = Promise.resolve();

  start(): Promise<void> {
    return this.next(() => this.begin());
  }

  restart(): Promise<void> {
    return this.next(async () => {
      await this.end();
      await this.begin();
    });
  }

  stop(): Promise<void> {
    return this.next(() => this.end());
  }

  /** The client that runs, if there is one. */
  running(): LanguageClient | undefined {
    return this.client?.isRunning() ? this.client : undefined;
  }

  log(): void {
    this.output.show();
  }

  /** A restart is quick, and all that is shown is asked for anew. */
  configured(event: vscode.ConfigurationChangeEvent): void {
    if (event.affectsConfiguration("jixiao")) {
      void this.restart();
    }
  }

  dispose(): void {
    this.status.dispose();
    this.output.dispose();
  }

  private next(step: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(step, step);
    return this.turn;
  }

  private async begin(): Promise<void> {
    const wishes = settings();
    const client = connect(wishes, this.output);
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      this.status.server(client, newState);
    });
    try {
      await client.start();
    } catch (error) {
      this.status.server(client, State.Stopped);
      this.failed(wishes.path, error);
    }
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    // One that never came up, or has died, cannot be asked to stop.
    if (client?.isRunning()) {
      await client.dispose();
    }
  }

  private failed(path: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.output.error(reason);
    const [settingsButton, logButton] = ["打开设置", "显示输出"];
    const words = `运行不了“${path}”。请安装 jixiao，或者在设置 jixiao.path 里写明它的位置。`;
    void vscode.window.showErrorMessage(words, settingsButton, logButton).then((chosen) => {
      if (chosen === settingsButton) {
        void vscode.commands.executeCommand("workbench.action.openSettings", "jixiao.path");
      } else if (chosen === logButton) {
        this.log();
      }
    });
  }
}

let extension: Extension | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const it = new Extension();
  extension = it;
  context.subscriptions.push(
    it,
    inside(() => it.running()),
    vscode.commands.registerCommand("jixiao.restart", () => it.restart()),
    vscode.commands.registerCommand("jixiao.log", () => it.log()),
    vscode.workspace.onDidChangeConfiguration((event) => it.configured(event)),
  );
  await it.start();
}

export async function deactivate(): Promise<void> {
  await extension?.stop();
}
