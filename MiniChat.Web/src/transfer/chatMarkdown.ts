import type { PortableChat, PortableTurn } from "../api/dtos";
import { t } from "../words/words";

/** A chat as Markdown: what was said last, without the other versions. */
export function markdownOf(chat: PortableChat) {
  const parts = [`# ${oneLine(chat.title || t("chat.untitled"))}`];
  if (chat.createdDate) parts.push(`_${chat.createdDate}_`);
  if (chat.system) parts.push(`> ${chat.system.replaceAll("\n", "\n> ")}`);
  for (const turn of newestPath(chat.turns))
    parts.push(`## ${turn.role === "user" ? t("shared.question") : t("turn.answer")}`, turn.text);
  return `${parts.join("\n\n")}\n`;
}

/** The turns from the first to the newest one. */
export function newestPath(turns: PortableTurn[]) {
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const path: PortableTurn[] = [];
  let turn = turns.reduce<PortableTurn | undefined>((newest, one) => (!newest || one.id > newest.id ? one : newest), undefined);
  while (turn && !path.includes(turn)) {
    path.unshift(turn);
    turn = turn.parentId === undefined ? undefined : byId.get(turn.parentId);
  }
  return path;
}

const oneLine = (text: string) => text.replace(/\s+/g, " ");
