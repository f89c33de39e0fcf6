// A browser's EventSource with the cookie of a session: node server-events-browser.mjs <address> <chromium>. Prints nothing
// when all is well.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { launch, openPage } from "./browser.mjs";

const [address, executablePath] = process.argv.slice(2);
const library = readFileSync(
  new URL("node_modules/@servicestack/client/dist/servicestack-client.mjs", import.meta.url),
  "utf8",
);
const browser = await launch(executablePath);
try {
  const { page, faults } = await openPage(browser, { bypassCSP: true });
  await page.goto(new URL("/small.html", address).href);
  const result = await page.evaluate(async (library) => {
    const { ServerEventsClient, JsonServiceClient } = await import(URL.createObjectURL(new Blob([library], { type: "text/javascript" })));
    const send = (name, body) =>
      fetch(`/api/${name}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }).then((response) => response.json());
    const password = "correct horse";
    await send("Register", { userName: "browser", password });
    await send("Authenticate", { provider: "credentials", userName: "browser", password });
    const answers = [];
    let connected;
    const welcome = new Promise((resolve) => (connected = resolve));
    let ended;
    const end = new Promise((resolve) => (ended = resolve));
    const client = new ServerEventsClient(location.origin, ["*"], {
      handlers: {
        onConnect: connected,
        answer: (body) => {
          answers.push(body);
          if (body.state) ended();
        },
      },
    }).start();
    const { isAuthenticated, displayName } = await welcome;
    const { answerId } = await send("Question", { text: "Grüße an 世界 😀", stream: true });
    await end;
    const subscribers = await client.getChannelSubscribers();
    await client.stop();
    const kept = await fetch(`/answers/${answerId}`).then((response) => response.json());
    return { isAuthenticated, displayName, answers, subscribers, kept };
  }, library);

  assert.deepEqual([result.isAuthenticated, result.displayName], ["true", "browser"]);
  assert.equal(result.answers.map((one) => one.text ?? "").join(""), result.kept.text);
  assert.equal(result.answers[0].event, "started");
  assert.deepEqual(result.subscribers.map((one) => one.displayName), ["browser"]);
  // Asking who one is, without being anybody, is an error that belongs to the page. And the client closes its stream before it
  // unregisters: the server may have noticed by then.
  const isExpected = (fault) => /401.*\/auth$/.test(fault) || /404.*\/event-unregister\?id=/.test(fault);
  assert.deepEqual(faults.filter((fault) => !isExpected(fault)), []);
} finally {
  await browser.close();
}
