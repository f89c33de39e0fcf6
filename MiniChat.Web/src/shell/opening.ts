import { type Ref, onBeforeUnmount, onMounted, ref, watch } from "vue";

const leaving = ["pointerdown", "focusin"] as const;

/** What a button opens beside itself: it closes when one goes elsewhere, and Esc gives the focus back. */
export function useOpening(root: Ref<HTMLElement | null>, opener: Ref<HTMLElement | null>) {
  const isOpen = ref(false);
  const leave = ({ target }: Event) => {
    if (!root.value?.contains(target as Node)) isOpen.value = false;
  };
  onMounted(() => leaving.forEach((name) => addEventListener(name, leave)));
  onBeforeUnmount(() => leaving.forEach((name) => removeEventListener(name, leave)));

  function close() {
    isOpen.value = false;
    opener.value?.focus();
  }
  // Wherever the focus is by then; where nothing is open the key is for others.
  function escape(event: KeyboardEvent) {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    close();
  }
  const deafen = () => document.removeEventListener("keydown", escape);
  watch(isOpen, (opens) => (opens ? document.addEventListener("keydown", escape) : deafen()));
  onBeforeUnmount(deafen);

  return { isOpen, close };
}
