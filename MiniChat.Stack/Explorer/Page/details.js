// What an operation is: its addresses, who may send it, and the types that go in and out.

import { el, prose } from "./dom.js";
import { rules, typeName, wireName } from "./model.js";

/** Fills the tab. */
export function fillDetails(panel, operation, model) {
  const { request, response } = operation;
  const beside = model.within(...[request.name, response?.name].filter(Boolean));
  panel.append(
    factsOf(operation),
    tableOf(request, "Request", model),
    ...(response ? [tableOf(response, "Response", model)] : []),
    ...beside.map((type) => tableOf(type, type.isEnum ? "Values" : "Type", model)),
  );
}

function factsOf(operation) {
  const { routes, actions, path, socketPath } = operation;
  const address = (verbs, text) => el("div", {}, el("code", {}, `${verbs} ${text}`));
  const facts = [
    ["Addresses", [...routes.map((route) => address(route.verbs.replaceAll(",", ", "), route.path)), address(actions.join(", "), path)]],
    socketPath && ["WebSocket", [el("code", {}, socketPath)]],
    ["For", [callersOf(operation)]],
    ["Comes back", [answerOf(operation)]],
    operation.tags?.length && ["Group", [operation.tags.join(", ")]],
    operation.request.implements?.length && ["Is", [operation.request.implements.map((one) => one.name).join(", ")]],
  ];
  return el(
    "dl",
    { class: "facts" },
    facts.filter(Boolean).map(([name, values]) => [el("dt", {}, name), el("dd", {}, values)]).flat(),
  );
}

/** Who may send it. */
export function callersOf({ requiresAuth, requiredRoles, requiredScope }) {
  if (!requiresAuth) return "everybody";
  const roles = requiredRoles?.length ? ` with the role ${requiredRoles.join(", ")}` : "";
  const scope = requiredScope ? `, and API keys with the scope ${requiredScope}` : "";
  return `who has signed in${roles}${scope}`;
}

function answerOf({ returnsVoid, returnType, onlyStreams, streams }) {
  if (returnsVoid) return "nothing";
  if (onlyStreams) return "a stream of events";
  return `${typeName(returnType)}${streams ? ", or a stream of events" : ""}`;
}

function tableOf(type, role, model) {
  const isEnum = Boolean(type.isEnum);
  const heads = isEnum ? ["Value", "Means"] : ["Name", "Type", "Means"];
  const rows = isEnum ? valuesOf(type) : (type.properties ?? []).map((property) => rowOf(property, model));
  const table = el(
    "table",
    {},
    el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, rows),
  );
  return el(
    "section",
    { id: `type-${type.name}`, class: "type-table" },
    el("h2", {}, type.name, " ", el("span", { class: "type" }, role)),
    type.description && el("p", {}, prose(type.description)),
    rows.length === 0
      ? el("p", { class: "hint" }, "It has no fields.")
      : el("div", { class: "scrolled-wide", tabIndex: 0, role: "region", "aria-label": `${role} ${type.name}` }, table),
  );
}

function rowOf(property, model) {
  const held = [property.type.replace(/\[\]$/, ""), ...(property.genericArgs ?? [])].find((name) => model.types.has(name));
  const words = typeName(property);
  const kept = rules(property).map((rule) => el("code", { class: "rule" }, rule));
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, el("code", {}, wireName(property)), property.isRequired && el("b", {}, " required")),
    el("td", {}, held ? el("a", { href: `#type-${held}` }, words) : words),
    el("td", {}, prose(property.description), kept.length > 0 && el("div", { class: "rules" }, kept)),
  );
}

const valuesOf = (type) =>
  (type.enumMemberValues ?? type.enumNames).map((value, place) =>
    el("tr", {}, el("th", { scope: "row" }, el("code", {}, value)), el("td", {}, prose(type.enumDescriptions?.[place]))),
  );
