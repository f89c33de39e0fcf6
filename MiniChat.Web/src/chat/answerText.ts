import type { Turn } from "../api/dtos";
import type { AnswerNotice } from "../live/notices";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A turn whose answer may be growing. */
export interface GrowingTurn extends Turn {
  /** How many bytes of UTF-8 the text has: the log's places count these. */
  bytes?: number;
}

export const bytesOf = (text: string) => encoder.encode(text).length;

/** The first bytes of a text. */
export function cutTo(text: string, length: number) {
  const bytes = encoder.encode(text);
  return bytes.length <= length ? text : decoder.decode(bytes.slice(0, length));
}

/**
 * Takes one event of the answer's log into the turn. Says `gap` when there is text between the turn's and the event's, which has
 * to be read from the server.
 */
export function takeEvent(turn: GrowingTurn, notice: AnswerNotice): "taken" | "gap" {
  turn.bytes ??= bytesOf(turn.text);
  if (notice.event === "started") {
    turn.model = notice.model ?? turn.model;
    return "taken";
  }
  if (notice.event === "delta") return append(turn, notice.text ?? "", notice.seq);
  if (notice.length !== undefined && turn.bytes < notice.length) return "gap";
  turn.text = cutTo(turn.text, notice.length ?? turn.bytes);
  turn.bytes = bytesOf(turn.text);
  turn.state = notice.state;
  turn.finishReason = notice.finishReason;
  turn.usage = notice.usage;
  turn.error = notice.error;
  return "taken";
}

function append(turn: GrowingTurn, text: string, seq: number) {
  const added = encoder.encode(text);
  const known = turn.bytes ?? 0;
  const begin = seq - added.length;
  if (begin > known) return "gap";
  if (seq <= known) return "taken";
  turn.text += begin === known ? text : decoder.decode(added.slice(known - begin));
  turn.bytes = seq;
  return "taken";
}
