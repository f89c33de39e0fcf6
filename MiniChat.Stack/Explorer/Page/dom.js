// Elements. Text comes into the page as text alone: nothing here reads markup.

let numbers = 0;

/** An id that nothing else has. */
export const newId = (name) => `${name}-${++numbers}`;

/** Makes an element. A property whose name has a dash, and `role`, become attributes; null and false children are left out. */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key.includes("-") || key === "role" || key === "for") element.setAttribute(key, value);
    else element[key === "class" ? "className" : key] = value;
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A docstring: what stands between backticks becomes code. */
export function prose(text) {
  return (text ?? "").split("`").map((part, place) => (place % 2 ? el("code", {}, part) : part));
}

/** Tells people who do not see the page what happened. */
export function tell(text) {
  const told = document.getElementById("told");
  told.textContent = "";
  // The same sentence a second time is told only when it changes in between.
  setTimeout(() => (told.textContent = text), 50);
}

/** A button that copies what `read` gives. */
export function copyButton(read, what) {
  const button = el("button", { type: "button", class: "quiet small", "aria-label": `Copy ${what}` }, "Copy");
  button.addEventListener("click", async () => {
    const isDone = await copy(read());
    button.textContent = isDone ? "Copied" : "Not copied";
    tell(isDone ? `Copied ${what}.` : "The browser does not let this page copy. Select the text instead.");
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  return button;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Browsers give the clipboard to pages of https and localhost only; the old way works on others.
    const area = el("textarea", { value: text, class: "unseen" });
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    focused?.focus();
    return isDone;
  }
}

/** Text that can be scrolled by keys too. */
export function block(label, ...children) {
  return el("pre", { tabIndex: 0, role: "region", "aria-label": label }, el("code", {}, ...children));
}

/** `1 thing`, `2 things`. */
export const count = (number, thing) => `${number.toLocaleString("en")} ${thing}${number === 1 ? "" : "s"}`;
