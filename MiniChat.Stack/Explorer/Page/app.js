// The page: the list beside the operation that its address names, and its tabs. /ui/{Operation}?tab=details

import { fillCode } from "./code.js";
import { callersOf, fillDetails } from "./details.js";
import { count, el, prose } from "./dom.js";
import { listOf } from "./list.js";
import { readModel } from "./model.js";
import { Session } from "./session.js";
import { tabs } from "./tabs.js";
import { Trial } from "./trial.js";

const [main, list, menu] = ["main", "operations", "menu"].map((id) => document.getElementById(id));
const tabNames = ["api", "details", "code"];

class Explorer {
  #model;
  #session;
  #list;
  // What was entered and what came back stays while one looks at other operations.
  #views = new Map();
  #shown;
  // Whose all that is.
  #owner;

  constructor(model, session) {
    this.#model = model;
    this.#session = session;
    this.#owner = session.who?.userName;
    this.#list = listOf(model, list);
    document.getElementById("home").textContent = model.app.serviceName;
    session.show(document.getElementById("session"));
    session.onChange((isLeaving) => this.#onSession(isLeaving));
    menu.addEventListener("click", () => openList(menu.getAttribute("aria-expanded") === "false"));
    document.addEventListener("click", (event) => this.#follow(event));
    addEventListener("popstate", () => this.show());
  }

  /** Shows what the address says. */
  show(isMoving = false) {
    const name = location.pathname.split("/")[2] ?? "";
    const tab = new URLSearchParams(location.search).get("tab")?.toLowerCase();
    const operation = this.#model.find(name);
    if (operation) this.#showOperation(operation, tabNames.includes(tab) ? tab : "api", isMoving);
    else this.#showStart(name, isMoving);
  }

  #showOperation(operation, tab, isMoving) {
    const address = addressOf(operation, tab);
    if (location.pathname + location.search !== address) history.replaceState(null, "", address + location.hash);
    document.title = `${operation.name}${tab === "api" ? "" : ` · ${tab}`} · ${this.#model.app.serviceName} API Explorer`;
    const view = this.#viewOf(operation);
    view.tabs.show(tab);
    const isOther = this.#shown !== operation;
    this.#shown = operation;
    if (!isOther) return;
    main.replaceChildren(view.element);
    this.#list.mark(operation);
    openList(false);
    if (isMoving) begin();
  }

  #showStart(name, isMoving) {
    const { app, operations } = this.#model;
    this.#shown = undefined;
    document.title = `${app.serviceName} API Explorer`;
    this.#list.mark(undefined);
    main.replaceChildren(
      el("h1", {}, "API Explorer"),
      name && el("p", { class: "fault", role: "alert" }, `There is no operation '${name}'. Choose one of the list.`),
      el("p", {}, `${app.serviceName} offers ${count(operations.length, "operation")}. Choose one to try it, to read what it takes and gives, or to see it in code.`),
      el("p", {}, "Those with a lock are for who has signed in. What you send here is sent for real."),
    );
    // On a narrow screen there is nothing else to do here.
    openList(true);
    if (isMoving) begin();
  }

  #viewOf(operation) {
    if (!this.#views.has(operation)) this.#views.set(operation, this.#makeView(operation));
    return this.#views.get(operation);
  }

  #makeView(operation) {
    const { request } = operation;
    const trial = new Trial(operation, this.#session);
    const model = this.#model;
    const entries = [
      { id: "api", name: "API", fill: (panel) => trial.fill(panel) },
      { id: "details", name: "Details", fill: (panel) => fillDetails(panel, operation, model) },
      { id: "code", name: "Code", isFresh: true, fill: (panel) => fillCode(panel, operation, model, trial) },
    ];
    const made = tabs(operation.name, entries, (tab) => this.#go(addressOf(operation, tab)));
    const element = el(
      "article",
      {},
      el("h1", {}, operation.name),
      request.description && el("p", { class: "lead" }, prose(request.description)),
      request.notes && el("p", { class: "hint" }, prose(request.notes)),
      el("p", { class: "hint" }, el("code", {}, `${operation.method} ${operation.path}`), `, for ${callersOf(operation)}`),
      made.element,
    );
    return { element, trial, tabs: made };
  }

  /** Links within the page are followed without loading it anew. */
  #follow(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || !/^\/ui(\/|$)/.test(url.pathname) || url.hash) return;
    event.preventDefault();
    this.#go(url.pathname + url.search, true);
  }

  #go(address, isMoving = false) {
    if (location.pathname + location.search !== address) history.pushState(null, "", address);
    this.show(isMoving);
  }

  #onSession(isLeaving) {
    for (const { trial } of this.#views.values()) trial.drawGate();
    const name = this.#session.who?.userName;
    const isOther = name && this.#owner && name !== this.#owner;
    this.#owner = name ?? this.#owner;
    // A session that has ended by itself takes nothing: its owner signs in again and goes on.
    if (!isLeaving && !isOther) return;
    for (const { trial } of this.#views.values()) trial.leave();
    this.#views.clear();
    this.#shown = undefined;
    this.show();
  }
}

const addressOf = (operation, tab) => `/ui/${operation.name}${tab === "api" ? "" : `?tab=${tab}`}`;

/** The reading begins at what is new. */
function begin() {
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
}

function openList(isOpen) {
  list.classList.toggle("open", isOpen);
  menu.setAttribute("aria-expanded", isOpen);
}

try {
  const model = await readModel();
  const session = new Session(model);
  await session.check();
  new Explorer(model, session).show();
} catch (problem) {
  main.replaceChildren(
    el("h1", {}, "API Explorer"),
    el("p", { class: "fault", role: "alert" }, `What the server offers could not be read. Load the page again. (${problem.message})`),
  );
}
