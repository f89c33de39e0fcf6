import { computed, reactive } from "vue";
import { send, sendVoid } from "../api/client";
import { type ChatInfo, CreateChat, DeleteChat, FindChats, UpdateChat } from "../api/dtos";
import { Failure } from "../api/failures";
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

/** The chats to show, the last one used first. */
export const chatList = computed(() =>
  [...chats.byId.values()]
    .filter((chat) => !chats.leaving.has(chat.id))
    .sort((one, other) => other.modifiedDate.localeCompare(one.modifiedDate) || other.id - one.id),
);

let refreshed = Promise.resolve();

/** Reads anew what was read: what was missed shows, what is gone goes, and the list is as long as it was. */
export const refreshChats = () => (refreshed = refreshed.then(() => whileLoading(readAnew)));

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

async function whileLoading(read: () => Promise<void>) {
  chats.isLoading = true;
  chats.failure = null;
  try {
    await read();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    chats.failure = thrown;
  } finally {
    chats.isLoading = false;
  }
}

/** What was heard of chats while they were read: what was read may be older. */
let heard: ChatNotice[] | null = null;

async function readAnew() {
  heard = [];
  try {
    const read: ChatInfo[] = [];
    let next: string | undefined;
    do {
      const take = Math.min(most, Math.max(page, chats.byId.size - read.length));
      const found = await send(new FindChats({ take, after: next }));
      read.push(...found.results);
      next = found.next;
    } while (next && read.length < chats.byId.size);
    chats.byId = new Map(read.map((chat) => [chat.id, chat]));
    chats.next = next;
    chats.isKnown = true;
  } finally {
    const missed = heard;
    heard = null;
    missed.forEach(noteChat);
  }
}

async function readOlder() {
  const found = await send(new FindChats({ take: page, after: chats.next }));
  for (const chat of found.results) rememberChat(chat);
  chats.next = found.next;
}

/** What was read before stays, if nothing can lie between. */
async function readNewest() {
  const found = await send(new FindChats({ take: page }));
  if (!found.results.some((chat) => chats.byId.has(chat.id))) return refreshChats();
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
        chats.byId.delete(id);
      } finally {
        chats.leaving.delete(id);
      }
    },
    carryOutAtOnce: () => void fetch(`/chats/${id}`, { method: "DELETE", keepalive: true }),
  });
}

/** Shows a chat in the list as it was read just now. */
export const rememberChat = (chat: ChatInfo) => chats.byId.set(chat.id, chat);

/** Takes note of what happened to a chat, here or on another device. */
export function noteChat(notice: ChatNotice) {
  heard?.push(notice);
  const { chatId, change, title } = notice;
  if (change === "deleted") {
    chats.byId.delete(chatId);
    return;
  }
  const known = chats.byId.get(chatId);
  if (known) {
    // A new name is no use of the chat.
    const modifiedDate = change === "asked" ? new Date().toISOString() : known.modifiedDate;
    chats.byId.set(chatId, { ...known, title: title ?? known.title, modifiedDate });
  } else if (change !== "updated") {
    readNewestSoon();
  }
}
