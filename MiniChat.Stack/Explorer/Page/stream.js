// Server-Sent Events by fetch: EventSource can send neither a body nor a token.

import { block, copyButton, count, el, tell } from "./dom.js";
import { durationOf, headersOf, statusOf } from "./result.js";

const mostRows = 500;

/** The events of a stream, as they come: `{ event, id, data }`. Comments are passed over. */
export async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let fields = {};
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += value;
      // A carriage return at the end may be half of a line's end.
      const whole = rest.endsWith("\r") ? rest.slice(0, -1) : rest;
      const lines = whole.split(/\r\n|\n|\r/);
      rest = lines.pop() + rest.slice(whole.length);
      for (const line of lines) {
        if (line) {
          take(fields, line);
          continue;
        }
        if (fields.data !== undefined) yield { event: fields.event ?? "message", id: fields.id, data: fields.data };
        fields = {};
      }
    }
  } finally {
    // Who stops reading lets the connection go.
    reader.cancel().catch(() => {});
  }
}

function take(fields, line) {
  const [, name, value] = /^([^:]*):? ?([\s\S]*)$/.exec(line);
  if (name === "data") fields.data = fields.data === undefined ? value : `${fields.data}\n${value}`;
  else if (name === "event" || name === "id") fields[name] = value;
}

/** The text that an event adds: the field `text` of its data, or of the data within them. */
export function textOf(data) {
  try {
    const parsed = JSON.parse(data);
    const text = parsed?.text ?? parsed?.data?.text;
    return typeof text === "string" ? text : "";
  } catch {
    return "";
  }
}

/** Shows a stream as it comes, up to its end; gives the `responseStatus` of a fault within it, or null. */
export async function showStream(place, response, begun, signal) {
  const status = el("div", {}, statusOf(response, performance.now() - begun));
  const state = el("p", { class: "state" }, "Waiting for the first event…");
  const written = document.createTextNode("");
  const text = block("The text so far", written);
  const copy = copyButton(() => written.data, "the text");
  const joined = el("div", { hidden: true }, el("div", { class: "ends" }, el("h3", {}, "Text"), copy), text);
  const rows = el("ol", { class: "events" });
  const frame = el("div", { class: "scrolled", tabIndex: 0, role: "region", "aria-label": "The events so far" }, rows);
  const list = el("details", { open: true }, el("summary", {}, "Events"), frame);
  place.setAttribute("aria-busy", "true");
  place.append(status, headersOf(response), state, joined, list);
  tell("The stream has begun.");

  let events = 0;
  let breaks = false;
  let fault = null;
  const since = () => durationOf(performance.now() - begun);
  const end = (words) => {
    state.textContent = `${words} after ${count(events, "event")} in ${since()}.`;
    place.removeAttribute("aria-busy");
    tell(state.textContent);
  };
  try {
    for await (const one of eventsOf(response.body)) {
      events++;
      state.textContent = `${count(events, "event")} in ${since()}…`;
      append(rows, frame, one);
      const added = textOf(one.data);
      // Texts with something else between them are not one text.
      if (added && breaks && written.data) written.appendData("\n\n");
      breaks = !added;
      if (added) keepAtEnd(text, () => written.appendData(added));
      joined.hidden = !written.data;
      if (one.event === "error") fault = faultOf(one.data);
    }
    end("Ended");
  } catch {
    end(signal.aborted ? "Stopped here" : "The connection was lost");
  }
  return fault;
}

function append(rows, frame, { event, id, data }) {
  const row = el("li", {}, el("strong", {}, event), id !== undefined && el("span", { class: "hint" }, ` ${id}`), " ", el("code", {}, data));
  keepAtEnd(frame, () => rows.append(row));
  if (rows.childElementCount <= mostRows) return;
  rows.firstChild.remove();
  // The list counts on where it was cut.
  rows.start += 1;
}

/** Follows what grows, unless somebody has scrolled away from its end. */
function keepAtEnd(frame, grow) {
  const isAtEnd = frame.scrollHeight - frame.scrollTop - frame.clientHeight < 24;
  grow();
  if (isAtEnd) frame.scrollTop = frame.scrollHeight;
}

function faultOf(data) {
  try {
    return JSON.parse(data).responseStatus ?? null;
  } catch {
    return null;
  }
}
