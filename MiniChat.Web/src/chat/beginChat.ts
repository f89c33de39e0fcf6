import type { ChatInfo, CreateChat } from "../api/dtos";
import { Failure } from "../api/failures";
import { createChat } from "../chats/chats";
import { inTab } from "../shell/browserStore";
import { newKey } from "./asks";

const kept = "ask:new";

/** A chat that was asked for and is not known to be there: the key it was asked for under, and what it was to be. */
type Begun = { key: string; wanted: string };

/** What a chat was to be that is not known to be there. */
export function readBegun(): Partial<CreateChat> | null {
  const begun = inTab.readJson<Begun>(kept);
  return begun && (JSON.parse(begun.wanted) as Partial<CreateChat>);
}

/** Begins a chat: under one key until it is known to be there, so that a lost response leaves no empty chat behind. */
export async function beginChat(values: Partial<CreateChat>): Promise<ChatInfo> {
  const wanted = JSON.stringify(values);
  const before = inTab.readJson<Begun>(kept);
  const begun = before?.wanted === wanted ? before : { key: newKey(), wanted };
  inTab.keep(kept, JSON.stringify(begun));
  const chat = await createChat(values, begun.key).catch((thrown: unknown) => {
    // Where the server refused it there is no chat: the same would be refused under the same key again.
    if (!(thrown instanceof Failure && (thrown.isPassing || thrown.isOfSession))) inTab.keep(kept, "");
    throw thrown;
  });
  inTab.keep(kept, "");
  // Somebody found it in the list and used it: it is no new one any more.
  return chat.title ? beginChat(values) : chat;
}
