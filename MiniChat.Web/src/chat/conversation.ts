import { reactive } from "vue";
import { send } from "../api/client";
import { Chat, GetChat, type GetChatResponse, RegenerateAnswer, StopAnswer } from "../api/dtos";
import { Failure } from "../api/failures";
import { rememberChat } from "../chats/chats";
import { listen } from "../live/live";
import type { AnswerNotice, ChatNotice } from "../live/notices";
import { type GrowingTurn, takeEvent } from "./answerText";
import { type Ask, dropAsk, keepAsk, newKey, readAsk } from "./asks";

/** An open chat: what is shown of it, and what can be done with it. */
export class Conversation {
  chat: Omit<GetChatResponse, "turns"> | null = null;
  turns: GrowingTurn[] = [];
  isLoading = true;
  /** Why the chat could not be read. */
  failure: Failure | null = null;
  /** What was asked and is not accepted yet. */
  ask: Ask | null = null;
  /** Why it was not accepted. */
  askFailure: Failure | null = null;
  isGone = false;

  /** The turn the path leads through, when the person chose another branch than the newest. */
  private through: number | undefined;
  /** The answer to what was asked, which shows as a turn when the chat was read. */
  private accepted: number | undefined;
  private reading: Promise<void> | null = null;
  private isStale = false;
  /** What was heard of answers while the chat was read: what was read may end before it. */
  private heard: AnswerNotice[] = [];
  private deaf = () => {};

  constructor(readonly id: number) {}

  /** Opens a chat; `through` leads the path through a turn. */
  static open(id: number, through?: number) {
    const opened = reactive(new Conversation(id)) as Conversation;
    opened.through = through;
    opened.deaf = listen({
      answer: (notice) => opened.takeAnswer(notice),
      chat: (notice) => opened.takeChange(notice),
      joined: () => void opened.resume(),
    });
    opened.ask = readAsk(id);
    void opened.refresh().then(() => opened.ask && opened.sendAsk());
    return opened;
  }

  /** Hears no more of it. */
  close() {
    this.deaf();
  }

  get runningAnswer() {
    return this.turns.find((turn) => turn.state === "running") ?? null;
  }

  /** The text that was asked and is not accepted yet. */
  get askedText() {
    return this.ask?.kind === "chat" ? this.ask.text : "";
  }

  /** Reads the chat anew; calls that come while it is read share one more reading. */
  refresh(): Promise<void> {
    this.isStale = true;
    return (this.reading ??= this.readWhileStale());
  }

  /** Shows the path through another turn. */
  async show(turnId: number) {
    this.through = turnId;
    await this.refresh();
  }

  /** Asks; `parentId` makes a branch: the turn to go on after, 0 for the chat's beginning. */
  say(text: string, { parentId }: { parentId?: number } = {}) {
    return this.begin({ kind: "chat", key: newKey(), text, parentId: parentId ?? this.shownLeaf() });
  }

  /** Asks the same again, beside the answer that is there: this model, the chat's, or the same. */
  regenerate(answerId: number, model = this.chat?.model) {
    return this.begin({ kind: "regenerate", key: newKey(), answerId, model });
  }

  /** Sends what was not accepted once more, under the same key: it is asked once, whatever became of it before. */
  async sendAsk() {
    const ask = this.ask;
    if (!ask) return;
    this.askFailure = null;
    try {
      const { answerId } = await send(messageOf(this.id, ask), { key: ask.key });
      dropAsk(this.id, ask);
      this.through = this.accepted = answerId;
      await this.refresh();
      this.through = undefined;
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      this.askFailure = thrown;
    }
  }

  /** Gives up what was not accepted; gives it back, so that it can be changed. */
  giveUp() {
    const text = this.askedText;
    if (this.ask) dropAsk(this.id, this.ask);
    this.ask = this.askFailure = null;
    return text;
  }

  /** Stops the answer; what it says so far stays. */
  async stop(answerId: number) {
    const { text, state, finishReason } = await send(new StopAnswer({ answerId }));
    const turn = this.turns.find((one) => one.answerId === answerId);
    if (turn) Object.assign(turn, { text, state, finishReason, bytes: undefined });
  }

  /** The server is heard again, or somebody signed in again: what was missed is read, and what waited for it is sent. */
  private async resume() {
    await this.refresh();
    if (this.askFailure?.isPassing || this.askFailure?.isOfSession) await this.sendAsk();
  }

  private async begin(ask: Ask) {
    this.ask = ask;
    this.accepted = undefined;
    keepAsk(this.id, ask);
    await this.sendAsk();
  }

  /** Where the next turn goes when an older branch is shown; on the newest one the server knows. */
  private shownLeaf() {
    return this.through === undefined ? undefined : this.turns.at(-1)?.id;
  }

  private async readWhileStale() {
    try {
      while (this.isStale) {
        this.isStale = false;
        await this.read();
        const heard = this.heard;
        this.heard = [];
        if (!this.failure) for (const notice of heard) this.grow(notice);
      }
    } finally {
      // In the same moment as the last look at what is stale.
      this.reading = null;
    }
  }

  private async read(): Promise<void> {
    this.failure = null;
    try {
      const { turns, ...chat } = await send(new GetChat({ id: this.id, through: this.through }));
      this.chat = chat;
      // It may have gone while it was read.
      if (!this.isGone) rememberChat(chat);
      this.turns = this.merge(turns);
      // In the same moment, so that what was asked neither shows twice nor goes for a moment.
      if (this.accepted !== undefined && turns.some((turn) => turn.answerId === this.accepted)) this.ask = null;
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      if (thrown.code === "NotFound" && this.through !== undefined) {
        // An old link may name a turn that the chat does not have.
        this.through = undefined;
        return this.read();
      }
      if (thrown.code === "NotFound") this.isGone = true;
      this.failure = thrown;
    }
    this.isLoading = false;
  }

  /** The turns that were read; an answer that was heard further than it was read stays as it was heard. */
  private merge(read: GrowingTurn[]) {
    const known = new Map(this.turns.map((turn) => [turn.id, turn]));
    return read.map((turn) => {
      const before = known.get(turn.id);
      if (!before) return turn;
      const isAhead = turn.state === "running" && (before.state !== "running" || before.text.length > turn.text.length);
      return isAhead
        ? Object.assign(before, { siblings: turn.siblings })
        : Object.assign(before, { bytes: undefined, error: undefined }, turn);
    });
  }

  private takeAnswer(notice: AnswerNotice) {
    if (notice.chatId !== this.id) return;
    if (this.reading) this.heard.push(notice);
    if (!this.grow(notice) && notice.event === "started" && this.through === undefined) void this.refresh();
  }

  /** Takes the event into the turn that it is of; whether there is one. */
  private grow(notice: AnswerNotice) {
    const turn = this.turns.find((one) => one.answerId === notice.answerId);
    if (turn && takeEvent(turn, notice) === "gap") {
      if (!this.heard.includes(notice)) this.heard.push(notice);
      void this.refresh();
    }
    return turn !== undefined;
  }

  private takeChange({ chatId, change }: ChatNotice) {
    if (chatId !== this.id) return;
    if (change === "deleted") this.isGone = true;
    else void this.refresh();
  }
}

const messageOf = (chatId: number, ask: Ask) =>
  ask.kind === "chat"
    ? new Chat({ chatId, text: ask.text, parentId: ask.parentId, stream: true })
    : new RegenerateAnswer({ answerId: ask.answerId, model: ask.model, stream: true });
