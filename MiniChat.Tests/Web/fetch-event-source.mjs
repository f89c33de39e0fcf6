// @microsoft/fetch-event-source in a real browser, with the document's own example of chat-completion and with question-sse:
// node fetch-event-source.mjs <address> <chromium> <texts>. Prints nothing when all is well.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";

const [address, executablePath, textsPath] = process.argv.slice(2);
const texts = JSON.parse(await readFile(textsPath, "utf8"));
const origin = new URL(address).origin;
const library = fileURLToPath(new URL("./node_modules/@microsoft/fetch-event-source/lib/esm/", import.meta.url));

// The example as the document prints it, but for the + 5 behind the token: with it, it is another token.
const example = `
import { fetchEventSource } from '/library/index.js';

export function getChatRes (inputText, params) {
const { messgae } = params
const headers = {
    'Authorization': 'Bearer' + ' ' + localStorage.getItem('Access-Token'),
};
const body = JSON.stringify([
    {
    role: 'user',
    Content: inputText
    }
]);
const es = new fetchEventSource('/chatCompletionStream', {
    method: 'POST',
    headers,
    body,
    async onopen (response) {
    if (response.ok) {
        return; // everything's good
    } else if (response.status >= 400 && response.status < 500 && response.status !== 429) {
        console.log(response.statusText); // handling error
        // throw new Error(response.statusText);
    } else {
        console.log(response.statusText); // handling error
        throw new Error();
    }
    },
    onmessage (event) {
    messgae(event.data);
    },
    onclose () {
    // if the server closes the connection unexpectedly, retry:
    },
    onerror (err) {
    console.log(err)
    throw new Error();
    }
});
}
`;

const post = async (path, body, headers = {}) => {
  const response = await fetch(origin + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return response.json();
};

const browser = await launch(executablePath);
try {
  const page = await (await browser.newContext()).newPage();
  const script = (body) => ({ contentType: "text/javascript", body });
  await page.route(`${origin}/example`, (route) => route.fulfill({ contentType: "text/html", body: "<title>example</title>" }));
  await page.route(`${origin}/example.js`, (route) => route.fulfill(script(example)));
  await page.route(`${origin}/library/*`, async (route) => {
    const name = new URL(route.request().url()).pathname.split("/").pop().replace(/\.js$/, "");
    await route.fulfill(script(await readFile(`${library}${name}.js`, "utf8")));
  });
  await page.goto(`${origin}/example`);

  await post("/auth/register", { email: "vue@example.com", password: "correct horse" });
  const form = new URLSearchParams({ username: "vue@example.com", password: "correct horse" });
  const { accessToken } = await (await fetch(`${origin}/auth`, { method: "POST", body: form })).json();
  await page.evaluate((token) => localStorage.setItem("Access-Token", token), accessToken);

  for (const [index, text] of texts.entries()) {
    // chat-completion: the example's callback gets every piece; line breaks are as every reader of events has them.
    const pieces = await page.evaluate(async (prompt) => {
      const { getChatRes } = await import("/example.js");
      const pieces = [];
      // The example tells nobody when it is through: the last piece does, which is empty like the first.
      await new Promise((resolve) =>
        getChatRes(prompt, { messgae: (piece) => pieces.push(piece) > 1 && piece === "" && resolve() }),
      );
      return pieces;
    }, `${index}`);
    const expected = text.replace(/\r\n?/g, "\n").replace(/^\n+/, "");
    assert.equal(pieces.join(""), expected, `chat-completion: ${JSON.stringify(text)}`);
    assert.deepEqual([pieces[0], pieces.at(-1)], ["", ""]);

    // question-sse: exact, whatever the text is.
    const events = await page.evaluate(
      async ([prompt, token]) => {
        const { fetchEventSource } = await import("/library/index.js");
        const events = [];
        await fetchEventSource("/openai/question", {
          method: "POST",
          headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
          body: JSON.stringify({ question: prompt }),
          onmessage: (event) => events.push(JSON.parse(event.data)),
          onerror: (error) => {
            throw error;
          },
        });
        return events;
      },
      [`${index}`, accessToken],
    );
    assert.equal(events.slice(0, -1).map((event) => event.content).join(""), text);
    assert.deepEqual(events.at(-1), { done: true });
  }
} finally {
  await browser.close();
}
