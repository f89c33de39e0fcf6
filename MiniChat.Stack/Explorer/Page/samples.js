// The values that examples are written with: what is entered, and something for each field that has to be there.

import { kindOf, wireName } from "./model.js";

/** What is entered of its fields, with samples of what is required and absent. Typed languages would refuse other names. */
export function sampleOf(operation, entered, model) {
  const given = new Map(Object.entries(entered).map(([name, value]) => [name.toLowerCase(), value]));
  const valued = operation.fields.flatMap((property) => {
    const value = given.get(property.wire.toLowerCase()) ?? (property.isRequired ? valueOf(property, model) : undefined);
    return value === undefined ? [] : [[property.wire, value]];
  });
  return Object.fromEntries(valued);
}

function valueOf(property, model) {
  switch (kindOf(property)) {
    case "number":
    case "fraction":
      return 1;
    case "check":
    case "maybe":
      return true;
    case "choice":
      return property.allowableValues[0];
    case "date":
      return "2026-01-31T09:00:00Z";
    case "json":
      return listOf(property, model);
    default:
      return "…";
  }
}

function listOf(property, model) {
  const item = itemOf(property);
  if (!item) return requiredOf(property.type, model);
  return [model.types.has(item) ? requiredOf(item, model) : item === "String" ? "…" : 1];
}

function requiredOf(name, model) {
  const properties = model.types.get(name)?.properties ?? [];
  return Object.fromEntries(
    properties
      .filter((property) => property.isRequired)
      .map((property) => [wireName(property), valueOf(property, model)]),
  );
}

/** What a list is a list of; null for what is no list. */
export function itemOf(property) {
  if (property.type === "List`1") return property.genericArgs[0];
  return property.type.endsWith("[]") ? property.type.slice(0, -2) : null;
}
