// ServiceStack's own TypeScript client against the server: node servicestack-client.mjs <address>. Prints nothing when all is
// well; else it throws. The classes are what its code generator writes, by hand.

import assert from "node:assert/strict";
import { JsonServiceClient } from "@servicestack/client";

class Message {
  constructor(fields) {
    Object.assign(this, fields);
  }
  getTypeName() {
    return this.constructor.name;
  }
  getMethod() {
    return "POST";
  }
  createResponse() {
    return {};
  }
}
class Register extends Message {}
class Authenticate extends Message {}
class Question extends Message {}
class CreateChat extends Message {}
class GetNothing extends Message {}
class FindQuestions extends Message {
  getMethod() {
    return "GET";
  }
}
class DeleteChat extends Message {
  getMethod() {
    return "DELETE";
  }
  createResponse() {}
}

const address = process.argv[2];
const password = "correct horse";

async function refused(call) {
  try {
    await call;
  } catch (error) {
    assert.ok(error.responseStatus, `no ResponseStatus: ${JSON.stringify(error)}`);
    return error.responseStatus;
  }
  assert.fail("It was not refused.");
}

const errorOf = (status, field) => status.errors.find((error) => error.fieldName.toLowerCase() === field)?.errorCode;

const client = new JsonServiceClient(address);

// Who has not signed in is refused, and what is wrong with a message is told by field.
assert.equal((await refused(client.send(new Question({ text: "a" })))).errorCode, "Unauthorized");
assert.equal(errorOf(await refused(client.send(new Register({ userName: "stack" }))), "password"), "NotEmpty");
const registered = await client.send(new Register({ userName: "stack", password, confirmPassword: password }));
assert.equal(registered.userName, "stack");
assert.equal(errorOf(await refused(client.send(new Register({ userName: "STACK", password }))), "username"), "AlreadyExists");
assert.equal((await refused(client.send(new Authenticate({ userName: "stack", password: "wrong guess" })))).errorCode, "Unauthorized");

const me = await client.send(new Authenticate({ provider: "credentials", userName: "stack", password }));
assert.ok(me.bearerToken && me.refreshToken && me.sessionId);
client.bearerToken = me.bearerToken;

// Ask, and find what was asked.
const answered = await client.send(new Question({ text: "Grüße an 世界 😀" }));
assert.equal(answered.state, "completed");
assert.ok(answered.answer.includes("世界 😀"), answered.answer);
const found = await client.send(new FindQuestions({ take: 5 }));
assert.deepEqual(found.results.map((one) => [one.answerId, one.text]), [[answered.answerId, "Grüße an 世界 😀"]]);
assert.equal(errorOf(await refused(client.send(new Question({ text: "" }))), "text"), "NotEmpty");
assert.ok(errorOf(await refused(client.send(new Question({ text: "a", onDisconnect: "explode" }))), "ondisconnect"));
assert.ok((await refused(client.send(new GetNothing()))).errorCode);

// The result style, where errors are values.
const api = await client.api(new Question({ text: "" }));
assert.equal(api.succeeded, false);
assert.equal(api.error.errors[0].fieldName.toLowerCase(), "text");

// A message that is answered with nothing.
const chat = await client.send(new CreateChat({ title: "to delete" }));
await client.send(new DeleteChat({ id: chat.id }));

// A token that is not good any more is renewed by itself, with the refresh token.
const renewing = new JsonServiceClient(address);
renewing.bearerToken = me.bearerToken.slice(0, -6) + "AAAAAA";
renewing.refreshToken = me.refreshToken;
assert.equal((await renewing.send(new FindQuestions())).results.length, 1);
assert.notEqual(renewing.bearerToken, me.bearerToken);

// The same by cookies alone: this client keeps them itself outside a browser.
const byCookie = new JsonServiceClient(address);
await byCookie.send(new Authenticate({ provider: "credentials", userName: "stack", password }));
assert.equal((await byCookie.send(new FindQuestions())).results.length, 1);

// Signing out ends it at once.
await client.send(new Authenticate({ provider: "logout" }));
client.refreshToken = me.refreshToken;
assert.equal((await refused(client.send(new FindQuestions()))).errorCode !== undefined, true);
