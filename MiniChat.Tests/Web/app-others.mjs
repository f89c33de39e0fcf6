// Several people in one browser, one after another: node app-others.mjs <address> <chromium>. Prints nothing when all is well.

import assert from "node:assert/strict";
import { openLine } from "./line.mjs";
import { password, person, reloaded, say, signIn, signUp, until, whole, withBrowser } from "./app.mjs";

const [address, executablePath] = process.argv.slice(2);
const isMeant = (fault) => /net::ERR|40[014] /.test(fault);

await withBrowser(executablePath, async (browser) => {
  const line = await openLine(address);
  const gina = await person(browser, line.address, { expected: isMeant });
  const { page, button } = gina;
  await signUp(gina, line.address, "gina");
  await say(gina, "A question of gina");
  await whole(gina);

  // Who is signed out cannot wave the form away, and what another person may not read goes with them.
  await gina.message().fill("A secret draft");
  await gina.context.clearCookies();
  await button("Answer again").click();
  await page.getByRole("heading", { name: "Sign in again" }).waitFor();
  for (const key of ["Escape", "Escape", "Escape"]) await page.keyboard.press(key);
  await page.getByLabel("Password").fill(password);
  await reloaded(gina, () => button("Use another account").click());
  await page.getByRole("heading", { name: "MiniChat" }).waitFor();
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((name) => /^(draft|ask):/.test(name))), []);

  // Somebody else signs in in another tab: this one does not show their chats under the other name.
  await signIn(gina, line.address, "gina");
  const other = await person(browser, address);
  await signUp(other, address, "henry");
  await say(other, "A question of henry");
  await whole(other);
  const cookies = await other.context.cookies();
  line.cut();
  await page.getByText("The server cannot be reached. What you see may be old").waitFor();
  await gina.context.clearCookies();
  await gina.context.addCookies(cookies);
  line.mend();
  await page.locator(".who .name", { hasText: "henry" }).waitFor();
  await page.getByRole("link", { name: "A question of henry" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "A question of gina" }).count(), 0);

  // A chat that was lost on its way is wanted again as it was, after a reload too.
  await page.getByRole("link", { name: "New chat" }).first().click();
  await page.route("**/api/CreateChat", (route) => route.abort(), { times: 1 });
  await button("Instructions").click();
  await page.getByLabel("Instructions for the model").fill("A secret of henry");
  await button("Save").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await gina.message().fill("A draft of henry");
  await gina.message().press("Enter");
  await page.locator(".toast").getByText("The server cannot be reached. Check your connection").waitFor();
  await page.reload();
  await until(gina, () => document.querySelector("#message")?.value === "A draft of henry");
  await button("Instructions").click();
  assert.equal(await page.getByLabel("Instructions for the model").inputValue(), "A secret of henry");

  // The session ends, and the page is loaded anew: nothing of it is there for whoever signs in next.
  await gina.context.clearCookies();
  await page.goto(line.address);
  await page.getByLabel("Password").waitFor();
  // The same when the browser shows a page again that it kept aside.
  await reloaded(gina, () =>
    page.evaluate(() => void setTimeout(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })))),
  );
  await signIn(gina, line.address, "gina");
  assert.equal(await gina.message().inputValue(), "");
  assert.equal(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]).includes("henry")), false);
  line.close();
  gina.checkFaults();
  other.checkFaults();
});
