import type { TokenizerAndRendererExtension, Tokens } from "marked";

const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Formulas are set later, by a library that is fetched when the first one comes: until then their source shows. */
const placeOf = (token: Tokens.Generic) =>
  `<span class="maths" data-display="${token.isDisplay}">${escape(token.formula as string)}</span>`;

/** `$$…$$` and `\[…\]`. */
export const displayMaths: TokenizerAndRendererExtension = {
  name: "displayMaths",
  level: "block",
  start: (source) => source.search(/\$\$|\\\[/),
  tokenizer(source) {
    const found = /^ {0,3}(?:\$\$([^]+?)\$\$|\\\[([^]+?)\\\])[ \t]*(?:\n|$)/.exec(source);
    return found ? { type: "displayMaths", raw: found[0], formula: (found[1] ?? found[2])!.trim(), isDisplay: true } : undefined;
  },
  renderer: placeOf,
};

/** `\(…\)`, `$$…$$` within a line, and `$…$` where it cannot be an amount of money. */
export const inlineMaths: TokenizerAndRendererExtension = {
  name: "inlineMaths",
  level: "inline",
  start: (source) => source.search(/\$|\\\(|\\\[/),
  tokenizer(source) {
    const found =
      /^\\\(([^\n]+?)\\\)/.exec(source) ??
      /^\\\[([^\n]+?)\\\]/.exec(source) ??
      /^\$\$([^\n$]+?)\$\$/.exec(source) ??
      /^\$(?!\s)((?:[^$\n\\]|\\[^\n])+?)(?<!\s)\$(?!\d)/.exec(source);
    return found ? { type: "inlineMaths", raw: found[0], formula: found[1]!.trim(), isDisplay: false } : undefined;
  },
  renderer: placeOf,
};
