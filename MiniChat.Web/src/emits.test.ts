import { expect, it } from "vitest";

const components = import.meta.glob<string>("./**/*.vue", { query: "?raw", import: "default", eager: true });

it("has no component that tells of something that never happens", () => {
  const silent = Object.entries(components).flatMap(([file, source]) => {
    const declared = /defineEmits<\{(.*?)\}>/s.exec(source)?.[1] ?? "";
    return [...declared.matchAll(/(\w+): \[/g)]
      .map(([, name]) => name!)
      .filter((name) => !new RegExp(`emit\\("${name}"|emit\\('${name}'`).test(source))
      .map((name) => `${file}: ${name}`);
  });
  expect(Object.keys(components)).not.toHaveLength(0);
  expect(silent).toEqual([]);
});
