/** The grammar as an editor runs it: a text to its pieces with their scopes. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const textmate = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");

export const SCOPE = "source.jixiao-rule";

const file = new URL("../syntaxes/jixiao-rule.tmLanguage.json", import.meta.url);

/** The grammar, ready to run. */
export async function load() {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) =>
      scope === SCOPE ? textmate.parseRawGrammar(readFileSync(file, "utf8"), file.pathname) : null,
  });
  const grammar = await registry.loadGrammar(SCOPE);
  return (text) => tokens(grammar, text);
}

/** The pieces in order: line, columns in UTF-16 units, text, scopes without the outermost. */
function tokens(grammar, text) {
  const found = [];
  let state = textmate.INITIAL;
  text.split(/\r?\n/).forEach((line, at) => {
    const read = grammar.tokenizeLine(line, state);
    state = read.ruleStack;
    for (const { startIndex, endIndex, scopes } of read.tokens) {
      const piece = line.slice(startIndex, endIndex);
      found.push({ line: at, start: startIndex, end: endIndex, text: piece, scopes: scopes.slice(1) });
    }
  });
  return found;
}
