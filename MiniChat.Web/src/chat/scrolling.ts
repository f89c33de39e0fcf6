import { type Ref, nextTick, onBeforeUnmount, onMounted, ref } from "vue";

// So many of a long chat's turns are drawn; more when one scrolls up to them.
const first = 40;
const more = 40;
const near = 80;

/** Keeps a list at its end while it grows, unless the person scrolled away; draws the older turns when they are wanted. */
export function useEndOfList(list: Ref<HTMLElement | null>, content: Ref<HTMLElement | null>, length: () => number) {
  const isAtEnd = ref(true);
  const shown = ref(first);
  let isGrowing = false;
  let last = 0;

  const toEnd = () => {
    if (list.value) list.value.scrollTop = list.value.scrollHeight;
  };
  const observer = new ResizeObserver(() => {
    if (isAtEnd.value) toEnd();
  });

  async function showOlder(count: number) {
    const element = list.value;
    if (!element || isGrowing || count <= shown.value) return;
    isGrowing = true;
    const fromEnd = element.scrollHeight - element.scrollTop;
    shown.value = count;
    await nextTick();
    // What was in view stays in view.
    element.scrollTop = element.scrollHeight - fromEnd;
    isGrowing = false;
  }

  function scrolled() {
    const element = list.value!;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    // Whoever scrolls up, however little, wants to stay there; who comes near the end again is at it.
    const goesUp = element.scrollTop < last && below > 1;
    last = element.scrollTop;
    isAtEnd.value = !goesUp && below < near;
    if (element.scrollTop < element.clientHeight && shown.value < length()) void showOlder(shown.value + more);
  }

  onMounted(() => {
    observer.observe(content.value!);
    // A keyboard on the screen, or a message of many lines, takes room from it.
    observer.observe(list.value!);
    list.value!.addEventListener("scroll", scrolled, { passive: true });
  });
  onBeforeUnmount(() => observer.disconnect());

  return {
    isAtEnd,
    shown,
    goToEnd() {
      isAtEnd.value = true;
      void nextTick(toEnd);
    },
    /** Draws all turns from one on, and a few before it. */
    showUpTo(place: number) {
      isAtEnd.value = false;
      void showOlder(length() - Math.max(0, place - 5));
    },
  };
}
