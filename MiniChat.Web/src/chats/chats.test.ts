import { afterEach, describe, expect, it, vi } from "vitest";
import { chatList, chats, noteChat, readOlderChats, refreshChats } from "./chats";

const chat = (id: number, modifiedDate: string, title = `Chat ${id}`) => ({ id, title, createdDate: modifiedDate, modifiedDate });
const known = (...list: ReturnType<typeof chat>[]) => (chats.byId = new Map(list.map((one) => [one.id, one])));

let finds = 0;
const serverHas = (...results: ReturnType<typeof chat>[]) =>
  vi.stubGlobal("fetch", async () => {
    finds += 1;
    return new Response(JSON.stringify({ results, next: "more" }), { headers: { "Content-Type": "application/json" } });
  });
afterEach(() => vi.unstubAllGlobals());

it("leaves a chat in its place when it gets another name, and puts it first when it is used", () => {
  known(chat(1, "2024-01-01T00:00:00Z"), chat(2, "2026-01-01T00:00:00Z"));
  noteChat({ chatId: 1, change: "updated", title: "Renamed" });
  expect(chatList.value.map((one) => one.title)).toEqual(["Chat 2", "Renamed"]);
  noteChat({ chatId: 1, change: "asked" });
  expect(chatList.value.map((one) => one.title)).toEqual(["Renamed", "Chat 2"]);
});

it("reads what an import brings once, with the days it was used on, and keeps what was read before", async () => {
  known(chat(1, "2022-01-01T00:00:00Z"), chat(0, "2020-01-01T00:00:00Z"));
  chats.next = "after the oldest";
  serverHas(chat(9, "2023-05-05T00:00:00Z"), chat(1, "2022-01-01T00:00:00Z"));
  for (let id = 2; id < 10; id++) noteChat({ chatId: id, change: "created" });
  await vi.waitFor(() => expect(chatList.value.map((one) => one.id)).toEqual([9, 1, 0]));
  expect(chatList.value[0]!.modifiedDate).toBe("2023-05-05T00:00:00Z");
  expect(chats.next).toBe("after the oldest");
  expect(finds).toBe(1);
});

it("begins anew when more came than a page holds, since something may lie between", async () => {
  known(chat(1, "2020-01-01T00:00:00Z"));
  serverHas(chat(9, "2023-05-05T00:00:00Z"));
  noteChat({ chatId: 9, change: "created" });
  await vi.waitFor(() => expect(chatList.value.map((one) => one.id)).toEqual([9]));
  expect(chats.next).toBe("more");
});

it("takes a deleted chat away", () => {
  known(chat(1, "2024-01-01T00:00:00Z"));
  noteChat({ chatId: 1, change: "deleted" });
  expect(chatList.value).toEqual([]);
});

describe("a list that was scrolled far down", () => {
  const day = (n: number) => new Date(Date.UTC(2026, 0, 1) - n * 86_400_000).toISOString();
  const many = Array.from({ length: 230 }, (_, n) => chat(1_000 - n, day(n)));
  const numbers = () => chatList.value.map((one) => one.id);

  /** A server with these chats, in pages; `meanwhile` happens when the second one is asked for. */
  function serverWith(all: typeof many, meanwhile = () => {}) {
    vi.stubGlobal("fetch", async (address: string) => {
      const query = new URL(address).searchParams;
      const after = Number(query.get("after") ?? 0);
      if (after) meanwhile();
      const end = after + Number(query.get("take"));
      const body = { results: all.slice(after, end), next: end < all.length ? `${end}` : undefined };
      return new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
    });
  }

  it("is as long after the server was away, without what is gone and with what came", async () => {
    known(...many.slice(0, 180));
    const now = [chat(2_000, day(-1)), ...many.filter((one) => one.id !== 950)];
    serverWith(now);
    await refreshChats();
    expect(numbers()).toEqual(now.slice(0, 180).map((one) => one.id));
    expect(chats.next).toBe("180");
  });

  it("heeds what is heard while it is read", async () => {
    known(...many.slice(0, 180));
    serverWith(many, () => noteChat({ chatId: 999, change: "deleted" }));
    await refreshChats();
    expect(numbers()).toHaveLength(179);
    expect(numbers()).not.toContain(999);
  });

  it("does not bring back what is deleted while an older page is read", async () => {
    known(...many.slice(0, 50));
    chats.next = "50";
    serverWith(many, () => noteChat({ chatId: 940, change: "deleted" }));
    await readOlderChats();
    expect(numbers()).toHaveLength(99);
    expect(numbers()).not.toContain(940);
  });

  it("does not bring back what is deleted while the newest are read", async () => {
    known(...many.slice(0, 50));
    let deleted = false;
    serverHas(chat(2_000, day(-1)), chat(1_000, day(0)), chat(999, day(1)));
    const { fetch: answer } = globalThis;
    vi.stubGlobal("fetch", async (address: string) => {
      if (!deleted) noteChat({ chatId: 999, change: "deleted" });
      deleted = true;
      return answer(address);
    });
    noteChat({ chatId: 2_000, change: "created" });
    await vi.waitFor(() => expect(numbers()).toContain(2_000));
    expect(numbers()).not.toContain(999);
  });

  it("finds what moves to the front between two pages", async () => {
    known(...many.slice(0, 180));
    const now = [...many];
    serverWith(now, () => {
      const place = now.findIndex((one) => one.id === 850);
      if (place === 0) return;
      now.unshift({ ...now.splice(place, 1)[0]!, title: "Renamed", modifiedDate: day(-1) });
      noteChat({ chatId: 850, change: "updated", title: "Renamed" });
    });
    await refreshChats();
    await vi.waitFor(() => expect(chatList.value[0]).toMatchObject({ id: 850, title: "Renamed" }));
  });

  it("is read once more for all that ask while it is read, and again after a fault of this page", async () => {
    known(...many.slice(0, 50));
    finds = 0;
    serverHas(...many.slice(0, 50));
    await Promise.all(Array.from({ length: 9 }, () => refreshChats()));
    expect(finds).toBe(2);
    vi.stubGlobal("fetch", async () => new Response('{"results":null}', { headers: { "Content-Type": "application/json" } }));
    await expect(refreshChats()).rejects.toThrow();
    serverHas(chat(3, day(0)));
    await refreshChats();
    expect(numbers()).toEqual([3]);
  });

  it("stays as it is when the server goes again in the middle", async () => {
    known(...many.slice(0, 180));
    serverWith(many, () => {
      throw new TypeError("gone");
    });
    await refreshChats();
    expect(numbers()).toHaveLength(180);
    expect(chats.failure?.isPassing).toBe(true);
  });
});
