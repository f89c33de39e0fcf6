import { type Ref, ref, watch } from "vue";

/** A choice that this browser remembers. */
function kept(name: string): Ref<string> {
  const value = ref(localStorage.getItem(name) ?? "");
  watch(value, (now) => (now ? localStorage.setItem(name, now) : localStorage.removeItem(name)));
  return value;
}

/** The model of new chats; empty for the server's own choice. */
export const defaultModel = kept("model");

/** `light`, `dark`, or empty for what the system says. */
export const theme = kept("theme");
