import { ref, watchEffect } from "vue";

/** What is shown, in the bar of narrow screens and in the browser's tab. */
export const pageTitle = ref("");

watchEffect(() => {
  document.title = pageTitle.value ? `${pageTitle.value} · MiniChat` : "MiniChat";
});
