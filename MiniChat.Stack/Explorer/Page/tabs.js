// Tabs by the pattern of the ARIA Authoring Practices: one stop for Tab, arrows, Home and End among them.

import { el, newId } from "./dom.js";

/**
 * Makes tabs. Each is `{ id, name, fill(panel) }`; its panel is filled when it is first shown, one with `isFresh` each time.
 * Gives the element, and `show(id)`, which `chosen` hears of only when a person did it.
 */
export function tabs(label, entries, chosen = () => {}) {
  const list = el("div", { role: "tablist", "aria-label": label, class: "tabs" });
  const element = el("div", { class: "tabbed" }, list);
  const made = entries.map((entry) => {
    const panel = el("div", { role: "tabpanel", id: newId("panel"), tabIndex: 0, hidden: true });
    const tab = el("button", { type: "button", role: "tab", id: newId("tab"), "aria-controls": panel.id }, entry.name);
    panel.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", () => choose(entry.id));
    list.append(tab);
    element.append(panel);
    return { ...entry, tab, panel, isFilled: false };
  });

  function show(id) {
    for (const one of made) {
      const isShown = one.id === id;
      one.tab.setAttribute("aria-selected", isShown);
      one.tab.tabIndex = isShown ? 0 : -1;
      const isNew = isShown && one.panel.hidden;
      one.panel.hidden = !isShown;
      if (!isNew || (one.isFilled && !one.isFresh)) continue;
      one.isFilled = true;
      one.panel.replaceChildren();
      one.fill(one.panel);
    }
  }

  function choose(id) {
    show(id);
    chosen(id);
  }

  list.addEventListener("keydown", (event) => {
    const place = made.findIndex((one) => one.tab === document.activeElement);
    const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const one = made.at(next % made.length);
    choose(one.id);
    one.tab.focus();
  });
  return { element, show };
}
