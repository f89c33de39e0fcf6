import { computed, ref } from "vue";
import { inBrowser } from "../shell/browserStore";
import { type Words, en } from "./en";

/** The languages there are; all but English are fetched when they are chosen. */
export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;

const loaders: Record<Language, () => Promise<Words>> = {
  en: async () => en,
  de: async () => (await import("./de")).de,
};

const words = ref<Words>(en);
const kept = "language";

/** The language that is shown. */
export const language = ref<Language>("en");

/** Shows another language, and remembers it. */
export async function speak(next: Language) {
  words.value = await loaders[next]();
  language.value = next;
  document.documentElement.lang = next;
}

/** Shows the language that was chosen here, else the browser's first that there is. */
export async function speakAsUsual() {
  const wanted = [inBrowser.read(kept), ...navigator.languages.map((name) => name.slice(0, 2))];
  await speak(wanted.find((name): name is Language => name !== null && name in languages) ?? "en");
}

/** Chooses a language for this browser. */
export async function chooseLanguage(next: Language) {
  inBrowser.keep(kept, next);
  await speak(next);
}

/** The words for a key, with `{name}` replaced. */
export function t(key: keyof typeof en, values: Record<string, string | number> = {}) {
  return words.value[key].replace(/\{(\w+)\}/g, (_, name: string) => `${values[name] ?? ""}`);
}

const plurals = computed(() => new Intl.PluralRules(language.value));

/** Words that depend on a number: `key.one` or `key.other`. */
export function count<K extends string>(key: `${K}.one` extends keyof typeof en ? K : never, number: number) {
  const form = plurals.value.select(number) === "one" ? "one" : "other";
  return t(`${key}.${form}` as keyof typeof en, { n: number.toLocaleString(language.value) });
}
