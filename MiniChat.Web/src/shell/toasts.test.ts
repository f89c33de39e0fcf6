import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { endNow, hold, letGo, offerUndo, toasts } from "./toasts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** An offer to undo, and what became of it. */
function offer() {
  const done = { undo: vi.fn(), carryOut: vi.fn(async () => {}), carryOutAtOnce: vi.fn() };
  offerUndo("Gone.", done);
  return { ...done, toast: toasts.at(-1)! };
}

it("does what is said when the time is over, once", () => {
  const { carryOut, carryOutAtOnce } = offer();
  vi.advanceTimersByTime(60_000);
  dispatchEvent(new Event("pagehide"));
  expect(toasts).toEqual([]);
  expect(carryOut).toHaveBeenCalledOnce();
  expect(carryOutAtOnce).not.toHaveBeenCalled();
});

it("does nothing of it when it is undone", () => {
  const { undo, carryOut, carryOutAtOnce, toast } = offer();
  toast.action!.run();
  vi.advanceTimersByTime(60_000);
  dispatchEvent(new Event("pagehide"));
  expect(undo).toHaveBeenCalledOnce();
  expect(carryOut).not.toHaveBeenCalled();
  expect(carryOutAtOnce).not.toHaveBeenCalled();
});

it("waits while the pointer or the focus is at the note", () => {
  const { carryOut, toast } = offer();
  hold(toast.id, "pointer");
  hold(toast.id, "focus");
  vi.advanceTimersByTime(60_000);
  letGo(toast.id, "pointer");
  vi.advanceTimersByTime(60_000);
  expect(carryOut).not.toHaveBeenCalled();
  letGo(toast.id, "focus");
  vi.advanceTimersByTime(60_000);
  expect(carryOut).toHaveBeenCalledOnce();
});

it("is decided when the note is closed, or the page", () => {
  const closed = offer();
  endNow(closed.toast.id);
  expect(closed.carryOut).toHaveBeenCalledOnce();
  const left = offer();
  dispatchEvent(new Event("pagehide"));
  expect(left.carryOutAtOnce).toHaveBeenCalledOnce();
  expect(toasts).toEqual([]);
});
