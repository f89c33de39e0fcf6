// How an operation is called, by language. Where a client of the language takes the types, it is used; else the language's own HTTP.

import { requestOf } from "./call.js";
import { python, quoted, script, sharp } from "./literals.js";

/** The examples of a language: `{ title, text }` each. */
export const snippetsOf = (language, call) => (writers[language] ?? (() => []))(call);

const writers = { curl, typescript, mjs, "typescript.d": declared, csharp, python: pythonOf, go, java, kotlin, rust };

/** The request as programs without a client send it. */
function plain({ operation, verb, values, model }, asStream = operation.onlyStreams) {
  const request = requestOf(operation, verb, values, asStream);
  return { ...request, url: model.app.baseUrl + request.path, signs: operation.requiresAuth };
}

const shell = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

function curl(call) {
  const { operation } = call;
  const write = (asStream) => {
    const { url, verb, headers, body, signs } = plain(call, asStream);
    // What curl chooses by itself: POST with a body, GET without.
    const named = verb === (body ? "POST" : "GET") ? "" : `-X ${verb} `;
    const lines = [`curl -s${asStream ? "N" : ""} ${named}${shell(url)}`];
    if (signs) lines.push(`-H "Authorization: Bearer $TOKEN"`);
    if (asStream) lines.push(`-H ${shell("Accept: text/event-stream")}`);
    if (body) lines.push(`-H ${shell(`Content-Type: ${headers["Content-Type"]}`)}`, `-d ${shell(body)}`);
    return lines.join(" \\\n  ");
  };
  return [
    !operation.onlyStreams && { title: "Call it", text: write(false) },
    operation.streams && { title: "Read its stream", text: write(true) },
  ].filter(Boolean);
}

const fileOf = ({ model }) => `${model.app.serviceName.replace(/\W/g, "")}.dtos`;

function viaClient(call, from) {
  const { operation, verb, values, model } = call;
  const send = `await client.${verb.toLowerCase()}(new ${operation.name}(${Object.keys(values).length ? script(values) : ""}));`;
  return [
    `import { JsonServiceClient } from "@servicestack/client";`,
    `import { ${operation.name} } from "${from}";`,
    "",
    `const client = new JsonServiceClient(${quoted(model.app.baseUrl)});`,
    ...(operation.requiresAuth ? ["client.bearerToken = process.env.TOKEN;"] : []),
    operation.returnsVoid ? send : `const response = ${send}`,
  ].join("\n");
}

function typescript(call) {
  const file = fileOf(call);
  return [
    { title: "Get the client and the types", text: `npm install @servicestack/client\ncurl -o ${file}.ts ${call.model.app.baseUrl}/types/typescript` },
    { title: "Call it with @servicestack/client", text: viaClient(call, `./${file}`) },
  ];
}

function mjs(call) {
  const file = fileOf(call);
  return [
    { title: "Get the client and the types", text: `npm install @servicestack/client\ncurl -o ${file}.mjs ${call.model.app.baseUrl}/types/mjs` },
    { title: "Call it with @servicestack/client", text: viaClient(call, `./${file}.mjs`) },
  ];
}

function declared(call) {
  const { operation, values } = call;
  const { url, verb, headers, body, signs } = plain(call);
  const sent = { ...headers, ...(signs && { Authorization: "Bearer " }) };
  const lines = Object.entries(sent).map(([name, value]) =>
    name === "Authorization" ? "    Authorization: `Bearer ${token}`," : `    ${/-/.test(name) ? quoted(name) : name}: ${quoted(value)},`,
  );
  const text = [
    ...(body ? [`const message: ${operation.name} = ${script(values)};`] : []),
    `const response = await fetch(${quoted(url)}, {`,
    `  method: ${quoted(verb)},`,
    "  headers: {",
    ...lines,
    "  },",
    ...(body ? ["  body: JSON.stringify(message),"] : []),
    "});",
  ];
  return [{ title: "Call it with fetch", text: text.join("\n") }];
}

function csharp(call) {
  const { operation, verb, values, model } = call;
  const message = sharp(operation.name, values, model);
  const method = verb[0] + verb.slice(1).toLowerCase();
  const answer = operation.returnsVoid ? "" : "var response = ";
  const bearer = operation.requiresAuth ? ` { BearerToken = Environment.GetEnvironmentVariable("TOKEN") }` : "";
  const space = operation.request.namespace;
  const isTheirs = space === "ServiceStack";
  const theirs = [
    "using ServiceStack;",
    ...(isTheirs ? [] : [`using ${space};`]),
    "",
    `var client = new JsonApiClient(${quoted(model.app.baseUrl)})${bearer};`,
    `${answer}await client.${method}Async(${message});`,
  ];
  const examples = [{ title: "Call it with ServiceStack.Client and these types", text: theirs.join("\n") }];
  const own = model.app.csharpClient;
  // The product's own client reads streams by their events, which no type here tells; nor does it take ServiceStack's types.
  if (!own || isTheirs || operation.onlyStreams) return examples;
  const [home, name] = [own.slice(0, own.lastIndexOf(".")), own.slice(own.lastIndexOf(".") + 1)];
  const text = [
    `using ${home};`,
    `using ${space};`,
    "",
    `using var client = new ${name}(${quoted(model.app.baseUrl)})${bearer};`,
    `${answer}await client.SendAsync(${message});`,
  ];
  return [{ title: `Call it with ${home}`, text: text.join("\n") }, ...examples];
}

function pythonOf(call) {
  const { operation, values } = call;
  const { url, verb, headers, body, signs } = plain(call);
  const sent = Object.entries(headers).map(([name, value]) => `${quoted(name)}: ${quoted(value)}`);
  if (signs) sent.push(`"Authorization": "Bearer " + os.environ["TOKEN"]`);
  const text = [
    `import json${signs ? ", os" : ""}, urllib.request`,
    "",
    "request = urllib.request.Request(",
    `    ${quoted(url)},`,
    `    method=${quoted(verb)},`,
    `    headers={${sent.join(", ")}},`,
    ...(body ? [`    data=json.dumps(${python(values)}).encode(),`] : []),
    ")",
    "with urllib.request.urlopen(request) as response:",
    ...(operation.onlyStreams
      ? ["    for line in response:", `        print(line.decode(), end="")`]
      : [operation.returnsVoid ? "    print(response.status)" : "    print(json.load(response))"]),
  ];
  return [{ title: "Call it with the standard library", text: text.join("\n") }];
}

function go(call) {
  const { url, verb, headers, body, signs } = plain(call);
  const text = [
    `request, err := http.NewRequest(${quoted(verb)}, ${quoted(url)}, ${body ? `strings.NewReader(${quoted(body)})` : "nil"})`,
    "if err != nil {",
    "\tlog.Fatal(err)",
    "}",
    ...Object.entries(headers).map(([name, value]) => `request.Header.Set(${quoted(name)}, ${quoted(value)})`),
    ...(signs ? [`request.Header.Set("Authorization", "Bearer "+os.Getenv("TOKEN"))`] : []),
    "response, err := http.DefaultClient.Do(request)",
    "if err != nil {",
    "\tlog.Fatal(err)",
    "}",
    "defer response.Body.Close()",
    "io.Copy(os.Stdout, response.Body)",
  ];
  return [{ title: "Call it with net/http", text: text.join("\n") }];
}

const imports = (end) =>
  ["URI", "http.*", "http.HttpRequest.BodyPublishers", "http.HttpResponse.BodyHandlers"]
    .map((name) => `import java.net.${name}${end}`)
    .join("\n");

function jvm(call, { quote, end, own }) {
  const { url, verb, headers, body, signs } = plain(call);
  return [
    `${own} request = HttpRequest.newBuilder(URI.create(${quote(url)}))`,
    ...Object.entries(headers).map(([name, value]) => `    .header(${quote(name)}, ${quote(value)})`),
    ...(signs ? [`    .header("Authorization", "Bearer " + System.getenv("TOKEN"))`] : []),
    `    .method(${quote(verb)}, ${body ? `BodyPublishers.ofString(${quote(body)})` : "BodyPublishers.noBody()"})`,
    `    .build()${end}`,
    `${own} response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString())${end}`,
  ].join("\n");
}

function java(call) {
  const text = jvm(call, { quote: quoted, end: ";", own: "var" });
  return [{ title: "Call it with java.net.http", text: `${imports(";")}\n\n${text}` }];
}

function kotlin(call) {
  const quote = (text) => quoted(text).replaceAll("$", "\\$").replaceAll("\\f", "\\u000c");
  const text = jvm(call, { quote, end: "", own: "val" });
  return [{ title: "Call it with java.net.http", text: `${imports("")}\n\n${text}` }];
}

function rust(call) {
  const { url, verb, headers, body, signs } = plain(call);
  const raw = (text) => {
    // As many marks as no quote within has behind it.
    const marks = "#".repeat(1 + Math.max(0, ...[...text.matchAll(/"(#*)/g)].map((found) => found[1].length)));
    return `r${marks}"${text}"${marks}`;
  };
  const text = [
    "let response = reqwest::blocking::Client::new()",
    `    .${verb.toLowerCase()}(${raw(url)})`,
    ...Object.entries(headers).map(([name, value]) => `    .header("${name}", "${value}")`),
    ...(signs ? [`    .bearer_auth(std::env::var("TOKEN")?)`] : []),
    ...(body ? [`    .body(${raw(body)})`] : []),
    "    .send()?",
    "    .text()?;",
  ];
  return [{ title: "Call it with reqwest", text: text.join("\n") }];
}
