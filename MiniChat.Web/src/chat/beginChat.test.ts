import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { beginChat, readBegun } from "./beginChat";
import { forgetDrafts } from "./drafts";

/** The keys that chats were asked for under, and the chats of the server by these. */
let keys: string[];
let server: Map<string, { id: number; title?: string }>;
let isLost: boolean;
let isRefused: boolean;

beforeEach(() => {
  sessionStorage.clear();
  keys = [];
  server = new Map();
  isLost = isRefused = false;
  vi.stubGlobal("fetch", async (_: string, { headers }: RequestInit) => {
    const key = new Headers(headers).get("Idempotency-Key")!;
    keys.push(key);
    if (!server.has(key)) server.set(key, { id: server.size + 1 });
    if (isRefused) {
      const body = { responseStatus: { errorCode: "Conflict", message: "No." } };
      return new Response(JSON.stringify(body), { status: 409, headers: { "Content-Type": "application/json" } });
    }
    if (isLost) throw new TypeError("Failed to fetch");
    const chat = { ...server.get(key), createdDate: "2026-11-30T10:00:00Z", modifiedDate: "2026-11-30T10:00:00Z" };
    return new Response(JSON.stringify(chat), { headers: { "Content-Type": "application/json" } });
  });
});
afterEach(() => vi.unstubAllGlobals());

async function lose(values: object) {
  isLost = true;
  await expect(beginChat(values)).rejects.toThrow();
  isLost = false;
}

it("is the same chat after a lost response, and the next one is another", async () => {
  await lose({ model: "m" });
  expect((await beginChat({ model: "m" })).id).toBe(1);
  expect(keys[0]).toBe(keys[1]);
  expect((await beginChat({ model: "m" })).id).toBe(2);
});

it("is another one when something else is wanted by then", async () => {
  await lose({ model: "m" });
  await beginChat({ model: "other" });
  expect(keys[0]).not.toBe(keys[1]);
});

it("is a new one when the lost one was found in the list and used", async () => {
  await lose({});
  server.get(keys[0]!)!.title = "Asked meanwhile";
  expect((await beginChat({})).id).toBe(2);
});

it("leaves nothing of it to whoever signs in next", async () => {
  await lose({ system: "a secret" });
  forgetDrafts();
  expect(JSON.stringify(sessionStorage)).not.toContain("a secret");
});

it("is asked for under another key when it was refused", async () => {
  isRefused = true;
  await expect(beginChat({})).rejects.toThrow("No.");
  isRefused = false;
  await beginChat({});
  expect(keys[0]).not.toBe(keys[1]);
});

it("knows after a lost response what was wanted, and nothing of it when it is there", async () => {
  await lose({ model: "m", system: "Be short." });
  expect(readBegun()).toEqual({ model: "m", system: "Be short." });
  await beginChat({ model: "m", system: "Be short." });
  expect(readBegun()).toBeNull();
});

it("goes on where what was kept cannot be read", async () => {
  sessionStorage.setItem("ask:new", "{");
  expect(readBegun()).toBeNull();
  expect((await beginChat({})).id).toBe(1);
});
