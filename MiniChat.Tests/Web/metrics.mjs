// Reads /metrics by a parser of Prometheus' text format, and demands the families that a watcher's charts are made of.
import assert from "node:assert/strict";
import parse from "parse-prometheus-text-format";

const [server] = process.argv.slice(2);
const response = await fetch(new URL("/metrics", server));
assert.equal(response.status, 200);
const families = new Map(parse(await response.text()).map((family) => [family.name, family]));

for (const [name, type] of [
  ["http_server_request_duration_seconds", "HISTOGRAM"],
  ["http_server_active_requests", "GAUGE"],
  ["kestrel_active_connections", "GAUGE"],
  ["minichat_writer_queue", "GAUGE"],
  ["minichat_writer_commit_works", "HISTOGRAM"],
  ["dotnet_process_cpu_time_seconds_total", "COUNTER"],
]) {
  assert.equal(families.get(name)?.type, type, name);
  assert.ok(families.get(name).help.length > 0, `${name} says what it is`);
}
const [requests] = families.get("http_server_request_duration_seconds").metrics;
assert.ok(Number(requests.buckets["+Inf"]) > 0);
