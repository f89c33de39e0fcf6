// What people do in between and by mistake, and what the page makes of it: node app-slips.mjs <address> <chromium>. Prints nothing
// when all is well.

import assert from "node:assert/strict";
import { openLine } from "./line.mjs";
import { person, say, signIn, signUp, until, whole, withBrowser } from "./app.mjs";

const [address, executablePath] = process.argv.slice(2);
const isMeant = (fault) => /net::ERR|40[014] /.test(fault);
const isOfGone = (fault) => /404 .*GetChat/.test(fault);
const focused = (one) => one.page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());

await withBrowser(executablePath, async (browser) => {
  const line = await openLine(address);
  const gina = await person(browser, line.address, { expected: isMeant });
  const { page, button } = gina;
  /** Holds the next request to an address; gives the way to wait for it. */
  async function hold(url) {
    let take;
    const held = new Promise((resolve) => (take = resolve));
    await page.route(url, take, { times: 1 });
    return () => held;
  }
  await signUp(gina, line.address, "gina");
  await say(gina, "The first question");
  await whole(gina);

  // What waits to be sent is not put aside for something else.
  line.cut();
  await page.getByText("The server cannot be reached. What you see may be old").waitFor();
  await gina.message().fill("Said without a network");
  await gina.message().press("Enter");
  await button("Take back").waitFor();
  assert.ok(await button("Answer again").isDisabled());
  await button("Edit").click();
  await page.getByLabel("Edited message").fill("Something else");
  assert.ok(await page.locator(".question").getByRole("button", { name: "Send" }).isDisabled());
  await page.getByLabel("Edited message").press("Escape");
  assert.ok(await button("Edit").evaluate((element) => element === document.activeElement));
  // The focus goes on: at the button when it was in vain, at the message when it was taken back.
  await button("Retry").click();
  await until(gina, () => document.activeElement?.textContent === "Retry");
  await button("Take back").click();
  await until(gina, () => document.activeElement?.id === "message");
  assert.equal(await gina.message().inputValue(), "Said without a network");
  await gina.message().press("Enter");
  await button("Take back").waitFor();
  line.mend();
  await whole(gina, gina.answers().nth(1));
  await page.getByText("What you see may be old").waitFor({ state: "detached" });

  // Taking back what has no text leaves the draft as it is.
  await page.route("**/api/RegenerateAnswer", (route) => route.abort());
  await gina.message().fill("A draft");
  await gina.last().getByRole("button", { name: "Answer again", exact: true }).click();
  await button("Take back").click();
  await until(gina, () => document.activeElement?.id === "message");
  assert.equal(await gina.message().inputValue(), "A draft");
  await gina.message().fill("");
  await page.unroute("**/api/RegenerateAnswer");

  // A new chat that cannot be begun yet: the message stays a draft all the time.
  await page.getByRole("link", { name: "New chat" }).first().click();
  let held = await hold("**/api/CreateChat");
  await gina.message().fill("Kept while the chat is being made");
  await gina.message().press("Enter");
  let route = await held();
  assert.equal(await page.evaluate(() => localStorage.getItem("draft:new")), "Kept while the chat is being made");
  await route.continue();
  await whole(gina);
  assert.equal(await page.evaluate(() => localStorage.getItem("draft:new")), null);
  const kept = page.url();

  // Whoever goes elsewhere meanwhile stays there, with what they type; what was said is asked all the same.
  held = await hold("**/api/CreateChat");
  await page.getByRole("link", { name: "New chat" }).first().click();
  await gina.message().fill("Begun from afar");
  await gina.message().press("Enter");
  route = await held();
  await page.getByRole("link", { name: "The first question" }).click();
  await whole(gina);
  await page.getByRole("link", { name: "New chat" }).first().click();
  await gina.message().fill("Another draft");
  await route.continue();
  await page.getByRole("link", { name: "Begun from afar" }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/");
  assert.equal(await gina.message().inputValue(), "Another draft");
  assert.equal(await page.evaluate(() => localStorage.getItem("draft:new")), "Another draft");
  await gina.message().fill("");
  await page.goto(kept);

  // A link to a turn that is not there shows the chat.
  await page.goto(`${page.url()}?turn=999999`);
  await whole(gina);
  assert.equal(await page.getByText("This chat is not there any more.").count(), 0);

  // A name is kept by going elsewhere, and the focus stays there; a key leaves it at the chat.
  await button("Rename Kept while the chat is being made").click();
  await page.getByLabel("Title").fill("Renamed by a click");
  await gina.message().click();
  await page.getByRole("link", { name: "Renamed by a click" }).waitFor();
  assert.equal(await focused(gina), "message");
  await button("Rename Renamed by a click").click();
  await page.getByLabel("Title").fill("Not this");
  await page.keyboard.press("Escape");
  assert.equal(await focused(gina), "Renamed by a click");

  // A text is selected with the mouse, past the edge of the dialog; a click outside closes it.
  await button("Instructions").click();
  const field = page.getByLabel("Instructions for the model");
  await field.fill("Answer in one word.");
  const { x, y } = await field.boundingBox();
  await page.mouse.move(x + 60, y + 15);
  await page.mouse.down();
  await page.mouse.move(5, 5, { steps: 3 });
  await page.mouse.up();
  assert.equal(await field.inputValue(), "Answer in one word.");
  await page.mouse.click(5, 5);
  await field.waitFor({ state: "detached" });

  // What cannot be kept stays, to be kept later.
  await page.route("**/api/UpdateChat", (route) => route.abort(), { times: 1 });
  await button("Instructions").click();
  await field.fill("Answer in two words.");
  await button("Save").click();
  await page.getByRole("dialog").getByRole("alert").waitFor();
  assert.equal(await field.inputValue(), "Answer in two words.");
  await button("Save").click();
  await field.waitFor({ state: "detached" });

  // Whoever closes what a menu opened is at the menu again.
  await button("Account").click();
  await button("Keyboard shortcuts").click();
  await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await until(gina, () => document.activeElement?.textContent.includes("Account"));

  // Esc closes it wherever the focus is.
  await button("Account").click();
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Escape");
  await page.locator(".account .menu").waitFor({ state: "detached" });

  // Without HTTPS a browser gives no clipboard, and copies all the same.
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.reload();
  await whole(gina);
  const copy = page.locator(".question").getByRole("button", { name: "Copy" });
  await Promise.all([button("Copied").waitFor(), copy.click()]);
  await gina.message().press("Control+V");
  assert.equal(await gina.message().inputValue(), "Kept while the chat is being made");
  await gina.message().fill("");

  // On a narrow screen a link to the chat that is there already leads to it.
  await page.setViewportSize({ width: 320, height: 640 });
  await button("Chats").click();
  await page.getByRole("link", { name: "Renamed by a click" }).click();
  await until(gina, () => !document.querySelector(".shade"));
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.setViewportSize({ width: 1200, height: 800 });

  // The chat that is open goes on another device: that is said where one looks, and what was typed there is not lost.
  const device = await person(browser, address, { expected: isOfGone });
  await signIn(device, address, "gina");
  await device.page.getByRole("link", { name: "The first question" }).click();
  await whole(device);
  await device.message().fill("Half a thought");
  await page.getByRole("link", { name: "The first question" }).hover();
  await button("Delete The first question").click();
  await page.reload();
  await device.page.getByText("This chat is not there any more.").waitFor();
  assert.ok(
    await device.page
      .getByText("This chat is not there any more.")
      .evaluate((p) => p.getBoundingClientRect().bottom <= innerHeight),
  );
  await whole(gina);

  // A key that deletes a chat leaves the focus in the list.
  await device.page.getByRole("link", { name: "New chat" }).first().click();
  await until(device, () => document.querySelector("#message")?.value === "Half a thought");
  assert.deepEqual(await device.page.evaluate(() => Object.keys(localStorage).filter((name) => /^draft:/.test(name))), [
    "draft:new",
  ]);
  await say(device, "Goes by a key");
  await whole(device);
  await device.button("Delete Goes by a key").focus();
  await device.page.keyboard.press("Enter");
  // The offer stays while one is at it.
  await device.page.locator(".toast").hover();
  await device.page.getByRole("link", { name: "Goes by a key" }).waitFor({ state: "detached" });
  assert.ok(await device.page.evaluate(() => document.activeElement !== document.body));
  // On a narrow screen the offer to undo leaves the message free; who takes it is at the page.
  await device.button("Undo").focus();
  await device.page.setViewportSize({ width: 320, height: 640 });
  const [note, message] = await Promise.all([device.page.locator(".toast").boundingBox(), device.message().boundingBox()]);
  assert.ok(note.y + note.height <= message.y);
  await device.page.keyboard.press("Enter");
  await until(device, () => document.activeElement?.id === "main");
  await device.page.setViewportSize({ width: 1200, height: 800 });

  // Where there is nothing to see, that is said in the middle, and what the chat had is not offered.
  await device.page.goto(`${address}app/chats/999999`);
  const gone = device.page.getByText("This chat is not there any more.");
  await gone.waitFor();
  assert.ok((await gone.boundingBox()).y < 400);
  assert.equal(await device.button("Instructions").count(), 0);
  await device.page.getByLabel("Search").fill("nothingofthesort");
  await device.page.getByText("Nothing found.").waitFor();

  // A browser that is full keeps nothing, and all goes on.
  const full = await person(browser, address);
  await full.page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await signUp(full, address, "ida");
  await say(full, "Asked in a full browser");
  await whole(full);
  await say(full, "And once more");
  await whole(full, full.answers().nth(1));
  full.checkFaults();
  line.close();
  gina.checkFaults();
  device.checkFaults();
});
