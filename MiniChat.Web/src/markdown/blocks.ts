import type { Token, Tokens } from "marked";
import { lex, toHtml } from "./parser";
import { makeSafe } from "./safe";

/** A piece of an answer that is shown by itself. */
export type Block = { key: number; raw: string } & (
  { kind: "html"; html: string; level?: number } | { kind: "code"; code: string; language: string }
);

/** A text in blocks, and where the last one begins, from which a longer text is read on. */
export interface Blocks {
  text: string;
  blocks: Block[];
  lastAt: number;
}

export const noBlocks: Blocks = { text: "", blocks: [], lastAt: 0 };

/** The whole text in blocks; those that are as they were before stay the same objects, and are not drawn again. */
export function split(text: string, before: Blocks = noBlocks): Blocks {
  return build(text, 0, [], before.blocks);
}

/** A text that has grown: only its last block is read again, since nothing of what comes later changes those before. */
export function grow(text: string, before: Blocks): Blocks {
  if (before.lastAt === 0 || !text.startsWith(before.text)) return split(text, before);
  return build(text, before.lastAt, before.blocks.slice(0, -1), before.blocks);
}

function build(text: string, from: number, blocks: Block[], known: Block[]): Blocks {
  const rest = text.slice(from);
  const tokens = lex(rest);
  // Line ends other than \n are changed by the parser, and places with them: such a text is read whole each time.
  const hasPlaces = tokens.reduce((sum, token) => sum + token.raw.length, 0) === rest.length;
  let [at, lastAt] = [from, from];
  for (const token of tokens) {
    if (token.type !== "space" && token.type !== "def") {
      const same = known[blocks.length];
      blocks.push(same?.raw === token.raw && isPlain(token) ? same : blockOf(token, blocks, tokens));
      lastAt = at;
    }
    at += token.raw.length;
  }
  return hasPlaces ? { text, blocks, lastAt } : { text, blocks, lastAt: 0 };
}

/** Whether a block means the same wherever it stands: one with a link by name may not. */
const isPlain = (token: Token) => token.type === "code" || !token.raw.includes("]");

// The heading of a turn is the page's second level: what an answer has of its own begins below.
const turnLevel = 2;
const deepest = 6;

/** The level of the last heading before. */
const levelOf = (blocks: Block[]) => blocks.reduce((last, block) => (block.kind === "html" && block.level) || last, turnLevel);

function blockOf(token: Token, before: Block[], all: Token[]): Block {
  const { raw } = token;
  const key = before.length;
  if (token.type === "code") {
    const { text, lang } = token as Tokens.Code;
    return { key, raw, kind: "code", code: text, language: (lang ?? "").split(/[\s{]/)[0]! };
  }
  if (token.type !== "heading") return { key, raw, kind: "html", html: makeSafe(toHtml(token, all)) };
  // A model may leave levels out, which those who hear the page would look for.
  const heading = token as Tokens.Heading;
  const above = levelOf(before);
  const level = Math.min(deepest, turnLevel + heading.depth, above + 1);
  return { key, raw, kind: "html", level, html: makeSafe(toHtml({ ...heading, depth: level }, all)) };
}
