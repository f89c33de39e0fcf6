// The page /sign-in in a real browser: node sign-in.mjs <address> <chromium> <own|app> [folder for pictures]. The server's
// redirect address is its own callback (own), or the page of an app at http://127.0.0.1:<port of the argument app:port> that
// this script serves. Prints nothing when all is well.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { launch, openPage } from "./browser.mjs";

const [address, executablePath, mode, pictures] = process.argv.slice(2);
const origin = new URL(address).origin;
const password = "correct horse";
const browser = await launch(executablePath);

/** Begins as a page of the server's does, and gives the address to go to. */
async function begin(page) {
  await page.goto(new URL("/health", address).href);
  return page.evaluate(async () => (await fetch("/user/auth-code")).json());
}

const focused = (page) => page.evaluate(() => document.activeElement?.id);

async function own() {
  const { context, page, faults } = await openPage(browser);
  const begun = await begin(page);
  await page.goto(begun.loginUrl);
  assert.equal(await page.title(), "Sign in · MiniChat");
  assert.ok(await page.getByText(`Then you go on to ${new URL(address).host}.`).isVisible());
  assert.equal(await focused(page), "user-name");

  // To the other form, by keys alone; what is wrong is told at its field, and one stands there.
  await page.getByRole("link", { name: "Sign up" }).click();
  await page.waitForURL(/new=1/);
  await page.getByLabel("Username", { exact: true }).fill("web person");
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  assert.equal(await focused(page), "user-name");
  assert.match(await page.locator("#user-name-error").textContent(), /letters, digits/);
  assert.equal(await page.getByLabel("Username", { exact: true }).inputValue(), "web person");
  assert.equal(await page.getByLabel("Password").inputValue(), "");
  await picture(page, "errors");

  // Signing up goes on to the callback, which knows the browser by its cookie.
  await page.getByLabel("Username", { exact: true }).fill("webperson");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/user\/auth-callback\?code=/);
  const { token } = JSON.parse(await page.locator("body").innerText());
  assert.ok(token);
  const asked = await page.request.get(new URL("/questions", address).href, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(asked.status(), 200);
  // Going back and sending the form again finds the sign-in used.
  await page.goto(begun.loginUrl);
  assert.equal(await page.getByRole("heading", { level: 2 }).textContent(), "Please start again");
  assert.equal(await page.locator("form").count(), 0);
  const expected = /status of 400|favicon/;
  assert.deepEqual(faults.filter((fault) => !expected.test(fault)), []);
  await context.close();

  // Without scripts, in the dark, on a phone.
  const plain = await openPage(browser, { javaScriptEnabled: false, colorScheme: "dark", viewport: { width: 360, height: 640 } });
  const reply = await plain.context.request.get(new URL("/user/auth-code", address).href);
  await plain.page.goto((await reply.json()).loginUrl);
  await plain.page.getByLabel("Username or email").fill("webperson");
  await plain.page.getByLabel("Password").fill("wrong guess");
  await plain.page.getByRole("button", { name: "Sign in" }).click();
  assert.equal(await plain.page.getByRole("alert").textContent(), "Invalid Username or Password");
  assert.equal(await plain.page.getByLabel("Username or email").inputValue(), "webperson");
  await picture(plain.page, "dark-narrow");
  await plain.page.getByLabel("Password").fill(password);
  await plain.page.getByRole("button", { name: "Sign in" }).click();
  await plain.page.waitForURL(/\/user\/auth-callback\?code=/);
  assert.ok(JSON.parse(await plain.page.locator("body").innerText()).token);
  await plain.context.close();

  // Another browser cannot finish what this one began.
  const first = await openPage(browser);
  const mine = await begin(first.page);
  const other = await openPage(browser);
  await other.page.goto(mine.loginUrl);
  await picture(other.page, "sign-in");
  await other.page.getByLabel("Username or email").fill("webperson");
  await other.page.getByLabel("Password").fill(password);
  await other.page.getByRole("button", { name: "Sign in" }).click();
  await other.page.waitForURL(/\/user\/auth-callback\?code=/);
  assert.match(JSON.parse(await other.page.locator("body").innerText()).message, /another browser/);
}

/** An app at an origin of its own: it begins by a call, is come back to with the code, and finishes by calls. */
async function app(port) {
  const script = `
    const told = (value) => { document.title = value; };
    const query = new URLSearchParams(location.search);
    if (query.has("code")) {
      if (query.get("state") !== sessionStorage.state) told("wrong state");
      else fetch("${origin}/user/auth-callback" + location.search).then((reply) => reply.json())
        .then(({ token }) => fetch("${origin}/user/info", { headers: { Authentication: "Basic " + token } }))
        .then((reply) => reply.json()).then(({ username, message }) => told(username ?? message), () => told("failed"));
    } else {
      fetch("${origin}/user/auth-code").then((reply) => reply.json()).then(({ loginUrl, state }) => {
        sessionStorage.state = state;
        location.href = loginUrl;
      });
    }`;
  const server = createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><html lang="en"><title>App</title><script>${script}</script>`);
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  try {
    const { page, faults } = await openPage(browser);
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForURL(/\/sign-in\?state=/);
    assert.ok(await page.getByText(`Then you go on to 127.0.0.1:${port}.`).isVisible());
    await page.getByRole("link", { name: "Sign up" }).click();
    await page.getByLabel("Username", { exact: true }).fill("appperson");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign up" }).click();
    await page.waitForURL(/\/signed-in\?code=/);
    await page.waitForFunction(() => document.title !== "App");
    assert.equal(await page.title(), "appperson");
    assert.deepEqual(faults.filter((fault) => !/favicon/.test(fault)), []);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` });
}

try {
  if (mode === "own") await own();
  else await app(Number(mode.split(":")[1]));
} finally {
  await browser.close();
}
