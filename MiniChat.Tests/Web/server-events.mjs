// ServiceStack's own ServerEventsClient over the package eventsource: node server-events.mjs <address>. Prints nothing when
// all is well.

import assert from "node:assert/strict";
import { EventSource } from "eventsource";
import { ServerEventsClient } from "@servicestack/client";

// The client looks for both as a browser has them.
globalThis.EventSource = EventSource;
globalThis.document = { querySelectorAll: () => [], body: {} };

const address = process.argv[2].replace(/\/$/, "");
const password = "correct horse";

const send = async (name, body, token) => {
  const response = await fetch(`${address}/api/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${name}: ${response.status}`);
  return response.json();
};

const account = async (userName) => {
  await send("Register", { userName, password });
  return (await send("Authenticate", { provider: "credentials", userName, password })).bearerToken;
};

/** A client of an account, or of nobody, and all that it was told. */
function listen(channels, token) {
  const told = [];
  const waiting = new Set();
  const note = (name) => (body, request) => {
    told.push({ name, body, request });
    for (const look of [...waiting]) look();
  };
  const names = ["onConnect", "onJoin", "onLeave", "onUpdate", "onHeartbeat", "answer", "onMessage"];
  const handlers = Object.fromEntries(names.map((name) => [name, note(name)]));
  const client = new ServerEventsClient(address, channels, { handlers, onException: (error) => note("exception")(error) });
  client.EventSource = class extends EventSource {
    constructor(url, init) {
      super(url, {
        ...init,
        fetch: (input, options) =>
          fetch(input, { ...options, headers: { ...options.headers, ...(token && { Authorization: `Bearer ${token}` }) } }),
      });
    }
  };
  const until = (matches) =>
    new Promise((resolve) => {
      const look = () => {
        const found = told.find(matches);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { client: client.start(), told, until };
}

const token = await account("listener");
const other = await account("other");
const mine = listen(["*"], token);
const theirs = listen(["*"], other);
const nobody = listen(["*"]);

// Connected, each as who it is.
const { body: welcome } = await mine.until((one) => one.name === "onConnect");
assert.equal(welcome.displayName, "listener");
assert.equal(welcome.isAuthenticated, "true");
assert.equal(welcome.heartbeatIntervalMs, 10000);
await theirs.until((one) => one.name === "onConnect");
assert.equal((await nobody.until((one) => one.name === "onConnect")).body.isAuthenticated, "false");

// Ask on one connection, read on the other.
const asked = await send("Question", { text: "Grüße an 世界 😀", stream: true }, token);
assert.equal(asked.answer, undefined);
const { body: last } = await mine.until((one) => one.name === "answer" && one.body.state);
assert.deepEqual([last.answerId, last.event, last.state], [asked.answerId, "completed", "completed"]);
const text = mine.told.filter((one) => one.name === "answer").map((one) => one.body.text ?? "").join("");
assert.ok(text.includes("世界 😀"), text);
assert.equal(Buffer.byteLength(text), last.length);
const kept = await fetch(`${address}/answers/${asked.answerId}`, { headers: { Authorization: `Bearer ${token}` } });
assert.equal(text, (await kept.json()).text);
assert.ok(mine.told.some((one) => one.name === "onMessage" && one.body.target === "answer"));

// A heartbeat, as the client sends it.
assert.equal((await fetch(welcome.heartbeatUrl, { method: "POST", headers: { "Content-Type": "text/plain" } })).status, 200);
await mine.until((one) => one.name === "onHeartbeat");

// Channels, by the client's own calls.
mine.client.serviceClient.bearerToken = token;
await mine.client.subscribeToChannels("room");
assert.equal((await mine.until((one) => one.name === "onUpdate" && one.body.channel === "room")).body.channels, "*,room");
const listed = await mine.client.getChannelSubscribers();
assert.deepEqual(listed.map((one) => [one.displayName, one.channels]), [["listener", ["*", "room"]]]);

// Leaving ends it, and nobody else has seen any of it.
await mine.client.stop();
assert.equal((await fetch(welcome.heartbeatUrl, { method: "POST" })).status, 404);
for (const one of [theirs, nobody]) {
  assert.deepEqual(one.told.map((event) => event.name).filter((name) => !["onConnect", "onJoin", "onHeartbeat"].includes(name)), []);
  await one.client.stop();
}
assert.equal(mine.told.filter((one) => one.name === "exception").length, 0);
