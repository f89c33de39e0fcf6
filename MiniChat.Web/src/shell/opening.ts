import { type Ref, onBeforeUnmount, onMounted, ref } from "vue";

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
  /** Where nothing is open the key is for others. */
  function escape(event: Event) {
    if (!isOpen.value) return;
    event.stopPropagation();
    close();
  }
  return { isOpen, close, escape };
}
