import { send } from "../api/client";
import { ExportChats, type PortableChat } from "../api/dtos";
import { markdownOf } from "./chatMarkdown";

/** Saves all chats as a file; gives how many there were. */
export async function exportAs(form: "json" | "markdown", tell: (done: number) => void) {
  const chats: PortableChat[] = [];
  let exportedDate = new Date().toISOString();
  let after: string | undefined;
  do {
    const page = await send(new ExportChats({ after, take: 100 }));
    chats.push(...page.chats);
    exportedDate = page.exportedDate;
    after = page.next;
    tell(chats.length);
  } while (after);
  const day = exportedDate.slice(0, 10);
  if (form === "json") {
    save(
      JSON.stringify({ format: "minichat", version: 1, exportedDate, chats }, null, 1),
      "application/json",
      `minichat-${day}.json`,
    );
  } else {
    save(chats.map(markdownOf).join("\n\n---\n\n"), "text/markdown", `minichat-${day}.md`);
  }
  return chats.length;
}

function save(text: string, type: string, name: string) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
