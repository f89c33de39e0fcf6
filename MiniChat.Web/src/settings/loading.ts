import { onMounted, ref } from "vue";
import { sentenceOf } from "../api/failures";

/** Something that is read from the server when the page shows, and again when it changed. */
export function useLoaded<T>(read: () => Promise<T>) {
  const value = ref<T | null>(null);
  const error = ref("");
  async function load() {
    try {
      value.value = await read();
      error.value = "";
    } catch (thrown) {
      error.value = sentenceOf(thrown);
    }
  }
  onMounted(load);
  return { value, error, load };
}
