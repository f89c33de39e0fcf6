/** Tags that models use beside Markdown. All others show as the text that they are. */
const tags = new Set(
  "b br dd del details div dl dt em i ins kbd li mark ol p s small span strong sub summary sup u ul".split(" "),
);

/** Whether a piece of HTML has nothing but tags that may be shown, without attributes. */
export const isHarmless = (html: string) => {
  const found = [...html.matchAll(/<\/?([a-zA-Z][a-zA-Z0-9-]*)([^>]*)>/g)];
  return (
    found.length > 0 &&
    !/<!|<\?/.test(html) &&
    found.every(([, name, more]) => tags.has(name!.toLowerCase()) && /^[\s/]*$/.test(more!))
  );
};
