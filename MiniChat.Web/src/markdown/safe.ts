import createDOMPurify from "dompurify";

const purify = createDOMPurify(window);

// What Markdown makes, and nothing that fetches, runs or looks like a part of the page.
const allowed = {
  ALLOWED_TAGS: (
    "a b blockquote br code dd del details div dl dt em h3 h4 h5 h6 hr i ins kbd li mark ol p pre s small span strong sub summary " +
    "sup table tbody td th thead tr u ul"
  ).split(" "),
  ALLOWED_ATTR: ["align", "class", "data-display", "href", "start"],
  ALLOW_DATA_ATTR: false,
  // Those that hold no address.
  ADD_URI_SAFE_ATTR: ["align", "class", "data-display", "start"],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
};
const ownClasses = /^(?:maths|picture|language-[\w+#-]+)$/;

purify.addHook("afterSanitizeAttributes", (node) => {
  if (node.hasAttribute("class") && !ownClasses.test(node.className)) node.removeAttribute("class");
  if (node.nodeName === "A") {
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer nofollow");
  }
});

/** HTML that can be shown: nothing in it runs, fetches, or leads to where the page is not left. */
export const makeSafe = (html: string): string => purify.sanitize(html, allowed);
