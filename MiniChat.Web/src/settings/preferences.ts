import { type Ref, ref, watch } from "vue";
import { inBrowser } from "../shell/browserStore";

/** A choice that this browser remembers. */
function kept(name: string): Ref<string> {
  const value = ref(inBrowser.read(name) ?? "");
  watch(value, (now) => inBrowser.keep(name, now));
  return value;
}

/** The model of new chats; empty for the server's own choice. */
export const defaultModel = kept("model");

/** `light`, `dark`, or empty for what the system says. */
export const theme = kept("theme");
