// Who is signed in. A session is in cookies that no script can read; a token that was typed in is kept in this page alone.

import { el, newId, tell } from "./dom.js";
import { tabs } from "./tabs.js";

export class Session {
  who = null;
  #bearer = null;
  #heard = [];
  #model;
  #dialog = null;

  constructor(model) {
    this.#model = model;
  }

  /** Whether one can sign in here. */
  get isThere() {
    return this.#model.providers.length > 0;
  }

  /** What goes along with every call. */
  get headers() {
    return this.#bearer ? { Authorization: `Bearer ${this.#bearer}` } : {};
  }

  /** Calls back whenever somebody else, or nobody, is signed in; with true when one has signed out. */
  onChange(hear) {
    this.#heard.push(hear);
  }

  /** Asks the server who one is. */
  async check(isLeaving = false) {
    if (!this.isThere) return;
    const response = await fetch("/auth", { headers: { Accept: "application/json", ...this.headers } });
    this.#become(response.ok ? await response.json() : null, isLeaving);
  }

  /** The corner of the page that tells who is signed in, with the button for the other. */
  show(place) {
    const draw = () => {
      const isIn = Boolean(this.who);
      const button = el("button", { type: "button", class: isIn ? "quiet" : "" }, isIn ? "Sign out" : "Sign in");
      button.addEventListener("click", () => (isIn ? this.#signOut() : this.open()));
      const name = this.who?.displayName || this.who?.userName;
      const hadFocus = place.contains(document.activeElement);
      place.replaceChildren(...(isIn ? [el("span", { class: "name", title: name }, name)] : []), button);
      if (hadFocus) button.focus();
    };
    if (!this.isThere) return;
    this.onChange(draw);
    draw();
  }

  /** Opens the dialog to sign in. */
  open() {
    if (!this.#dialog) {
      this.#dialog = this.#makeDialog();
      document.body.append(this.#dialog);
    }
    this.#dialog.showModal();
    this.#dialog.querySelector("[role=tabpanel]:not([hidden]) :is(input, textarea)")?.focus();
  }

  #makeDialog() {
    const title = el("h2", { id: newId("title") }, "Sign in");
    const close = el("button", { type: "button", class: "quiet" }, "Close");
    const entries = this.#model.providers.map((provider) => ({
      id: provider.name,
      name: provider.label ?? provider.name,
      fill: (panel) => panel.append(this.#formOf(provider)),
    }));
    const ways = tabs("Ways to sign in", entries);
    const dialog = el("dialog", { "aria-labelledby": title.id }, el("div", { class: "ends" }, title, close), ways.element);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.querySelectorAll("form").forEach((form) => form.reset());
      dialog.querySelectorAll(".error").forEach((error) => (error.textContent = ""));
    });
    ways.show(entries[0].id);
    return dialog;
  }

  #formOf(provider) {
    const error = el("p", { class: "error", role: "alert" });
    const isToken = provider.type === "Bearer";
    const fields = provider.formLayout.map((field) => inputOf(field));
    const form = el(
      "form",
      {},
      fields,
      isToken && el("p", { class: "hint" }, "It is sent with every call from this page, and forgotten when the page is left."),
      error,
      el("div", { class: "row" }, el("button", { type: "submit" }, isToken ? "Use" : "Sign in")),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      error.textContent = "";
      const typed = Object.fromEntries(new FormData(form));
      try {
        await (isToken ? this.#use(Object.values(typed)[0].trim()) : this.#signIn({ provider: provider.name, ...typed }));
        this.#dialog.close();
      } catch (problem) {
        error.textContent = problem.message;
      }
    });
    return form;
  }

  async #signIn(message) {
    await this.#authenticate(message);
    this.#bearer = null;
    await this.check();
  }

  async #use(bearer) {
    // What no header can hold would be refused by the browser, in words of its own.
    if (!/^[\x21-\x7e]+$/.test(bearer)) throw new Error("A token has no blanks and no other characters than ASCII's.");
    const response = await fetch("/auth", { headers: { Accept: "application/json", Authorization: `Bearer ${bearer}` } });
    if (response.status === 401) throw new Error("The server does not know this token; it may have expired.");
    // A key may be good for other things than telling whose it is.
    if (!response.ok && response.status !== 403) throw new Error(`The server could not look at the token: ${response.status}.`);
    this.#bearer = bearer;
    this.#become(response.ok ? await response.json() : { userName: "API key" });
  }

  async #signOut() {
    try {
      if (!this.#bearer) await this.#authenticate({ provider: "logout" });
      this.#bearer = null;
      // Without the token, the cookies of an earlier sign-in count again.
      await this.check(true);
    } catch (problem) {
      tell(problem.message);
    }
  }

  async #authenticate(message) {
    const response = await fetch("/api/Authenticate", {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify(message),
    }).catch(() => {
      throw new Error("The server cannot be reached. Try again in a moment.");
    });
    const body = await response.json().catch(() => null);
    if (!response.ok) throw new Error(body?.responseStatus?.message ?? `The server answered with ${response.status}.`);
  }

  #become(who, isLeaving = false) {
    const before = this.who?.userName;
    this.who = who;
    if (before === who?.userName) return;
    tell(who ? `Signed in as ${who.displayName || who.userName}.` : "Signed out.");
    for (const hear of this.#heard) hear(isLeaving);
  }
}

function inputOf(field) {
  const isSecret = field.type === "Password" || field.type === "textarea";
  const name = field.id[0].toLowerCase() + field.id.slice(1);
  const input = el("input", {
    id: newId("sign-in"),
    name,
    required: Boolean(field.required),
    type: isSecret ? "password" : "text",
    autocomplete: field.type === "Password" ? "current-password" : isSecret ? "off" : "username",
    autocapitalize: "none",
    spellcheck: false,
  });
  return el("div", { class: "field" }, el("label", { for: input.id }, field.label ?? field.id), input);
}
