import { computed, reactive } from "vue";
import { send, sendVoid } from "../api/client";
import { type ChatInfo, CreateChat, DeleteChat, FindChats, UpdateChat } from "../api/dtos";
import { Failure } from "../api/failures";
import { forgetDraftsOf } from "../chat/drafts";
import type { ChatNotice } from "../live/notices";
import { offerUndo } from "../shell/toasts";
import { t } from "../words/words";

/** The account's chats, as far as they were read. */
interface Chats {
  byId: Map<number, ChatInfo>;
  /** What is hidden because it is about to be deleted. */
  leaving: Set<number>;
  next: string | undefined;
  isLoading: boolean;
  isKnown: boolean;
  failure: Failure | null;
}

export const chats = reactive<Chats>({
  byId: new Map(),
  leaving: new Set(),
  next: undefined,
  isLoading: false,
  isKnown: false,
  failure: null,
});

const page = 50;
const most = 100;
const aMoment = 200;
const patience = 20_000;

/** The chats to show, the last one used first. */
export const chatList = computed(() =>
  [...chats.byId.values()]
    .filter((chat) => !chats.leaving.has(chat.id))
    .sort((one, other) => other.modifiedDate.localeCompare(one.modifiedDate) || other.id - one.id),
);

let refreshing: Promise<void> | null = null;
let isStale = false;

/**
 * Reads anew what was read: what was missed shows, what is gone goes, and the list is as long as it was. Calls that come while it is
 * read share one more reading.
 */
export function refreshChats(): Promise<void> {
  isStale = true;
  return (refreshing ??= readWhileStale());
}

async function readWhileStale() {
  try {
    while (isStale) {
      isStale = false;
      await whileLoading(readAnew);
    }
  } finally {
    refreshing = null;
  }
}

/** Reads the next page. */
export const readOlderChats = async () => {
  if (chats.next && !chats.isLoading) await whileLoading(readOlder);
};

let isWaiting = false;

/** Reads the newest chats, once for all that come in a moment: an import brings hundreds. */
function readNewestSoon() {
  if (isWaiting) return;
  isWaiting = true;
  setTimeout(() => {
    isWaiting = false;
    void whileLoading(readNewest);
  }, aMoment);
}

/** What was heard while chats are read, for each reading. */
const readings = new Set<ChatNotice[]>();

/** Reads; what is heard of chats meanwhile is newer than what is read, and is heeded after it. */
async function whileLoading(read: () => Promise<void>) {
  const heard: ChatNotice[] = [];
  readings.add(heard);
  chats.isLoading = true;
  chats.failure = null;
  try {
    await read();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    chats.failure = thrown;
  } finally {
    readings.delete(heard);
    chats.isLoading = readings.size > 0;
    for (const notice of heard) {
      // What moves to the front between two pages is on neither.
      if (!heed(notice)) readNewestSoon();
    }
  }
}

const find = (take: number, after?: string) => send(new FindChats({ take, after }), { patience });

async function readAnew() {
  const read: ChatInfo[] = [];
  let next: string | undefined;
  do {
    const found = await find(Math.min(most, Math.max(page, chats.byId.size - read.length)), next);
    read.push(...found.results);
    next = found.next;
  } while (next && read.length < chats.byId.size);
  chats.byId = new Map(read.map((chat) => [chat.id, chat]));
  chats.next = next;
  chats.isKnown = true;
}

async function readOlder() {
  const found = await find(page, chats.next);
  for (const chat of found.results) rememberChat(chat);
  chats.next = found.next;
}

/** What was read before stays, if nothing can lie between. */
async function readNewest() {
  const found = await find(page);
  if (!found.results.some((chat) => chats.byId.has(chat.id))) return void refreshChats();
  for (const chat of found.results) rememberChat(chat);
}

/** Begins a chat, once under a key. */
export async function createChat(values: Partial<CreateChat>, key: string) {
  const chat = await send(new CreateChat(values), { key });
  chats.byId.set(chat.id, chat);
  return chat;
}

/** Changes a chat: an empty text takes a value away. */
export async function updateChat(values: Partial<UpdateChat> & { id: number }) {
  const chat = await send(new UpdateChat(values));
  chats.byId.set(chat.id, chat);
  return chat;
}

/** Hides the chat, and deletes it once the offer to undo is over; leaving the page deletes it at once. */
export function deleteChat(id: number) {
  const title = chats.byId.get(id)?.title ?? t("chat.untitled");
  chats.leaving.add(id);
  // In signs that keep the sentence in its direction, whatever the title's is.
  offerUndo(t("chats.deleted", { title: `\u2068${title}\u2069` }), {
    undo: () => void chats.leaving.delete(id),
    carryOut: async () => {
      try {
        await sendVoid(new DeleteChat({ id }));
        forget(id);
      } finally {
        chats.leaving.delete(id);
      }
    },
    carryOutAtOnce: () => {
      void fetch(`/chats/${id}`, { method: "DELETE", keepalive: true });
      forget(id);
    },
  });
}

/** Shows a chat in the list as it was read just now. */
export const rememberChat = (chat: ChatInfo) => chats.byId.set(chat.id, chat);

function forget(id: number) {
  chats.byId.delete(id);
  forgetDraftsOf(id);
}

/** Takes note of what happened to a chat, here or on another device. */
export function noteChat(notice: ChatNotice) {
  for (const heard of readings) heard.push(notice);
  // Another name of a chat that was not read shows when it is.
  if (!heed(notice) && notice.change !== "updated") readNewestSoon();
}

/** Shows what happened to a chat; whether it is known by then. */
function heed({ chatId, change, title }: ChatNotice) {
  if (change === "deleted") {
    forget(chatId);
    return true;
  }
  const known = chats.byId.get(chatId);
  if (!known) return false;
  // A new name is no use of the chat.
  const modifiedDate = change === "asked" ? new Date().toISOString() : known.modifiedDate;
  chats.byId.set(chatId, { ...known, title: title ?? known.title, modifiedDate });
  return true;
}
