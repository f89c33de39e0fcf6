import { t } from "../words/words";
import type { ResponseStatus } from "./dtos";

/** What the client throws when the server refuses. */
interface Refusal {
  responseStatus?: Partial<ResponseStatus>;
  /** `RefreshTokenException` when the session could not be renewed. */
  type?: string;
}

const passing = ["Unreachable", "StoreUnavailable", "ServerStopping", "ServiceUnavailable", "RequestTimeout"];

const mostSentences = 3;

/** What went wrong, in words for a person. */
export class Failure extends Error {
  constructor(
    /** The server's code, or `Unreachable` when no server answered. */
    readonly code: string,
    message: string,
    /** Whether the session is over. */
    readonly isOfSession = false,
  ) {
    super(message);
  }

  /** Of what the client threw; of what is no answer of the server, that it cannot be reached. */
  static of(thrown: unknown) {
    const { responseStatus: status, type } = thrown as Refusal;
    // What stands before the server answers for it with a status alone, when it cannot reach it.
    if (!status?.message || /^50[234]$/.test(status.errorCode ?? "")) return new Failure("Unreachable", t("error.unreachable"));
    const isRefused = !passing.includes(status.errorCode ?? "");
    if (type === "RefreshTokenException" && isRefused) return new Failure("TokenException", t("error.signedOut"), true);
    // The same may be wrong many times over; a few sentences are what a person reads.
    const sentences = new Set(status.errors?.map((error) => error.message).filter(Boolean));
    return new Failure(status.errorCode ?? "", [...sentences].slice(0, mostSentences).join(" ") || status.message);
  }

  /** Whether nothing but waiting is needed for another try to go well. */
  get isPassing() {
    return passing.includes(this.code);
  }
}

/** The sentence of whatever was thrown. */
export const sentenceOf = (thrown: unknown) =>
  thrown instanceof Failure ? thrown.message : t("error.ours", { what: `${thrown}` });
