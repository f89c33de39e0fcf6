// JSON for people: indented and coloured. It is read as text, so that long numbers stay what came.

import { el } from "./dom.js";

const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/g;
const mostColoured = 200_000;

/** Whether a text is JSON. */
export function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The text with line breaks and two blanks for each level; the text must be JSON. */
export function indent(text) {
  let level = 0;
  let written = "";
  const tokens = text.match(token) ?? [];
  const line = () => `\n${"  ".repeat(level)}`;
  tokens.forEach((part, place) => {
    const isEmpty = "{[".includes(part) && "}]".includes(tokens[place + 1] ?? " ");
    const endsEmpty = "}]".includes(part) && "{[".includes(tokens[place - 1] ?? " ");
    if (isEmpty || endsEmpty) written += part;
    else if (part === "{" || part === "[") {
      level++;
      written += part + line();
    } else if (part === "}" || part === "]") {
      level--;
      written += line() + part;
    } else if (part === ",") written += part + line();
    else written += part === ":" ? ": " : part;
  });
  return written;
}

/** The parts of indented JSON, each of its colour; a very long text stays one part. */
export function colour(text) {
  if (text.length > mostColoured) return [text];
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(token)) {
    const kind = kindOf(found[0], text.slice(found.index + found[0].length, found.index + found[0].length + 1));
    if (!kind) continue;
    parts.push(text.slice(end, found.index), el("span", { class: kind }, found[0]));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}

function kindOf(part, next) {
  if (part[0] === '"') return next === ":" ? "key" : "string";
  if (/^[-\d]/.test(part)) return "number";
  return /^[a-z]/.test(part) ? "word" : null;
}
