// Parses files in a language: node parse.mjs <language> <file>... An error in one of them is told with its line.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import Parser from "web-tree-sitter";

const [language, ...files] = process.argv.slice(2);
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Parser.Language.load(createRequire(import.meta.url).resolve(`tree-sitter-wasms/out/tree-sitter-${language}.wasm`)));

const isBroken = (text) => parser.parse(text).rootNode.hasError;

function firstError(node) {
  if (node.isError || node.isMissing) return node;
  return node.children.filter((child) => child.hasError || child.isMissing).map(firstError).find((found) => found) ?? node;
}

for (const file of files) {
  const text = await readFile(file, "utf8");
  if (!isBroken(text)) continue;
  const { row } = firstError(parser.parse(text).rootNode).startPosition;
  throw new Error(`${file}:${row + 1}: ${text.split("\n")[row]}`);
}
// A parser that takes everything would tell nothing.
const last = await readFile(files.at(-1), "utf8");
if (!isBroken(last.replace("{", ""))) throw new Error("A file without its first brace was taken.");
console.log(`${files.length} parsed, 1 broken one refused`);
