// The package eventsource, with the token as a header, against question-sse: node event-source.mjs <address>. Prints nothing
// when all is well.

import assert from "node:assert/strict";
import { EventSource } from "eventsource";

const origin = new URL(process.argv[2]).origin;

const post = async (path, body, token) => {
  const response = await fetch(origin + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  return response.json();
};

const credentials = { email: "eventsource@example.com", password: "correct horse" };
await post("/auth/register", credentials);
const { access_token: token } = await post("/auth/login", credentials);

/** Opens a source; the first connection breaks after so many bytes, when a number is given. */
function open(path, breakAfter) {
  let connections = 0;
  const asked = [];
  const source = new EventSource(origin + path, {
    fetch: async (input, init) => {
      asked.push(init.headers["Last-Event-ID"]);
      const headers = { ...init.headers, Authorization: `Bearer ${token}` };
      const response = await fetch(input, { ...init, headers });
      if (++connections > 1 || breakAfter === undefined) return response;
      let passed = 0;
      const breaking = new TransformStream({
        transform(chunk, controller) {
          if (passed > breakAfter) throw new Error("The connection broke.");
          controller.enqueue(chunk);
          passed += chunk.length;
        },
      });
      return new Proxy(response, {
        get: (target, name) => {
          if (name === "body") return target.body.pipeThrough(breaking);
          const value = target[name];
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    },
  });
  return { source, asked };
}

/** Reads until so many answers are done. */
function read(source, answers) {
  return new Promise((resolve, reject) => {
    const texts = [""];
    source.onmessage = (event) => {
      const data = JSON.parse(event.data);
      if (data.error) reject(new Error(event.data));
      if (!data.done) texts[texts.length - 1] += data.content;
      else if (texts.length === answers) resolve(texts);
      else texts.push("");
    };
    source.onerror = (event) => {
      if (source.readyState === source.CLOSED) reject(new Error(`refused: ${event.code}`));
    };
  });
}

// Ask by GET, and close at the end, as a page does.
const one = open("/openai/stream?question=" + encodeURIComponent("What is 世界 😀?"));
const [answer] = await read(one.source, 1);
one.source.close();
assert.match(answer, /世界 😀/);
assert.equal(one.asked.length, 1);

// Listen to what is asked elsewhere, lose the connection, and miss nothing.
const two = open("/openai/stream", 600);
const reading = read(two.source, 3);
await new Promise((resolve) => (two.source.onopen = resolve));
const whole = [];
for (const question of ["one", "two", "three"])
  whole.push((await post("/openai/question", { question }, token)).answer);
assert.deepEqual(await reading, whole);
two.source.close();
assert.equal(two.asked.length, 2);
assert.match(two.asked[1], /^\d+:\d+$/);
