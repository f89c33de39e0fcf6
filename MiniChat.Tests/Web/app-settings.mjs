// The settings of the web app, and what goes in and out: node app-settings.mjs <address> <chromium>. Prints nothing when all is well.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { password, person, reloaded, say, signIn, signUp, until, whole, withBrowser } from "./app.mjs";

const [address, executablePath] = process.argv.slice(2);

/** Saves what a button offers; gives its text. */
async function saved(one, name, folder) {
  const [download] = await Promise.all([one.page.waitForEvent("download"), one.button(name).click()]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return { path, text: await readFile(path, "utf8") };
}

await withBrowser(executablePath, async (browser) => {
  const carol = await person(browser, address, { expected: (fault) => /40[01] .*DeleteAccount/.test(fault) });
  const { page } = carol;
  await signUp(carol, address, "carol");
  await say(carol, "What is an export?");
  const text = await whole(carol);
  await carol.last().getByRole("button", { name: "Answer again", exact: true }).click();
  await carol.last().getByText("2 of 2").waitFor();
  await whole(carol);
  const chat = page.url();

  // The theme holds over a reload.
  await page.goto(`${address}app/settings`);
  await page.getByLabel("Theme").selectOption("dark");
  await page.reload();
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "dark");
  await page.getByLabel("Theme").selectOption("");

  // A key is shown once, works, and works no more when it is revoked.
  await page.getByLabel("What it is for").fill("a program");
  await carol.button("Create key").click();
  const key = await page.locator(".made code").innerText();
  assert.match(key, /^mc-/);
  const asked = (path) =>
    fetch(new URL(path, address), { headers: { Authorization: `Bearer ${key}` } }).then((response) => response.status);
  assert.equal(await asked("/chats"), 200);
  await page.reload();
  await page.getByText("a program", { exact: true }).waitFor();
  assert.ok(!(await page.content()).includes(key));
  // A double click asks, and does no more; who goes elsewhere is asked anew.
  await carol.button("Revoke a program").dblclick();
  await carol.button("Really revoke a program").waitFor();
  await page.getByLabel("What it is for").focus();
  await carol.button("Revoke a program").waitFor();
  assert.equal(await asked("/chats"), 200);
  // By keys, which go on where the list was.
  await carol.button("Revoke a program").focus();
  await page.keyboard.press("Enter");
  await carol.button("Really revoke a program").waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("a program", { exact: true }).waitFor({ state: "detached" });
  await until(carol, () => document.activeElement?.matches("input"));
  assert.equal(await asked("/chats"), 401);

  // What was used is there.
  assert.match(await page.getByRole("row", { name: /offline/ }).innerText(), /offline\s+2\s+\d+\s+\d+/);

  // What is exported is whole, and comes back whole: once, however often it is imported.
  const folder = await mkdtemp(join(tmpdir(), "export-"));
  try {
    const json = await saved(carol, "Export as JSON", folder);
    const { format, version, chats } = JSON.parse(json.text);
    assert.deepEqual([format, version, chats.length, chats[0].turns.length], ["minichat", 1, 1, 3]);
    const markdown = await saved(carol, "Export as Markdown", folder);
    assert.match(markdown.text, /^# What is an export\?\n/);
    assert.match(markdown.text, /## Question\n\nWhat is an export\?\n\n## Answer\n\n/);
    const field = page.getByLabel("Import a file");
    await field.setInputFiles(json.path);
    await page.getByText("Chats imported: 0. Here already: 1.").waitFor();

    const chatGpt = join(folder, "conversations.json");
    const message = (role, said) => ({ author: { role }, content: { content_type: "text", parts: [said] }, create_time: 1.7e9 });
    await writeFile(
      chatGpt,
      JSON.stringify([
        {
          title: "From elsewhere",
          create_time: 1.7e9,
          mapping: {
            q: { parent: null, children: ["a"], message: message("user", "Said elsewhere?") },
            a: { parent: "q", children: [], message: message("assistant", "Answered **elsewhere**.") },
          },
        },
      ]),
    );
    await field.setInputFiles(chatGpt);
    await page.getByText("Chats imported: 1. Here already: 0.").waitFor();
    await page.getByRole("link", { name: "From elsewhere" }).click();
    assert.equal(await carol.last().locator(".markdown").innerText(), "Answered elsewhere.");
    await page.getByLabel("Search").fill("answered elsew");
    await page.locator(".found mark").first().waitFor();
    await page.getByLabel("Search").fill("");

    // In another account it is a new chat, with both versions of the answer.
    const dave = await person(browser, address);
    await signUp(dave, address, "dave");
    await dave.page.goto(`${address}app/settings`);
    await dave.page.getByLabel("Import a file").setInputFiles(json.path);
    await dave.page.getByText("Chats imported: 1. Here already: 0.").waitFor();
    await dave.page.getByRole("link", { name: "What is an export?" }).click();
    await dave.last().getByText("2 of 2").waitFor();
    assert.equal(await dave.last().locator(".markdown").innerText(), text);
    dave.checkFaults();
  } finally {
    await rm(folder, { recursive: true });
  }

  // A shared chat is read by anybody with the link, up to where it was shared, until it is shared no more.
  await page.goto(chat);
  await carol.button("Share").click();
  await carol.button("Make a link").click();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  await until(carol, (url) => document.activeElement?.value === url, link);
  await page.keyboard.press("Escape");
  await say(carol, "Said after sharing");
  await whole(carol);
  const nobody = await person(browser, address, { expected: (fault) => /404 .*GetSharedChat/.test(fault) });
  await nobody.page.goto(link);
  await nobody.page.getByText("What is an export?").first().waitFor();
  const shown = await nobody.page.content();
  assert.ok(!shown.includes("carol") && !shown.includes("Said after sharing"));
  assert.deepEqual(await nobody.context.cookies(), []);
  await page.goto(`${address}app/settings`);
  await carol.button("End sharing").click();
  await page.getByText("No chat is shared.").waitFor();
  await nobody.page.reload();
  await nobody.page.getByText("This chat is not shared, or not any more.").waitFor();
  nobody.checkFaults();

  // A new password ends the other sessions: an open page asks for it, and goes on.
  const phone = await person(browser, address, { expected: (fault) => /40[01] |ERR_/.test(fault) });
  await signIn(phone, address, "carol");
  await page.getByLabel("Current password").fill(password);
  await page.getByLabel("New password").fill("battery staple");
  await carol.button("Change password").click();
  await page.getByText("The password is changed.").waitFor();
  await phone.page.getByRole("heading", { name: "Sign in again" }).waitFor();
  await phone.page.getByLabel("Password").fill("battery staple");
  await phone.button("Sign in").click();
  await phone.page.getByRole("heading", { name: "Sign in again" }).waitFor({ state: "detached" });

  // The account goes with all that is its own, and only with the password.
  await carol.button("Delete account").click();
  await page.getByLabel("Password, or your username").fill("wrong guess");
  await carol.button("Delete everything").click();
  await page.getByRole("dialog").getByRole("alert").waitFor();
  await page.getByLabel("Password, or your username").fill("battery staple");
  await reloaded(carol, () => carol.button("Delete everything").click());
  await carol.button("Create an account").waitFor();
  await phone.page.getByRole("heading", { name: "Sign in again" }).waitFor();
  await until(carol, () => Object.keys(localStorage).every((name) => !name.startsWith("draft:")));
  carol.checkFaults();
});
