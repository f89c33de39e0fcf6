/** What keys do, wherever the focus is. */
export interface Shortcuts {
  newChat: () => void;
  search: () => void;
  message: () => void;
  chats: () => void;
  shortcuts: () => void;
  close: () => void;
}

/** The keys, as they are listed: `Mod` is Ctrl, or ⌘ on a Mac. */
export const keys = {
  newChat: "Mod+Shift+O",
  search: "Mod+K",
  message: "Shift+Escape",
  chats: "Mod+Shift+S",
  shortcuts: "Mod+/",
  close: "Escape",
} as const satisfies Record<keyof Shortcuts, string>;

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The key's name on this machine. */
export const keyName = (key: string) => key.replace("Mod", isMac ? "⌘" : "Ctrl").replace("Escape", "Esc");

/** Listens to the keys; gives the way to stop. */
export function listenToKeys(shortcuts: Shortcuts) {
  const press = (event: KeyboardEvent) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    // On many keyboards a sign such as / takes Shift itself.
    const isSign = /^[^\p{L}]$/u.test(event.key);
    const parts = [
      isMac ? event.metaKey && "Mod" : event.ctrlKey && "Mod",
      event.shiftKey && !isSign && "Shift",
      event.key.length === 1 ? event.key.toUpperCase() : event.key,
    ];
    const pressed = parts.filter(Boolean).join("+");
    const found = (Object.keys(keys) as (keyof Shortcuts)[]).find((name) => keys[name] === pressed);
    if (!found || event.altKey) return;
    if (found !== "close") event.preventDefault();
    shortcuts[found]();
  };
  addEventListener("keydown", press);
  return () => removeEventListener("keydown", press);
}
