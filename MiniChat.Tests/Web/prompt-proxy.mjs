// The three examples of PromptProxy's document, with the host and the credentials changed and nothing else:
// node prompt-proxy.mjs <address> <username> <password> <chromium>. Prints nothing when all is well.

import assert from "node:assert/strict";
import { launch } from "./browser.mjs";
import { WebSocket as NodeWebSocket } from "ws";

const [address, username, password, executablePath] = process.argv.slice(2);
const origin = new URL(address).origin;

/** Runs in Node and in the page alike: all it knows comes in, what it logs is returned. */
async function play({ origin, username, password }) {
  const logged = (example) => new Promise((resolve) => example({ log: resolve }));

  const login = await logged((console) => {
    fetch(`${origin}/login`, {
      method: "POST",
      body: JSON.stringify({
        username: username,
        password: password,
      }),
    }).then(res => res.json()).then(res => console.log(res));
  });

  const prompt = await logged((console) => {
    fetch(`${origin}/prompt`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${login.token}`,
      },
      body: JSON.stringify({
        model: "gpt-4o",
        messages: [{ role: "user", content: "What is 1+1?" }],
      }),
    }).then(res => res.json()).then(res => console.log(res));
  });

  const userJWT = login.token;
  const chunks = [];
  const used = await new Promise((resolve, reject) => {
    const console = {
      log(chunk) {
        chunks.push(chunk);
        if (JSON.parse(chunk).choices?.[0]?.finish_reason) resolve(socket);
      },
    };
    // The document writes http; browsers have read it as ws since 2024.
    const socket = new WebSocket(`${origin}/ws-prompt`, [userJWT]);
    socket.addEventListener("open", () => {
      socket.send(JSON.stringify({
        model: "gpt-4o",
        messages: [{ role: "user", content: "What is 1+1?" }],
        stream: true,
      }));
    });
    socket.addEventListener("message", (evt) => {
      const chunk = evt.data;
      console.log(chunk);
    });
    socket.addEventListener("close", (event) => reject(new Error(`The socket closed: ${event.code} ${event.reason}`)));
  });
  used.close();
  return { login, prompt, chunks };
}

function check({ login, prompt, chunks }) {
  assert.deepEqual(Object.keys(login), ["token"]);
  const claims = JSON.parse(Buffer.from(login.token.split(".")[1], "base64url"));
  assert.deepEqual([claims.username, claims.exp - claims.iat], [username, 3600]);
  const text = prompt.choices[0].message.content;
  assert.match(text, /What is 1\+1\?/);
  assert.ok(chunks.every((chunk) => typeof chunk === "string"));
  const parsed = chunks.map((chunk) => JSON.parse(chunk));
  assert.ok(parsed.every((chunk) => chunk.object === "chat.completion.chunk"));
  assert.equal(parsed.map((chunk) => chunk.choices[0].delta.content ?? "").join(""), text);
}

globalThis.WebSocket ??= NodeWebSocket;
check(await play({ origin, username, password }));

const hello = await fetch(`${origin}/`);
assert.deepEqual([hello.status, await hello.text()], [200, "Hello, World!"]);

const browser = await launch(executablePath);
try {
  const page = await browser.newPage();
  await page.goto(address);
  check(await page.evaluate(play, { origin, username, password }));
  // A wrong password is the document's 401, and a page can read it.
  const wrong = await page.evaluate(async () => {
    const res = await fetch("/login", { method: "POST", body: JSON.stringify({ username: "nobody", password: "wrong guess" }) });
    return [res.status, await res.json()];
  });
  assert.deepEqual(wrong, [401, { error: "Invalid Username or Password" }]);
} finally {
  await browser.close();
}
