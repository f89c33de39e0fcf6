import { AnswerState, PortableChat, PortableTurn } from "../api/dtos";

/** A conversation as ChatGPT's export has it, as far as it is read here. Nothing of it can be relied on: anybody may have written it. */
export interface ChatGptConversation {
  title?: unknown;
  create_time?: unknown;
  update_time?: unknown;
  mapping: Record<string, ChatGptNode | null>;
}

interface ChatGptNode {
  parent?: unknown;
  children?: unknown;
  message?: {
    author?: { role?: unknown };
    content?: { content_type?: unknown; parts?: unknown };
    create_time?: unknown;
    metadata?: { model_slug?: unknown; is_visually_hidden_from_conversation?: unknown };
  } | null;
}

const longestTitle = 200;

/** The conversation as a chat with all its branches. */
export function fromChatGpt(conversation: ChatGptConversation): PortableChat {
  const { mapping } = conversation;
  const created = dateOf(conversation.create_time);
  const turns: PortableTurn[] = [];
  const merged = new Set<PortableTurn>();
  const seen = new Set<string>();
  const waiting = Object.keys(mapping)
    .filter((id) => !isKnown(mapping, mapping[id]?.parent))
    .map((id) => ({ id, parent: undefined as PortableTurn | undefined }));

  for (let step = waiting.shift(); step; step = waiting.shift()) {
    if (seen.has(step.id)) continue;
    seen.add(step.id);
    const node = mapping[step.id];
    const turn = turnOf(node, step.parent, turns.length + 1, created);
    if (turn) {
      turns.push(turn);
      // What one side says in several messages is one turn here: the later one holds the earlier one's text.
      if (step.parent?.role === turn.role) merged.add(step.parent);
    }
    const children = Array.isArray(node?.children) ? node.children : [];
    for (const child of children) if (isKnown(mapping, child)) waiting.push({ id: child, parent: turn ?? step.parent });
  }
  return new PortableChat({
    title: typeof conversation.title === "string" ? conversation.title.slice(0, longestTitle) : undefined,
    createdDate: created,
    modifiedDate: dateOf(conversation.update_time) ?? created,
    turns: turns.filter((turn) => !merged.has(turn) || turns.some((other) => other.parentId === turn.id)),
  });
}

function turnOf(node: ChatGptNode | null | undefined, parent: PortableTurn | undefined, id: number, created?: string) {
  const message = node?.message;
  const role = message?.author?.role;
  const text = textOf(message?.content?.parts);
  if ((role !== "user" && role !== "assistant") || !text || message?.metadata?.is_visually_hidden_from_conversation)
    return undefined;
  // An answer to nothing has no place in a chat.
  if (role === "assistant" && !parent) return undefined;
  const isMore = parent?.role === role;
  const model = message?.metadata?.model_slug;
  return new PortableTurn({
    id,
    parentId: isMore ? parent!.parentId : parent?.id,
    role,
    text: isMore ? `${parent!.text}\n\n${text}` : text,
    state: role === "assistant" ? AnswerState.Completed : undefined,
    model: role === "assistant" && typeof model === "string" ? model.slice(0, 200) : undefined,
    createdDate: dateOf(message?.create_time) ?? created,
  });
}

/** The text of a message's parts; pictures and files are only told. */
const textOf = (parts: unknown) =>
  (Array.isArray(parts) ? parts : [])
    .map((part) => (typeof part === "string" ? part : part ? "[…]" : ""))
    .join("\n")
    .trim();

const isKnown = (mapping: ChatGptConversation["mapping"], id: unknown): id is string =>
  typeof id === "string" && Object.hasOwn(mapping, id);

/** Seconds since 1970, if that is what it is. */
function dateOf(seconds: unknown) {
  const date = new Date(typeof seconds === "number" ? seconds * 1000 : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
