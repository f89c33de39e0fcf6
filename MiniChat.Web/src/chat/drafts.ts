import { inBrowser, inTab } from "../shell/browserStore";

/** Whose draft: a chat's number, or the chat that is about to begin. */
export type DraftOf = number | "new";

const nameOf = (of: DraftOf) => `draft:${of}`;

/** What was typed and not sent. */
export const readDraft = (of: DraftOf) => inBrowser.read(nameOf(of)) ?? "";

/** Keeps what was typed. */
export const keepDraft = (of: DraftOf, text: string) => inBrowser.keep(nameOf(of), text);

/** Forgets what anybody typed or was about to send here. */
export function forgetDrafts() {
  for (const store of [inBrowser, inTab]) for (const name of store.names()) if (/^(draft|ask):/.test(name)) store.keep(name, "");
}
