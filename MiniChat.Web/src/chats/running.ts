import { reactive } from "vue";
import type { AnswerNotice } from "../live/notices";

/** The chats in which an answer is being made just now, by the answers that are. */
export const runningChats = reactive(new Map<number, Set<number>>());

/** Takes note of an answer's begin and end. */
export function noteAnswer({ chatId, answerId, event }: AnswerNotice) {
  if (!chatId) return;
  const running = runningChats.get(chatId) ?? new Set();
  if (event === "started") runningChats.set(chatId, running.add(answerId));
  else if (event !== "delta" && running.delete(answerId) && running.size === 0) runningChats.delete(chatId);
}
