import { inBrowser } from "../shell/browserStore";

/** An ask that the server has not accepted yet. It is kept in the browser, so that a reload sends it again under the same key. */
export type Ask = { key: string } & (
  { kind: "chat"; text: string; parentId?: number } | { kind: "regenerate"; answerId: number; model?: string }
);

const nameOf = (chatId: number) => `ask:${chatId}`;

/** A key that no other ask has. */
export const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The ask of a chat that was not accepted yet. */
export const readAsk = (chatId: number) => inBrowser.readJson<Ask>(nameOf(chatId));

/** Keeps an ask until it is accepted. */
export const keepAsk = (chatId: number, ask: Ask) => inBrowser.keep(nameOf(chatId), JSON.stringify(ask));

/** Forgets the ask of a chat, whichever it is. */
export const forgetAsk = (chatId: number) => inBrowser.keep(nameOf(chatId), "");

/** Forgets it: it was accepted, or given up. What another tab asked meanwhile stays. */
export function dropAsk(chatId: number, { key }: Ask) {
  if (readAsk(chatId)?.key === key) forgetAsk(chatId);
}
