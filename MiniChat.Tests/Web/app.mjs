// What the scripts of the web app share: a person at the page, who does things by what the controls are called.

import assert from "node:assert/strict";
import { launch, openPage } from "./browser.mjs";

export const password = "correct horse";

/** Runs a script's steps in one browser, whatever becomes of them. */
export async function withBrowser(executablePath, steps) {
  const browser = await launch(executablePath);
  try {
    await steps(browser);
  } finally {
    await browser.close();
  }
}

/**
 * A person in a browser that nobody used before. What the page must not do is collected: requests elsewhere, what its policy
 * forbids, errors. `expected` tells which errors a script makes on purpose.
 */
export async function person(browser, address, { expected = () => false, ...options } = {}) {
  const origin = new URL(address).origin;
  const { context, page, faults } = await openPage(browser, { viewport: { width: 1200, height: 800 }, ...options });
  page.on("request", (request) => {
    if (!["blob:", "data:"].some((scheme) => request.url().startsWith(scheme)) && new URL(request.url()).origin !== origin)
      faults.push(`a request to ${request.url()}`);
  });
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`),
    ),
  );
  // Asking who one is, without being anybody, is an error that belongs here.
  const usual = (fault) => /40[01] .*\/api\/(Authenticate|GetAccessToken)$/.test(fault);
  return {
    context,
    page,
    checkFaults: () =>
      assert.deepEqual(
        faults.filter((fault) => !usual(fault) && !expected(fault)),
        [],
      ),
    button: (name, exact = true) => page.getByRole("button", { name, exact }),
    message: () => page.getByLabel("Message", { exact: true }),
    answers: () => page.locator(".answer"),
    last: () => page.locator(".answer").last(),
  };
}

/** Opens the app and makes an account. */
export async function signUp(one, address, name) {
  await one.page.goto(address);
  await one.button("Create an account").click();
  await one.page.getByLabel("Username").fill(name);
  await one.page.getByLabel("Password").fill(password);
  await one.button("Sign up").click();
  await one.message().waitFor();
}

/** Opens the app and signs in. */
export async function signIn(one, address, name) {
  await one.page.goto(address);
  await one.page.getByLabel("Username").fill(name);
  await one.page.getByLabel("Password").fill(password);
  await one.button("Sign in").click();
  await one.message().waitFor();
}

/** Does what loads the page anew; what is asked of the page then is asked of the new one. */
export const reloaded = (one, work) => Promise.all([one.page.waitForEvent("load"), work()]);

/** Sends a message. */
export async function say(one, text) {
  await one.message().fill(text);
  await one.message().press("Enter");
  await one.page
    .locator(".said", { hasText: text.slice(0, 40) })
    .last()
    .waitFor();
}

/** Waits until an answer is whole; gives its text. */
export async function whole(one, answer = one.last()) {
  await answer.locator(".about").waitFor();
  return answer.locator(".markdown").innerText();
}

/** Waits until some text of the answer is there; gives it. */
export async function begun(one, answer = one.last(), length = 1) {
  const markdown = answer.locator(".markdown");
  await markdown.waitFor();
  for (const end = Date.now() + 30_000; ;) {
    const text = await markdown.innerText();
    if (text.length >= length) return text;
    assert.ok(Date.now() < end, `the answer does not get beyond ${text.length} characters`);
    await one.page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

/** Waits until something that is asked of the page is so. */
export const until = (one, what, argument) => one.page.waitForFunction(what, argument);
