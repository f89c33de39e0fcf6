// The browser of the scripts beside this one. It asks nothing of anybody by itself.

import { chromium } from "playwright-core";

/** Starts Chromium. */
export const launch = (executablePath) =>
  chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

/** A page in a browser that nobody used before, and what is told to its developer. */
export async function openPage(browser, options) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 }, colorScheme: "light", ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const faults = [];
  page.on("console", (entry) => {
    if (["error", "warning"].includes(entry.type())) faults.push(`${entry.text()} at ${entry.location().url}`);
  });
  page.on("pageerror", (error) => faults.push(`${error}`));
  return { context, page, faults };
}
