// What the server offers, as its metadata tell it. Nothing of this page knows a message by name.

const numbers = new Set(["Byte", "SByte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64"]);
const fractions = new Set(["Single", "Double", "Decimal"]);

/** Reads the metadata. */
export async function readModel() {
  const response = await fetch("/metadata/app.json");
  if (!response.ok) throw new Error(`The metadata could not be read: ${response.status}.`);
  return new Model(await response.json());
}

export class Model {
  constructor(metadata) {
    this.app = metadata.app;
    this.operations = metadata.api.operations.map((written) => operationOf(written));
    this.providers = metadata.plugins?.auth?.authProviders ?? [];
    this.types = new Map(metadata.api.types.map((type) => [type.name, type]));
    for (const { request, response } of this.operations)
      for (const type of [response, request]) if (type) this.types.set(type.name, type);
  }

  /** The operation of a name in any case. */
  find(name) {
    return this.operations.find((operation) => operation.name.toLowerCase() === name?.toLowerCase());
  }

  /** The types that one is made of, and those of theirs, without itself. */
  within(...names) {
    const found = new Set(names);
    for (const name of found)
      for (const property of this.types.get(name)?.properties ?? [])
        for (const part of partsOf(property)) if (this.types.has(part)) found.add(part);
    return [...found].filter((name) => !names.includes(name)).map((name) => this.types.get(name));
  }

  /** The enum that a property holds, or undefined. */
  enumOf(property) {
    const type = this.types.get(holds(property));
    return type?.isEnum ? type : undefined;
  }
}

function operationOf(written) {
  const { request, returnType, tags } = written;
  const onlyStreams = returnType?.name === "Stream";
  return {
    ...written,
    name: request.name,
    tag: tags?.[0] ?? "other",
    onlyStreams,
    streams: Boolean(written.streams) || onlyStreams,
    fields: (request.properties ?? []).map((property) => ({ ...property, wire: wireName(property) })),
    path: `/api/${request.name}`,
  };
}

const isNullable = (property) => property.type === "Nullable`1";
const holds = (property) => (isNullable(property) ? property.genericArgs[0] : property.type);
const partsOf = (property) => [holds(property).replace(/\[\]$/, ""), ...(property.genericArgs ?? [])];

/** A property's name in JSON. */
export const wireName = (property) => property.dataMember?.name ?? property.name[0].toLowerCase() + property.name.slice(1);

/** What a property holds, for people: `list of String`. */
export function typeName(reference) {
  const name = reference.type ?? reference.name;
  const parts = reference.genericArgs ?? [];
  if (name === "Nullable`1") return parts[0];
  if (name === "List`1") return `list of ${parts[0]}`;
  if (name === "Dictionary`2") return `map of ${parts[1]}`;
  return name.endsWith("[]") ? `list of ${name.slice(0, -2)}` : name;
}

/** How a property is entered: `text`, `long`, `secret`, `number`, `fraction`, `check`, `maybe`, `choice`, `date` or `json`. */
export function kindOf(property) {
  const held = holds(property);
  if (property.isEnum && property.allowableValues) return "choice";
  if (held === "Boolean") return isNullable(property) ? "maybe" : "check";
  if (numbers.has(held)) return "number";
  if (fractions.has(held)) return "fraction";
  if (/^(DateTime|DateTimeOffset|DateOnly)$/.test(held)) return "date";
  if (held === "Guid" || held === "TimeSpan" || held === "TimeOnly" || held === "Char" || held === "Uri") return "text";
  if (held !== "String") return "json";
  if (/password/i.test(property.name)) return "secret";
  return longest(property) >= 1000 ? "long" : "text";
}

/** The rules of a property, as the metadata word them. */
export const rules = (property) =>
  (property.attributes ?? [])
    .filter((attribute) => attribute.name === "Validate")
    .flatMap((attribute) => attribute.args.map((argument) => argument.value));

const longest = (property) =>
  Number(
    rules(property)
      .map((rule) => /^MaximumLength\((\d+)\)/.exec(rule)?.[1])
      .find(Boolean) ?? 0,
  );
