// What the document of the Prompt Service does with curl and wscat, by ws, which wscat is made of:
// node prompt-service.mjs <address>. Prints nothing when all is well.

import assert from "node:assert/strict";
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

const socket = new WebSocket(`${origin.replace("http", "ws")}/ws/prompts/?token=${access}`);
await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
const pushed = new Promise((resolve) => socket.on("message", (data) => resolve(JSON.parse(data))));

const [created, answered] = await send("/api/prompts", { prompt: "hello world", websocket: true }, access);
assert.equal(created, 201);
const { id, prompt, response, created_at } = answered;
assert.match(response, /hello world/);
assert.deepEqual(await pushed, { type: "prompt.message", id, prompt, response, created_at });

const closed = new Promise((resolve) => socket.on("close", resolve));
await send("/auth/logout", {}, access);
assert.equal(await closed, 1008);
