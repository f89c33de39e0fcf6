import { describe, expect, it } from "vitest";
import { type Blocks, grow, noBlocks, split } from "./blocks";

const htmlOf = (text: string) =>
  split(text)
    .blocks.map((block) => (block.kind === "html" ? block.html : `[${block.language}]${block.code}`))
    .join("");

/** Reads a text piece by piece, as it comes in a stream. */
function streamed(text: string, length: number): Blocks {
  let shown = noBlocks;
  for (let end = length; end < text.length + length; end += length) shown = grow(text.slice(0, end), shown);
  return shown;
}

const sample = `# Title

A paragraph with **bold** and \`code\`,
in two lines.

Setext
======

- one
  - nested

    with a paragraph
- two

| a | b |
|---|--:|
| 1 | 2 |

\`\`\`python
def f():

    return "1"
\`\`\`

> quote

$$
x^2
$$

End \\(a+b\\).`;

describe("Markdown", () => {
  it("is shown in blocks, code by itself", () => {
    const kinds = split(sample).blocks.map((block) => block.kind);
    expect(kinds.filter((kind) => kind === "code")).toHaveLength(1);
    expect(htmlOf("```ts\nlet a = 1;\n```")).toBe("[ts]let a = 1;");
    expect(htmlOf("| a |\n|---|\n| 1 |")).toContain("<td>1</td>");
    expect(htmlOf("# Title")).toBe("<h3>Title</h3>\n");
    expect(htmlOf("- [x] done\n- [ ] open")).toMatch(/☑ done[^]*☐ open/);
  });

  it("has headings below that of the turn, without leaving a level out", () => {
    expect(htmlOf("## One\n\n#### Two\n\n# Three").match(/<h\d>/g)).toEqual(["<h3>", "<h4>", "<h3>"]);
  });

  it("is the same, streamed in pieces of any length, as it is when it comes whole", () => {
    const whole = split(sample).blocks.map(({ raw, kind }) => [raw.trim(), kind]);
    for (const length of [1, 2, 3, 7, 50]) {
      const pieces = streamed(sample, length).blocks;
      expect(pieces.map(({ raw, kind }) => [raw.trim(), kind])).toEqual(whole);
    }
  });

  it("may have line ends of any kind", () => {
    const whole = split(sample.replaceAll("\n", "\r\n")).blocks;
    expect(streamed(sample.replaceAll("\n", "\r\n"), 5).blocks.map((block) => block.raw)).toEqual(
      whole.map((block) => block.raw),
    );
    expect(whole).toHaveLength(split(sample).blocks.length);
  });

  it("does not draw again what is finished", () => {
    const before = grow("one\n\ntwo\n\nthr", noBlocks);
    const after = grow("one\n\ntwo\n\nthree", before);
    expect(after.blocks[0]).toBe(before.blocks[0]);
    expect(after.blocks[1]).toBe(before.blocks[1]);
    expect(split("one\n\ntwo\n\nthree", after).blocks).toEqual(after.blocks);
  });

  it("knows links by name when it is whole", () => {
    expect(htmlOf("see [the page][1]\n\n[1]: https://example.org/a")).toContain('href="https://example.org/a"');
  });

  it("sets formulas apart and leaves money alone", () => {
    expect(htmlOf("so \\(a < b\\) and $x_1$")).toContain('class="maths"');
    expect(htmlOf("$$\n\\frac{1}{2}\n$$")).toContain('data-display="true"');
    expect(htmlOf("costs $5 and $10")).not.toContain("maths");
  });
});

describe("what a model or somebody else wrote", () => {
  it.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<b onclick=alert(1)>x</b>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src='https://example.org'></iframe>",
    "<style>*{display:none}</style>",
    "<form action='/auth/logout'><button>x</button></form>",
    "<details open ontoggle=alert(1)>",
    "a <math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
  ])("shows as the text that it is: %s", (text) => {
    const root = document.createElement("div");
    root.innerHTML = htmlOf(text);
    expect(
      root.querySelector("script, img, svg, iframe, style, form, button, math, [onclick], [onerror], [ontoggle]"),
    ).toBeNull();
    expect(root.textContent).toContain(text.slice(0, 3));
  });

  it.each([
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,x)",
    "[x](vbscript:x)",
    "<javascript:alert(1)>",
  ])("leads nowhere: %s", (text) => {
    const root = document.createElement("div");
    root.innerHTML = htmlOf(text);
    expect([...root.querySelectorAll("a")].filter((link) => link.hasAttribute("href"))).toEqual([]);
  });

  it("opens links outside, without telling where from", () => {
    expect(htmlOf("[x](https://example.org)")).toMatch(/target="_blank" rel="noopener noreferrer nofollow"/);
  });

  it("fetches no picture, and offers it as a link", () => {
    const html = htmlOf("![a tree](https://example.org/tree.png)");
    expect(html).not.toContain("<img");
    expect(html).toContain('href="https://example.org/tree.png"');
    expect(html).toContain("Picture: a tree");
  });

  it("cannot pass its elements off as the page's own", () => {
    expect(htmlOf("<span>x</span> <kbd>Ctrl</kbd>")).toContain("<kbd>Ctrl</kbd>");
    expect(htmlOf('<span class="toasts" id="app">x</span>')).not.toContain("<span class");
  });
});
