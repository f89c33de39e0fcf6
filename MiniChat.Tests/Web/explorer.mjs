// The API Explorer in a real browser: node explorer.mjs <address> <chromium>. Prints nothing when all is well.

import assert from "node:assert/strict";
import { open, press, signIn, signUp } from "./explorer-browser.mjs";
import { launch } from "./browser.mjs";

const [address, executablePath] = process.argv.slice(2);
const browser = await launch(executablePath);
const person = await signUp(address);

/** Nobody is signed in: operations with a lock say so, and the dialog says what is wrong. */
async function gate(page) {
  await page.goto(`${address}/ui`);
  await page.getByRole("heading", { name: "API Explorer", level: 1 }).waitFor();
  assert.equal(await page.title(), "MiniChat API Explorer");
  await page.getByRole("searchbox", { name: "Filter" }).fill("question post");
  const shown = await page.getByRole("navigation").getByRole("link").allTextContents();
  assert.ok(shown.includes("Question (sign-in needed)") && !shown.some((name) => name.startsWith("FindChats")), `${shown}`);
  await page.getByRole("searchbox", { name: "Filter" }).fill("no such thing");
  assert.ok(await page.getByText("No operation has that.").isVisible());
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: /^Question\s/ }).click();
  await page.getByRole("heading", { name: "Question", level: 1 }).waitFor();
  assert.ok(await page.getByText("This is for who has signed in.").isVisible());
  await page.getByLabel("text", { exact: true }).fill("kept over the sign-in");

  await page.getByRole("banner").getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Name or email address").fill(person.userName);
  await page.getByLabel("Password").fill("wrong guess");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("Invalid Username or Password").waitFor();
  await page.getByLabel("Password").fill(person.password);
  await page.keyboard.press("Enter");
  await page.getByRole("banner").getByText(person.userName).waitFor();
  assert.ok(await page.getByText("This is for who has signed in.").isHidden());
  assert.equal(await page.getByLabel("text", { exact: true }).inputValue(), "kept over the sign-in");
}

/** Errors stand beside the inputs that they are about. */
async function fieldErrors(page) {
  const text = page.getByLabel("text", { exact: true });
  await text.fill("");
  await press(page, "Send");
  await page.locator("main [aria-invalid=true]").waitFor();
  const described = await text.getAttribute("aria-describedby");
  const words = await page.evaluate((ids) => ids.map((id) => document.getElementById(id).textContent), described.split(" "));
  assert.deepEqual(words, ["'Text' must not be empty.", "What to ask."]);
  assert.ok(await text.evaluate((one) => one === document.activeElement));
  assert.match(await page.locator(".status").textContent(), /^400 Bad Request · .+ · \d+ bytes$/);
}

/** The form and JSON show the same. */
async function json(page) {
  await page.getByLabel("text", { exact: true }).fill("one");
  await page.getByLabel("history").selectOption("false");
  await page.getByRole("radio", { name: "JSON" }).check();
  const area = page.getByRole("textbox", { name: "JSON" });
  assert.deepEqual(JSON.parse(await area.inputValue()), { text: "one", history: false });
  await area.fill("{");
  await page.getByRole("radio", { name: "Form" }).click();
  assert.match(await page.getByRole("alert").filter({ hasText: /./ }).first().textContent(), /^This is not JSON/);
  assert.ok(await page.getByRole("radio", { name: "JSON" }).isChecked());
  await area.fill(`{"text": 5}`);
  await page.getByRole("radio", { name: "Form" }).click();
  assert.ok(await page.getByText("The form cannot show 'text'").isVisible());
  // A name that the form does not know stays, and goes along.
  await area.fill(`{"Text": "two", "history": true, "other": 1}`);
  await page.getByRole("radio", { name: "Form" }).check();
  assert.equal(await page.getByLabel("text", { exact: true }).inputValue(), "two");
  assert.equal(await page.getByLabel("history").inputValue(), "true");
  const [request] = await Promise.all([page.waitForRequest("**/api/Question"), press(page, "Send")]);
  assert.deepEqual(request.postDataJSON(), { Text: "two", history: true, other: 1 });
  await page.locator(".state", { hasText: /^Ended/ }).waitFor();
}

/** The answer grows before its end, and Stop ends it. */
async function stream(page) {
  const markup = `<img src=x onerror="document.title='bad'"> grow `;
  await page.getByLabel("text", { exact: true }).fill(markup.repeat(4));
  await press(page, "Send");
  const text = page.getByRole("region", { name: "The text so far" });
  await page.waitForFunction(() => document.querySelector("main pre")?.textContent.length > 5);
  const early = await text.textContent();
  assert.match(await page.locator("main .state").textContent(), /…$/);
  assert.ok(await page.getByRole("button", { name: "Send" }).isDisabled());
  await page.waitForFunction((length) => document.querySelector("main pre").textContent.length > length + 20, early.length);
  await page.locator(".state", { hasText: /^Ended after \d+ events/ }).waitFor();
  const whole = await text.textContent();
  assert.ok(whole.startsWith(early) && whole.includes("onerror"), whole);
  assert.equal(await page.locator("main img").count(), 0);
  const rows = await page.locator(".events li").allTextContents();
  assert.match(rows[0], /^started/);
  assert.match(rows.at(-1), /^completed .*"state":"completed"/);

  await page.getByLabel("text", { exact: true }).fill("Stop me. ".repeat(200));
  await press(page, "Send");
  await page.locator(".state", { hasText: /^[3-9] events/ }).waitFor();
  await press(page, "Stop");
  await page.locator(".state", { hasText: /^Stopped here after/ }).waitFor();
  await page.getByRole("status").filter({ hasText: "Stopped here" }).waitFor();

  // Whole, with the JSON in colours and as it came.
  await page.getByLabel("Show the answer as it comes").uncheck();
  await page.getByLabel("text", { exact: true }).fill("whole");
  await press(page, "Send");
  const body = page.getByRole("region", { name: "Body of the response" });
  await body.waitFor();
  assert.equal(JSON.parse(await body.textContent()).state, "completed");
  assert.ok((await body.locator(".key").count()) > 3);
  await press(page, "As it came");
  assert.doesNotMatch(await body.textContent(), /\n/);
  await page.getByText(/^Headers \(\d+\)$/).click();
  assert.ok(await page.getByRole("rowheader", { name: "content-type", exact: true }).isVisible());
}

/** Details and code, by their addresses, back and forward. */
async function readings(page) {
  await page.getByRole("tab", { name: "Details" }).click();
  assert.equal(new URL(page.url()).search, "?tab=details");
  assert.match(await page.title(), /^Question · details/);
  const panel = page.getByRole("tabpanel", { name: "Details" });
  for (const words of ["POST /questions", "POST /api/Question", "API keys with the scope chat", "DisconnectPolicy", "NotEmpty"])
    assert.ok((await panel.textContent()).includes(words), words);
  await page.getByRole("link", { name: "AnswerState" }).click();
  assert.equal(new URL(page.url()).hash, "#type-AnswerState");
  assert.ok(await panel.isVisible());

  await page.getByRole("tab", { name: "Code" }).click();
  await page.getByText("curl -sN").waitFor();
  for (const [tab, words] of [
    ["TypeScript", /new Question\(\{ text: "whole", history: true \}\)/],
    ["C#", /new MiniChatClient[\s\S]*SendAsync\(new Question \{ Text = "whole", History = true \}\)/],
    ["Python", /json\.dumps\(\{"text": "whole", "history": True\}\)/],
    ["Rust", /reqwest/],
  ]) {
    await page.getByRole("tab", { name: tab, exact: true }).click();
    const shown = page.getByRole("tabpanel", { name: tab, exact: true });
    await shown.getByRole("heading", { name: "The types", exact: true }).waitFor();
    assert.match((await shown.locator("pre").allTextContents()).join("\n"), words);
  }
  await page.getByRole("button", { name: "Copy “The types (Rust)”" }).click();
  await page.getByRole("status").filter({ hasText: "Copied" }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /struct Question/);

  await page.goBack();
  await page.goBack();
  await panel.waitFor();
  await page.goBack();
  await page.getByRole("tabpanel", { name: "API" }).waitFor();
  assert.equal(await page.getByLabel("text", { exact: true }).inputValue(), "whole");
  await page.goForward();
  await panel.waitFor();
  await page.goto(`${address}/ui/findusage?tab=Details`);
  await page.getByRole("heading", { name: "FindUsage", level: 1 }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/ui/FindUsage");
  await page.reload();
  await panel.waitFor();
  await page.goto(`${address}/ui/Nothing`);
  await page.getByRole("alert").getByText("There is no operation 'Nothing'").waitFor();
}

/** A GET sends its fields in the query; nothing comes back of a DELETE; signing out takes what was there. */
async function ends(page, context) {
  await page.getByRole("link", { name: /^FindQuestions/ }).click();
  await page.getByLabel("take").fill("2");
  const [request] = await Promise.all([page.waitForRequest(/FindQuestions\?/), press(page, "Send")]);
  assert.equal(new URL(request.url()).search, "?take=2");
  await page.getByRole("region", { name: "Body of the response" }).waitFor();
  await page.getByRole("link", { name: /^CreateChat/ }).click();
  await press(page, "Send");
  const body = page.getByRole("region", { name: "Body of the response" });
  await body.waitFor();
  const { id } = JSON.parse(await body.textContent());
  await page.getByRole("link", { name: /^DeleteChat/ }).click();
  await page.getByLabel("id", { exact: true }).fill(String(id));
  await press(page, "Send");
  await page.locator(".status", { hasText: "204" }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("This is for who has signed in.").waitFor();
  assert.equal(await page.locator(".status").count(), 0);
  assert.deepEqual((await context.cookies()).filter((cookie) => cookie.value), []);
}

/** A session that ends by itself is told, and takes nothing that was entered. */
async function expires() {
  const opened = await open(browser, address);
  const { page, context } = opened;
  await page.goto(`${address}/ui/FindQuestions`);
  await signIn(page, person, (key) => page.keyboard.press(key));
  await context.clearCookies();
  await page.getByLabel("take").fill("3");
  await press(page, "Send");
  await page.getByText("This is for who has signed in.").waitFor();
  await page.locator(".fault", { hasText: "Unauthorized" }).waitFor();
  assert.equal(await page.getByLabel("take").inputValue(), "3");
  await opened.close();
}

/** All of it without a mouse. */
async function byKeys() {
  const opened = await open(browser, address);
  const { page } = opened;
  const keys = async (...pressed) => {
    for (const key of pressed) await page.keyboard.press(key);
  };
  const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
  await page.goto(`${address}/ui`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await keys("Tab");
  assert.equal(await focused(), "Skip to the operation");
  await signIn(page, person, keys);
  await page.getByRole("searchbox", { name: "Filter" }).focus();
  await page.keyboard.type("CreateChat");
  await keys("ArrowDown");
  assert.match(await focused(), /^CreateChat/);
  await keys("Enter");
  await page.getByRole("heading", { name: "CreateChat", level: 1 }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await keys("Tab");
  assert.equal(await focused(), "API");
  await keys("ArrowRight");
  assert.equal(await focused(), "Details");
  assert.ok(await page.getByRole("tabpanel", { name: "Details" }).isVisible());
  await keys("End");
  assert.equal(await focused(), "Code");
  await keys("ArrowRight");
  assert.equal(await focused(), "API");
  await page.getByLabel("title", { exact: true }).focus();
  await page.keyboard.type("By keys alone");
  await keys("Control+Enter");
  await page.getByRole("region", { name: "Body of the response" }).waitFor();
  assert.match(await page.getByRole("region", { name: "Body of the response" }).textContent(), /By keys alone/);
  await opened.close();
}

/** A token that is typed in goes along as a header, and is forgotten with the page. */
async function byToken() {
  const opened = await open(browser, address);
  const { page } = opened;
  await page.goto(`${address}/ui/FindQuestions`);
  await page.getByRole("banner").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("tab", { name: "Token" }).click();
  await page.getByLabel("Token or API key").fill(person.token);
  await press(page, "Use");
  await page.getByRole("banner").getByText(person.userName).waitFor();
  await press(page, "Send");
  await page.locator(".status", { hasText: "200" }).waitFor();
  await page.reload();
  await page.getByText("This is for who has signed in.").waitFor();
  await opened.close();
}

try {
  const opened = await open(browser, address);
  const { page, context } = opened;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await gate(page);
  await fieldErrors(page);
  await json(page);
  await stream(page);
  await readings(page);
  await ends(page, context);
  await opened.close();
  await expires();
  await byKeys();
  await byToken();
} finally {
  await browser.close();
}
