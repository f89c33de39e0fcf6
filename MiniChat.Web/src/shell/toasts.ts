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

/** Takes a note away. */
export function dismiss(id: number) {
  const place = toasts.findIndex((toast) => toast.id === id);
  if (place >= 0) toasts.splice(place, 1);
}

/** Shows a note for a while; gives its number. */
export function say(text: string, more: Partial<Omit<Toast, "id" | "text">> = {}) {
  const id = ++last;
  toasts.push({ id, text, isError: false, ...more });
  setTimeout(() => dismiss(id), shown);
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
  let isOpen = true;
  const close = () => {
    isOpen = false;
    clearTimeout(timer);
    removeEventListener("pagehide", leave);
    dismiss(id);
  };
  const leave = () => {
    if (isOpen) carryOutAtOnce();
    close();
  };
  const timer = setTimeout(() => {
    close();
    void attempt(carryOut);
  }, shown);
  const id = say(text, {
    action: {
      name: t("undo"),
      run: () => {
        close();
        undo();
      },
    },
  });
  addEventListener("pagehide", leave);
}
