// A chat in the web app, from the first visit on: node app-chat.mjs <address> <chromium>. Prints nothing when all is well.

import assert from "node:assert/strict";
import { begun, person, reloaded, say, signIn, signUp, until, whole, withBrowser } from "./app.mjs";

const [address, executablePath] = process.argv.slice(2);

// Marks of Markdown that are half there show for a moment.
const letters = (text) => text.replace(/[^\p{L}\p{N}]/gu, "");

await withBrowser(executablePath, async (browser) => {
  const ada = await person(browser, address);
  const { page } = ada;

  // Sign up, ask, and reload in the middle: the text is there, and goes on.
  await signUp(ada, address, "ada");
  await say(ada, "What is a log, and what is it good for?");
  await page.waitForURL(/\/app\/chats\/\d+$/);
  const before = await begun(ada);
  await page.reload();
  const after = await begun(ada, ada.last(), before.length);
  assert.ok(letters(after).startsWith(letters(before)), "the text before the reload is its beginning");
  const text = await whole(ada);
  assert.match(text, /offline responder/);
  assert.equal(await ada.answers().count(), 1);
  assert.match(await ada.last().locator(".about").innerText(), /Offline responder · \d+ tokens in, \d+ out · /);
  await page.reload();
  assert.equal(await whole(ada), text);

  // The list names the chat by its first turn; renaming keeps.
  const chat = page.getByRole("link", { name: "What is a log" });
  await chat.waitFor();
  await chat.hover();
  await ada.button("Rename What is a log", false).click();
  await page.getByLabel("Title").fill("Logs");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Logs", exact: true }).waitFor();
  await until(ada, () => document.title === "Logs · MiniChat");

  // A draft stays where it was typed.
  await ada.message().fill("half a thou");
  await page.getByRole("link", { name: "New chat" }).first().click();
  await until(ada, () => document.querySelector("#message")?.value === "");
  await page.goBack();
  await until(ada, () => document.querySelector("#message")?.value === "half a thou");

  // While one types, an own earlier question that is near is offered.
  await page.getByRole("link", { name: "New chat" }).first().click();
  await until(ada, () => document.querySelector("#message")?.value === "");
  await ada.message().fill("What is a log and what is it good for");
  await page.locator(".similar a", { hasText: "What is a log, and" }).click();
  await page.locator(".sought").first().waitFor();
  await page.goto(page.url().split("?")[0]);
  await whole(ada);

  // Stop keeps what is there; Retry asks once more, and both versions can be read.
  await say(ada, "Stop me. ".repeat(300));
  await begun(ada);
  await ada.button("Stop").click();
  await ada.last().getByText("Stopped.").waitFor();
  const stopped = await ada.last().locator(".markdown").innerText();
  await ada.last().getByRole("button", { name: "Retry" }).click();
  await ada.button("Stop").click();
  await ada.last().getByText("2 of 2").waitFor();
  await ada.last().getByRole("button", { name: "Previous version" }).click();
  await ada.last().getByText("1 of 2").waitFor();
  assert.equal(await ada.last().locator(".markdown").innerText(), stopped);
  await ada.last().getByRole("button", { name: "Next version" }).click();
  await ada.last().getByText("2 of 2").waitFor();

  // An earlier turn, changed, makes a branch; the older one stays.
  const first = page.locator(".question").first();
  await first.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Edited message").fill("What is a tree?");
  await page.locator(".question").first().getByRole("button", { name: "Send" }).click();
  await page.locator(".said", { hasText: "What is a tree?" }).waitFor();
  await until(ada, () => document.querySelectorAll(".answer").length === 1);
  assert.match(await whole(ada), /What is a tree\?/);
  await first.getByRole("button", { name: "Previous version" }).click();
  await page.locator(".said", { hasText: "What is a log" }).waitFor();
  assert.equal(await ada.answers().first().locator(".markdown").innerText(), text);

  // A chat goes on at the branch that is shown.
  await first.getByRole("button", { name: "Next version" }).click();
  await page.locator(".said", { hasText: "What is a tree?" }).waitFor();
  await say(ada, "And a leaf?");
  await until(ada, () => document.querySelectorAll(".answer").length === 2);
  assert.match(await whole(ada), /2 earlier messages/);

  // Deleting can be undone, until it is done.
  const item = page.getByRole("link", { name: "Logs", exact: true });
  await item.hover();
  await ada.button("Delete Logs").click();
  // The offer stays while one is at it.
  await page.locator(".toast").hover();
  await page.getByRole("heading", { name: /What would you like to know, ada/ }).waitFor();
  await item.waitFor({ state: "detached" });
  await ada.button("Undo").click();
  await item.waitFor();
  await item.hover();
  await ada.button("Delete Logs").click();
  await ada.button("Undo").waitFor();
  // Who leaves the page before the offer is over has decided.
  await page.reload();
  await page.getByText("Your chats will be here.").waitFor();

  // Signing out takes everything from the page; a wrong password is told, and the right one opens the same account.
  await ada.button("Account").click();
  await reloaded(ada, () => ada.button("Sign out").click());
  await page.getByLabel("Password").waitFor();
  assert.deepEqual(
    (await ada.context.cookies()).filter((cookie) => cookie.value),
    [],
  );
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((name) => /^(draft|ask):/.test(name)).length), 0);
  await page.getByLabel("Username").fill("ada");
  await page.getByLabel("Password").fill("wrong guess");
  await ada.button("Sign in").click();
  await page.getByText("Invalid Username or Password").waitFor();
  await signIn(ada, address, "ada");
  ada.checkFaults();
});
