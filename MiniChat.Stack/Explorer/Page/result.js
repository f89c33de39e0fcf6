// What came back: the status, how long and how large, the headers, the body.

import { block, copyButton, count, el, prose, tell } from "./dom.js";
import { colour, indent, isJson } from "./json.js";

/** One line about a response: `200 OK · 12 ms · 345 bytes`. */
export function statusOf(response, milliseconds, bytes) {
  const status = `${response.status} ${response.statusText}`.trim();
  const size = bytes === undefined ? [] : [count(bytes, "byte")];
  return el(
    "p",
    { class: "status" },
    el("strong", { class: response.ok ? "good" : "bad" }, status),
    ` · ${[durationOf(milliseconds), ...size].join(" · ")}`,
  );
}

/** `12 ms`, `1.2 s`. */
export const durationOf = (milliseconds) =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

/** The headers that a script can see. */
export function headersOf(response) {
  const rows = [...response.headers].map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value)));
  return el("details", {}, el("summary", {}, `Headers (${rows.length})`), el("table", { class: "headers" }, rows));
}

/** Shows a response that has come whole; gives its JSON, or null. */
export function showWhole(place, response, bytes, milliseconds) {
  const text = new TextDecoder().decode(bytes);
  const isPretty = isJson(text);
  place.append(statusOf(response, milliseconds, bytes.length), headersOf(response));
  if (text) place.append(bodyOf(text, isPretty));
  else place.append(el("p", { class: "hint" }, "Nothing is in it."));
  tell(`The server answered with ${response.status}, in ${durationOf(milliseconds)}.`);
  return isPretty ? JSON.parse(text) : null;
}

function bodyOf(text, isPretty) {
  const pretty = isPretty ? indent(text) : text;
  const shown = block("Body of the response", ...(isPretty ? colour(pretty) : [text]));
  const raw = el("button", { type: "button", class: "quiet small", "aria-pressed": "false" }, "As it came");
  raw.addEventListener("click", () => {
    const isRaw = raw.getAttribute("aria-pressed") === "false";
    raw.setAttribute("aria-pressed", isRaw);
    shown.firstChild.replaceChildren(...(isRaw ? [text] : colour(pretty)));
  });
  const copy = copyButton(() => shown.textContent, "the body");
  return el("div", {}, el("div", { class: "ends" }, el("h3", {}, "Body"), el("span", { class: "row" }, isPretty && raw, copy)), shown);
}

/** Errors that belong to no input. */
export function errorsOf(status, rest) {
  // A status without fields is told itself; one whose errors all stand beside inputs needs no more than that.
  const told = rest.length > 0 ? rest : status.errors?.length ? [] : [status];
  if (told.length === 0) return el("div", { role: "alert", class: "fault" }, "Refused: see what stands beside the fields above.");
  return el(
    "div",
    { role: "alert", class: "fault" },
    told.map(({ errorCode, fieldName, message }) =>
      el("p", {}, el("strong", {}, [fieldName, errorCode].filter(Boolean).join(" · ")), " ", prose(message)),
    ),
  );
}
