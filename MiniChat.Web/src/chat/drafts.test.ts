import { beforeEach, expect, it } from "vitest";
import { giveDraftsTo, handOnDrafts, keepDraft, readDraft } from "./drafts";

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

it("keeps what one typed until somebody else comes, also over a reload", () => {
  giveDraftsTo("1");
  keepDraft("new", "a secret");
  sessionStorage.setItem("ask:new", "another secret");
  giveDraftsTo("1");
  expect(readDraft("new")).toBe("a secret");
  giveDraftsTo("2");
  expect(readDraft("new")).toBe("");
  expect(sessionStorage.getItem("ask:new")).toBeNull();
});

it("leaves alone what one typed in another tab that signed in first", () => {
  giveDraftsTo("1");
  // The other tab: its own store is its own.
  localStorage.setItem("person", "2");
  keepDraft(7, "typed there");
  sessionStorage.setItem("ask:new", "of the person before");
  giveDraftsTo("2");
  expect(readDraft(7)).toBe("typed there");
  expect(sessionStorage.getItem("ask:new")).toBeNull();
});

it("hands on what was not said in a chat that is gone, once, before what waits already", () => {
  keepDraft("new", "waits");
  keepDraft(7, "typed");
  localStorage.setItem("ask:7", "{}");
  for (let tab = 0; tab < 2; tab++) handOnDrafts(7, "typed", "asked");
  expect(readDraft("new")).toBe("asked\ntyped\nwaits");
  expect(readDraft(7)).toBe("");
  expect(localStorage.getItem("ask:7")).toBeNull();
});
