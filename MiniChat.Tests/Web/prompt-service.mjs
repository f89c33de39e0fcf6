// What the document of the Prompt Service does with wscat, and by ws, which wscat is made of, what wscat does not tell:
// node prompt-service.mjs <address>. Prints nothing when all is well.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { on, once } from "node:events";
import { createInterface } from "node:readline";
import { WebSocket } from "ws";

const [address] = process.argv.slice(2);
const origin = new URL(address).origin;

async function send(path, body, access) {
  const headers = { "Content-Type": "application/json", ...(access && { Authorization: `Bearer ${access}` }) };
  const response = await fetch(origin + path, { method: "POST", headers, body: JSON.stringify(body) });
  return [response.status, await response.json()];
}

const [made] = await send("/api/auth/register/", { username: "alice", email: "a@b.c", password: "secret123" });
assert.equal(made, 201);
const [, { access }] = await send("/api/auth/login/", { username: "alice", password: "secret123" });

const refused = new WebSocket(`${origin.replace("http", "ws")}/ws/prompts/`);
const status = await new Promise((resolve) => {
  refused.on("unexpected-response", (_, response) => {
    resolve(response.statusCode);
    // Else its connection keeps this program alive as long as the server keeps the connection.
    response.destroy();
  });
  refused.on("error", () => {});
});
assert.equal(status, 401);

const wscat = spawn("node_modules/.bin/wscat", ["-c", `${origin.replace("http", "ws")}/ws/prompts/?token=${access}`]);
wscat.stderr.pipe(process.stderr);
const exit = once(wscat, "exit");
const lines = createInterface({ input: wscat.stdout });
let line;
lines.once("line", (first) => (line = first));
// It does not tell a pipe that it is connected.
for (let n = 1; !line; n++) await send("/api/prompts", { prompt: `are you there? ${n}`, websocket: true }, access);
assert.match(JSON.parse(line).response, /are you there/);

const socket = new WebSocket(`${origin.replace("http", "ws")}/ws/prompts/?token=${access}`);
await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
const pushed = new Promise((resolve) => socket.on("message", (data) => resolve(JSON.parse(data))));

const printed = (async () => {
  for await (const [next] of on(lines, "line")) {
    const event = JSON.parse(next);
    if (event.prompt === "hello world") return event;
  }
})();
const [created, answered] = await send("/api/prompts", { prompt: "hello world", websocket: true }, access);
assert.equal(created, 201);
const { id, prompt, response, created_at } = answered;
assert.match(response, /hello world/);
const expected = { type: "prompt.message", id, prompt, response, created_at };
assert.deepEqual(await pushed, expected);
assert.deepEqual(await printed, expected);

const closed = new Promise((resolve) => socket.on("close", resolve));
await send("/auth/logout", {}, access);
assert.equal(await closed, 1008);
await exit;
