// The tab where an operation is tried: what goes in, the buttons, what comes back.

import { requestOf } from "./call.js";
import { el, newId, tell } from "./dom.js";
import { entryOf } from "./entry.js";
import { errorsOf, showWhole } from "./result.js";
import { showStream } from "./stream.js";

export class Trial {
  #operation;
  #session;
  #entry;
  #verb;
  #asStream;
  #gate;
  #send = el("button", { type: "submit" }, "Send");
  #stop = el("button", { type: "button", class: "quiet", hidden: true }, "Stop");
  #result = el("section", { class: "result", "aria-label": "Response" });
  #running = null;

  constructor(operation, session) {
    this.#operation = operation;
    this.#session = session;
    this.#entry = entryOf(operation);
    this.#verb = el("select", { id: newId("verb") }, operation.actions.map((verb) => el("option", { selected: verb === operation.method }, verb)));
    this.#asStream = el("input", { type: "checkbox", id: newId("stream"), checked: true });
    this.#gate = el("div", { class: "gate" });
    this.#stop.addEventListener("click", () => this.#running?.abort());
    this.drawGate();
  }

  /** What is entered now. */
  get values() {
    return this.#entry.glance();
  }

  /** The verb that is chosen. */
  get verb() {
    return this.#verb.value;
  }

  /** Fills the tab. */
  fill(panel) {
    const { actions, streams, onlyStreams } = this.#operation;
    const form = el(
      "form",
      { noValidate: true },
      this.#gate,
      actions.length > 1 && el("div", { class: "field" }, el("label", { for: this.#verb.id }, "Verb"), this.#verb),
      this.#entry.element,
      streams && !onlyStreams && el("p", { class: "check" }, this.#asStream, el("label", { for: this.#asStream.id }, " Show the answer as it comes")),
      el("div", { class: "row" }, this.#send, this.#stop, el("span", { class: "hint" }, "Ctrl+Enter sends")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#try();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    panel.append(form, this.#result);
  }

  /** Says that one has to sign in, as long as nobody is. */
  drawGate() {
    const isShut = this.#operation.requiresAuth && !this.#session.who;
    this.#gate.hidden = !isShut;
    if (!isShut || this.#gate.firstChild) return;
    const button = el("button", { type: "button", class: "quiet small" }, "Sign in");
    button.addEventListener("click", () => this.#session.open());
    this.#gate.append(el("span", {}, "This is for who has signed in."), button);
  }

  /** Ends what runs: nobody looks at it any more. */
  leave() {
    this.#running?.abort();
  }

  async #try() {
    if (this.#running) return;
    const values = this.#entry.read();
    if (!values) return;
    const isStream = this.#operation.onlyStreams || (this.#operation.streams && this.#asStream.checked);
    const { path, verb, headers, body } = requestOf(this.#operation, this.#verb.value, values, isStream);
    this.#running = new AbortController();
    this.#send.disabled = true;
    this.#stop.hidden = false;
    this.#result.replaceChildren(el("h2", {}, "Response"), el("p", { class: "hint" }, el("code", {}, `${verb} ${path}`)));
    try {
      const { signal } = this.#running;
      const begun = performance.now();
      const asked = fetch(path, { method: verb, headers: { ...headers, ...this.#session.headers }, body, signal, cache: "no-store" });
      await this.#show(await asked, begun, signal);
    } catch (problem) {
      this.#fail(problem);
    } finally {
      const hadFocus = document.activeElement === this.#stop;
      this.#running = null;
      this.#send.disabled = false;
      this.#stop.hidden = true;
      if (hadFocus) this.#send.focus();
    }
  }

  async #show(response, begun, signal) {
    this.#entry.showErrors([]);
    if (response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
      const fault = await showStream(this.#result, response, begun, signal);
      if (fault) this.#result.children[1].after(errorsOf(fault, fault.errors ?? []));
      return;
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    const told = showWhole(this.#result, response, bytes, performance.now() - begun);
    if (response.status === 401) await this.#session.check();
    if (response.ok) return;
    const status = told?.responseStatus ?? { errorCode: `${response.status}`, message: response.statusText };
    const rest = this.#entry.showErrors(status.errors ?? []);
    this.#result.children[1].after(errorsOf(status, rest));
  }

  #fail(problem) {
    const words = problem.name === "AbortError" ? "Stopped before an answer came." : "The server cannot be reached. Try again in a moment.";
    this.#result.append(el("p", { class: "state" }, words));
    tell(words);
  }
}
