import { ref } from "vue";
import { Failure } from "../api/failures";
import { t } from "../words/words";
import { sayFailure } from "./toasts";

const shown = 1_500;

/** Copies a text when asked, and says for a moment that it did. */
export function useCopying(text: () => string) {
  const isCopied = ref(false);
  async function copy() {
    try {
      await write(text());
      isCopied.value = true;
      setTimeout(() => (isCopied.value = false), shown);
    } catch {
      sayFailure(new Failure("Copy", t("copy.failed")));
    }
  }
  return { isCopied, copy };
}

/** Pages that came without HTTPS have no clipboard, but may say what is copied. */
async function write(text: string) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const put = (event: ClipboardEvent) => {
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
  };
  document.addEventListener("copy", put, { once: true });
  const isDone = document.execCommand("copy");
  document.removeEventListener("copy", put);
  if (!isDone) throw new Error("not copied");
}
