import { type IReturn, type IReturnVoid, JsonServiceClient } from "@servicestack/client";
import { Failure } from "./failures";

/** What may go with a message. */
export interface Sending {
  /** The `Idempotency-Key`: the same key and message asks once, however often it is sent. */
  key?: string;
  /** False where a refusal is about what was sent, and not about the session: signing in. */
  renew?: boolean;
  /** How long to wait for the response, in milliseconds; else as long as the browser does. */
  patience?: number;
}

/** Told when the session has ended and the server knows us no more. */
let signedOut: () => void = () => {};

/** Says who is told that the session has ended. */
export function onSignedOut(tell: () => void) {
  signedOut = tell;
}

/** Sends a message; gives its response, or throws a `Failure` whose text may be shown. */
export const send = <T>(request: IReturn<T>, sending: Sending = {}): Promise<T> => clientOf(sending).send(request).catch(refuse);

/** Sends a message that has no response. */
export const sendVoid = async (request: IReturnVoid, sending: Sending = {}): Promise<void> => {
  await clientOf(sending).sendVoid(request).catch(refuse);
};

/** The session is in cookies that no script can read; the client renews it when the server says that it is over. */
function clientOf({ key, renew = true, patience }: Sending) {
  const client = new JsonServiceClient(location.origin);
  client.enableAutoRefreshToken = client.useTokenCookie = renew;
  // No token comes in a body either.
  client.headers.set("X-Cookies", "only");
  if (patience) client.requestFilter = (request) => (request.signal = AbortSignal.timeout(patience));
  if (key) client.headers.set("Idempotency-Key", key);
  return client;
}

function refuse(thrown: unknown): never {
  const failure = Failure.of(thrown);
  if (failure.isOfSession) signedOut();
  throw failure;
}
