// One input for one property: what it shows, and how its value is read and written.

import { el, newId, prose } from "./dom.js";
import { kindOf, typeName } from "./model.js";

/**
 * Makes a field. `read(before)` gives its value, undefined for none, or throws an Error that tells what is wrong;
 * `write(value)` shows one, and is false where it cannot; `showError(text)` says beside it what is wrong.
 */
export function fieldOf(property) {
  const kind = kindOf(property);
  const input = inputOf(property, kind);
  input.id = newId("field");
  const help = el("p", { class: "hint", id: newId("help") }, prose(property.description));
  const error = el("p", { class: "error", id: newId("error") });
  if (property.isRequired) input.setAttribute("aria-required", "true");
  const describe = () =>
    input.setAttribute("aria-describedby", [error, help].filter((one) => one.textContent).map((one) => one.id).join(" "));
  describe();
  return {
    property,
    input,
    element: el(
      "div",
      { class: kind === "check" ? "field check" : "field" },
      el("label", { for: input.id }, property.wire),
      el("span", { class: "type" }, typeName(property), property.isRequired && el("b", {}, " required")),
      input,
      error,
      property.description && help,
    ),
    read: (before) => readers[kind](input, before),
    write: (value) => write(input, kind, value),
    showError(text) {
      error.textContent = text;
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      describe();
    },
  };
}

function inputOf(property, kind) {
  const plain = { autocomplete: "off", spellcheck: false };
  switch (kind) {
    case "check":
      return el("input", { type: "checkbox" });
    case "maybe":
      return select(["true", "false"]);
    case "choice":
      return select(property.allowableValues);
    case "number":
      return el("input", { type: "number", step: "1", ...plain });
    case "fraction":
      return el("input", { type: "number", step: "any", ...plain });
    case "secret":
      return el("input", { type: "password", autocomplete: "new-password" });
    case "long":
      return el("textarea", { rows: 4 });
    case "json":
      return el("textarea", { rows: 4, class: "code", placeholder: placeholderOf(property), ...plain });
    case "date":
      return el("input", { type: "text", placeholder: "2026-01-31T09:00:00Z", ...plain });
    default:
      return el("input", { type: "text", autocapitalize: "none", ...plain });
  }
}

const select = (values) =>
  el("select", {}, el("option", { value: "" }, "(not set)"), values.map((value) => el("option", { value }, value)));

const placeholderOf = (property) => (property.type === "List`1" || property.type.endsWith("[]") ? "[…]" : "{…}");

const text = (input) => input.value || undefined;

const readers = {
  text,
  long: text,
  secret: text,
  choice: text,
  date: (input) => input.value.trim() || undefined,
  // Whether it is unticked or was never touched looks the same: false is sent only where it was given as such.
  check: (input, before) => (input.checked ? true : before === false ? false : undefined),
  maybe: (input) => (input.value === "" ? undefined : input.value === "true"),
  number,
  fraction: number,
  json(input) {
    if (!input.value.trim()) return undefined;
    try {
      return JSON.parse(input.value);
    } catch (problem) {
      throw new Error(`This is not JSON: ${problem.message}.`);
    }
  },
};

function number(input) {
  if (input.validity.badInput) throw new Error("This is not a number.");
  const written = input.value.trim();
  if (!written) return undefined;
  const value = Number(written);
  // Beyond that numbers of a script are not exact; the server also takes them as text.
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? written : value;
}

function write(input, kind, value) {
  if (!fits(input, kind, value)) return false;
  if (kind === "check") input.checked = value === true;
  else if (value === undefined || value === null) input.value = "";
  else input.value = kind === "json" ? JSON.stringify(value, null, 2) : String(value);
  return true;
}

function fits(input, kind, value) {
  if (value === undefined || value === null || kind === "json") return true;
  if (kind === "check" || kind === "maybe") return typeof value === "boolean";
  if (kind === "number" || kind === "fraction")
    return typeof value === "number" || (typeof value === "string" && /^-?\d+$/.test(value));
  if (kind === "choice") return [...input.options].some((option) => option.value === value);
  // What stands on one line would lose its line breaks.
  return typeof value === "string" && (kind === "long" || !/[\r\n]/.test(value));
}
