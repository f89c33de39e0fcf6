/** What the browser does not keep, since it may not or is full: it is remembered until the page goes. */
const unkept = new Map<string, string>();

/** What is remembered under a name. */
export const readKept = (name: string) => unkept.get(name) ?? inStore((store) => store.getItem(name)) ?? null;

/** Remembers a text; an empty one is forgotten. */
export function keep(name: string, text: string) {
  unkept.delete(name);
  if (!text) return void inStore((store) => store.removeItem(name));
  if (inStore((store) => (store.setItem(name, text), true))) return;
  // An older text would come back with the next reload.
  inStore((store) => store.removeItem(name));
  unkept.set(name, text);
}

/** The names of all that is remembered. */
export const keptNames = () => [...unkept.keys(), ...(inStore((store) => Object.keys(store)) ?? [])];

/** A store that is denied throws when it is looked at, a full one when it is written: it is done without. */
function inStore<T>(work: (store: Storage) => T): T | undefined {
  try {
    return work(localStorage);
  } catch {
    return undefined;
  }
}
