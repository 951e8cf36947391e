/* quiz.js - saves each answer as it is given, and never loses one. Loaded by learner/attempt; without it the form's buttons do.
 *
 * An answer goes first into a queue in localStorage (it survives reload, crash and closing the tab), then to the server, again
 * and again until the server has it. Each carries a sequence: milliseconds by the server's clock, so that the newest answer
 * wins whichever way it travels. Other tabs of the same attempt follow through storage events. The words to show come with the
 * form (data-word-...), so they are translated. */

const form = document.querySelector("[data-quiz]");
const id = form.dataset.quiz;
const key = `nexus-attempt-${id}`;
const skew = Number(form.dataset.now) - Date.now();
const word = (name) => form.dataset["word" + name[0].toUpperCase() + name.slice(1)] ?? "";
const all = (selector, within = form) => [...within.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);
const questions = new Map(all("[data-question]").map((element) => [Number(element.dataset.question), element]));

/* ---- the queue: question -> {values, sequence}, what the server hasn't confirmed ---- */

let memory = {}; /* used when the browser keeps nothing (private window, full disk) */
function queue() {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? memory;
  } catch {
    return memory;
  }
}
function keep(pending) {
  memory = pending;
  try {
    if (Object.keys(pending).length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(pending));
  } catch {
    /* memory has it */
  }
}
const waiting = () => Object.keys(queue()).length;

const known = new Map([...questions].map(([question, element]) => [question, Number(element.dataset.sequence)]));
function stamp() {
  const newest = Math.max(...known.values(), ...Object.values(queue()).map((entry) => entry.sequence));
  return Math.max(Math.round(Date.now() + skew), newest + 1);
}

/* ---- reading and filling a question ---- */

const partOf = (control) => Number(control.name.split(".")[1]);
const parts = (element) => all("[name*='.']", element).sort((a, b) => partOf(a) - partOf(b));

function collect(element) {
  const choices = all("input[type=radio], input[type=checkbox]", element);
  if (choices.length > 0) return choices.filter((choice) => choice.checked).map((choice) => choice.value);
  const controls = parts(element);
  const values = (controls.length > 0 ? controls : all("input.input", element)).map((control) => control.value);
  return values.some((value) => value.trim() !== "") ? values : [];
}

function fill(element, values) {
  for (const choice of all("input[type=radio], input[type=checkbox]", element)) choice.checked = values.includes(choice.value);
  const controls = parts(element);
  (controls.length > 0 ? controls : all("input.input", element)).forEach((control, i) => (control.value = values[i] ?? ""));
  const list = element.querySelector("[data-order]");
  if (list && values.length > 0) {
    const place = (item) => Number(item.querySelector("select").value) || Infinity;
    list.append(...[...list.children].sort((a, b) => place(a) - place(b)));
  }
}

const isAnswered = (element) => collect(element).length > 0;
function count() {
  one("[data-answered]").textContent = [...questions.values()].filter(isAnswered).length;
}

/* ---- what the learner sees ---- */

const announce = (words) => (one("[data-announce]").textContent = words);
let troubleSince = 0;
function show(state, words) {
  const place = one("[data-saved]");
  if (place.dataset.state !== state && state !== "saving" && place.dataset.state !== undefined) announce(words);
  if (place.textContent !== words) place.textContent = words;
  place.dataset.state = state;
  if (state === "saved") troubleSince = 0;
  if (state === "offline" && troubleSince === 0) troubleSince = Date.now();
  const long = troubleSince > 0 && Date.now() - troubleSince > 20000;
  one("[data-download]").hidden = !(long || late.size > 0);
}

/* ---- sending ---- */

const late = new Map(); /* answers the server would not take: they can still be downloaded */
let sending = null, retry = 0, timer = 0, over = false, token = form.elements.csrf.value;

async function post(answers) {
  const control = new AbortController();
  const limit = setTimeout(() => control.abort(), 15000);
  try {
    return await fetch(`/attempts/${id}/answers`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token },
      body: JSON.stringify({ answers }),
      signal: control.signal,
    });
  } finally {
    clearTimeout(limit);
  }
}

/* After signing in again (in another tab) the page's token is another. */
async function renewToken() {
  const page = await fetch(`/attempts/${id}`, { headers: { Accept: "text/html" } });
  const found = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-quiz] [name=csrf]");
  if (!found) return false;
  token = form.elements.csrf.value = found.value;
  return true;
}

function take(receipt, sent) {
  const pending = queue(), entry = sent[receipt.question], element = questions.get(receipt.question);
  const current = pending[receipt.question];
  if (current && current.sequence === entry.sequence) {
    delete pending[receipt.question];
    keep(pending);
  }
  if (receipt.sequence) known.set(receipt.question, Math.max(known.get(receipt.question), receipt.sequence));
  if (receipt.state === "late" || receipt.state === "refused") late.set(receipt.question, entry.values);
  if (receipt.state === "older" && !queue()[receipt.question]) {
    fill(element, receipt.values);
    announce(word("elsewhere"));
  }
  return receipt.state;
}

async function trySending() {
  const sent = queue();
  const answers = Object.entries(sent).map(([question, entry]) => ({ question: Number(question), ...entry }));
  if (answers.length === 0) return true;
  show("saving", word("saving"));
  const response = await post(answers);
  if (response.status === 401 || response.status === 422) {
    const renewed = await renewToken();
    if (!renewed) show("offline", word("signedOut"));
    return false;
  }
  if (!response.ok) throw new Error(String(response.status));
  const receipt = await response.json();
  const states = receipt.answers.map((answer) => take(answer, sent));
  count();
  if (!receipt.open && waiting() === 0 && !states.includes("late")) leave(`/attempts/${id}/review`);
  if (states.includes("late")) show("offline", word("late"));
  else if (states.includes("refused")) show("offline", word("refused"));
  else if (waiting() === 0) show("saved", word("saved"));
  return waiting() === 0;
}

/* Sends what waits; true when nothing is left. One at a time; what fails is tried again, at longer and longer intervals. */
function flush() {
  clearTimeout(timer);
  sending ??= trySending()
    .then((done) => {
      retry = done ? 0 : retry + 1;
      if (done && over && !leaving) handIn(one("[data-submit]"));
      return done;
    })
    .catch(() => {
      retry += 1;
      show("offline", navigator.onLine ? word("busy") : word("offline"));
      return false;
    })
    .finally(() => {
      sending = null;
      if (waiting() > 0) timer = setTimeout(flush, Math.min(30000, 500 * 2 ** Math.min(retry, 6)) * (0.75 + Math.random() / 2));
    });
  return sending;
}

/* Waits for a request under way, then sends what came meanwhile. */
const flushAll = async () => ((await flush()) && waiting() === 0) || flush();

function change(element, soon) {
  const question = Number(element.dataset.question);
  late.delete(question);
  keep({ ...queue(), [question]: { values: collect(element), sequence: stamp() } });
  count();
  show("saving", word("saving"));
  clearTimeout(timer);
  timer = setTimeout(flush, soon ? 0 : 700);
}

form.addEventListener("input", (event) => {
  const element = event.target.closest("[data-question]");
  if (element) change(element, event.target.matches("select, [type=radio], [type=checkbox]"));
});
form.addEventListener("change", (event) => {
  if (event.target.matches("input.input") && waiting() > 0) flush();
});
addEventListener("online", flush);
addEventListener("offline", () => waiting() > 0 && show("offline", word("offline")));
document.addEventListener("visibilitychange", () => document.hidden && waiting() > 0 && flush());

/* Another tab answered: follow it; it also sends, and sending twice does no harm. */
addEventListener("storage", (event) => {
  if (event.key !== key) return;
  const pending = queue();
  for (const [question, entry] of Object.entries(pending)) {
    const element = questions.get(Number(question));
    if (!element || entry.sequence <= known.get(Number(question))) continue;
    known.set(Number(question), entry.sequence);
    if (!element.contains(document.activeElement) || !document.hasFocus()) fill(element, entry.values);
  }
  memory = pending;
  count();
  if (waiting() === 0) show("saved", word("saved"));
  else timer = setTimeout(flush, 3000);
});

/* ---- leaving ---- */

let leaving = false;
function leave(path) {
  leaving = true;
  location.assign(path);
}
/* In a task of its own: a form doesn't submit again while it is still telling that it is submitted. */
function handIn(button) {
  leaving = true;
  setTimeout(() => form.requestSubmit(button));
}
addEventListener("beforeunload", (event) => {
  if (!leaving && waiting() > 0) event.preventDefault();
});
addEventListener("pageshow", (event) => event.persisted && location.reload());

form.addEventListener("submit", async (event) => {
  if (leaving) return;
  event.preventDefault();
  const button = event.submitter;
  if (!(await flushAll())) return;
  if (!button?.hasAttribute("data-submit")) return;
  handIn(button);
});

one(".confirm-plain").addEventListener("toggle", () => {
  const place = one("[data-open]");
  const open = [...questions.values()].map((element, i) => [element, i + 1]).filter(([element]) => !isAnswered(element));
  place.replaceChildren();
  if (open.length === 0) return;
  place.append(word("open"));
  for (const [element, number] of open) {
    const link = document.createElement("a");
    link.href = `#${element.id}`;
    link.textContent = number;
    place.append(" ", link);
  }
});

one("[data-download] button").addEventListener("click", () => {
  const lines = [...questions.values()].map((element, i) => {
    const values = late.get(Number(element.dataset.question)) ?? collect(element);
    const words = values.map((value) => {
      const choice = all("input[type=radio], input[type=checkbox]", element).find((control) => control.value === value);
      const option = all("option", element).find((control) => control.value === value);
      return (choice?.closest("label") ?? option)?.textContent.trim() ?? value;
    });
    return `${i + 1}. ${one(`#prompt-${element.dataset.question}`).textContent.trim()}\n   ${words.join(" | ")}\n`;
  });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${document.title}\n${new Date().toISOString()}\n\n`, lines.join("\n")], { type: "text/plain" }));
  link.download = `attempt-${id}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
});

/* ---- putting in order ---- */

function move(button) {
  const item = button.closest("li"), list = item.parentElement, step = Number(button.dataset.move);
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (other) step < 0 ? other.before(item) : other.after(item);
  [...list.children].forEach((child, i) => (child.querySelector("select").value = String(i + 1)));
  button.focus();
  change(list.closest("[data-question]"), true);
  announce(`${item.querySelector("span").textContent.trim()}: ${word("moved")} ${[...list.children].indexOf(item) + 1}`);
}
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (button) move(button);
});

/* ---- the clock ---- */

function tell(left) {
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(left / 3600), minutes = Math.floor(left / 60) % 60, seconds = left % 60;
  one("[data-left]").textContent = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
  one(".timer").toggleAttribute("data-low", left <= 60);
  if (left === 300) announce(word("five"));
  if (left === 60) announce(word("minute"));
}
/* Handed in as soon as the server has everything: now, or when the line is back. */
function timeIsUp() {
  over = true;
  announce(word("up"));
  flushAll();
}
const due = Number(form.dataset.due) * 1000;
if (due > 0) {
  const ticking = setInterval(() => {
    const left = Math.max(0, Math.ceil((due - Date.now() - skew) / 1000));
    tell(left);
    if (left === 0) {
      clearInterval(ticking);
      timeIsUp();
    }
  }, 1000);
}

/* ---- what an earlier visit left behind ---- */

const left = queue();
for (const [question, entry] of Object.entries(left)) {
  const element = questions.get(Number(question));
  if (element && entry.sequence > known.get(Number(question))) fill(element, entry.values);
  else delete left[question];
}
keep(left);
count();
if (waiting() > 0) flush();
else show("saved", [...questions.values()].some(isAnswered) ? word("saved") : "");
