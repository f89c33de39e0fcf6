import { nextTick } from "vue";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { session } from "../session/session";
import { listen, startLive } from "./live";

/** The server's streams of events, as the page has them. */
class Stream {
  static all: Stream[] = [];
  onmessage: (event: { data: string }) => void = () => {};
  isClosed = false;
  constructor() {
    Stream.all.push(this);
  }
  close() {
    this.isClosed = true;
  }
  connect(userId: string) {
    this.onmessage({ data: `cmd.onConnect ${JSON.stringify({ userId })}` });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Stream);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("closes a stream that is not one's own, and opens another, though the server cannot say who one is", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("gone")));
  session.person = { id: "1", userName: "ada", name: "Ada" };
  const joined = vi.fn();
  listen({ joined });
  startLive();
  await nextTick();
  Stream.all[0]!.connect("2");
  expect(Stream.all[0]!.isClosed).toBe(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(Stream.all).toHaveLength(2);
  expect(joined).not.toHaveBeenCalled();
  Stream.all[1]!.connect("1");
  expect(joined).toHaveBeenCalledOnce();
});
