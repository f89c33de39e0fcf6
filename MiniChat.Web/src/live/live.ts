import { ref, watch } from "vue";
import { askSession, session } from "../session/session";
import type { AnswerNotice, ChatNotice } from "./notices";

type Listener = {
  answer?: (notice: AnswerNotice) => void;
  chat?: (notice: ChatNotice) => void;
  /** The stream is there, for the first time or again: what happened before was missed. */
  joined?: () => void;
};

const listeners = new Set<Listener>();
const patience = 30_000;
const longestPause = 5_000;
// A stream that has nothing to say gives a sign every 15 seconds.
const longestSilence = 40_000;

let stream: EventSource | null = null;
let retry: ReturnType<typeof setTimeout> | undefined;
let rest: ReturnType<typeof setTimeout> | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;
let failures = 0;

/** Whether the server can be heard: `false` is shown to the person. */
export const isLive = ref(true);

/** Hears what happens to the account; gives the way to stop hearing. */
export function listen(listener: Listener) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Keeps one stream open while somebody is signed in and looks at the page. */
export function startLive() {
  watch(isWanted, follow, { immediate: true });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) restLater();
    else if (!stream) follow();
  });
  addEventListener("online", follow);
}

const isWanted = () => session.person !== null && !session.isOver;

function follow() {
  close();
  if (isWanted()) open();
  if (document.hidden) restLater();
}

/** A browser opens few connections to one server: a page that nobody looks at gives its own back. */
function restLater() {
  clearTimeout(rest);
  rest = setTimeout(() => document.hidden && close(), patience);
}

function open() {
  const opened = new EventSource("/event-stream?channels=*");
  stream = opened;
  opened.onmessage = (event: MessageEvent<string>) => {
    expectMore();
    take(event.data);
  };
  // The browser's own tries begin a stream of a new subscription too, but end for good after an answer that is no stream.
  opened.onerror = tryAgain;
  expectMore();
}

/** A connection that is lost without a word, as when a machine slept, is no error to the browser. */
function expectMore() {
  clearTimeout(silence);
  silence = setTimeout(tryAgain, longestSilence);
}

function tryAgain() {
  close();
  isLive.value = false;
  failures += 1;
  // A stream does not say why it was refused.
  if (failures > 1) void askSession();
  openLater();
}

/** The stream is somebody else's, or nobody's: another tab signed in or out, or the session has to be renewed. */
function askAgain() {
  close();
  failures += 1;
  void askSession();
  openLater();
}

function openLater() {
  clearTimeout(retry);
  retry = setTimeout(open, Math.min(longestPause, 500 * 2 ** Math.min(failures, 5)) * (0.75 + Math.random() / 2));
}

function close() {
  clearTimeout(retry);
  clearTimeout(silence);
  stream?.close();
  stream = null;
}

/** An event is `[channel@]selector json`. */
function take(data: string) {
  const blank = data.indexOf(" ");
  const selector = data.slice(data.slice(0, blank).indexOf("@") + 1, blank);
  if (selector === "cmd.onConnect") {
    const { userId } = JSON.parse(data.slice(blank + 1)) as { userId: string };
    if (userId !== session.person?.id) return askAgain();
    isLive.value = true;
    failures = 0;
    for (const listener of [...listeners]) listener.joined?.();
  } else if (selector === "cmd.answer") {
    const notice = JSON.parse(data.slice(blank + 1)) as AnswerNotice;
    for (const listener of [...listeners]) listener.answer?.(notice);
  } else if (selector === "cmd.chat") {
    const notice = JSON.parse(data.slice(blank + 1)) as ChatNotice;
    for (const listener of [...listeners]) listener.chat?.(notice);
  }
}
