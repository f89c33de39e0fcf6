import { inBrowser, inTab } from "../shell/browserStore";
import { forgetAsk } from "./asks";

/** Whose draft: a chat's number, or the chat that is about to begin. */
export type DraftOf = number | "new";

const nameOf = (of: DraftOf) => `draft:${of}`;

/** What was typed and not sent. */
export const readDraft = (of: DraftOf) => inBrowser.read(nameOf(of)) ?? "";

/** Keeps what was typed. */
export const keepDraft = (of: DraftOf, text: string) => inBrowser.keep(nameOf(of), text);

/** Keeps for a new chat what cannot be said where it was typed, before what was typed there already. */
export function offerDraft(text: string) {
  const before = readDraft("new");
  if (!before.includes(text)) keepDraft("new", before ? `${text}\n${before}` : text);
}

/** Forgets what was typed and asked in a chat that is gone. */
export function forgetDraftsOf(chatId: number) {
  keepDraft(chatId, "");
  forgetAsk(chatId);
}

/** Keeps for a new chat what was not said in one that is gone. */
export function handOnDrafts(chatId: number, ...texts: string[]) {
  texts.forEach(offerDraft);
  forgetDraftsOf(chatId);
}

const stores = [inBrowser, inTab];
const person = "person";

function forgetIn(store: (typeof stores)[number]) {
  for (const name of store.names()) if (/^(draft|ask):/.test(name)) store.keep(name, "");
}

/** Forgets what anybody typed or was about to send here. */
export const forgetDrafts = () => stores.forEach(forgetIn);

/** From now on what is typed is this person's; what anybody else typed is forgotten. */
export function giveDraftsTo(id: string) {
  // Each store by itself: another tab may have given the browser's to the same person already.
  for (const store of stores) {
    if (store.read(person) !== id) forgetIn(store);
    store.keep(person, id);
  }
}
