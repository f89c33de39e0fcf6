// Signing in at an outside provider, in a browser: node provider-sign-in.mjs <address> <chromium>. The server at the address
// has the provider of oidc-provider.mjs. Prints the secrets that were on the way, as JSON, when all is well.

import assert from "node:assert/strict";
import { launch, openPage } from "./browser.mjs";

const [address, executablePath] = process.argv.slice(2);
const origin = new URL(address).origin;
const browser = await launch(executablePath);
const secrets = [];

/** A browser that nobody used before, at the server's page. It reaches this machine alone. */
async function open() {
  const { context, page } = await openPage(browser);
  await context.route(/.*/, (route) =>
    new URL(route.request().url()).hostname === "127.0.0.1" ? route.continue() : route.abort(),
  );
  await page.goto(address);
  return page;
}

/** Begins a sign-in from the page, goes to the provider, does what is to be done there, and gives what the callback answers. */
async function signIn(page, act) {
  await page.goto(address);
  const begun = await page.evaluate(async () => (await fetch("/user/auth-code")).json());
  const loginUrl = new URL(begun.loginUrl);
  assert.notEqual(loginUrl.origin, origin);
  assert.equal(loginUrl.searchParams.get("state"), begun.state);
  assert.equal(loginUrl.searchParams.get("code_challenge_method"), "S256");
  const arriving = page.waitForResponse((response) => response.url().startsWith(`${origin}/user/auth-callback?`));
  await page.goto(begun.loginUrl);
  await act(page);
  const response = await arriving;
  const query = new URL(response.url()).searchParams;
  assert.equal(query.get("state"), begun.state);
  secrets.push(begun.state, query.get("code"));
  return { status: response.status(), body: await response.json(), query };
}

async function logIn(page, name) {
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("planted-password");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

try {
  // The provider asks who it is and whether that may be told; with the token everything is open.
  const page = await open();
  const first = await signIn(page, (there) => logIn(there, "ada"));
  assert.equal(first.status, 200, JSON.stringify(first.body));
  const account = claimsOf(first.body.token);
  assert.equal(account.preferred_username, "ada");
  assert.equal(account.email, "ada@example.org");
  const headers = { Authentication: `Basic ${first.body.token}` };
  const info = await fetch(new URL("/user/info", address), { headers });
  assert.equal(info.status, 200);
  const { userId, username } = await info.json();
  assert.deepEqual([userId, username], [account.identity, "ada"]);
  const chat = await fetch(new URL("/assistant/chat", address), { method: "POST", headers });
  assert.equal(chat.status, 200);
  assert.ok((await chat.json()).chatId > 0);

  // The same address once more gives nothing.
  const again = await page.evaluate(async () => (await fetch(location.href)).status);
  assert.equal(again, 400);
  const ended = await fetch(new URL("/questions", address), { headers: { Authorization: `Bearer ${first.body.token}` } });
  assert.equal(ended.status, 401, "a code that came twice ends the session it gave");

  // Who is still signed in there comes straight back, to the same account.
  const second = await signIn(page, () => {});
  assert.equal(second.status, 200, JSON.stringify(second.body));
  assert.equal(claimsOf(second.body.token).identity, account.identity);

  // Somebody else has another account.
  const third = await signIn(await open(), (there) => logIn(there, "grace"));
  assert.notEqual(claimsOf(third.body.token).identity, account.identity);

  // Who thinks better of it is told, and has no account.
  const refused = await signIn(await open(), (there) => there.getByRole("link", { name: "Cancel" }).click());
  assert.equal(refused.query.get("error"), "access_denied");
  assert.equal(refused.status, 403);
  assert.match(refused.body.message, /begin it again/);
  assert.equal(refused.body.token, undefined);

  // The web app's own button leads there and back to where one was, with a session that no script can read.
  const app = await open();
  await app.goto(new URL("/app/settings", address).href);
  await app.getByRole("link", { name: "Sign in with oidc" }).click();
  await logIn(app, "ada");
  await app.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  assert.equal(app.url(), new URL("/app/settings", address).href);
  assert.equal(await app.evaluate(() => document.cookie), "");
  // Whose drafts it would keep, by the account's number; and nothing else.
  assert.match(await app.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage })), /^\{"person":"\d+"\}$/);
  const doubtful = await open();
  await doubtful.getByRole("link", { name: "Sign in with oidc" }).click();
  await doubtful.getByRole("link", { name: "Cancel" }).click();
  await doubtful.getByText("The sign-in came to nothing (Forbidden).").waitFor();
  assert.equal(doubtful.url(), `${origin}/`);

  // The provider refuses a code that is none of its own, also a program's.
  const forged = "planted-code-of-nobody";
  const { state } = await (await fetch(new URL("/user/auth-code", address))).json();
  const answer = await fetch(new URL(`/user/auth-callback?code=${forged}&state=${state}`, address));
  assert.equal(answer.status, 400);
  assert.match((await answer.json()).message, /does not take the code/);
  secrets.push(forged, state);

  secrets.push(first.body.token, second.body.token, third.body.token);
  console.log(JSON.stringify(secrets.filter(Boolean)));
} finally {
  await browser.close();
}
