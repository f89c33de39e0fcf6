import { reactive } from "vue";
import { Failure, sentenceOf } from "../api/failures";
import { t } from "../words/words";

/** A short note at the edge of the page. */
export interface Toast {
  id: number;
  text: string;
  isError: boolean;
  action?: { name: string; run: () => void };
}

/** What keeps a note longer than its time. */
export type Hold = "pointer" | "focus";

/** What is done when an offer to undo is over. */
interface Undoable {
  undo: () => void;
  carryOut: () => Promise<void>;
  /** The same when the page goes away. */
  carryOutAtOnce: () => void;
}

export const toasts = reactive<Toast[]>([]);

const shown = 7_000;
let last = 0;

/** What happens to a note when its time is over, and what holds it. */
interface Time {
  over: () => void;
  timer?: ReturnType<typeof setTimeout>;
  holds: Set<Hold>;
}
const times = new Map<number, Time>();

function begin(time: Time) {
  clearTimeout(time.timer);
  if (time.holds.size === 0) time.timer = setTimeout(time.over, shown);
}

/** Stops a note's time: somebody is at it. */
export function hold(id: number, by: Hold) {
  const time = times.get(id);
  clearTimeout(time?.timer);
  time?.holds.add(by);
}

/** Begins a note's time anew, once nobody is at it. */
export function letGo(id: number, by: Hold) {
  const time = times.get(id);
  if (time?.holds.delete(by)) begin(time);
}

/** Ends a note's time now. */
export const endNow = (id: number) => times.get(id)?.over();

function dismiss(id: number) {
  clearTimeout(times.get(id)?.timer);
  times.delete(id);
  const place = toasts.findIndex((toast) => toast.id === id);
  if (place >= 0) toasts.splice(place, 1);
}

/** Shows a note for a while, and does what is to be done then; gives its number. */
export function say(text: string, more: Partial<Omit<Toast, "id" | "text">> = {}, then = () => {}) {
  const id = ++last;
  toasts.push({ id, text, isError: false, ...more });
  const over = () => {
    dismiss(id);
    then();
  };
  const time: Time = { over, holds: new Set() };
  times.set(id, time);
  begin(time);
  return id;
}

/** Shows what went wrong; where the session is over, the form on top of the page says so. */
export function sayFailure(thrown: unknown) {
  if (!(thrown instanceof Failure && thrown.isOfSession)) say(sentenceOf(thrown), { isError: true });
}

/** Runs something for the person, and shows what went wrong; whether it went well. */
export async function attempt(work: () => Promise<unknown>) {
  try {
    await work();
    return true;
  } catch (thrown) {
    sayFailure(thrown);
    return false;
  }
}

/** Says what is about to be done for good, and does it unless it is undone. */
export function offerUndo(text: string, { undo, carryOut, carryOutAtOnce }: Undoable) {
  const close = () => {
    removeEventListener("pagehide", leave);
    dismiss(id);
  };
  const leave = () => {
    close();
    carryOutAtOnce();
  };
  const run = () => {
    close();
    undo();
  };
  const then = () => {
    close();
    void attempt(carryOut);
  };
  const id = say(text, { action: { name: t("undo"), run } }, then);
  addEventListener("pagehide", leave);
}
