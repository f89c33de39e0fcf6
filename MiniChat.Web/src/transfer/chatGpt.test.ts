import { describe, expect, it } from "vitest";
import { PortableTurn } from "../api/dtos";
import { fromChatGpt } from "./chatGpt";
import { markdownOf } from "./chatMarkdown";
import { batchesOf, readChats } from "./import";

const say = (role: string, text: unknown, more = {}) => ({
  author: { role },
  content: { content_type: "text", parts: [text] },
  create_time: 1_700_000_000,
  ...more,
});
const conversation = {
  title: "Trees",
  create_time: 1_700_000_000.123,
  mapping: {
    root: { parent: null, children: ["system"], message: null },
    system: { parent: "root", children: ["q"], message: say("system", "") },
    q: { parent: "system", children: ["a1", "a2"], message: say("user", "What is a tree?") },
    a1: { parent: "q", children: [], message: say("assistant", "A graph.", { metadata: { model_slug: "gpt-4" } }) },
    a2: { parent: "q", children: ["tool"], message: say("assistant", "Let me see.") },
    tool: { parent: "a2", children: ["a3"], message: say("tool", "secret") },
    a3: { parent: "tool", children: ["q2"], message: say("assistant", "A plant.") },
    q2: { parent: "a3", children: [], message: say("user", "Thanks") },
  },
};
const texts = (turns: PortableTurn[]) => turns.map(({ id, parentId, role, text }) => [id, parentId, role, text]);

describe("a conversation of ChatGPT's export", () => {
  it("comes with all its branches, and in turns", () => {
    const chat = fromChatGpt(conversation);
    expect(chat.title).toBe("Trees");
    expect(chat.createdDate).toBe("2023-11-14T22:13:20.123Z");
    expect(texts(chat.turns)).toEqual([
      [1, undefined, "user", "What is a tree?"],
      [2, 1, "assistant", "A graph."],
      [4, 1, "assistant", "Let me see.\n\nA plant."],
      [5, 4, "user", "Thanks"],
    ]);
    expect(chat.turns[1]!.model).toBe("gpt-4");
  });

  it("that goes in circles or names what is not there ends all the same", () => {
    const mapping = {
      a: { parent: "gone", children: ["b", "nowhere", 7], message: say("user", "one") },
      b: { parent: "a", children: ["a"], message: say("assistant", "two") },
      c: { parent: "d", children: ["d"], message: say("user", "three") },
      d: { parent: "c", children: ["c"], message: say("user", "four") },
    };
    expect(texts(fromChatGpt({ mapping }).turns)).toEqual([
      [1, undefined, "user", "one"],
      [2, 1, "assistant", "two"],
    ]);
  });

  it("may hold anything at all", () => {
    for (const broken of [
      null,
      {},
      { message: 5 },
      { message: { author: null, content: [] } },
      { children: "x", message: say("user", { image: 1 }) },
    ])
      expect(() => fromChatGpt({ title: 5, create_time: "x", mapping: { a: broken as never } })).not.toThrow();
  });
});

describe("a file to import", () => {
  it("is MiniChat's own or ChatGPT's, and no other", () => {
    expect(readChats(JSON.stringify([conversation]))[0]!.title).toBe("Trees");
    expect(readChats(JSON.stringify({ format: "minichat", version: 1, chats: [{ turns: [] }] }))).toHaveLength(1);
    for (const text of [
      "{",
      "5",
      "null",
      "[1]",
      '{"format":"minichat","version":2,"chats":[]}',
      '{"format":"minichat","version":1}',
    ])
      expect(() => readChats(text)).toThrow(/file/);
  });

  it("is sent in parts", () => {
    const chats = Array.from({ length: 120 }, () => fromChatGpt(conversation));
    const batches = batchesOf(chats);
    expect(batches.map((batch) => batch.length)).toEqual([50, 50, 20]);
    expect(batchesOf([])).toEqual([]);
  });
});

it("is the newest branch as Markdown", () => {
  const text = markdownOf(fromChatGpt(conversation));
  expect(text).toContain("# Trees");
  expect(text).toContain("A plant.");
  expect(text).not.toContain("A graph.");
});
