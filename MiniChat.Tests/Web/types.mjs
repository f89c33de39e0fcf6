// The generated module with ServiceStack's own client: node types.mjs <address> <the module's path>. Prints nothing when all is well.

import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { JsonServiceClient } from "@servicestack/client";

const [address, path] = process.argv.slice(2);
const types = await import(pathToFileURL(path));
const password = "correct horse";
const client = new JsonServiceClient(address);

const account = await client.api(new types.Register({ userName: "types", password, confirmPassword: password }));
assert.ok(account.succeeded && account.response.userId, JSON.stringify(account.error));
const me = await client.post(new types.Authenticate({ provider: "credentials", userName: "types", password }));
client.bearerToken = me.bearerToken;

const answer = await client.post(new types.Question({ text: "What is a log? 世界" }));
assert.equal(answer.state, types.AnswerState.Completed);
assert.ok(answer.answer.includes("世界"));

// What is sent by GET holds no field that nobody set.
const found = await client.get(new types.FindQuestions({ take: 1 }));
assert.deepEqual(found.results.map((one) => one.answerId), [answer.answerId]);

const refused = await client.api(new types.Question({ text: "" }));
assert.equal(refused.error.errors[0].errorCode, "NotEmpty");

const chat = await client.post(new types.CreateChat({ title: "a" }));
await client.delete(new types.DeleteChat({ id: chat.id }));

// A message that only streams: the client reads its text to the end.
const events = await client.get(new types.StreamAnswer({ answerId: answer.answerId }));
assert.ok(events.includes("event: completed"), events);
