// tail.js - the newest events as they are stored: asks every few seconds what came after the last one, while the page is looked at and not paused.
// Without it the page shows what was when it was opened.

const rows = document.querySelector("[data-tail]"), model = document.querySelector("[data-tail-row]"), pause = document.querySelector("[data-tail-pause]");
const EVERY = 3000, SELDOM = 60000, SHOWN = 200;
let wait = EVERY, timer = 0, asking = false;

const resting = () => document.hidden || pause.getAttribute("aria-pressed") === "true";

function plan() {
  clearTimeout(timer);
  if (!resting()) timer = setTimeout(ask, wait);
}

function show(event) {
  const row = model.content.firstElementChild.cloneNode(true);
  for (const cell of row.querySelectorAll("[data-part]")) {
    const link = event[cell.dataset.link];
    const into = link ? cell.appendChild(document.createElement("a")) : cell;
    if (link) into.href = link;
    into.textContent = cell.dataset.part.split(" ").map((part) => event[part]).filter(Boolean).join(" · ");
  }
  rows.prepend(row);
  document.querySelector("[data-tail-none]")?.remove();
  if (rows.children.length > SHOWN) rows.lastElementChild.remove();
}

async function ask() {
  if (asking || resting()) return;
  asking = true;
  const answer = await fetch(`${rows.dataset.tail}?after=${encodeURIComponent(rows.dataset.last)}`, { headers: { Accept: "application/json" }, redirect: "error" }).catch(() => null);
  const told = answer?.status === 200 ? await answer.json().catch(() => null) : null;
  if (told) {
    told.events.reverse().forEach(show);
    if (told.last) rows.dataset.last = told.last;
  }
  wait = told ? EVERY : Math.min(wait * 2, SELDOM);
  asking = false;
  plan();
}

if (rows && model && pause) {
  pause.hidden = false;
  pause.addEventListener("click", () => {
    pause.setAttribute("aria-pressed", String(pause.getAttribute("aria-pressed") !== "true"));
    ask();
    plan();
  });
  document.addEventListener("visibilitychange", () => { document.hidden ? clearTimeout(timer) : ask(); });
  plan();
}
