import { afterEach, expect, it, vi } from "vitest";
import { keys, listenToKeys, type Shortcuts } from "./shortcuts";

const shortcuts = Object.fromEntries(Object.keys(keys).map((name) => [name, vi.fn()])) as Record<
  keyof Shortcuts,
  ReturnType<typeof vi.fn>
>;
const deaf = listenToKeys(shortcuts as unknown as Shortcuts);
const press = (key: string, held: KeyboardEventInit = {}) =>
  dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true, ...held }));
afterEach(() => vi.clearAllMocks());

it("opens the list of keys where / takes Shift, as on a German keyboard, and where it does not", () => {
  press("/", { ctrlKey: true, shiftKey: true });
  press("/", { ctrlKey: true });
  expect(shortcuts.shortcuts).toHaveBeenCalledTimes(2);
});

it("tells a letter with Shift from one without", () => {
  press("o", { ctrlKey: true });
  expect(shortcuts.newChat).not.toHaveBeenCalled();
  press("O", { ctrlKey: true, shiftKey: true });
  expect(shortcuts.newChat).toHaveBeenCalledOnce();
});

it("hears nothing when it was told to stop", () => {
  deaf();
  press("Escape");
  expect(shortcuts.close).not.toHaveBeenCalled();
});
