/** The server, asked for the colours of rule files over its standard input and output. */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const rpc = require("vscode-jsonrpc/node");

const built = fileURLToPath(new URL("../../../target/debug/jixiao", import.meta.url));

/** The program under test: that of the variable JIXIAO, else the one built for debugging. */
export const PROGRAM = process.env.JIXIAO ?? built;

/** Starts a server; the caller ends it. */
export async function start() {
  if (!existsSync(PROGRAM)) {
    throw new Error(`there is no ${PROGRAM}: run cargo build, or name the program in JIXIAO`);
  }
  const server = spawn(PROGRAM, ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
  const reader = new rpc.StreamMessageReader(server.stdout);
  const writer = new rpc.StreamMessageWriter(server.stdin);
  const connection = rpc.createMessageConnection(reader, writer);
  connection.listen();
  const greeting = await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  await connection.sendNotification("initialized", {});
  const { tokenTypes } = greeting.capabilities.semanticTokensProvider.legend;
  return {
    /** The pieces of a file: line, columns, kind. */
    async tokens(path, text) {
      const uri = pathToFileURL(path).toString();
      const textDocument = { uri, languageId: "jixiao-rule", version: 1, text };
      await connection.sendNotification("textDocument/didOpen", { textDocument });
      const answer = await connection.sendRequest("textDocument/semanticTokens/full", {
        textDocument: { uri },
      });
      return decoded(answer.data, tokenTypes);
    },
    async end() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      const code = await new Promise((resolve) => server.once("exit", resolve));
      connection.dispose();
      return code;
    },
  };
}

function decoded(data, types) {
  const found = [];
  let [line, start] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [lines, columns, length, type] = data.slice(at, at + 4);
    start = lines === 0 ? start + columns : columns;
    line += lines;
    found.push({ line, start, end: start + length, kind: types[type] });
  }
  return found;
}
