import { watch } from "vue";
import { theme } from "./preferences";

/** Shows the page in the chosen theme, now and whenever it changes. */
export function applyTheme() {
  watch(
    theme,
    (name) => (name ? (document.documentElement.dataset.theme = name) : delete document.documentElement.dataset.theme),
    {
      immediate: true,
    },
  );
}
