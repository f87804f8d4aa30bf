/** The grammar colours what the server colours, so that nothing changes its colour when it comes. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { start } from "./server.mjs";
import { load } from "./textmate.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const samples = fileURLToPath(new URL("samples", import.meta.url));

function files(folder, ending) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => join(folder, name));
}

test("the samples are coloured as before", async () => {
  const read = await load();
  const found = files(samples, ".rule");
  assert.ok(found.length > 0);
  for (const file of found) {
    const lines = read(readFileSync(file, "utf8"))
      .filter(({ text, scopes }) => text.trim() !== "" && scopes.length > 0)
      .map(({ line, text, scopes }) => `${line + 1} ${text.trim()}  ${scopes.join(" ")}`);
    const actual = `${lines.join("\n")}\n`.replaceAll(".jixiao-rule", "");
    const expected = file.replace(/\.rule$/, ".expected");
    if (process.env.UPDATE !== undefined) {
      writeFileSync(expected, actual);
    }
    assert.equal(actual, existsSync(expected) ? readFileSync(expected, "utf8") : "");
  }
});

/** What the scopes of a piece make of it, in the server's words. */
function kind(scopes) {
  const has = (prefix) => scopes.some((scope) => scope.startsWith(prefix));
  if (has("comment.")) return "comment";
  if (has("meta.embedded") || has("variable.")) return "hole";
  if (has("string.regexp")) return "regexp";
  if (has("string.")) return "string";
  if (has("keyword.control")) return "keyword";
  return undefined;
}

/** Each character's kind, line by line. */
function painted(text, pieces, kindOf) {
  const lines = text.split(/\r?\n/).map((line) => new Array(line.length).fill(undefined));
  for (const piece of pieces) {
    lines[piece.line].fill(kindOf(piece), piece.start, Math.min(piece.end, lines[piece.line].length));
  }
  return lines;
}

test("the rules of all packs are coloured as the server colours them", async () => {
  const read = await load();
  const server = await start();
  const found = files(join(root, "rules"), ".rule");
  assert.ok(found.length > 20);
  const differences = [];
  for (const file of found) {
    const text = readFileSync(file, "utf8");
    const ours = painted(text, read(text), ({ scopes }) => kind(scopes));
    const theirs = painted(text, await server.tokens(file, text), (piece) => piece.kind);
    text.split(/\r?\n/).forEach((line, at) => {
      const differs = line.split("").some((it, column) => it.trim() !== "" && disagree(ours[at][column], theirs[at][column]));
      if (differs) {
        const column = ours[at].findIndex((it, index) => line[index].trim() !== "" && disagree(it, theirs[at][index]));
        const pair = `${ours[at][column]} for ${theirs[at][column]}`;
        differences.push(`${file}:${at + 1}:${column + 1} ${pair}: ${line.trim()}`);
      }
    });
  }
  assert.equal(await server.end(), 0);
  assert.deepEqual(differences, []);
});

/** Kinds that are told by the words alone. */
const CERTAIN = new Set(["comment", "keyword", "regexp"]);

function disagree(ours, theirs) {
  if (CERTAIN.has(ours) || CERTAIN.has(theirs)) {
    return ours !== theirs;
  }
  // Texts are texts, except that the server sees names in their holes and fields in examples.
  return theirs === "string" && ours !== "string" && ours !== "hole";
}
