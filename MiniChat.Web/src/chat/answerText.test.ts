import { describe, expect, it } from "vitest";
import { AnswerState, Turn } from "../api/dtos";
import type { AnswerNotice } from "../live/notices";
import { type GrowingTurn, bytesOf, cutTo, takeEvent } from "./answerText";

const turnOf = (text: string): GrowingTurn =>
  new Turn({ id: 1, answerId: 1, role: "assistant", text, state: AnswerState.Running });
const delta = (text: string, seq: number): AnswerNotice => ({ answerId: 1, seq, event: "delta", text });

describe("an answer's text", () => {
  it("is the joined deltas", () => {
    const turn = turnOf("");
    expect(takeEvent(turn, delta("Grüße ", 8))).toBe("taken");
    expect(takeEvent(turn, delta("😀!", 13))).toBe("taken");
    expect(turn.text).toBe("Grüße 😀!");
  });

  it("does not hold twice what was read from the server and is told again", () => {
    const turn = turnOf("Grüße 😀");
    takeEvent(turn, { answerId: 1, seq: 0, event: "started", model: "offline" });
    takeEvent(turn, delta("Grüße ", 8));
    takeEvent(turn, delta("😀 und", 16));
    expect(turn.text).toBe("Grüße 😀 und");
    expect(turn.model).toBe("offline");
  });

  it("tells of a gap and leaves the text as it is", () => {
    const turn = turnOf("a");
    expect(takeEvent(turn, delta("c", 3))).toBe("gap");
    expect(turn.text).toBe("a");
  });

  it("is cut to what was kept, when the server had died", () => {
    const turn = turnOf("ab😀");
    takeEvent(turn, { answerId: 1, seq: 3, event: "interrupted", state: AnswerState.Interrupted, length: 2 });
    expect(turn.text).toBe("ab");
    expect(turn.state).toBe(AnswerState.Interrupted);
  });

  it("is a gap when the end is longer than what is here", () => {
    const turn = turnOf("ab");
    expect(takeEvent(turn, { answerId: 1, seq: 9, event: "completed", state: AnswerState.Completed, length: 8 })).toBe("gap");
    expect(turn.state).toBe(AnswerState.Running);
  });

  it("is counted in bytes of UTF-8", () => {
    expect(bytesOf("ü😀")).toBe(6);
    expect(cutTo("ü😀", 2)).toBe("ü");
  });
});
