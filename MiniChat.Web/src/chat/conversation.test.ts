import { nextTick } from "vue";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startLive } from "../live/live";
import { session } from "../session/session";
import { keepAsk, readAsk } from "./asks";
import { Conversation } from "./conversation";

type Answer = { status?: number; body: unknown };

/** The server's stream of events, as the page has it. */
class Stream {
  static last: Stream;
  onmessage: (event: { data: string }) => void = () => {};
  constructor() {
    Stream.last = this;
  }
  close() {}
  tell(selector: string, what: object) {
    this.onmessage({ data: `${selector} ${JSON.stringify(what)}` });
  }
}

const question = { id: 1, role: "user", text: "Why?", createdDate: "2026-11-30T10:00:00Z" };
const answer = {
  id: 2,
  parentId: 1,
  role: "assistant",
  answerId: 2,
  state: "completed",
  text: "So.",
  createdDate: question.createdDate,
};
const chatOf = (...turns: object[]): Answer => ({ body: { id: 7, modifiedDate: question.createdDate, turns } });
const refusal = (status: number, errorCode: string): Answer => ({
  status,
  body: { responseStatus: { errorCode, message: "No." } },
});

/** What the server says to each message, and what it was asked. */
let replies: Record<string, (url: URL, body: unknown) => Answer | Promise<Answer>>;
let asked: string[];

beforeEach(() => {
  localStorage.clear();
  asked = [];
  replies = { GetChat: () => chatOf(question, answer), Chat: () => ({ body: { answerId: 4 } }) };
  vi.stubGlobal("fetch", async (address: string, { body: sent }: RequestInit) => {
    const url = new URL(address);
    const name = url.pathname.split("/").at(-1)!;
    asked.push(name);
    const { status = 200, body } = await replies[name]!(url, sent);
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
  });
  vi.stubGlobal("EventSource", Stream);
  session.person = { id: "1", userName: "ada", name: "Ada" };
});
afterEach(() => vi.unstubAllGlobals());

const settled = (what: () => void) => vi.waitFor(what);

it("sends what was not accepted when the chat is opened again, though it has turns", async () => {
  keepAsk(7, { kind: "chat", key: "k1", text: "And then?" });
  const talk = Conversation.open(7);
  await settled(() => expect(readAsk(7)).toBeNull());
  expect(asked.filter((name) => name === "Chat")).toHaveLength(1);
  talk.close();
});

it("keeps a second message until it is accepted, whatever is read meanwhile", async () => {
  const talk = Conversation.open(7);
  replies.GetChat = () =>
    chatOf(question, answer, { ...question, id: 3, parentId: 2 }, { ...answer, id: 4, parentId: 3, answerId: 4 });
  await talk.say("The first");
  expect(talk.ask).toBeNull();
  replies.Chat = () => refusal(503, "StoreUnavailable");
  await talk.say("The second");
  await talk.refresh();
  expect(talk.ask).toMatchObject({ text: "The second" });
  expect(talk.giveUp()).toBe("The second");
  talk.close();
});

it("asks the same again by the model that is named, else by the chat's", async () => {
  replies.GetChat = () => ({ body: { id: 7, model: "usual", modifiedDate: question.createdDate, turns: [question, answer] } });
  const models: unknown[] = [];
  replies.RegenerateAnswer = (_, body) => {
    models.push(JSON.parse(`${body}`).model);
    return { body: { answerId: 4 } };
  };
  const talk = Conversation.open(7);
  await settled(() => expect(talk.turns).toHaveLength(2));
  await talk.regenerate(2, "another");
  await talk.regenerate(2);
  expect(models).toEqual(["another", "usual"]);
  talk.close();
});

it("leaves alone what another tab asked meanwhile", async () => {
  const talk = Conversation.open(7);
  replies.Chat = () => {
    keepAsk(7, { kind: "chat", key: "of the other tab", text: "Mine" });
    return { body: { answerId: 4 } };
  };
  await talk.say("Yours");
  expect(readAsk(7)?.key).toBe("of the other tab");
  talk.close();
});

it("shows the chat when the link names a turn that is not there", async () => {
  replies.GetChat = (url) => (url.searchParams.has("through") ? refusal(404, "NotFound") : chatOf(question, answer));
  const talk = Conversation.open(7, 999);
  await settled(() => expect(talk.turns).toHaveLength(2));
  expect(talk.isGone).toBe(false);
  talk.close();
});

it("takes what was heard while the chat was read, and reads it no second time for that", async () => {
  startLive();
  await nextTick();
  const running = { ...answer, state: "running", text: "So" };
  let reply!: (answer: Answer) => void;
  replies.GetChat = () => new Promise((resolve) => (reply = resolve));
  const talk = Conversation.open(7);
  await settled(() => expect(reply).toBeTruthy());
  for (const [seq, text] of [
    [3, " "],
    [6, "far"],
  ] as const)
    Stream.last.tell("cmd.answer", { answerId: 2, chatId: 7, seq, event: "delta", text });
  reply(chatOf(question, running));
  await settled(() => expect(talk.turns.at(-1)?.text).toBe("So far"));
  expect(asked).toEqual(["GetChat"]);
  talk.close();
});
