import type { ChatInfo } from "../api/dtos";
import { language, t } from "../words/words";

/** Chats of one day, or of a longer time that is further back. */
export interface Period {
  name: string;
  chats: ChatInfo[];
}

const aDay = 24 * 60 * 60 * 1000;

/** Parts a list, newest first, by how long ago each was used, in the person's own time zone. */
export function byDay(chats: ChatInfo[], now = new Date()): Period[] {
  const periods: Period[] = [];
  for (const chat of chats) {
    const name = nameOf(new Date(chat.modifiedDate), now);
    if (periods.at(-1)?.name !== name) periods.push({ name, chats: [] });
    periods.at(-1)!.chats.push(chat);
  }
  return periods;
}

function nameOf(date: Date, now: Date) {
  const days = Math.round((startOf(now) - startOf(date)) / aDay);
  if (days <= 0) return t("day.today");
  if (days === 1) return t("day.yesterday");
  if (days <= 7) return t("day.week");
  return date.toLocaleDateString(language.value, {
    month: "long",
    year: date.getFullYear() === now.getFullYear() ? undefined : "numeric",
  });
}

const startOf = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
