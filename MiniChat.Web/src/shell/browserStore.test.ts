import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dropAsk, keepAsk, readAsk } from "../chat/asks";
import { forgetDrafts, keepDraft, readDraft } from "../chat/drafts";
import { inBrowser } from "./browserStore";

const ask = { kind: "chat", key: "k", text: "Why?" } as const;

beforeEach(() => localStorage.clear());
afterEach(() => vi.restoreAllMocks());

const full = () =>
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
const denied = () =>
  vi.spyOn(globalThis, "localStorage", "get").mockImplementation(() => {
    throw new DOMException("denied", "SecurityError");
  });

describe.each([
  ["full", full],
  ["denied", denied],
])("a browser whose store is %s", (_, make) => {
  it("remembers drafts and asks as long as the page is there", () => {
    make();
    keepDraft(7, "half a thou");
    keepAsk(7, ask);
    expect(readDraft(7)).toBe("half a thou");
    expect(readAsk(7)).toEqual(ask);
    dropAsk(7, ask);
    expect(readAsk(7)).toBeNull();
  });

  it("forgets them when somebody else comes", () => {
    make();
    keepDraft("new", "a secret");
    keepAsk(7, ask);
    forgetDrafts();
    expect(readDraft("new")).toBe("");
    expect(readAsk(7)).toBeNull();
  });
});

it("does not bring back with a reload what was kept before the store was full", () => {
  inBrowser.keep("draft:1", "older");
  full();
  inBrowser.keep("draft:1", "newer");
  expect(inBrowser.read("draft:1")).toBe("newer");
  expect(localStorage.getItem("draft:1")).toBeNull();
});

it("keeps what is forgotten out of the store too", () => {
  keepDraft(1, "typed");
  inBrowser.keep("theme", "dark");
  forgetDrafts();
  expect(Object.keys(localStorage)).toEqual(["theme"]);
});
