import type { ChatInfo, CreateChat } from "../api/dtos";
import { createChat } from "../chats/chats";
import { inTab } from "../shell/browserStore";
import { newKey } from "./asks";

const kept = "ask:new";

/** A chat that was asked for and is not known to be there: the key it was asked for under, and what it was to be. */
type Begun = { key: string; wanted: string };

/** Begins a chat: under one key until it is known to be there, so that a lost response leaves no empty chat behind. */
export async function beginChat(values: Partial<CreateChat>): Promise<ChatInfo> {
  const wanted = JSON.stringify(values);
  const before = JSON.parse(inTab.read(kept) ?? "null") as Begun | null;
  const begun = before?.wanted === wanted ? before : { key: newKey(), wanted };
  inTab.keep(kept, JSON.stringify(begun));
  const chat = await createChat(values, begun.key);
  inTab.keep(kept, "");
  // Somebody found it in the list and used it: it is no new one any more.
  return chat.title ? beginChat(values) : chat;
}
