import { expect, it } from "vitest";
import { UsageItem } from "../api/dtos";
import { daysOf, modelsOf } from "./usageDays";

const item = (day: string, model: string, calls: number, promptTokens: number, completionTokens: number) =>
  new UsageItem({ day, model, calls, promptTokens, completionTokens, estimated: 0, failed: 0 });
const items = [
  item("2026-11-30", "big", 1, 10, 20),
  item("2026-11-30", "small", 2, 1, 1),
  item("2026-11-28", "small", 1, 100, 100),
];

it("has every day, those without use too, oldest first", () => {
  expect(daysOf(items, 3, new Date("2026-11-30T23:30:00Z"))).toEqual([
    { day: "2026-11-28", tokens: 200 },
    { day: "2026-11-29", tokens: 0 },
    { day: "2026-11-30", tokens: 32 },
  ]);
});

it("sums by model, the most used first", () => {
  expect(modelsOf(items)).toEqual([
    { model: "small", calls: 3, prompt: 101, completion: 101 },
    { model: "big", calls: 1, prompt: 10, completion: 20 },
  ]);
});
