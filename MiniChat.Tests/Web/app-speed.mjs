// How fast the web app is: node app-speed.mjs <address> <chromium>. Its model sends 200 deltas a second. Prints figures, one a line;
// fails where the first load is too large, or where the page jumps while an answer comes.

import assert from "node:assert/strict";
import { person, say, signUp, whole, withBrowser } from "./app.mjs";

const [address, executablePath] = process.argv.slice(2);
const mostBytes = 120 * 1024;
const turns = 1_000;

await withBrowser(executablePath, async (browser) => {
  const fay = await person(browser, address);
  const { page } = fay;
  const session = await fay.context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Performance.enable");

  // The first load: what comes over the wire before anybody does anything.
  const sizes = new Map();
  const kinds = new Map();
  session.on("Network.responseReceived", ({ requestId, type, response }) => kinds.set(requestId, { type, url: response.url }));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  await page.goto(address);
  await fay.button("Sign in").waitFor();
  const loaded = [...sizes].filter(([id]) => ["Script", "Stylesheet"].includes(kinds.get(id)?.type));
  const bytes = loaded.reduce((sum, [, size]) => sum + size, 0);
  console.log(`first load: ${(bytes / 1024).toFixed(1)} KB of script and style in ${loaded.length} files`);
  assert.ok(bytes <= mostBytes, `${bytes} bytes are more than ${mostBytes}`);

  // A chat of many turns.
  await signUp(fay, address, "fay");
  const said = "A turn with **some** Markdown, `code` and a list:\n\n- one\n- two\n\n```js\nlet a = 1;\n```\n";
  const id = await page.evaluate(
    async ([count, text]) => {
      const list = Array.from({ length: count }, (_, place) => ({
        id: place + 1,
        parentId: place || undefined,
        role: place % 2 ? "assistant" : "user",
        text: `${place}: ${text}`,
        createdDate: new Date(1.7e12 + place * 1000).toISOString(),
      }));
      const response = await fetch("/chats/import", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ chats: [{ title: "long", createdDate: new Date(1.7e12).toISOString(), turns: list }] }),
      });
      return (await response.json()).imported[0].id;
    },
    [turns, said],
  );
  await page.goto(`${address}app/settings`);
  await page.getByRole("link", { name: "long" }).waitFor();
  const opened = await page.evaluate(async (chat) => {
    const begin = performance.now();
    document.querySelector(`a[href$="/chats/${chat}"]`).click();
    while (document.querySelectorAll(".answer .markdown").length === 0) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now() - begin;
  }, id);
  const scrolled = await page.evaluate(async () => {
    const list = document.querySelector(".chat .list");
    const frames = [];
    let last = performance.now();
    while (list.scrollTop > 0 && frames.length < 2_000) {
      list.scrollTop -= 400;
      await new Promise(requestAnimationFrame);
      frames.push(performance.now() - last);
      last = performance.now();
    }
    frames.sort((one, other) => one - other);
    return { count: frames.length, middle: frames[frames.length >> 1], slow: frames[Math.floor(frames.length * 0.99)] };
  });
  const drawn = await page.locator("[data-turn]").count();
  assert.equal(drawn, turns, "all turns can be scrolled to");
  const ms = (value) => `${value.toFixed(1)} ms`;
  console.log(
    `a chat of ${turns} turns: opens in ${ms(opened)}; scrolled to its beginning in ${scrolled.count} frames, p50 ${ms(scrolled.middle)}, p99 ${ms(scrolled.slow)}`,
  );

  // An answer that comes quickly, and stays where it is.
  await page.goto(address);
  await page.evaluate(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: false });
  });
  await say(fay, "Tell me a lot. ".repeat(400));
  await fay.last().locator(".markdown .block").first().waitFor();
  // A page that gives way to another is no jump.
  await page.evaluate(() => (window.shift = 0));
  const before = await measure();
  await whole(fay);
  const after = await measure();
  const shift = await page.evaluate(() => window.shift);
  const share = (after.TaskDuration - before.TaskDuration) / (after.Timestamp - before.Timestamp);
  console.log(
    `a stream of 200 deltas a second: ${(share * 100).toFixed(0)} % of a core on the page's main thread; layout shift ${shift.toFixed(4)}`,
  );
  assert.ok(shift < 0.01, `the page jumps: ${shift}`);
  fay.checkFaults();

  async function measure() {
    const { metrics } = await session.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  }
});
