let library: Promise<typeof import("katex")> | undefined;

const load = () => (library ??= Promise.all([import("katex"), import("katex/dist/katex.min.css")]).then(([katex]) => katex));

/** Sets the formulas of a block. One that is none, or half there, shows as its source. */
export async function setMathsIn(root: HTMLElement) {
  const places = root.querySelectorAll<HTMLElement>(".maths");
  if (places.length === 0) return;
  const katex = await load().catch(() => (library = undefined));
  for (const place of places) {
    const formula = place.textContent ?? "";
    if (!katex || place.childElementCount > 0) continue;
    try {
      // It builds elements one by one, which the policy of the page allows, unlike styles in HTML.
      katex.default.render(formula, place, {
        displayMode: place.dataset.display === "true",
        strict: "ignore",
        maxSize: 20,
        maxExpand: 500,
      });
    } catch {
      place.textContent = formula;
    }
  }
}
