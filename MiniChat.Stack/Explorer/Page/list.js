// The list of operations, by their groups, with a filter.

import { count, el, newId, tell } from "./dom.js";

/** Fills the list; `mark(operation)` marks the one that is shown. Choosing one is following its link. */
export function listOf(model, place) {
  const filter = el("input", {
    id: newId("filter"),
    type: "search",
    placeholder: "Name, path or word",
    autocomplete: "off",
    spellcheck: false,
  });
  const none = el("p", { class: "hint", hidden: true }, "No operation has that.");
  const links = new Map();
  const groups = [...Map.groupBy(model.operations, (operation) => operation.tag)]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([tag, operations]) => groupOf(tag, operations, links));

  function narrow() {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { element, operations } of groups) {
      const shown = operations.filter((operation) => {
        const isShown = words.every((word) => wordsOf(operation).includes(word));
        links.get(operation).parentElement.hidden = !isShown;
        return isShown;
      });
      element.hidden = shown.length === 0;
      found += shown.length;
    }
    none.hidden = found > 0;
    return found;
  }

  filter.addEventListener("input", () => tell(count(narrow(), "operation")));
  filter.addEventListener("keydown", (event) => {
    const first = place.querySelector("section:not([hidden]) li:not([hidden]) a");
    if (event.key === "Enter") first?.click();
    else if (event.key === "ArrowDown") first?.focus();
    else if (event.key === "Escape") {
      filter.value = "";
      tell(count(narrow(), "operation"));
    } else return;
    event.preventDefault();
  });

  place.replaceChildren(
    el("div", { class: "field" }, el("label", { for: filter.id }, "Filter"), filter),
    none,
    ...groups.map((group) => group.element),
    el(
      "p",
      { class: "hint" },
      "For programs: ",
      el("a", { href: "/types" }, "types"),
      ", ",
      el("a", { href: "/metadata" }, "list"),
      ", ",
      el("a", { href: "/metadata/app.json" }, "metadata"),
    ),
  );
  return {
    mark(shown) {
      for (const [operation, link] of links) {
        if (operation === shown) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
      if (links.has(shown)) reveal(links.get(shown));
    },
  };
}

/** Scrolls the list alone until a link is seen: the page stays at its head. */
function reveal(link) {
  const list = link.closest("nav");
  const [seen, room] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
  if (seen.top < room.top || seen.bottom > room.bottom) list.scrollTop += seen.top - room.top - room.height / 2;
}

function groupOf(tag, operations, links) {
  const title = el("h2", { id: newId("group") }, tag);
  const items = operations
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .map((operation) => {
      const link = el(
        "a",
        { href: `/ui/${operation.name}`, title: operation.request.description },
        el("span", {}, breakable(operation.name)),
        operation.requiresAuth && el("span", { class: "lock" }, el("span", { class: "unseen" }, " (sign-in needed)")),
      );
      links.set(operation, link);
      return el("li", {}, link);
    });
  return { element: el("section", {}, title, el("ul", { "aria-labelledby": title.id }, items)), operations };
}

/** A long name breaks between its words. */
const breakable = (name) => name.split(/(?=[A-Z])/).flatMap((word, place) => (place ? [el("wbr"), word] : [word]));

const wordsOf = (operation) =>
  [operation.name, operation.tag, operation.request.description, ...operation.actions, operation.path, ...operation.routes.map((route) => route.path)]
    .join(" ")
    .toLowerCase();
