// The web app on two devices, and without its server: node app-live.mjs <address> <chromium>. Prints nothing when all is well.

import assert from "node:assert/strict";
import { openLine } from "./line.mjs";
import { begun, person, say, signIn, signUp, until, whole, withBrowser } from "./app.mjs";

const [address, executablePath] = process.argv.slice(2);
const lost = (fault) => /ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION|net::ERR/.test(fault);
const signedOut = (fault) => /40[01] /.test(fault);

await withBrowser(executablePath, async (browser) => {
  const line = await openLine(address);
  const desk = await person(browser, line.address, { expected: (fault) => lost(fault) || signedOut(fault) });
  const phone = await person(browser, address, { viewport: { width: 360, height: 740 } });
  await signUp(desk, line.address, "bob");
  await signIn(phone, address, "bob");

  // What is asked on one device shows on the other, while it is answered.
  await say(desk, "What shows on both devices?");
  await begun(desk);
  await phone.button("Chats").click();
  await phone.page.getByRole("link", { name: "What shows on both" }).click();
  const seen = await begun(phone);
  assert.ok(seen.length > 0);
  const text = await whole(desk);
  assert.equal(await whole(phone), text);

  // And the other way round: a new turn in the open chat, a new name, a chat that is deleted.
  await say(phone, "Asked on the phone");
  await desk.page.locator(".said", { hasText: "Asked on the phone" }).waitFor();
  assert.equal(await whole(desk, desk.answers().nth(1)), await whole(phone, phone.answers().nth(1)));
  await phone.page.getByRole("link", { name: "New chat" }).last().click();
  await say(phone, "Another chat");
  await desk.page.getByRole("link", { name: "Another chat" }).waitFor();
  await whole(phone);
  await phone.button("Chats").click();
  await phone.button("Rename Another chat").click();
  await phone.page.getByLabel("Title").fill("Renamed");
  await phone.page.keyboard.press("Enter");
  await desk.page.getByRole("link", { name: "Renamed" }).waitFor();
  await phone.button("Delete Renamed").click();
  await phone.page.reload();
  await desk.page.getByRole("link", { name: "Renamed" }).waitFor({ state: "detached" });

  // The network goes in mid-answer, and comes back: what was missed is there, and nothing twice.
  await say(desk, "What is lost when the network goes?");
  await begun(desk);
  line.cut();
  await desk.page.getByText("The server cannot be reached. What you see may be old").waitFor();
  line.mend();
  const after = await whole(desk, desk.answers().nth(2));
  await desk.page.getByText("What you see may be old").waitFor({ state: "detached" });
  await desk.page.reload();
  assert.equal(await whole(desk, desk.answers().nth(2)), after);

  line.cut();
  // What is asked meanwhile waits, and is sent once when the server is there again.
  await desk.message().fill("Asked without a network");
  await desk.message().press("Enter");
  await desk.page.locator(".ask").getByText("The server cannot be reached. Check your connection").waitFor();
  line.mend();
  await desk.answers().nth(3).waitFor();
  await whole(desk);
  await desk.page.reload();
  await whole(desk, desk.answers().nth(3));
  assert.equal(await desk.page.locator(".said", { hasText: "Asked without a network" }).count(), 1);

  // A response that is lost on its way back: the same key asks once.
  let isLost = false;
  await desk.page.route("**/api/Chat", async (route) => {
    if (isLost) return route.continue();
    isLost = true;
    await route.fetch();
    await route.abort();
  });
  await desk.message().fill("Answered, but the response is lost");
  await desk.message().press("Enter");
  await desk.button("Retry").click();
  await whole(desk, desk.answers().nth(4));
  await desk.page.reload();
  await whole(desk, desk.answers().nth(4));
  assert.equal(await desk.answers().count(), 5);

  // Neither does it leave an empty chat behind, when that was about to begin.
  let isChatLost = false;
  await desk.page.route("**/api/CreateChat", async (route) => {
    if (isChatLost) return route.continue();
    isChatLost = true;
    await route.fetch();
    await route.abort();
  });
  await desk.page.getByText("1 chat", { exact: true }).waitFor();
  await desk.page.getByRole("link", { name: "New chat" }).first().click();
  await desk.message().fill("Begun twice");
  await desk.message().press("Enter");
  await desk.page.locator(".toast").getByText("The server cannot be reached. Check your connection").waitFor();
  await desk.page.reload();
  await until(desk, () => document.querySelector("#message")?.value === "Begun twice");
  await desk.message().press("Enter");
  await whole(desk);
  await desk.page.reload();
  await whole(desk);
  await desk.page.getByText("2 chats", { exact: true }).waitFor();

  // The session ends in mid-answer: one signs in again, and goes on where one was.
  await say(desk, "The session ends now. ".repeat(20));
  await begun(desk);
  await desk.page.getByRole("link", { name: "New chat" }).first().click();
  await desk.message().fill("Later");
  await desk.context.clearCookies();
  await desk.message().press("Enter");
  await desk.page.getByRole("heading", { name: "Sign in again" }).waitFor();
  await desk.page.getByLabel("Password").fill("correct horse");
  await desk.button("Sign in").click();
  await desk.page.getByRole("heading", { name: "Sign in again" }).waitFor({ state: "detached" });
  await until(desk, () => document.querySelector("#message").value === "Later");
  await desk.message().press("Enter");
  await whole(desk);
  line.close();
  desk.checkFaults();
  phone.checkFaults();
});
