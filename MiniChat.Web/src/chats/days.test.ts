import { expect, it } from "vitest";
import { ChatInfo } from "../api/dtos";
import { byDay } from "./days";

const now = new Date(2026, 10, 30, 12);
const chatAt = (id: number, ...at: [number, number, number, number?]) =>
  new ChatInfo({ id, modifiedDate: new Date(...(at as [number, number, number])).toISOString() });

it("parts chats by the day they were last used", () => {
  const chats = [
    chatAt(5, 2026, 10, 30, 1),
    chatAt(4, 2026, 10, 29, 23),
    chatAt(3, 2026, 10, 24),
    chatAt(2, 2026, 8, 2),
    chatAt(1, 2025, 8, 2),
  ];
  expect(byDay(chats, now).map((period) => [period.name, period.chats.map((chat) => chat.id)])).toEqual([
    ["Today", [5]],
    ["Yesterday", [4]],
    ["Previous 7 days", [3]],
    ["September", [2]],
    ["September 2025", [1]],
  ]);
});

it("takes what a clock ahead of ours wrote as of today", () => {
  expect(byDay([chatAt(1, 2026, 11, 1)], now)[0]?.name).toBe("Today");
});
