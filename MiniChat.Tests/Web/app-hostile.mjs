// What hostile or odd text does to the web app: nothing. node app-hostile.mjs <address> <chromium>. Its model says what it is told;
// "repeat N text" makes it say the text N times. Prints nothing when all is well.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { person, say, signUp, until, whole, withBrowser } from "./app.mjs";

const [address, executablePath] = process.argv.slice(2);

const texts = [
  `<img src=x onerror="window.bad=1"><script>window.bad=1</script>`,
  `<svg onload="window.bad=1"><a href="javascript:window.bad=1">x</a>`,
  `[x](javascript:window.bad=1) ![x](https://example.org/x.png) <https://example.org>`,
  "```html\n<script>window.bad=1</script>\n```",
  "$\\href{javascript:window.bad=1}{x}$ $\\unicode{x} \\def\\a{\\a\\a}\\a$",
  "{{ constructor.constructor('window.bad=1')() }}",
  "‮right to left‬ \u200b \ud83d\ude00 \ufeff",
  "# \n\n- \n\n> \n\n|\n\n```",
];

await withBrowser(executablePath, async (browser) => {
  const mallory = await person(browser, address, { expected: (fault) => /400 .*ImportChats/.test(fault) });
  const { page } = mallory;
  await signUp(mallory, address, "mallory");

  /** The text did nothing but show. */
  async function isHarmless(what) {
    assert.equal(await page.evaluate(() => window.bad), undefined, what);
    const found = await page
      .locator("#app")
      .evaluate((app) =>
        [...app.querySelectorAll(".answer img, script, iframe, object, [onerror], [onload], a[href^='javascript' i]")].map(
          (one) => one.outerHTML,
        ),
      );
    assert.deepEqual(found, [], what);
  }

  // As a question, as an answer, as a title, in the search and as instructions.
  for (const text of texts) {
    await page.getByRole("link", { name: "New chat" }).first().click();
    await mallory.message().fill(text);
    await mallory.message().press("Enter");
    await whole(mallory);
    await isHarmless(text);
  }
  await page.locator(".item").first().hover();
  await page.locator(".item").first().getByRole("button", { name: "Rename" }).click();
  await page.getByLabel("Title").fill(texts[0]);
  await page.keyboard.press("Enter");
  await page
    .getByRole("link", { name: texts[0].slice(0, 20) })
    .first()
    .waitFor();
  await mallory.button("Instructions").click();
  await page.getByLabel("Instructions for the model").fill(texts[0]);
  await mallory.button("Save").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByLabel("Search").fill(`"<img OR * NEAR(`);
  await page.getByText(/\d+ found|Nothing found/).waitFor();
  await page.getByLabel("Search").fill("onerror");
  await page.locator(".found mark").first().waitFor();
  await isHarmless("search");
  await page.getByLabel("Search").fill("");

  // An answer of 1 MB, and one of a single line without a break: both are there to the last character, and the page answers.
  await page.getByRole("link", { name: "New chat" }).first().click();
  await say(mallory, "repeat 16000 A paragraph of some sixty-four characters, which ends right here.\n\n");
  assert.equal((await whole(mallory)).match(/A paragraph/g).length, 16_000);
  await page.getByRole("link", { name: "New chat" }).first().click();
  await say(mallory, "repeat 100000 x");
  assert.equal((await whole(mallory)).length, 100_000);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "a long line breaks");
  await mallory.message().fill("still here");
  await until(mallory, () => document.querySelector("#message").value === "still here");

  // Files that are no export: each is told in one sentence, and nothing is imported.
  const folder = await mkdtemp(join(tmpdir(), "import-"));
  try {
    await page.goto(`${address}app/settings`);
    const field = page.getByLabel("Import a file");
    const deep = '{"format":"minichat","version":1,"chats":'.repeat(1) + "[".repeat(5_000) + "]".repeat(5_000) + "}";
    const chat = (turns) => JSON.stringify({ format: "minichat", version: 1, chats: [{ title: "bad", turns }] });
    const createdDate = "2026-01-01T00:00:00Z";
    const good = (place) => ({ title: `good ${place}`, createdDate, turns: [{ id: 1, role: "user", text: `a ${place}` }] });
    const files = {
      "partly.json": JSON.stringify({
        format: "minichat",
        version: 1,
        chats: [
          ...Array.from({ length: 50 }, (_, place) => good(place)),
          { title: "bad", turns: [{ id: 1, role: "nobody", text: "a" }] },
        ],
      }),
      "no.json": "{",
      "other.json": '{"a":1}',
      "numbers.json": "[1,2]",
      "deep.json": deep,
      "circle.json": chat([
        { id: 1, parentId: 2, role: "user", text: "a" },
        { id: 2, parentId: 1, role: "assistant", text: "b" },
      ]),
      "role.json": chat([{ id: 1, role: "system", text: "a" }]),
      "types.json": chat([{ id: "x", role: 5, text: {} }]),
      "proto.json":
        '{"format":"minichat","version":1,"chats":[{"__proto__":{"bad":1},"turns":[{"id":1,"role":"nobody","text":""}]}]}',
    };
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(folder, name), text);
      await field.setInputFiles(join(folder, name));
      const alert = page.getByRole("alert");
      await alert.waitFor();
      const told = await alert.innerText();
      assert.equal(/^50 chats are imported, then it stopped: /.test(told), name === "partly.json", told);
      assert.ok(told.length > 10 && told.length < 500 && !/\bat \w+\.|Exception/.test(told), `${name}: ${told}`);
    }
    await page.goto(address);
    assert.equal(await page.getByRole("link", { name: "bad", exact: true }).count(), 0);
  } finally {
    await rm(folder, { recursive: true });
  }
  mallory.checkFaults();
});
