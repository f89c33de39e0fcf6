// ServiceStack's own TypeScript client in a browser: node servicestack-browser.mjs <address> <chromium> <allowed port>. On a page
// of the server and on a page of the allowed origin, http://127.0.0.1:<port>, which this script serves, by cookies alone; on a page
// of the allowed origin that is another site than the server, by tokens; on a page of another origin nothing works. Prints nothing
// when all is well.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { launch, openPage } from "./browser.mjs";

const [address, executablePath, allowedPort] = process.argv.slice(2);
const server = new URL(address).origin;
const client = new URL("node_modules/@servicestack/client/dist/servicestack-client.mjs", import.meta.url);
const library = readFileSync(client, "utf8");
const browser = await launch(executablePath);

/** Serves an empty page, and gives its origin. */
async function serve(port) {
  const pages = createServer((_, response) => response.setHeader("content-type", "text/html").end("<!doctype html><link rel=icon href=data:,>"));
  await new Promise((resolve) => pages.listen(port, "127.0.0.1", resolve));
  pages.unref();
  return `http://127.0.0.1:${pages.address().port}`;
}

async function pageOf(origin) {
  const opened = await openPage(browser, { bypassCSP: true });
  await opened.page.goto(origin);
  return opened;
}

/** What a page does with the client, from nobody to signed out. */
async function use([server, library, userName]) {
  const { JsonServiceClient } = await import(URL.createObjectURL(new Blob([library], { type: "text/javascript" })));
  const types = await import(`${server}/types/mjs`);
  const password = "correct horse";
  const client = new JsonServiceClient(server);
  const told = { nobody: (await client.api(new types.GetProfile())).errorCode };
  const refused = await client.api(new types.Register({ userName, password, confirmPassword: "another" }));
  told.field = refused.fieldError("confirmPassword")?.errorCode;
  await client.post(new types.Register({ userName, password, confirmPassword: password }));

  // From here on by cookies that no script can read.
  const me = await client.post(new types.Authenticate({ provider: "credentials", userName, password }));
  told.cookies = document.cookie;
  told.knowsOfCookies = client.useTokenCookie;
  const answer = await client.post(new types.Question({ text: "Grüße an 世界 😀" }));
  told.answer = answer.answer;
  told.found = (await client.get(new types.FindQuestions({ take: 1 }))).results.length;
  const chat = await client.post(new types.CreateChat({ title: "a" }));
  told.patched = (await client.patch(new types.UpdateChat({ id: chat.id, title: "b" }))).title;
  let done;
  client.responseFilter = (response) => (done = response.headers.get("X-AutoBatch-Completed"));
  told.chats = (await client.sendAll([new types.CreateChat({ title: "c" }), new types.CreateChat({ title: "d" })])).map((one) => one.title);
  told.done = done;
  await client.delete(new types.DeleteChat({ id: chat.id }));
  const form = document.createElement("form");
  form.innerHTML = '<input name="text" value="by a form"><input type="file" name="file">';
  told.form = (await client.apiForm(new types.Question(), new FormData(form))).response?.answer;
  told.empty = (await client.api(new types.Question({ text: "" }))).fieldError("text")?.errorCode;

  // A token that is not good any more goes before the cookie, is refused, and is renewed by the refresh token's cookie.
  client.bearerToken = `${me.bearerToken.slice(0, -6)}AAAAAA`;
  told.renewed = (await client.get(new types.GetProfile())).userName;
  told.bearerToken = client.bearerToken;
  // And by a refresh token that the page keeps itself.
  client.useTokenCookie = false;
  client.bearerToken = "nonsense";
  client.refreshToken = me.refreshToken;
  told.kept = (await client.get(new types.GetProfile())).userName;

  await client.post(new types.AuthenticateLogout());
  const left = new JsonServiceClient(server);
  let asked = 0;
  left.onAuthenticationRequired = async () => void asked++;
  told.left = (await left.api(new types.GetProfile())).failed;
  told.asked = asked;
  return told;
}

async function works(origin, userName) {
  const { context, page, faults } = await pageOf(origin);
  const told = await page.evaluate(use, [server, library, userName]);
  assert.ok(told.answer.includes("世界 😀") && told.form.includes("by a form"));
  delete told.answer;
  delete told.form;
  assert.deepEqual(told, {
    nobody: "Unauthorized",
    field: "PasswordsShouldMatch",
    cookies: "",
    knowsOfCookies: true,
    found: 1,
    patched: "b",
    chats: ["c", "d"],
    done: "2",
    empty: "NotEmpty",
    renewed: userName,
    bearerToken: null,
    kept: userName,
    left: true,
    asked: 1,
  });
  assert.deepEqual(faults.filter((fault) => !/status of 40[01]/.test(fault)), []);
  await context.close();
}

/** To another site a browser sends no cookie: the page keeps the tokens. */
async function worksAcrossSites(origin) {
  const { context, page } = await pageOf(origin);
  const server = new URL(address);
  server.hostname = "localhost";
  const told = await page.evaluate(
    async ([server, library]) => {
      const { JsonServiceClient } = await import(URL.createObjectURL(new Blob([library], { type: "text/javascript" })));
      const types = await import(`${server}/types/mjs`);
      const client = new JsonServiceClient(server);
      const registration = { userName: "othersite", password: "correct horse", autoLogin: true };
      const me = await client.post(new types.Register(registration));
      const cookieless = (await client.api(new types.GetProfile())).failed;
      client.bearerToken = "nonsense";
      client.refreshToken = me.refreshToken;
      const { userName } = await client.get(new types.GetProfile());
      return { cookieless, userName, isRenewed: client.bearerToken.length > 100 };
    },
    [server.origin, library],
  );
  assert.deepEqual(told, { cookieless: true, userName: "othersite", isRenewed: true });
  await context.close();
}

async function isClosed(origin) {
  const { context, page } = await pageOf(origin);
  const told = await page.evaluate(async (server) => {
    const call = (path, options) => fetch(server + path, { credentials: "include", ...options }).then(() => "read", () => "refused");
    return [
      await call("/api/FindQuestions"),
      await call("/api/Authenticate", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" }),
      await import(`${server}/types/mjs`).then(() => "read", () => "refused"),
    ];
  }, server);
  assert.deepEqual(told, ["refused", "refused", "refused"]);
  await context.close();
}

try {
  await works(server, "ownpage");
  const allowed = await serve(Number(allowedPort));
  await works(allowed, "otherpage");
  await worksAcrossSites(allowed);
  await isClosed(await serve(0));
} finally {
  await browser.close();
}
