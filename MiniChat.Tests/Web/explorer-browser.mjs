// What explorer.mjs and explorer-looks.mjs open: pages whose every request is looked at.

import assert from "node:assert/strict";
import { openPage } from "./browser.mjs";

/** An account, and a token of it. */
export async function signUp(address) {
  const account = { userName: "wanderer", password: "correct horse" };
  const reply = await fetch(`${address}/register`, { method: "POST", body: JSON.stringify({ ...account, autoLogin: true }) });
  assert.equal(reply.status, 200);
  return { ...account, token: (await reply.json()).bearerToken };
}

/** A page in a browser that nobody used before; `close` demands that it asked nobody else, and that its console is empty. */
export async function open(browser, address, options) {
  const opened = await openPage(browser, options);
  const { page, context, faults } = opened;
  const origin = new URL(address).origin;
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) faults.push(`a request to ${request.url()}`);
  });
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (event) => console.error(`CSP: ${event.violatedDirective}`)),
  );
  // Asking who one is, without being anybody, is an error that belongs here; so is what is typed wrong on purpose.
  const isExpected = (fault) => /40[01]/.test(fault) && /\/(auth|api\/Authenticate|api\/Question|api\/FindQuestions\?take=3)$/.test(fault);
  return {
    ...opened,
    async close() {
      assert.deepEqual(faults.filter((fault) => !isExpected(fault)), []);
      await context.close();
    },
  };
}

export const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** Signs in by keys alone. */
export async function signIn(page, { userName, password }, keys) {
  await page.getByRole("banner").getByRole("button", { name: "Sign in" }).focus();
  await keys("Enter");
  await page.getByLabel("Name or email address").waitFor();
  await page.keyboard.type(userName);
  await keys("Tab");
  await page.keyboard.type(password);
  await keys("Enter");
  await page.getByRole("banner").getByText(userName).waitFor();
}
