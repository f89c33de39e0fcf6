// The API Explorer's looks: node explorer-looks.mjs <address> <chromium> [folder for pictures]. Prints nothing when all is well.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { launch } from "./browser.mjs";
import { open, press, signUp } from "./explorer-browser.mjs";

const [address, executablePath, pictures] = process.argv.slice(2);

/** Every state of the page in each size and colour: nothing is wider than the screen, and axe finds nothing. */
async function check(browser, address, person, pictures) {
  const axe = await readFile(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [360, 768, 1440]) {
      // The policy would refuse the checker; open() has seen that the page itself keeps to it.
      const opened = await open(browser, address, { viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
      for await (const name of states(opened.page, address, person)) {
        if (pictures) await opened.page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png`, fullPage: true });
        const found = await opened.page.evaluate(`(() => { ${axe}; return axe.run(document); })()`);
        const words = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target)}`);
        assert.deepEqual(words, [], `${name} at ${width} in ${colorScheme}`);
        const wide = await opened.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${name} is ${wide} px too wide at ${width}`);
      }
      await opened.close();
    }
  }
}

async function* states(page, address, person) {
  await page.goto(`${address}/ui`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  yield "start";
  await page.goto(`${address}/ui/Question`);
  await page.getByText("This is for who has signed in.").waitFor();
  yield "gate";
  await page.getByRole("banner").getByRole("button", { name: "Sign in" }).click();
  yield "dialog";
  await page.getByLabel("Name or email address").fill(person.userName);
  await page.getByLabel("Password").fill(person.password);
  await page.keyboard.press("Enter");
  await page.getByRole("banner").getByRole("button", { name: "Sign out" }).waitFor();
  await press(page, "Send");
  await page.locator("main [aria-invalid=true]").waitFor();
  yield "error";
  await page.getByLabel("text", { exact: true }).fill("Short");
  await press(page, "Send");
  await page.locator(".state", { hasText: /^Ended/ }).waitFor();
  yield "stream";
  await page.getByLabel("Show the answer as it comes").uncheck();
  await press(page, "Send");
  await page.getByRole("region", { name: "Body of the response" }).waitFor();
  yield "whole";
  await page.getByRole("radio", { name: "JSON" }).check();
  yield "json";
  await page.getByRole("tab", { name: "Details" }).click();
  yield "details";
  await page.getByRole("tab", { name: "Code" }).click();
  await page.getByRole("tab", { name: "C#" }).click();
  await page.getByRole("heading", { name: "The types", exact: true }).waitFor();
  yield "code";
}

const browser = await launch(executablePath);
try {
  await check(browser, address, await signUp(address), pictures);
} finally {
  await browser.close();
}
