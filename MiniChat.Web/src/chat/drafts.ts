/** Whose draft: a chat's number, or the chat that is about to begin. */
export type DraftOf = number | "new";

const nameOf = (of: DraftOf) => `draft:${of}`;

/** What was typed and not sent. */
export const readDraft = (of: DraftOf) => localStorage.getItem(nameOf(of)) ?? "";

/** Keeps what was typed. */
export function keepDraft(of: DraftOf, text: string) {
  if (text) localStorage.setItem(nameOf(of), text);
  else localStorage.removeItem(nameOf(of));
}

/** Forgets what anybody typed or was about to send here. */
export function forgetDrafts() {
  for (const name of Object.keys(localStorage)) if (/^(draft|ask):/.test(name)) localStorage.removeItem(name);
}
