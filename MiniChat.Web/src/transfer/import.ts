import { send } from "../api/client";
import { ImportChats, type PortableChat } from "../api/dtos";
import { Failure, sentenceOf } from "../api/failures";
import { t } from "../words/words";
import { type ChatGptConversation, fromChatGpt } from "./chatGpt";

/** What became of a file. */
export interface Imported {
  imported: number;
  /** Chats that were there already. */
  skipped: number;
}

// What goes at once: few enough that it is kept in a moment, and no request is too long.
const mostChats = 50;
const mostCharacters = 500_000;

/** Brings the chats of a file in: MiniChat's own export, or the `conversations.json` of ChatGPT's. */
export async function importFile(file: File, tell: (done: number) => void): Promise<Imported> {
  const chats = readChats(await file.text());
  const sum: Imported = { imported: 0, skipped: 0 };
  for (const batch of batchesOf(chats)) {
    const { imported, skipped } = await send(new ImportChats({ chats: batch })).catch((thrown) => {
      // What went before is in, and would be left out the next time.
      if (sum.imported === 0) throw thrown;
      throw new Failure("ImportPart", t("transfer.partly", { imported: sum.imported, sentence: sentenceOf(thrown) }));
    });
    sum.imported += imported.length;
    sum.skipped += skipped;
    tell(sum.imported + sum.skipped);
  }
  return sum;
}

/** The chats that a file's text holds. */
export function readChats(text: string): PortableChat[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Failure("ImportForm", t("transfer.noJson"));
  }
  if (Array.isArray(content) && content.every(isConversation))
    return content.map(fromChatGpt).filter((chat) => chat.turns.length > 0);
  if (isObject(content) && content.format === "minichat" && content.version === 1 && Array.isArray(content.chats))
    return content.chats;
  throw new Failure("ImportForm", t("transfer.otherForm"));
}

/** The chats in parts that are sent one after the other. */
export function batchesOf(chats: PortableChat[]) {
  const batches: PortableChat[][] = [];
  let length = Infinity;
  for (const chat of chats) {
    const own = JSON.stringify(chat).length;
    if (length + own > mostCharacters || batches.at(-1)!.length >= mostChats) {
      batches.push([]);
      length = 0;
    }
    batches.at(-1)!.push(chat);
    length += own;
  }
  return batches;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isConversation = (value: unknown): value is ChatGptConversation => isObject(value) && isObject(value.mapping);
