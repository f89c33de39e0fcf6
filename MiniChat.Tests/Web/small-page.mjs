// The small page, which / shows where the app was not built: node small-page.mjs <address> <chromium>. Prints nothing when all is well.

import assert from "node:assert/strict";
import { launch, openPage } from "./browser.mjs";

const [address, executablePath] = process.argv.slice(2);
const origin = new URL(address).origin;
const password = "correct horse";
const browser = await launch(executablePath);

/** A page of a browser that nobody used before, with what it must not do. */
async function open() {
  const { context, page, faults } = await openPage(browser, { viewport: { width: 1200, height: 750 } });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) faults.push(`a request to ${request.url()}`);
  });
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (event) => console.error(`CSP: ${event.violatedDirective}`)),
  );
  // Asking who one is, without being anybody, is an error that belongs here; so is what is typed wrong on purpose.
  const expected = (fault) =>
    (fault.includes("401") && /\/auth(\/credentials)?$/.test(fault)) || (fault.includes("400") && fault.endsWith("/register"));
  return { context, page, faults: () => faults.filter((fault) => !expected(fault)) };
}

const answer = ".question .answer";
const told = ".question .told";
const asked = ".question .asked";

/** Waits until the first such element's text is like this, and gives it. */
async function untilText(page, selector, pattern) {
  const handle = await page.waitForFunction(
    ([selector, source, flags]) => {
      const text = document.querySelector(selector)?.textContent ?? "";
      return new RegExp(source, flags).test(text) && text;
    },
    [selector, pattern.source, pattern.flags],
  );
  return handle.jsonValue();
}

try {
  const { page, faults, context } = await open();
  await page.goto(`${address}small.html`);

  // Signing up, and what is told when it does not go.
  await page.getByLabel("Username").fill("web person");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign up" }).click();
  assert.match(await untilText(page, "#account-error", /./), /User Name/);
  await page.getByLabel("Username").fill("webperson");
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByLabel("Message").waitFor();
  assert.equal(await page.locator("#name").textContent(), "webperson");

  // Ask, watch it come, and reload in the middle: it goes on.
  await page.getByLabel("Message").fill("What can this page do?");
  await page.getByRole("button", { name: "Ask" }).click();
  const begun = await untilText(page, answer, /./);
  await page.reload();
  await untilText(page, answer, new RegExp(`.{${begun.length + 10},}`, "s"));
  await untilText(page, told, /^Answered by /);
  const whole = await page.textContent(answer);
  assert.ok(whole.startsWith(begun), "the text before the reload is its beginning");
  assert.match(whole, /What can this page do\?/);
  assert.equal(await page.locator(".question").count(), 1);
  assert.ok(await page.getByRole("button", { name: "Stop" }).isHidden());
  await page.reload();
  assert.equal(await untilText(page, answer, /./), whole);

  // Text is text, whatever it looks like.
  const markup = `<img src=x onerror="document.title='bad'"><b>bold</b> & "so"`;
  await page.getByLabel("Message").fill(markup);
  await page.keyboard.press("Control+Enter");
  await untilText(page, asked, /<b>bold<\/b>/);
  await untilText(page, told, /^Answered by /);
  assert.equal(await page.title(), "MiniChat");
  assert.equal(await page.locator(".question img, .question b").count(), 0);

  // Stop keeps what is there, and Retry asks once more.
  await page.getByLabel("Message").fill("Stop me. ".repeat(200));
  await page.getByRole("button", { name: "Ask" }).click();
  await untilText(page, asked, /^Stop me/);
  await untilText(page, answer, /./);
  await page.getByRole("button", { name: "Stop" }).first().click();
  await untilText(page, told, /^Stopped/);
  assert.equal(await page.locator(".question").count(), 3);

  // The account's data are not there for others, and signing out takes them from the page.
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Username").waitFor();
  assert.equal(await page.locator(".question").count(), 0);
  assert.deepEqual((await context.cookies()).filter((cookie) => cookie.value), []);
  await page.reload();
  await page.getByLabel("Username").waitFor();

  // A wrong password is told where it was typed.
  await page.getByLabel("Username").fill("webperson");
  await page.getByLabel("Password").fill("wrong guess");
  await page.getByRole("button", { name: "Sign in" }).click();
  await untilText(page, "#account-error", /Invalid Username or Password/);
  assert.ok(await page.locator("#asking").isHidden());
  assert.deepEqual(faults(), []);
  await context.close();

  // All of it without a mouse, starting from the fresh page's focus.
  const keys = await open();
  await keys.page.goto(`${address}small.html`);
  await keys.page.locator("#account-form").waitFor();
  await keys.page.waitForFunction(() => document.activeElement?.name === "userName");
  await keys.page.keyboard.type("webperson");
  await keys.page.keyboard.press("Tab");
  await keys.page.keyboard.type(password);
  await keys.page.keyboard.press("Enter");
  await keys.page.waitForFunction(() => document.activeElement?.id === "message");
  await keys.page.keyboard.type("By keys alone");
  await keys.page.keyboard.press("Tab");
  await keys.page.keyboard.press("Enter");
  await untilText(keys.page, asked, /^By keys alone$/);
  await untilText(keys.page, told, /^Answered by /);
  await keys.page.waitForFunction(() => document.activeElement?.id === "message");
  await keys.page.keyboard.press("Shift+Tab");
  assert.equal(await keys.page.evaluate(() => document.activeElement.textContent), "Sign out");
  await keys.page.keyboard.press("Enter");
  await keys.page.waitForFunction(() => document.activeElement?.name === "userName");
  assert.deepEqual(keys.faults(), []);
} finally {
  await browser.close();
}
