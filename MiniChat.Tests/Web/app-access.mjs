// The web app for every person: node app-access.mjs <address> <chromium> [folder for pictures]. Its model says what it is told.
// axe finds nothing on any page, in both themes, wide and narrow; all of it goes by keys alone. Prints nothing when all is well.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { password, person, say, signUp, until, whole, withBrowser } from "./app.mjs";

const [address, executablePath, pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const sample = `## Trees

A **tree** is a connected graph without cycles; it has $n-1$ edges.

\`\`\`python
def edges(n: int) -> int:
    """How many edges a tree has."""
    return max(0, n - 1)  # none without nodes
\`\`\`

| nodes | edges |
| ----: | ----: |
| 1 | 0 |
| 10 | 9 |

$$\\sum_{v \\in V} \\deg(v) = 2(n - 1)$$

- [x] connected
- [ ] cyclic

> Every tree with two nodes or more has two leaves.

See [the page](https://example.org) or ![a picture](https://example.org/tree.png).`;

await withBrowser(executablePath, async (browser) => {
  const one = await person(browser, address);
  const { page } = one;

  /** Looks at what is shown in both themes and at three widths. */
  async function look(name) {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1440, 768, 360]) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 900 });
        if (pictures) await page.screenshot({ path: join(pictures, `${name}-${colorScheme}-${width}.png`) });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
        assert.deepEqual(found, [], `${name}, ${colorScheme}, ${width}`);
        const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert.ok(!isWide, `${name} is wider than ${width}`);
        const sticking = await page
          .locator("section")
          .evaluateAll((sections) =>
            sections.flatMap((section) =>
              [...section.querySelectorAll("select, input:not(.unseen), button")]
                .filter((control) => control.getBoundingClientRect().right > section.getBoundingClientRect().right)
                .map((control) => control.outerHTML),
            ),
          );
        assert.deepEqual(sticking, [], `${name} has nothing that sticks out at ${width}`);
      }
    }
    await page.setViewportSize({ width: 1200, height: 800 });
  }

  await page.goto(address);
  await one.button("Sign in").waitFor();
  await look("sign-in");
  await one.button("Create an account").click();
  await look("sign-up");
  await signUp(one, address, "eve");
  await look("new");
  await say(one, sample);
  await whole(one);
  await page.locator(".katex").first().waitFor();
  await page.locator(".hljs-keyword").first().waitFor();
  await look("chat");
  await one.button("Answer again with another model").click();
  await page.locator(".answer .menu").waitFor();
  await look("models");
  assert.ok(await page.locator(".answer .menu").isVisible(), "the models were shown");
  // What the plain button asks is not among them: the chat's model, once one is chosen.
  const models = () => page.locator(".answer .choice").allInnerTexts();
  const offered = await models();
  const [chosen] = offered;
  await page.keyboard.press("Escape");
  await page.getByLabel("Model", { exact: true }).selectOption(chosen);
  await one.button("Answer again with another model").click();
  await page.locator(".answer .choice", { hasText: chosen }).waitFor({ state: "detached" });
  assert.equal((await models()).length, offered.length, "the model that answered is among them instead");
  await page.keyboard.press("Escape");
  await page.locator(".question").first().getByRole("button", { name: "Edit" }).click();
  await look("edit");
  await page.keyboard.press("Escape");
  await page.getByLabel("Search").fill("connected gra");
  await page.locator(".found mark").first().waitFor();
  await look("search");
  await page.getByLabel("Search").fill("");
  await one.button("Instructions").click();
  await look("instructions");
  await page.keyboard.press("Escape");
  await one.button("Share").click();
  await one.button("Make a link").click();
  const link = await page.getByLabel("Link").inputValue();
  await look("share");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+/");
  await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
  await look("shortcuts");
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 360, height: 740 });
  await one.button("Chats").click();
  await one.button("Account").click();
  await look("menu");
  await page.goto(`${address}app/settings`);
  await page.getByLabel("What it is for").fill("a program");
  await one.button("Create key").click();
  await page.getByText("shown this once").waitFor();
  await look("settings");
  await page.goto(`${address}app/nowhere`);
  await page.getByRole("heading", { name: "Not found" }).waitFor();
  await look("nowhere");
  await page.goto(link);
  await page.getByRole("heading", { name: "Trees", level: 1 }).waitFor();
  await look("shared");

  // Another language, and one that is written from the right.
  await page.goto(`${address}app/settings`);
  await page.getByLabel("Language").selectOption("de");
  await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
  await page.getByLabel("Sprache").selectOption("en");
  await page.goto(address);
  await say(one, "ما هو الشجر؟");
  await whole(one);
  assert.equal(
    await one
      .last()
      .locator(".markdown")
      .evaluate((text) => getComputedStyle(text).direction),
    "rtl",
  );

  // In colours that a person chose for all programs, the open chat still stands out.
  await page.emulateMedia({ forcedColors: "active" });
  await until(
    one,
    () => new Set([...document.querySelectorAll(".item a")].map((link) => getComputedStyle(link).backgroundColor)).size === 2,
  );
  if (pictures) await page.screenshot({ path: join(pictures, "chosen-colours.png") });
  await page.emulateMedia({ forcedColors: "none" });
  one.checkFaults();

  // By keys alone, from the first visit to an answer, a search and the way out.
  const keys = await person(browser, address);
  const press = (...names) => names.reduce((done, name) => done.then(() => keys.page.keyboard.press(name)), Promise.resolve());
  const type = (text) => keys.page.keyboard.type(text);
  const isAt = (selector) => until(keys, (wanted) => document.activeElement?.matches(wanted), selector);
  await keys.page.goto(address);
  await isAt("[name=username]");
  await type("eve");
  await press("Tab");
  await type(password);
  await press("Enter");
  await isAt("#message");
  await type("By keys alone");
  await press("Shift+Enter");
  await type("in two lines");
  await press("Enter");
  await keys.page.locator(".said", { hasText: /By keys alone\nin two lines/ }).waitFor();
  await whole(keys);
  await isAt("#message");
  // Again by another model, and back to the version before: the focus stays with the answer.
  await keys.button("Answer again with another model").focus();
  await press("Enter", "Tab", "Escape");
  await isAt("[aria-label='Answer again with another model']");
  assert.equal(await keys.page.locator(".answer .menu").count(), 0);
  await press("Enter");
  const [other] = await keys.page.locator(".answer .choice").allInnerTexts();
  await press("Tab", "Enter");
  await keys.last().getByText("2 of 2").waitFor();
  assert.match(await keys.last().locator(".about").innerText(), new RegExp(`^${other} · `));
  await isAt(".answer");
  await press("Tab", "Enter");
  await keys.last().getByText("1 of 2").waitFor();
  await isAt("[data-step=after]");
  await press("Enter");
  await keys.last().getByText("2 of 2").waitFor();
  await isAt("[data-step=before]");
  await press("Shift+Escape");
  await isAt("#message");
  await press("Control+k");
  await isAt("#search");
  await type("two lines");
  await keys.page.locator(".found mark").first().waitFor();
  await press("Tab");
  await isAt(".found a");
  await press("Enter");
  await keys.page.locator(".sought").first().waitFor();
  await press("Shift+Escape");
  await isAt("#message");
  await press("Control+Shift+o");
  await keys.page.getByRole("heading", { name: /What would you like/ }).waitFor();
  await press("Control+/");
  await keys.page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
  await press("Escape");
  await keys.page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor({ state: "detached" });
  await keys.button("Account").focus();
  await press("Enter");
  await press("Shift+Tab", "Enter");
  await keys.page.getByLabel("Password").waitFor();
  keys.checkFaults();
});
