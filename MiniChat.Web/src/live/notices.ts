import type { AnswerError, AnswerState, Usage } from "../api/dtos";

/** One event of an answer's log, as server-events tell it (docs/server-events.md). */
export interface AnswerNotice {
  answerId: number;
  /** Absent outside of chats. */
  chatId?: number;
  seq: number;
  event: "started" | "delta" | "completed" | "stopped" | "failed" | "interrupted";
  /** Of `started`. */
  model?: string;
  /** Of a `delta`. */
  text?: string;
  /** Of the last event, as are the following. */
  state?: AnswerState;
  /** How many bytes of UTF-8 the kept text has: who holds more cuts back to it. */
  length?: number;
  finishReason?: string;
  usage?: Usage;
  error?: AnswerError;
}

/** What happened to a chat. */
export interface ChatNotice {
  chatId: number;
  change: "created" | "updated" | "deleted" | "asked";
  title?: string;
}
