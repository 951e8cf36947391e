/* chat.js - a conversation with the coach, on its page and in the panel of the bubble: asking, the answer as it is written, what can
 * be done with an answer. Everything here is a form that also works without it; this makes it stream and stay on the page.
 *
 * The answer comes as server-sent events (start, delta, notice, citations, card, done). Words are shown as they come; finished
 * blocks as the server's own HTML. When it is done, and whenever something about a message changed (rated, confirmed, undone),
 * the message is taken once more from the server as it stands there, so that there is one template for it.
 *
 * Used by learner/chat-thread (which loads it) and by coach.js: openChat(root, {heading, begun}). */

const draftKey = "nexus-chat-draft";
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/* 1 events ------------------------------------------------------------------------------------------------------- */
async function* eventsOf(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const lines = rest.slice(0, end).split("\n");
      rest = rest.slice(end + 2);
      const field = (name) => lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trimStart());
      const data = field("data").join("\n");
      if (data) yield { name: field("event")[0] ?? "message", data: JSON.parse(data) };
    }
  }
}

/* 2 small things -------------------------------------------------------------------------------------------------- */
const fragment = (html) => document.importNode(new DOMParser().parseFromString(`<body>${html}`, "text/html").body, true);

/* [2] in an answer becomes a link to its source. */
function linkSources(message) {
  const links = new Map([...message.querySelectorAll("[data-source]")].map((link) => [link.dataset.source, link]));
  const body = message.querySelector("[data-body]");
  if (!body || links.size === 0) return;
  const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (const link of body.querySelectorAll("a[href]")) {
    const number = /^\[(\d+)\]$/.exec(link.textContent)?.[1];
    if (links.has(number)) link.replaceWith(citeLink(number, links.get(number)));
  }
  const found = [];
  while (texts.nextNode()) if (/\[\d+\]/.test(texts.currentNode.data) && !texts.currentNode.parentElement.closest("a, pre, code")) found.push(texts.currentNode);
  for (const text of found) {
    const parts = text.data.split(/\[(\d+)\]/).map((part, at) => (at % 2 === 0 ? part : citeLink(part, links.get(part))));
    text.replaceWith(...parts.filter((part) => part !== ""));
  }
}

function citeLink(number, source) {
  if (!source) return `[${number}]`;
  const link = document.createElement("a");
  link.className = "cite";
  link.href = source.href;
  link.textContent = number;
  link.title = source.textContent;
  link.setAttribute("aria-label", `${source.textContent} (${number})`);
  return link;
}

/* Says whole sentences to a screen reader, not every word as it comes. */
class Voice {
  constructor(region) {
    this.region = region;
    this.heard = "";
  }

  hear(words, end = false) {
    this.heard += words;
    const sentence = end ? this.heard : /^[\s\S]*[.!?:](?=\s)|^[\s\S]*\n/.exec(this.heard)?.[0];
    if (!sentence) return;
    this.heard = this.heard.slice(sentence.length);
    const line = document.createElement("p");
    line.textContent = sentence.replace(/[*_`#>|]+/g, "").replace(/\[\d+\]/g, "").trim();
    if (line.textContent) this.region.append(line);
    while (this.region.childElementCount > 4) this.region.firstElementChild.remove();
  }
}

/* 3 the conversation ---------------------------------------------------------------------------------------------- */
class Chat {
  constructor(root, { heading = null, begun = null } = {}) {
    this.root = root;
    this.heading = heading;
    this.begun = begun;
    this.find = (name) => root.querySelector(`[data-${name}]`);
    this.log = this.find("log");
    this.form = this.find("ask");
    this.field = this.find("question");
    this.voice = new Voice(this.find("voice"));
    this.running = null;
    this.scroller = root.closest("dialog") ? this.log : document.scrollingElement;
    this.listen();
    this.keepDraft();
    this.hearSpeech();
    for (const message of root.querySelectorAll("[data-message]")) this.dress(message);
    if (root.dataset.conversation && !location.hash) this.toEnd();
    this.showStatus();
  }

  word(name, values = {}) {
    const words = this.root.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
    return words.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
  }

  listen() {
    this.root.addEventListener("submit", (event) => this.submitted(event));
    this.root.addEventListener("click", (event) => this.clicked(event));
    this.field.addEventListener("keydown", (event) => this.keyed(event));
    this.find("stop").addEventListener("click", () => this.stop());
  }

  /* Enter sends, Shift+Enter is a new line, 1 to 7 are the quick actions while nothing is written. */
  keyed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (this.field.value.trim()) this.form.requestSubmit(this.find("send"));
    } else if (this.field.value === "" && /^[1-7]$/.test(event.key)) {
      event.preventDefault();
      if (event.key !== "1") this.find("quick").children[Number(event.key) - 2].click();
    }
  }

  submitted(event) {
    const form = event.target;
    const asks = form.matches("[data-ask], [data-again]");
    if (!asks && !form.matches("[data-quiet]")) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    if (!asks) this.change(form, body);
    else if (!this.running && (form !== this.form || body.get("message").trim() || event.submitter?.value !== "ask")) this.ask(body, form, event.submitter);
  }

  clicked(event) {
    const on = (name) => event.target.closest(`[data-${name}]`);
    const message = event.target.closest("[data-message]");
    if (on("take")) this.copy(on("take"), message);
    if (on("speak")) this.speak(on("speak"), message);
    if (on("decline")) on("decline").closest(".action-card").remove();
  }

  /* ---- asking ---- */

  /* What the coach may know of where the reader is; nothing when they switched it off. */
  place(body) {
    for (const name of ["course", "lesson"]) body.set(name, this.form.elements[name].value);
    body.set("heading", this.heading?.() ?? this.form.elements.heading.value);
    if (!this.find("blind").checked) return;
    for (const name of ["course", "lesson", "heading"]) body.delete(name);
    body.set("blind", "1");
  }

  show(words) {
    this.find("hello")?.remove();
    const parts = this.find("parts").content.cloneNode(true);
    const [question, answer] = parts.children;
    question.querySelector("[data-text]").textContent = words;
    this.log.append(question, answer);
    this.toEnd();
    return { question, answer, body: answer.querySelector("[data-body]"), tail: answer.querySelector("[data-tail]") };
  }

  async ask(body, form, button) {
    const words = body.get("message").trim();
    this.place(body);
    body.set("conversation", this.root.dataset.conversation);
    const shown = this.show(words || button?.lastChild.textContent.trim() || "");
    if (form === this.form) this.setQuestion("");
    this.problem(null);
    shown.tail.textContent = this.word("thinking");
    shown.tail.dataset.waiting = "";
    this.running = { stop: new AbortController(), message: 0, shown };
    this.busy(true);
    try {
      await this.stream(body, shown);
    } catch (error) {
      this.failed(error, shown, form === this.form ? words : "");
    }
    const id = this.running.message;
    this.running = null;
    this.busy(false);
    if (id) await this.renew(shown.answer, id);
    this.showStatus();
  }

  async stream(body, shown) {
    const response = await fetch("/api/ai/chat", { method: "POST", body: new URLSearchParams(body), signal: this.running.stop.signal,
      headers: { Accept: "text/event-stream", "X-CSRF-Token": this.root.dataset.csrf } });
    if (!response.ok || !response.body || !/^text\/event-stream/.test(response.headers.get("Content-Type"))) {
      const told = await response.json().catch(() => ({}));
      throw Object.assign(new Error("refused"), { status: response.status, told });
    }
    for await (const { name, data } of eventsOf(response.body)) this.heard(name, data, shown);
    if (!this.running.done) throw new Error("cut");
  }

  heard(name, data, shown) {
    const atEnd = this.isAtEnd();
    if (name === "start") this.started(data, shown);
    if (name === "delta") this.grow(data, shown);
    if (name === "notice") this.note(data.text, shown);
    if (name === "done") {
      this.running.done = true;
      this.clearTail(shown);
      if (data.html) shown.body.innerHTML = data.html;
      this.voice.hear("", true);
    }
    if (atEnd) this.toEnd();
  }

  started(data, { question, answer }) {
    const fresh = String(data.conversation) !== this.root.dataset.conversation;
    this.running.message = data.message;
    question.id = `message-${data.question}`;
    answer.dataset.message = data.message;
    this.root.dataset.conversation = data.conversation;
    for (const field of this.root.querySelectorAll("input[name=conversation]")) field.value = data.conversation;
    if (!fresh) return;
    this.begun?.({ ...data, title: question.textContent.trim() });
    if (!this.begun) this.nameConversation(data);
  }

  clearTail({ tail }) {
    delete tail.dataset.waiting;
    tail.textContent = "";
  }

  grow(data, shown) {
    if ("waiting" in shown.tail.dataset) this.clearTail(shown);
    if (data.html) shown.body.insertAdjacentHTML("beforeend", data.html);
    if (data.html || data.rest !== undefined) shown.tail.textContent = data.rest ?? "";
    else shown.tail.textContent += data.text;
    this.voice.hear(data.text ?? "");
  }

  note(words, { answer }) {
    const note = document.createElement("p");
    note.className = "message-note";
    note.textContent = words;
    answer.append(note);
    this.voice.hear(`${words}\n`);
  }

  /* Nothing that was typed is lost: a question that did not arrive goes back where it was written. */
  failed(error, shown, words) {
    if (this.running.message) {
      delete shown.tail.dataset.waiting;
      const stopped = error.name === "AbortError";
      this.note(this.word(stopped ? "stopped" : "lost"), shown);
      return;
    }
    shown.question.remove();
    shown.answer.remove();
    if (error.name === "AbortError") return this.setQuestion(words);
    const { status, told = {} } = error;
    const sentence = told.errors?.message ?? told.errors?.form ?? told.problem ?? told.message;
    this.problem(status === 401 ? this.word("signedOut") : status === 503 ? this.word("busy") : (sentence ?? this.word("wrong")));
    if (!this.field.value) this.setQuestion(words);
  }

  /* The server is told first, so that it ends by itself and says what it has; a server that does not is left. */
  async stop() {
    const { running } = this;
    if (!running) return;
    if (running.message) await this.post(`/api/ai/messages/${running.message}/stop`).catch(() => {});
    setTimeout(() => running.done || running.stop.abort(), running.message ? 1500 : 0);
  }

  busy(on) {
    this.find("send").hidden = on;
    this.find("stop").hidden = !on;
    for (const button of this.find("quick").children) button.disabled = on;
    const focused = document.activeElement === document.body || this.root.contains(document.activeElement);
    if (focused && document.activeElement !== this.field && !on) this.field.focus({ preventScroll: true });
  }

  problem(words) {
    const place = this.find("problem");
    place.hidden = !words;
    place.textContent = words ?? "";
  }

  /* ---- messages ---- */

  async post(url, body = new FormData()) {
    const response = await fetch(url, { method: "POST", body: new URLSearchParams(body), headers: { Accept: "application/json", "X-CSRF-Token": this.root.dataset.csrf } });
    return { ok: response.ok, status: response.status, told: await response.json().catch(() => ({})) };
  }

  /* A rating, a report, a card: sent in the background; then the message is shown as it is now. */
  async change(form, body) {
    const message = form.closest("[data-message]");
    const { ok, status, told } = await this.post(form.getAttribute("action"), body).catch(() => ({ ok: false }));
    if (!ok) return this.problem(status === 401 ? this.word("signedOut") : (told?.errors?.reason ?? told?.message ?? this.word("wrong")));
    this.problem(null);
    await this.renew(message, message.dataset.message);
  }

  async renew(message, id) {
    const response = await fetch(`/chat/messages/${id}`).catch(() => null);
    const fresh = response?.ok ? fragment(await response.text()).querySelector("[data-message]") : null;
    if (!fresh) return message.removeAttribute("aria-busy");
    const atEnd = this.isAtEnd();
    const held = message.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    if (!message.matches("[aria-busy]")) message.querySelectorAll("[data-again]").length || fresh.querySelectorAll("[data-again]").forEach((one) => one.remove());
    else this.log.querySelectorAll("[data-again]").forEach((one) => one.remove());
    message.replaceWith(fresh);
    this.dress(fresh);
    if (held) [...fresh.querySelectorAll("[aria-label]")].find((one) => one.getAttribute("aria-label") === held)?.focus({ preventScroll: true });
    if (atEnd) this.toEnd();
  }

  dress(message) {
    linkSources(message);
    if ("speechSynthesis" in window) message.querySelector("[data-speak]")?.removeAttribute("hidden");
    if ("streaming" in message.dataset) setTimeout(() => this.renew(message, message.dataset.message), 2000);
  }

  async copy(button, message) {
    await navigator.clipboard.writeText(message.querySelector("[data-body]").innerText).catch(() => {});
    this.voice.hear(`${this.word("copied")}\n`);
    button.dataset.done = "";
    setTimeout(() => delete button.dataset.done, 1500);
  }

  /* The page's address and history follow the conversation that has just begun. */
  async nameConversation({ conversation }) {
    history.replaceState(null, "", `/chat/${conversation}`);
    const response = await fetch(`/chat/${conversation}`).catch(() => null);
    if (!response?.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    document.title = fresh.title;
    for (const part of ["[data-history]", ".chat-head"]) document.querySelector(part).replaceWith(document.importNode(fresh.querySelector(part), true));
  }

  /* ---- where the reader is ---- */

  isAtEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  toEnd() {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: "instant" });
  }

  /* ---- what is written ---- */

  setQuestion(words) {
    this.field.value = words;
    this.field.dispatchEvent(new Event("input"));
  }

  keepDraft() {
    try {
      if (this.field.value === "") this.field.value = localStorage.getItem(draftKey) ?? "";
      this.field.addEventListener("input", () => {
        if (this.field.value) localStorage.setItem(draftKey, this.field.value);
        else localStorage.removeItem(draftKey);
      });
    } catch {
      /* a browser without storage: the question is only in the field */
    }
  }

  /* ---- what the coach sees ---- */

  async showStatus() {
    const { course, lesson } = this.form.elements;
    const query = new URLSearchParams({ course: course.value, lesson: lesson.value });
    const response = await fetch(`/api/ai/status?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response?.ok || !/json/.test(response.headers.get("Content-Type"))) return;
    const status = await response.json();
    const put = (name, words) => {
      this.find(name).textContent = words ?? "";
      this.find(name).hidden = !words;
    };
    const most = status.questions_most;
    const left = Math.max(0, most - status.questions);
    put("mode", status.mode === "off" ? null : this.word(status.mode));
    put("left", most > 0 ? this.word("left", { left, most }) : null);
    if (status.blocked) this.problem(this.word("exam", { quiz: status.blocked }));
    else if (status.mode === "off") this.problem(this.word("off"));
    else if (most > 0 && left === 0) this.problem(this.word("none"));
    else if (most > 0 && status.questions >= most * 0.8) this.problem(this.word("few", { left }));
    else if (status.budget_warning) this.problem(this.word("budget"));
    if (!status.sees?.length) return;
    this.find("sees").replaceChildren(...status.sees.map(({ name, text }) => {
      const line = document.createElement("div");
      line.append(Object.assign(document.createElement("dt"), { textContent: name }), Object.assign(document.createElement("dd"), { textContent: text }));
      return line;
    }));
  }

  /* ---- voice ---- */

  hearSpeech() {
    const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
    const button = this.find("listen");
    if (!Recognition) return;
    button.hidden = false;
    let ear = null;
    button.addEventListener("click", () => {
      if (ear) return ear.stop();
      const before = this.field.value ? `${this.field.value.trimEnd()} ` : "";
      ear = Object.assign(new Recognition(), { lang: document.documentElement.lang, interimResults: true });
      button.setAttribute("aria-pressed", "true");
      this.field.placeholder = this.word("listening");
      ear.onresult = ({ results }) => this.setQuestion(before + [...results].map((one) => one[0].transcript).join(""));
      ear.onerror = () => this.problem(this.word("deaf"));
      ear.onend = () => {
        ear = null;
        button.setAttribute("aria-pressed", "false");
        this.field.placeholder = this.field.getAttribute("placeholder");
        this.field.focus();
      };
      ear.start();
    });
  }

  speak(button, message) {
    const speaking = button.getAttribute("aria-pressed") === "true";
    speechSynthesis.cancel();
    for (const other of this.root.querySelectorAll("[data-speak]")) other.setAttribute("aria-pressed", "false");
    if (speaking) return;
    const body = message.querySelector("[data-body]");
    const words = new SpeechSynthesisUtterance(body.innerText);
    words.lang = body.lang || document.documentElement.lang;
    words.onend = () => button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-pressed", "true");
    speechSynthesis.speak(words);
  }
}

export function openChat(root, options) {
  if ("open" in root.dataset) return;
  root.dataset.open = "";
  return new Chat(root, options);
}

/* The page's own conversation; the panel's is opened by coach.js. */
const own = document.querySelector("main [data-chat]");
if (own) openChat(own);
addEventListener("pagehide", () => window.speechSynthesis?.cancel());
