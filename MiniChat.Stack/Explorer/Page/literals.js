// Values as the languages of the examples write them.

import { wireName } from "./model.js";
import { itemOf } from "./samples.js";

/** A text in quotes, as JavaScript, C#, Java, Go and Python read it. */
export const quoted = (text) => JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** An object as JavaScript writes it, on one line. */
export function script(value) {
  if (Array.isArray(value)) return `[${value.map(script).join(", ")}]`;
  if (typeof value !== "object" || value === null) return typeof value === "string" ? quoted(value) : String(value);
  const members = Object.entries(value).map(([name, one]) => `${/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name)}: ${script(one)}`);
  return members.length ? `{ ${members.join(", ")} }` : "{}";
}

/** A value as Python writes it. */
export function python(value) {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "object") return `{${Object.entries(value).map(([name, one]) => `${quoted(name)}: ${python(one)}`).join(", ")}}`;
  return typeof value === "string" ? quoted(value) : String(value);
}

/** A message as C# writes it: `new Question { Text = "…" }`. */
export const sharp = (name, values, model) => `new ${name}${members(model.types.get(name)?.properties ?? [], values, model)}`;

function members(properties, values, model) {
  const written = Object.entries(values).flatMap(([name, value]) => {
    const property = properties.find((one) => wireName(one).toLowerCase() === name.toLowerCase());
    return property && value !== null ? [`${property.name} = ${sharpValue(property, value, model)}`] : [];
  });
  return written.length ? ` { ${written.join(", ")} }` : "()";
}

function sharpValue(property, value, model) {
  const type = model.enumOf(property);
  if (type) {
    const place = (type.enumMemberValues ?? type.enumNames).indexOf(value);
    return place < 0 ? quoted(String(value)) : `${type.name}.${type.enumNames[place]}`;
  }
  const held = property.genericArgs?.[0] ?? property.type;
  if (/^DateTime/.test(held)) return `${held}.Parse(${quoted(String(value))})`;
  const item = itemOf(property);
  if (item && Array.isArray(value)) return `[${value.map((one) => itemValue(item, one, model)).join(", ")}]`;
  return itemValue(held, value, model);
}

function itemValue(name, value, model) {
  if (model.types.has(name) && typeof value === "object") return sharp(name, value, model);
  return typeof value === "string" ? quoted(value) : String(value);
}
