// The small page: sign up, sign in, ask, watch the answer come. It uses the same messages as every other client; the
// session is in cookies that no script can read.

const $ = (selector, from = document) => from.querySelector(selector);
const encoder = new TextEncoder();
let next = null;

/** Sends a message; gives its response, or throws an Error whose text may be shown. */
async function send(verb, path, body, headers = {}) {
  let response;
  try {
    response = await fetch(path, {
      method: verb,
      headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }), ...headers },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Error("The server cannot be reached. Try again in a moment.");
  }
  const text = await response.text();
  const answer = text && response.headers.get("Content-Type")?.includes("json") ? JSON.parse(text) : null;
  if (response.ok) return answer;
  if (response.status === 401 && !$("#asking").hidden) showAccount();
  const status = answer?.responseStatus;
  throw new Error(status?.errors?.map((error) => error.message).join(" ") || status?.message || `Error ${response.status}`);
}

function showAccount() {
  $("#who").hidden = $("#asking").hidden = true;
  $("#account").hidden = false;
  $("#questions").replaceChildren();
  $("#account-form").elements.userName.focus();
}

async function showAsking(me) {
  $("#name").textContent = me.displayName || me.userName;
  $("#account").hidden = true;
  $("#who").hidden = $("#asking").hidden = false;
  $("#account-form").reset();
  $("#questions").replaceChildren();
  next = null;
  await showOlder();
  $("#message").focus();
}

async function showOlder() {
  const page = await send("GET", `/questions?take=20${next ? `&after=${encodeURIComponent(next)}` : ""}`);
  for (const question of page.results) $("#questions").append(itemOf(question));
  next = page.next;
  $("#more").hidden = !next;
}

/** An item of the list; one that is still running goes on where it is. */
function itemOf(question) {
  const item = $("#question").content.firstElementChild.cloneNode(true);
  item.dataset.model = question.model ?? "";
  $(".asked", item).textContent = question.text;
  $(".answer", item).textContent = question.answer ?? "";
  $(".stop", item).onclick = () => send("POST", `/answers/${question.answerId}/stop`).catch((error) => tell(item, error.message));
  $(".retry", item).onclick = () => ask(question.text);
  if (question.state === "running") follow(item, question.answerId);
  else showEnd(item, question);
  return item;
}

/** Follows the answer's log. The browser reconnects by itself, with the place it has read up to. */
function follow(item, answerId) {
  const answer = $(".answer", item);
  const log = new EventSource(`/answers/${answerId}/events`);
  $(".stop", item).hidden = false;
  tell(item, "Answering…");
  log.addEventListener("started", (event) => {
    answer.replaceChildren();
    item.dataset.model = JSON.parse(event.data).model;
  });
  log.addEventListener("delta", (event) => answer.append(JSON.parse(event.data).text));
  for (const name of ["completed", "stopped", "failed", "interrupted"]) {
    log.addEventListener(name, (event) => {
      log.close();
      const end = JSON.parse(event.data);
      const bytes = encoder.encode(answer.textContent);
      if (bytes.length > end.length) answer.textContent = new TextDecoder().decode(bytes.slice(0, end.length));
      showEnd(item, end);
    });
  }
  log.onerror = () => {
    if (log.readyState === EventSource.CLOSED) tell(item, "The connection was lost. Reload the page to go on.");
  };
}

function showEnd(item, end) {
  const words = {
    completed: `Answered by ${item.dataset.model}${end.finishReason === "length" ? ", cut off at the model's limit" : ""}`,
    stopped: "Stopped.",
    failed: end.error?.message ?? "The model failed.",
    interrupted: "Interrupted: the server ended before the answer did.",
  };
  $(".stop", item).hidden = true;
  $(".retry", item).hidden = end.state === "completed";
  tell(item, words[end.state] ?? "");
}

function tell(item, text) {
  $(".told", item).textContent = text;
}

function showError(problem) {
  $("#question-error").textContent = problem.message;
}

async function ask(text) {
  $("#question-error").textContent = "";
  try {
    const key = { "Idempotency-Key": crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` };
    const begun = await send("POST", "/api/Question", { text, stream: true }, key);
    $("#questions").prepend(itemOf({ ...begun, text, state: "running" }));
    return true;
  } catch (problem) {
    showError(problem);
    return false;
  }
}

$("#account-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { userName, password } = Object.fromEntries(new FormData(event.target));
  const error = $("#account-error");
  error.textContent = "";
  try {
    if (event.submitter?.value === "sign-up") await send("POST", "/register", { userName, password });
    await showAsking(await send("POST", "/auth/credentials", { userName, password }));
  } catch (problem) {
    error.textContent = problem.message;
  }
});

$("#question-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const [message, button] = [$("#message"), $("#question-form button")];
  if (button.disabled || !message.value.trim()) return;
  button.disabled = true;
  if (await ask(message.value)) message.value = "";
  button.disabled = false;
  message.focus();
});

$("#message").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $("#question-form").requestSubmit();
});

$("#more").addEventListener("click", () => showOlder().catch(showError));

$("#sign-out").addEventListener("click", async () => {
  try {
    await send("POST", "/auth/logout");
    showAccount();
  } catch (problem) {
    showError(problem);
  }
});

send("GET", "/auth").then(showAsking, showAccount);
