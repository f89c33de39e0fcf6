import type { UsageItem } from "../api/dtos";

/** What was used on one day. */
export interface UsageDay {
  /** In UTC, such as `2026-11-30`. */
  day: string;
  tokens: number;
}

/** What was used of one model. */
export interface UsageOfModel {
  model: string;
  calls: number;
  prompt: number;
  completion: number;
}

/** Every day up to today, those without any use included, oldest first. */
export function daysOf(items: UsageItem[], count: number, today: Date): UsageDay[] {
  return Array.from({ length: count }, (_, place) => {
    const day = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() - (count - 1 - place)));
    const name = day.toISOString().slice(0, 10);
    const tokens = items
      .filter((item) => item.day === name)
      .reduce((sum, item) => sum + item.promptTokens + item.completionTokens, 0);
    return { day: name, tokens };
  });
}

/** The sums by model, the most used first. */
export function modelsOf(items: UsageItem[]): UsageOfModel[] {
  const sums = new Map<string, UsageOfModel>();
  for (const { model, calls, promptTokens, completionTokens } of items) {
    const sum = sums.get(model) ?? { model, calls: 0, prompt: 0, completion: 0 };
    sums.set(model, {
      model,
      calls: sum.calls + calls,
      prompt: sum.prompt + promptTokens,
      completion: sum.completion + completionTokens,
    });
  }
  return [...sums.values()].sort((one, other) => other.prompt + other.completion - one.prompt - one.completion);
}
