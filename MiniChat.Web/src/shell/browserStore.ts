/** What is remembered by a browser, or until the page goes where the browser may not keep it or is full. */
function storeOf(browser: () => Storage) {
  const unkept = new Map<string, string>();

  /** A store that is denied throws when it is looked at, a full one when it is written: it is done without. */
  function attempt<T>(work: (store: Storage) => T): T | undefined {
    try {
      return work(browser());
    } catch {
      return undefined;
    }
  }

  return {
    /** What is remembered under a name. */
    read: (name: string) => unkept.get(name) ?? attempt((store) => store.getItem(name)) ?? null,

    /** What is remembered as JSON; nothing where it is not. */
    readJson<T>(name: string) {
      try {
        return JSON.parse(this.read(name) ?? "null") as T | null;
      } catch {
        return null;
      }
    },

    /** Remembers a text; an empty one is forgotten. */
    keep(name: string, text: string) {
      unkept.delete(name);
      if (!text) return void attempt((store) => store.removeItem(name));
      if (attempt((store) => (store.setItem(name, text), true))) return;
      // An older text would come back with the next reload.
      attempt((store) => store.removeItem(name));
      unkept.set(name, text);
    },

    /** The names of all that is remembered. */
    names: () => [...unkept.keys(), ...(attempt((store) => Object.keys(store)) ?? [])],
  };
}

/** What all pages of this browser share. */
export const inBrowser = storeOf(() => localStorage);

/** What is this tab's own, over a reload. */
export const inTab = storeOf(() => sessionStorage);
