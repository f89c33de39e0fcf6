// The document /schema is true: node api-document.mjs <address>. Every example fits its schema; every operation is sent as its
// example says, and must be answered with the documented status and a body that fits; without a token, and without its fields, it
// must be refused as documented. Prints how many operations were sent.

import assert from "node:assert/strict";
import Ajv from "ajv/dist/2020.js";

const address = process.argv[2];
const password = "correct horse";
const document = await (await fetch(new URL("/schema", address))).json();
const ajv = new Ajv({ strict: false, validateSchema: false, validateFormats: false, allErrors: true });
ajv.addSchema(document, "document");

const pointer = (...parts) => `document#/${parts.map((part) => encodeURIComponent(part.replace(/~/g, "~0").replace(/\//g, "~1"))).join("/")}`;

/** What a value breaks of the schema at a place of the document. */
function broken(value, ...place) {
  const check = ajv.compile({ $ref: pointer(...place) });
  return check(value) ? [] : check.errors.map((error) => `${error.instancePath} ${error.message}`);
}

/** A response of an operation and where it stands, through its reference. */
function responseOf(path, verb, status) {
  const response = document.paths[path][verb].responses[status];
  if (!response?.$ref) return { response, place: ["paths", path, verb, "responses", `${status}`] };
  const name = response.$ref.split("/").at(-1);
  return { response: document.components.responses[name], place: ["components", "responses", name] };
}

const post = async (path, body, headers = {}) =>
  (await fetch(new URL(path, address), { method: "POST", body: JSON.stringify(body), headers })).json();
const signIn = async () => post("/auth", { userName: "ada", password });

await post("/register", { userName: "ada", password });
await post("/auth/register", { email: "ada@example.org", password });
const bearer = { authorization: `Bearer ${(await signIn()).bearerToken}` };

const chat = async () => (await post("/chats", {}, bearer)).id;
const answer = async () => (await post("/questions", { text: "What is a log?" }, bearer)).answerId;
const key = async () => (await post("/api-keys", { name: "short-lived" }, bearer)).id;

/** The questions of a new interview. */
async function questions() {
  const body = JSON.stringify({ description: `I write SQL, ${Math.random()}.` });
  await fetch(new URL("/profile/skill-description", address), { method: "PUT", body, headers: bearer });
  for (;;) {
    const found = await (await fetch(new URL("/interview/questions", address), { headers: bearer })).json();
    if (found.state === "ready") return found.results.map((question) => question.id);
    assert.equal(found.state, "making");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function finishInterview() {
  for (const id of await questions()) {
    const sent = { method: "PUT", body: '{"answer":1}', headers: bearer };
    await fetch(new URL(`/interview/questions/${id}/answer`, address), sent);
  }
}

/** What a sign-in by code gives: its state, and the code where somebody has signed in. */
async function code(isDone) {
  const { state } = await (await fetch(new URL("/user/auth-code", address))).json();
  if (!isDone) return { state };
  const body = new URLSearchParams({ userName: "ada", password });
  const reply = await fetch(new URL(`/sign-in?state=${state}`, address), { method: "POST", body, redirect: "manual" });
  return Object.fromEntries(new URL(reply.headers.get("location"), address).searchParams);
}

/** The id of a new subscription, whose stream stays open. */
async function subscription() {
  const stream = await fetch(new URL("/event-stream", address), { headers: bearer, signal: streams.signal });
  const first = new TextDecoder().decode((await stream.body.getReader().read()).value);
  return JSON.parse(first.split("\n")[1].replace("data: cmd.onConnect ", "")).id;
}
const streams = new AbortController();

/** A chat with a turn, that is shared. */
async function share() {
  const id = await chat();
  const { turnId } = await post(`/chats/${id}/turns`, { text: "What is a log?" }, bearer);
  const { token } = await post(`/chats/${id}/share`, {}, bearer);
  return { id, leaf: turnId, token };
}

/** The token of somebody of their own, with the same password. */
let others = 0;
async function other() {
  const userName = `other${++others}`;
  await post("/register", { userName, password });
  return (await post("/auth", { userName, password })).bearerToken;
}

/** What must be there before an operation can go well, and the values of the examples that it takes the place of. */
async function prepare(path, id) {
  if (path.endsWith("/share")) return { ...(await share()), token: undefined };
  if (path === "/shares/{token}") return share();
  if (path.startsWith("/account/")) return { token: await other() };
  if (/chatId|chats\/\{id/.test(path)) return { chatId: await chat(), id: await chat() };
  if (/event-(heartbeat|unregister|subscribers\/)/.test(path)) return { id: await subscription() };
  if (/answerId/.test(path)) return { answerId: await answer() };
  if (/api-keys/.test(path)) return { id: await key() };
  if (/questions\/\{id/.test(path)) return { id: (await questions())[0] };
  if (path === "/interview/questions" || path === "/user/questions") await questions();
  if (path === "/interview/result") await finishInterview();
  if (path === "/user/auth-callback") return code(true);
  if (path === "/sign-in") return code(false);
  const session = await signIn();
  if (id === "AuthenticateGetByProvider") return { provider: "logout", token: session.bearerToken };
  if (id === "AuthenticatePostByProvider") return { provider: "credentials" };
  if (id === "GetAccessToken") return { refreshToken: session.refreshToken };
  if (id === "promptServiceRefresh") {
    const tokens = await post("/api/auth/login", { username: "ada", password });
    return { refresh: tokens.refresh };
  }
  if (/Logout|SignOut/.test(id)) return { token: session.bearerToken };
  return {};
}

/** The request that the example of an operation is. */
function requestOf(path, verb, operation, values, withFields = true) {
  const url = new URL(address);
  url.pathname = path;
  for (const { name, in: place, example } of operation.parameters ?? []) {
    const value = values[name] ?? example;
    if (place === "path") {
      assert.notEqual(value, undefined, `${operation.operationId} has no example of ${name}`);
      url.pathname = decodeURIComponent(url.pathname).replace(`{${name}}`, encodeURIComponent(value));
    }
    if (place === "query" && value !== undefined && withFields) url.searchParams.set(name, value);
  }
  const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  let body;
  if (media) {
    const example = withFields ? structuredClone(media.example) : {};
    for (const name of Object.keys(example)) if (name in values) example[name] = values[name];
    body = type === "application/json" ? JSON.stringify(example) : new URLSearchParams(example).toString();
  }
  return [url, { method: verb.toUpperCase(), body, redirect: "manual", headers: media ? { "content-type": type } : {} }];
}

async function send([url, request], headers) {
  const leave = new AbortController();
  const reply = await fetch(url, { ...request, headers: { ...request.headers, ...headers }, signal: leave.signal });
  const type = (reply.headers.get("content-type") ?? "").split(";")[0];
  // A stream need not end: its first piece is enough.
  const text = type === "text/event-stream" ? new TextDecoder().decode((await reply.body.getReader().read()).value) : await reply.text();
  if (type === "text/event-stream") leave.abort();
  return { status: reply.status, type, text };
}

/** What came must be documented, and fit. */
function check(what, path, verb, { status, type, text }) {
  const { response, place } = responseOf(path, verb, status);
  assert.ok(response, `${what} is answered with ${status}, which is not documented: ${text}`);
  const types = Object.keys(response.content ?? {});
  assert.ok(types.length === 0 ? text === "" : types.includes(type), `${what} ${status} is '${type}', not ${types}: ${text}`);
  if (type === "application/json")
    assert.deepEqual(broken(JSON.parse(text), ...place, "content", type, "schema"), [], `${what} ${status}: ${text}`);
}

/** Whether a token is demanded of the caller. */
const isGuarded = (operation) => operation.security.length > 0 && operation.security.every((one) => Object.keys(one).length > 0);

/** Holds an operation against its examples, and sends them. */
async function play(path, verb, operation) {
  const what = operation.operationId;
  const place = ["paths", path, verb];
  for (const [type, media] of Object.entries(operation.requestBody?.content ?? {}))
    assert.deepEqual(broken(media.example, ...place, "requestBody", "content", type, "schema"), [], `the example of ${what}`);
  for (const status of Object.keys(operation.responses)) {
    const { response, place: where } = responseOf(path, verb, status);
    for (const [type, { example }] of Object.entries(response.content ?? {}))
      if (example !== undefined) assert.deepEqual(broken(example, ...where, "content", type, "schema"), [], `${what} ${status}`);
  }
  const good = Object.keys(operation.responses)[0];
  // Without a provider the way there leads nowhere; BrowserSignInTests has one.
  if (good === "101" || what === "providerSignIn") return;

  const values = await prepare(path, what);
  const caller = operation.security.length === 0 ? {} : values.token ? { authorization: `Bearer ${values.token}` } : bearer;
  const request = requestOf(path, verb, operation, values);
  const content = operation.responses[good].content ?? {};
  const isJson = "application/json" in content;
  const reply = await send(request, { ...caller, accept: isJson ? "application/json" : (Object.keys(content)[0] ?? "*/*") });
  assert.equal(`${reply.status}`, good, `${what}: ${reply.text}`);
  check(what, path, verb, reply);
  sent++;
  if (/Accept/.test(content["text/event-stream"]?.schema.description ?? "")) {
    const stream = await send(request, { ...caller, accept: "text/event-stream" });
    assert.equal(stream.type, "text/event-stream", what);
  }
  if (isGuarded(operation)) {
    const refused = await send(request, {});
    assert.equal(refused.status, 401, what);
    check(what, path, verb, refused);
  }
  if (operation.requestBody) {
    const refused = await send(requestOf(path, verb, operation, values, false), caller);
    check(`${what} without its fields`, path, verb, refused);
  }
}

let sent = 0;
const faults = [];
for (const [path, operations] of Object.entries(document.paths)) {
  for (const [verb, operation] of Object.entries(operations)) {
    try {
      await play(path, verb, operation);
    } catch (fault) {
      faults.push(fault.message);
    }
  }
}
streams.abort();
assert.deepEqual(faults, []);
console.log(sent);
