// ServiceStack's own TypeScript client, with the types that the server writes for it: node servicestack-client.mjs <address>.
// Prints nothing when all is well; else it throws.

import assert from "node:assert/strict";
import { ApiResult, JsonServiceClient, toDate } from "@servicestack/client";

const address = new URL(process.argv[2]).origin;
const password = "correct horse";
const script = await (await fetch(new URL("/types/mjs", address))).text();
const types = await import(`data:text/javascript;base64,${Buffer.from(script).toString("base64")}`);
const { Authenticate, CreateApiKey, CreateChat, DeleteApiKey, DeleteChat, FindApiKeys, FindQuestions, FindUsage } = types;
const { GetAccessToken, GetChat, GetProfile, Question, Register, UpdateChat, UpdateSkillDescription } = types;

const credentials = (userName) => new Authenticate({ provider: "credentials", userName, password });
/** A token that was one, of which the signature is not right any more. */
const spoilt = (token) => `${token.slice(0, -6)}AAAAAA`;

/** What a call is refused with. */
async function refused(call) {
  try {
    await call;
  } catch (error) {
    assert.ok(error.responseStatus, `no ResponseStatus: ${JSON.stringify(error)}`);
    return error;
  }
  assert.fail("It was not refused.");
}

const codeOf = async (call) => (await refused(call)).responseStatus.errorCode;

/** Notes the path and the verb of what a client sends, and the status of what comes back. */
function watch(client) {
  const seen = [];
  client.requestFilter = (request) => seen.push(`${request.method} ${decodeURI(request.url.slice(address.length))}`);
  client.responseFilter = (response) => seen.push(response.status);
  return { next: () => seen.splice(0) };
}

async function accounts() {
  const client = new JsonServiceClient(address);
  assert.equal(await codeOf(client.post(new Question({ text: "a" }))), "Unauthorized");
  assert.equal(await codeOf(client.get(new Authenticate())), "Unauthorized");
  assert.equal(await codeOf(new JsonServiceClient(address).apply((c) => c.setCredentials("stack", password)).get(new GetProfile())), "Unauthorized");

  const empty = await client.api(new Register({ email: "nonsense", confirmPassword: "x" }));
  assert.deepEqual([empty.failed, empty.succeeded, empty.errorCode], [true, false, empty.errors[0].errorCode]);
  assert.equal(empty.fieldError("password").errorCode, "NotEmpty");
  assert.equal(empty.fieldError("email").errorCode, "Email");
  assert.ok(empty.hasFieldError("Password") && empty.fieldErrorMessage("password").includes("must not be empty"));
  assert.equal(empty.errorSummary, null);

  const registered = await client.post(new Register({ userName: "stack", password, confirmPassword: password, displayName: "Stack" }));
  assert.deepEqual([typeof registered.userId, registered.userName], ["string", "stack"]);
  const taken = await client.api(new Register({ userName: "STACK", password }));
  assert.equal(taken.fieldError("userName").errorCode, "AlreadyExists");
  const wrong = await client.api(new Authenticate({ provider: "credentials", userName: "stack", password: "wrong guess" }));
  assert.deepEqual([wrong.errorCode, wrong.errorSummary], ["Unauthorized", "Invalid Username or Password"]);

  const me = await client.api(credentials("stack"));
  assert.ok(me instanceof ApiResult && me.succeeded);
  assert.deepEqual([me.response.userName, me.response.displayName], ["stack", "Stack"]);
  assert.ok(me.response.bearerToken && me.response.refreshToken && me.response.sessionId);
  assert.ok(toDate(me.response.refreshTokenExpiry) > new Date());
  // It is told of the cookies by a header.
  assert.equal(client.useTokenCookie, true);
  assert.deepEqual(Object.keys(client.cookies), ["ss-tok", "ss-reftok"]);
  return me.response;
}

async function verbs(client) {
  const wire = watch(client);
  const asked = new Date();
  const answered = await client.post(new Question({ text: "Grüße an 世界 😀" }));
  assert.deepEqual(wire.next(), ["POST /api/Question", 200]);
  assert.equal(answered.state, types.AnswerState.Completed);
  assert.ok(answered.answer.includes("世界 😀"), answered.answer);
  assert.match(answered.createdDate, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.ok(Math.abs(toDate(answered.createdDate) - asked) < 60_000);

  const chat = await client.send(new CreateChat({ title: "a" }));
  const changed = await client.patch(new UpdateChat({ id: chat.id, title: "b & c=d" }));
  assert.deepEqual([changed.id, changed.title], [chat.id, "b & c=d"]);
  assert.equal((await client.get(new GetChat({ id: chat.id }))).title, "b & c=d");
  assert.equal((await client.get("/chats", { take: 1 })).results[0].id, chat.id);
  assert.equal((await client.put(new UpdateSkillDescription({ description: "I write SQL." }))).state, "making");
  assert.equal(await client.delete(new DeleteChat({ id: chat.id })), undefined);
  assert.deepEqual(wire.next(), [
    "POST /api/CreateChat", 200,
    "PATCH /api/UpdateChat", 200,
    `GET /api/GetChat?id=${chat.id}`, 200,
    "GET /chats?take=1", 200,
    "PUT /api/UpdateSkillDescription", 200,
    `DELETE /api/DeleteChat?id=${chat.id}`, 204,
  ]);

  // The message tells the verb; what nobody set is not sent; null is a bare name.
  const found = await client.send(new FindQuestions({ after: null, take: 5 }), { jsconfig: "eccn,edv" });
  assert.deepEqual(wire.next(), ["GET /api/FindQuestions?after&take=5&jsconfig=eccn%2Cedv", 200]);
  assert.deepEqual(found.results.map((one) => [one.answerId, one.text]), [[answered.answerId, "Grüße an 世界 😀"]]);
  const from = new Date(asked - 86_400_000).toISOString();
  // The questions of an interview are made meanwhile, and count too.
  assert.ok((await client.api(new FindUsage({ from, all: false }))).response.totals.calls >= 1);
  // Without the defaults, what is 0 is not there.
  assert.equal("failed" in (await client.get(new FindUsage(), { jsconfig: "edv" })).totals, false);
  assert.equal((await client.apiVoid(new DeleteChat({ id: 999 }))).errorCode, "NotFound");
  const gone = await client.sendVoid(new CreateChat({ title: "to delete" }));
  assert.ok((await client.apiVoid(new DeleteChat({ id: gone.id }))).succeeded);
  assert.equal((await client.publish(new CreateChat({ title: "published" }))).title, "published");
  // A message that only streams: the client reads its text to the end.
  const events = await client.get(new types.StreamAnswer({ answerId: answered.answerId }));
  assert.ok(events.includes("event: completed"), events);
}

async function errors(client) {
  assert.equal((await client.api(new Question({ text: "" }))).fieldError("text").errorCode, "NotEmpty");
  const wrong = await client.api(new Question({ text: "a", onDisconnect: "explode" }));
  assert.deepEqual([wrong.errorCode, wrong.hasFieldError("onDisconnect")], ["SerializationException", true]);
  const nested = await client.api(new types.CreateCompletion({ messages: [{ role: "user", content: "" }] }));
  assert.deepEqual(nested.errors[0].fieldName, "Messages[0].Content");
  const long = await client.api(new CreateChat({ title: "a".repeat(201) }));
  assert.deepEqual([long.errorCode, long.errors[0].meta.MaxLength], ["MaximumLength", "200"]);
  assert.equal((await client.api(new GetChat({ id: 999 }))).errorCode, "NotFound");
  assert.equal((await client.api(new GetChat({ id: 1 }), null, "PUT")).errorCode, "NotImplementedException");
  class Nothing {}
  assert.equal((await client.api(new Nothing())).errorCode, "NotFound");
}

async function lists(client) {
  let done;
  client.responseFilter = (response) => (done = response.headers.get("X-AutoBatch-Completed"));
  const chats = await client.sendAll([new CreateChat({ title: "one" }), new CreateChat({ title: "two" })]);
  assert.deepEqual([chats.map((one) => one.title), done], [["one", "two"], "2"]);
  assert.deepEqual(await client.sendAll([]), []);
  const failed = await refused(client.sendAll([new DeleteChat({ id: chats[0].id }), new DeleteChat({ id: 999 })]));
  assert.deepEqual([failed.responseStatus.errorCode, failed.responseStatus.meta.AutoBatchIndex, done], ["NotFound", "1", "1"]);
  assert.deepEqual(await client.sendAll([new DeleteChat({ id: chats[1].id })]), [null]);
  assert.equal(await client.sendAllOneWay([new CreateChat({ title: "three" })]), undefined);

  // The addresses of older servers.
  const older = new JsonServiceClient(address).useBasePath("");
  older.bearerToken = client.bearerToken;
  const wire = watch(older);
  assert.equal((await older.sendAll([new GetProfile()]))[0].userName, "stack");
  assert.equal((await older.get(new GetProfile())).userName, "stack");
  await older.publish(new CreateChat({ title: "four" }));
  await older.sendAllOneWay([new CreateChat({ title: "five" })]);
  assert.deepEqual(wire.next(), [
    "POST /json/reply/GetProfile[]", 200,
    "GET /json/reply/GetProfile", 200,
    "POST /json/oneway/CreateChat", 204,
    "POST /json/oneway/CreateChat[]", 204,
  ]);
  const { results } = await client.get(new types.FindChats({ take: 3 }));
  assert.deepEqual(results.map((one) => one.title), ["five", "four", "three"]);
}

async function forms(client) {
  const form = new FormData();
  form.set("name", "from a form: 世界");
  form.set("expiresDate", "2027-01-02T03:04:05+01:00");
  form.set("file", new Blob([]), "");
  const key = await client.apiForm(new CreateApiKey({ scopes: ["chat", "account"] }), form, { jsconfig: "eccn,edv" });
  assert.ok(key.succeeded, JSON.stringify(key.error));
  assert.deepEqual([key.response.name, key.response.scopes], ["from a form: 世界", ["chat", "account"]]);
  assert.equal(toDate(key.response.expiresDate).toISOString(), "2027-01-02T02:04:05.000Z");
  const empty = await client.apiForm(new CreateApiKey(), new FormData());
  assert.equal(empty.fieldError("name").errorCode, "NotEmpty");
  // Such a date comes from clients in C#.
  const dated = await client.postBody(new CreateApiKey(), { Name: "k", ExpiresDate: "/Date(1798761600000+0200)/" });
  assert.equal(dated.expiresDate, "2027-01-01T00:00:00Z");
  for (const { id } of (await client.get(new FindApiKeys())).results) await client.apiFormVoid(new DeleteApiKey({ id }), new FormData());
  assert.deepEqual((await client.get(new FindApiKeys())).results, []);

  const token = { Authorization: `Bearer ${client.bearerToken}` };
  const plain = await fetch(new URL("/api/CreateChat", address), {
    method: "POST",
    headers: token,
    body: new URLSearchParams({ title: "a & b + c" }),
  });
  assert.equal((await plain.json()).title, "a & b + c");
}

async function renewal(me) {
  // By a refresh token in the message: the new token comes back in the body.
  const byBody = new JsonServiceClient(address);
  byBody.bearerToken = spoilt(me.bearerToken);
  byBody.refreshToken = me.refreshToken;
  const wire = watch(byBody);
  assert.equal((await byBody.get(new GetProfile())).userName, "stack");
  assert.equal(await codeOf(byBody.post(new Question({ text: "" }))), "NotEmpty");
  assert.deepEqual(wire.next(), ["GET /api/GetProfile", 401, "POST /api/GetAccessToken", 200, "GET /api/GetProfile", 200, "POST /api/Question", 400]);
  assert.ok(byBody.bearerToken && byBody.bearerToken !== me.bearerToken);
  assert.ok((await byBody.post(new GetAccessToken({ refreshToken: me.refreshToken }))).accessToken);

  // By the cookies that it keeps: no script sees the new token.
  const byCookie = new JsonServiceClient(address);
  await byCookie.post(credentials("stack"));
  byCookie.cookies["ss-tok"].value = spoilt(me.bearerToken);
  const cookieWire = watch(byCookie);
  assert.equal((await byCookie.get(new GetProfile())).userName, "stack");
  assert.deepEqual(cookieWire.next(), ["GET /api/GetProfile", 401, "POST /api/GetAccessToken", 200, "GET /api/GetProfile", 200]);
  assert.equal(byCookie.bearerToken, null);
  // Without the token's cookie it is renewed on the way.
  delete byCookie.cookies["ss-tok"];
  assert.equal((await byCookie.get(new GetProfile())).userName, "stack");
  assert.deepEqual(cookieWire.next(), ["GET /api/GetProfile", 200]);
  assert.ok(byCookie.cookies["ss-tok"].value);

  // A refresh token that is none is told as such, and then the caller is asked to sign in.
  const bad = new JsonServiceClient(address);
  bad.refreshToken = "none";
  assert.equal((await refused(bad.get(new GetProfile()))).type, "RefreshTokenException");
  bad.onAuthenticationRequired = async () => {
    const { bearerToken } = await new JsonServiceClient(address).post(credentials("stack"));
    bad.bearerToken = bearerToken;
  };
  assert.equal((await bad.get(new GetProfile())).userName, "stack");
}

async function leaving(client, me) {
  const byCookie = new JsonServiceClient(address);
  await byCookie.post(credentials("stack"));
  const { authProvider, bearerToken } = await byCookie.get(new Authenticate());
  assert.deepEqual([authProvider, bearerToken], ["jwt", undefined]);
  assert.deepEqual(await byCookie.post(new types.AuthenticateLogout()), {});
  assert.deepEqual([byCookie.cookies["ss-tok"].value, byCookie.cookies["ss-reftok"].value], ["", ""]);
  // It goes on to send the empty cookies, and to ask with them for a token.
  assert.equal((await refused(byCookie.get(new GetProfile()))).type, "RefreshTokenException");

  await client.post(new Authenticate({ provider: "logout" }));
  client.refreshToken = me.refreshToken;
  assert.equal((await refused(client.get(new GetProfile()))).type, "RefreshTokenException");
}

const me = await accounts();
const client = new JsonServiceClient(address);
client.bearerToken = me.bearerToken;
await verbs(client);
await errors(client);
await lists(client);
await forms(client);
await renewal(me);
await leaving(client, me);
