// /docs and /redoc in a real browser: node api-pages.mjs <address> <chromium> [folder for pictures]. Nothing may be asked of anybody
// else, nothing may be refused by the Content-Security-Policy, and what is tried out works. Prints nothing when all is well.

import assert from "node:assert/strict";
import { launch, openPage } from "./browser.mjs";

const [address, executablePath, pictures] = process.argv.slice(2);
const origin = new URL(address).origin;
const browser = await launch(executablePath);

/** A page whose every request is written down. */
async function open(path) {
  const opened = await openPage(browser);
  opened.asked = [];
  opened.page.on("request", (request) => opened.asked.push(request.url()));
  await opened.page.goto(new URL(path, address).href);
  return opened;
}

/** Whatever a page asked for was here, and its console is empty. */
function check({ asked, faults }) {
  const elsewhere = asked.filter((url) => !/^(data|blob):/.test(url) && new URL(url).origin !== origin);
  assert.deepEqual(elsewhere, []);
  assert.ok(asked.includes(`${origin}/schema`));
  assert.deepEqual(faults, []);
}

async function token() {
  const body = { userName: "reader", password: "correct horse", autoLogin: true };
  const reply = await fetch(new URL("/register", address), { method: "POST", body: JSON.stringify(body) });
  return (await reply.json()).bearerToken;
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` });
}

async function swaggerUi(bearer) {
  const opened = await open("/docs");
  const { page } = opened;
  await page.locator("#operations-questions-Question").waitFor();
  for (const id of ["auth-Register", "prompt-proxy-promptProxyPrompt", "open-ai-openAiChatCompletion", "server-health"])
    assert.ok(await page.locator(`#operations-${id}`).isVisible(), id);
  await picture(page, "swagger-ui");

  // Who says who they are asks, and is answered.
  await page.getByRole("button", { name: "Authorize" }).first().click();
  const form = page.locator(".auth-container", { hasText: "bearer" }).first();
  await form.getByRole("textbox").fill(bearer);
  await form.getByRole("button", { name: "Apply credentials" }).click();
  await page.getByRole("button", { name: "Close" }).last().click();
  const operation = page.locator("#operations-questions-Question");
  await operation.locator(".opblock-summary-control").click();
  await operation.getByRole("button", { name: "Try it out" }).click();
  await operation.getByRole("button", { name: "Execute" }).click();
  const status = operation.locator(".live-responses-table .response-col_status").last();
  await status.waitFor();
  assert.match(await status.textContent(), /^200/);
  assert.match(await operation.locator(".live-responses-table").textContent(), /"state": "completed"/);
  await operation.locator(".live-responses-table").scrollIntoViewIfNeeded();
  await picture(page, "swagger-ui-tried");
  check(opened);
}

async function reDoc() {
  const opened = await open("/redoc");
  const { page } = opened;
  await page.getByRole("heading", { name: "MiniChat" }).first().waitFor();
  await page.waitForLoadState("networkidle");
  await picture(page, "redoc");
  for (const name of ["Messages", "Published formats", "prompt-service"]) assert.ok(await page.getByText(name).count(), name);
  // Its search works in the page itself.
  await page.getByPlaceholder(/Search/).or(page.getByText(/Search/)).first().waitFor();
  await page.keyboard.press("Control+K");
  await page.keyboard.type("interview");
  await page.getByText("/interview/questions").first().waitFor();
  await picture(page, "redoc-search");
  check(opened);
}

try {
  const bearer = await token();
  await swaggerUi(bearer);
  await reDoc();
} finally {
  await browser.close();
}
