import { reactive } from "vue";
import { onSignedOut, send } from "../api/client";
import { Authenticate, type AuthenticateResponse, Register } from "../api/dtos";
import { Failure } from "../api/failures";
import { forgetDrafts, giveDraftsTo } from "../chat/drafts";

/** Who uses the app. */
export interface Person {
  id: string;
  /** What one signs in by. */
  userName: string;
  /** What is shown. */
  name: string;
}

/** What is known of the session. */
interface Session {
  /** Whether it was asked for already. */
  isKnown: boolean;
  person: Person | null;
  /** The session ended while somebody was at work: what is there stays, and the form comes on top. */
  isOver: boolean;
  /** The server could not be asked. */
  failure: Failure | null;
}

export const session = reactive<Session>({ isKnown: false, person: null, isOver: false, failure: null });

onSignedOut(() => {
  if (session.person) session.isOver = true;
});

/** Asks the server who we are: the session is in cookies. */
export async function findSession() {
  session.failure = null;
  try {
    enter(await send(new Authenticate()));
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    if (thrown.isPassing) session.failure = thrown;
  }
  session.isKnown = true;
}

/** Finds out whether the session is over; that the server cannot be reached says nothing of it. */
export const askSession = () => send(new Authenticate()).then(enter, () => {});

/** Signs in by username or email address. */
export async function signIn(userName: string, password: string) {
  enter(await send(new Authenticate({ provider: "credentials", userName, password }), { renew: false }));
}

/** Makes an account, and signs in. */
export async function signUp(userName: string, email: string, password: string) {
  await send(new Register({ userName, email: email || undefined, password, confirmPassword: password }), { renew: false });
  await signIn(userName, password);
}

/** Signs out, here and on the server. */
export async function signOut() {
  await send(new Authenticate({ provider: "logout" }), { renew: false });
  giveWay();
}

/** A page that the browser kept aside and shows again may be of somebody who is here no more. */
export const heedReturn = () =>
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    if (session.person) void askSession();
    else location.reload();
  });

/** Forgets who we are, with all that was loaded. */
export function leave() {
  session.person = null;
  session.isOver = false;
  location.assign("/");
}

/** Leaves the browser to somebody else, who shall not read what was typed here. */
export function giveWay() {
  forgetDrafts();
  leave();
}

function enter(answer: AuthenticateResponse) {
  const { userId: id = "", userName = "", displayName } = answer;
  const person = { id, userName, name: displayName || userName };
  // What is on the page belongs to somebody else.
  if (session.person && session.person.id !== person.id) return giveWay();
  // After a reload nobody is known to have been here, and what they typed is there all the same.
  giveDraftsTo(id);
  session.person = person;
  session.isOver = false;
}
