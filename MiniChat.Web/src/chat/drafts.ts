import { keep, keptNames, readKept } from "../shell/browserStore";

/** Whose draft: a chat's number, or the chat that is about to begin. */
export type DraftOf = number | "new";

const nameOf = (of: DraftOf) => `draft:${of}`;

/** What was typed and not sent. */
export const readDraft = (of: DraftOf) => readKept(nameOf(of)) ?? "";

/** Keeps what was typed. */
export const keepDraft = (of: DraftOf, text: string) => keep(nameOf(of), text);

/** Forgets what anybody typed or was about to send here. */
export function forgetDrafts() {
  for (const name of keptNames()) if (/^(draft|ask):/.test(name)) keep(name, "");
}
