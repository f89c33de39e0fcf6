import { Marked, type Token, type Tokens } from "marked";
import { t } from "../words/words";
import { isHarmless } from "./harmless";
import { displayMaths, inlineMaths } from "./mathsSyntax";

const escape = (text: string) =>
  text.replace(/[&<>"']/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign]!);

const marked = new Marked({
  gfm: true,
  extensions: undefined,
  renderer: {
    html: ({ text }: Tokens.HTML | Tokens.Tag) => (isHarmless(text) ? text : escape(text)),
    // A picture would be fetched from wherever the model says. A person may open it.
    image: ({ href, text }: Tokens.Image) =>
      `<a class="picture" href="${escape(href)}">${escape(t("markdown.picture", { name: text || href }))}</a>`,
    checkbox: ({ checked }: Tokens.Checkbox) => (checked ? "☑ " : "☐ "),
  },
});
marked.use({ extensions: [displayMaths, inlineMaths] });

/** The blocks that a text consists of. */
export const lex = (text: string): Token[] => marked.lexer(text);

/** A block as HTML, which is not yet safe to show. */
export const toHtml = (token: Token, links: Token[] & { links?: object }) =>
  marked.parser(Object.assign([token], { links: links.links }) as Token[]);
