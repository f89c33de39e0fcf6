// An operation in the languages that the server writes types in: how to call it, and its types.

import { block, copyButton, el } from "./dom.js";
import { sampleOf } from "./samples.js";
import { snippetsOf } from "./snippets.js";
import { tabs } from "./tabs.js";

const names = { typescript: "TypeScript", "typescript.d": "TypeScript's declarations", mjs: "JavaScript", csharp: "C#" };
let languages = null;
let chosen = "curl";

/** Fills the tab; `trial` tells what is entered. */
export async function fillCode(panel, operation, model, trial) {
  const place = el("div", {}, el("p", { class: "hint" }, "Reading the languages…"));
  panel.append(
    el("p", { class: "hint" }, "The examples send what is entered in the tab API. ", el("code", {}, "TOKEN"), " is an access token or an API key."),
    place,
  );
  try {
    languages ??= await readLanguages();
  } catch (problem) {
    place.replaceChildren(el("p", { class: "error", role: "alert" }, problem.message));
    return;
  }
  const entries = [{ id: "curl", name: "curl" }, ...languages].map((language) => ({
    ...language,
    fill: (inner) => fillLanguage(inner, language, operation, model, trial),
  }));
  const choice = tabs("Languages", entries, (id) => (chosen = id));
  place.replaceChildren(choice.element);
  choice.show(chosen);
}

async function readLanguages() {
  const response = await fetch("/types", { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`The languages could not be read: ${response.status}.`);
  return Object.entries(await response.json()).map(([name, url]) => {
    const id = url.slice(url.lastIndexOf("/") + 1);
    return { id, name: names[id] ?? name };
  });
}

async function fillLanguage(panel, language, operation, model, trial) {
  const call = { operation, verb: trial.verb, values: sampleOf(operation, trial.values, model), model };
  panel.append(...snippetsOf(language.id, call).map((snippet) => example(snippet.title, snippet.text, language.name)));
  if (language.id === "curl") return;
  const query = new URLSearchParams({ IncludeTypes: `${operation.name}.*`, WithoutOptions: "true" });
  const response = await fetch(`/types/${language.id}?${query}`).catch(() => null);
  if (response?.ok) panel.append(example("The types", await response.text(), language.name));
  else panel.append(el("p", { class: "error", role: "alert" }, "The types could not be read. Choose the tab again."));
}

function example(title, text, language) {
  const what = `${title} (${language})`;
  return el("section", {}, el("div", { class: "ends" }, el("h2", {}, title), copyButton(() => text, `“${what}”`)), block(what, text.trim()));
}
