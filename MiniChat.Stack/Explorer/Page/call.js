// A request of an operation, as it is sent, and as the examples write it.

const bodiless = new Set(["GET", "HEAD", "DELETE"]);

/** The address, verb, headers and body that send the values. */
export function requestOf(operation, verb, values, asStream = false) {
  const headers = { Accept: asStream ? "text/event-stream" : "application/json" };
  if (bodiless.has(verb)) return { path: operation.path + queryOf(values), verb, headers };
  return { path: operation.path, verb, headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(values) };
}

function queryOf(values) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue;
    query.append(name, typeof value === "object" ? JSON.stringify(value) : value);
  }
  const text = query.toString();
  return text && `?${text}`;
}
