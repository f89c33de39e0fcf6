// OpenAI's own JavaScript SDK against the server: node openai-sdk.mjs <offline|upstream|tools> <address> <access token>.
// Prints nothing when all is well; else it throws.

import assert from "node:assert/strict";
import OpenAI from "openai";

const [mode, address, apiKey] = process.argv.slice(2);
const baseURL = new URL("/v1", address).href;
// The SDK's own repeats would hide what the server says.
const openai = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const asks = (content) => ({ model: "m", messages: [{ role: "user", content }] });

/** Expects an exception of the SDK's, and gives it. */
async function refused(call, type) {
  try {
    await call;
  } catch (error) {
    assert.equal(error.constructor.name, type.name, `${error}`);
    return error;
  }
  assert.fail("It was not refused.");
}

/** Reads a stream of completions to its end. */
async function read(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  const text = chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? "").join("");
  return { chunks, text };
}

const weather = {
  type: "function",
  function: {
    name: "weather",
    parameters: {
      type: "object",
      properties: { city: { type: "string" }, unit: { enum: ["C", "F"] } },
      required: ["city", "unit"],
      additionalProperties: false,
    },
  },
};

/** The pieces of a tool's call, put together as programs do. */
function callOf(chunks) {
  const call = { name: "", arguments: "" };
  for (const chunk of chunks) {
    const piece = chunk.choices[0]?.delta?.tool_calls?.[0];
    call.id ??= piece?.id;
    call.name += piece?.function?.name ?? "";
    call.arguments += piece?.function?.arguments ?? "";
  }
  return call;
}

async function offline() {
  const models = [];
  for await (const model of openai.models.list()) models.push(model.id);
  assert.deepEqual(models, ["offline", "hash-1024"]);
  assert.equal((await openai.models.retrieve("offline")).object, "model");

  // Whole, as a stream, and with the usage at the stream's end.
  const whole = await openai.chat.completions.create(asks("Grüße an 世界 😀"));
  const text = whole.choices[0].message.content;
  assert.match(text, /offline responder.*Grüße an 世界 😀/s);
  assert.equal(whole.choices[0].finish_reason, "stop");
  assert.ok(whole.usage.total_tokens === whole.usage.prompt_tokens + whole.usage.completion_tokens);
  const plain = await read(await openai.chat.completions.create({ ...asks("Grüße an 世界 😀"), stream: true }));
  assert.equal(plain.text, text);
  assert.ok(plain.chunks.length > 3 && plain.chunks.every((chunk) => chunk.choices.length === 1));
  const counted = await read(
    await openai.chat.completions.create({ ...asks("Grüße an 世界 😀"), stream: true, stream_options: { include_usage: true } }),
  );
  assert.deepEqual([counted.chunks.at(-1).choices, counted.chunks.at(-1).usage], [[], whole.usage]);
  assert.equal(counted.text, text);
  const helped = await openai.chat.completions.stream({ ...asks("a"), n: 2 }).finalChatCompletion();
  assert.equal(helped.choices.length, 2);
  assert.equal(helped.choices[0].message.content, helped.choices[1].message.content);
  const short = await openai.chat.completions.create({ ...asks("a"), max_completion_tokens: 3 });
  assert.deepEqual([short.choices[0].finish_reason, short.usage.completion_tokens], ["length", 3]);

  // Leaving in the middle, and before the beginning.
  const left = await openai.chat.completions.create({ ...asks("a"), stream: true });
  for await (const _ of left) left.controller.abort();
  const controller = new AbortController();
  const call = openai.chat.completions.create({ ...asks("a"), stream: true }, { signal: controller.signal });
  controller.abort();
  await refused(call, OpenAI.APIUserAbortError);

  // A tool that has to be called, and a value that fits a schema.
  const forced = { ...asks("Weather in Ulm"), tools: [weather], tool_choice: { type: "function", function: { name: "weather" } } };
  const called = (await openai.chat.completions.create(forced)).choices[0];
  assert.equal(called.finish_reason, "tool_calls");
  assert.equal(called.message.tool_calls[0].function.name, "weather");
  const input = JSON.parse(called.message.tool_calls[0].function.arguments);
  assert.ok(typeof input.city === "string" && ["C", "F"].includes(input.unit));
  const pieces = callOf((await read(await openai.chat.completions.create({ ...forced, stream: true }))).chunks);
  assert.deepEqual([pieces.name, JSON.parse(pieces.arguments)], ["weather", input]);
  const after = [
    ...forced.messages,
    called.message,
    { role: "tool", tool_call_id: called.message.tool_calls[0].id, content: "7 °C" },
  ];
  assert.ok((await openai.chat.completions.create({ model: "m", messages: after })).choices[0].message.content);
  const schema = weather.function.parameters;
  const format = { type: "json_schema", json_schema: { name: "weather", strict: true, schema } };
  const typed = await openai.chat.completions.create({ ...asks("Ulm"), response_format: format });
  assert.deepEqual(Object.keys(JSON.parse(typed.choices[0].message.content)), ["city", "unit"]);
  const parsed = await openai.chat.completions.parse({ ...asks("Ulm"), response_format: format });
  assert.equal(parsed.choices[0].message.refusal, null);

  // Vectors: base64 is what the SDK asks for when nobody says more.
  const [packed, listed] = await Promise.all(
    [undefined, "float"].map((encoding_format) =>
      openai.embeddings.create({ model: "hash-1024", input: ["a cat", "cats"], encoding_format }),
    ),
  );
  assert.deepEqual([packed.data.length, packed.data[1].embedding.length], [2, 1024]);
  const difference = packed.data[0].embedding.map((value, i) => Math.abs(value - listed.data[0].embedding[i]));
  assert.ok(Math.max(...difference) < 1e-6);
  assert.equal((await openai.embeddings.create({ model: "hash-1024", input: "x", dimensions: 64 })).data[0].embedding.length, 64);

  await responses();
  await refusals();
}

async function responses() {
  const asked = { model: "m", instructions: "Be kind.", input: "Grüße an 世界 😀" };
  const whole = await openai.responses.create(asked);
  assert.match(whole.output_text, /Grüße an 世界 😀/);
  assert.deepEqual([whole.status, whole.usage.total_tokens > 0], ["completed", true]);
  let text = "";
  const types = [];
  for await (const event of await openai.responses.create({ ...asked, stream: true })) {
    assert.equal(event.sequence_number, types.length);
    types.push(event.type);
    if (event.type === "response.output_text.delta") text += event.delta;
  }
  assert.equal(text, whole.output_text);
  assert.deepEqual([types[0], types.at(-1)], ["response.created", "response.completed"]);
  const helped = openai.responses.stream({ ...asked, input: [{ role: "user", content: "Grüße an 世界 😀" }] });
  let deltas = "";
  helped.on("response.output_text.delta", (event) => (deltas += event.delta));
  const final = await helped.finalResponse();
  assert.deepEqual([final.output_text, deltas], [text, text]);
  const format = { type: "json_schema", name: "weather", strict: true, schema: weather.function.parameters };
  const typed = await openai.responses.create({ ...asked, text: { format } });
  assert.deepEqual(Object.keys(JSON.parse(typed.output_text)), ["city", "unit"]);
  const left = await openai.responses.create({ ...asked, stream: true });
  for await (const _ of left) break;
}

async function refusals() {
  const stranger = new OpenAI({ baseURL, apiKey: "sk-nobody", maxRetries: 0 });
  const calls = [
    () => stranger.models.list(),
    () => stranger.chat.completions.create(asks("a")),
    () => stranger.responses.create({ input: "a" }),
  ];
  for (const call of calls) {
    const error = await refused(call(), OpenAI.AuthenticationError);
    assert.deepEqual([error.status, error.code, error.param], [401, "invalid_api_key", null]);
    assert.match(error.error.message, /no good key/);
  }
  const model = await refused(openai.models.retrieve("nobody/knows-it"), OpenAI.NotFoundError);
  assert.deepEqual([model.code, model.param, model.type], ["model_not_found", "model", "invalid_request_error"]);
  const url = await refused(openai.post("/nothing/here", { body: {} }), OpenAI.NotFoundError);
  assert.deepEqual([url.code, url.type], ["not_found", "invalid_request_error"]);
  await refused(openai.files.list(), OpenAI.NotFoundError);
  const role = await refused(
    openai.chat.completions.create({ model: "m", messages: [{ role: "king", content: "a" }] }),
    OpenAI.BadRequestError,
  );
  assert.deepEqual([role.status, role.param, role.type], [400, "messages[0].role", "invalid_request_error"]);
  assert.match(role.message, /must be one of developer, system, user/);
  assert.equal((await refused(openai.chat.completions.create({ model: "m" }), OpenAI.BadRequestError)).param, "messages");
  assert.equal((await refused(openai.embeddings.create({ model: "m", input: [] }), OpenAI.BadRequestError)).param, "input");
  const tool = { ...asks("a"), tools: [weather], tool_choice: { type: "function", function: { name: "other" } } };
  assert.equal((await refused(openai.chat.completions.create(tool), OpenAI.BadRequestError)).param, "tool_choice");
  assert.equal((await refused(openai.chat.completions.create({ ...asks("a"), n: 99, stream: true }), OpenAI.BadRequestError)).param, "n");
}

async function upstream() {
  assert.deepEqual((await openai.models.list()).data.map((model) => model.id), ["fake"]);
  const whole = await openai.chat.completions.create(asks("a"));
  const { text } = await read(await openai.chat.completions.create({ ...asks("a"), stream: true }));
  assert.equal(text, whole.choices[0].message.content);

  const failing = (fault, stream = false) => openai.chat.completions.create({ ...asks(`fault:${fault}`), stream });
  for (const stream of [false, true]) {
    const limited = await refused(failing("RateLimitedLong", stream), OpenAI.RateLimitError);
    assert.deepEqual([limited.headers.get("retry-after"), limited.code], ["3600", "rate_limit_exceeded"]);
    assert.equal((await refused(failing("ServerError", stream), OpenAI.InternalServerError)).status, 500);
    assert.equal((await refused(failing("ModelNotFound", stream), OpenAI.NotFoundError)).code, "model_not_found");
    assert.equal((await refused(failing("BadRequest", stream), OpenAI.BadRequestError)).code, "unknown_parameter");
    for (const fault of ["KeyRefused", "Forbidden"]) {
      const key = await refused(failing(fault, stream), OpenAI.InternalServerError);
      assert.deepEqual([key.status, key.code, key.type], [502, "ModelKeyRefused", "server_error"]);
    }
  }

  // What breaks off while it is read is thrown there, and what came before was given.
  for (const [fault, code] of [["CutInMidStream", "ModelStreamBroken"], ["ErrorInStream", "server_error"]]) {
    const stream = await failing(fault, true);
    let came = "";
    const error = await refused(
      (async () => {
        for await (const chunk of stream) came += chunk.choices[0]?.delta?.content ?? "";
      })(),
      OpenAI.APIError,
    );
    assert.equal(error.code, code);
    assert.ok(came.length > 0 && text.startsWith(came), came);
  }

  // The test that runs this script sees that the call ended at the model's server too.
  const left = await openai.chat.completions.create({ ...asks("leave fault:StallInMidStream"), stream: true });
  for await (const chunk of left) if (chunk.choices[0]?.delta?.content) left.controller.abort();

  // The SDK's own repeats work: the second call goes well.
  const patient = new OpenAI({ baseURL, apiKey, maxRetries: 2 });
  assert.equal((await patient.chat.completions.create(asks("fault:Unavailable*1"))).choices[0].message.content, text);
}

async function tools() {
  const body = { ...asks("a"), tools: [weather], parallel_tool_calls: true };
  const { data: whole, response } = await openai.chat.completions.create(body).withResponse();
  assert.equal(response.headers.get("x-request-id"), "req_1");
  const [call] = whole.choices[0].message.tool_calls;
  assert.deepEqual([call.id, call.function.name, JSON.parse(call.function.arguments)], ["call_1", "weather", { city: "Ulm", unit: "C" }]);
  assert.equal(whole.choices[0].message.reasoning_content, "unknown fields pass");
  const pieces = callOf((await read(await openai.chat.completions.create({ ...body, stream: true }))).chunks);
  assert.deepEqual([pieces.id, pieces.name, pieces.arguments], ["call_1", "weather", call.function.arguments]);
}

await { offline, upstream, tools }[mode]();
