/* lesson.js - comforts of the lesson page; it reads and works without them. Loaded as a module by learner/lesson.
 *
 * Reading time: counted second by second while the page is visible and its reader was active within the last minute, sent
 * once a minute and when the page is left; the server caps it by the real time, so nothing can be made up. After five such minutes
 * without an end the coach may ask (nudge.js). Keys: j or n next, k or p previous, b bookmark. What is typed into a note is kept in
 * this browser until it is saved. Words that an answer of the coach quoted (?quote=) are marked. */

const end = document.querySelector("[data-lesson]");

/* 1 reading time ------------------------------------------------------------------------------------------------- */
const IDLE_MS = 60_000;
const SEND_SECONDS = 60;
const STUCK_SECONDS = 310; /* a beat after five minutes, so that the server has counted them, too */

function countTime(lesson, csrf) {
  let activeAt = performance.now();
  let seconds = 0;
  let here = 0;
  const active = () => (activeAt = performance.now());
  for (const event of ["pointermove", "pointerdown", "keydown", "scroll", "wheel", "touchstart"]) {
    addEventListener(event, active, { passive: true, capture: true });
  }

  /* A beacon outlives the page; where there is none, fetch with keepalive does. What could not be sent is kept. */
  const send = () => {
    const whole = Math.floor(seconds);
    if (whole < 1) return;
    const url = `/lessons/${lesson}/time`;
    const body = new Blob([JSON.stringify({ seconds: whole, csrf })], { type: "application/json" });
    seconds -= whole;
    if (navigator.sendBeacon?.(url, body)) return;
    fetch(url, { method: "POST", body, keepalive: true }).catch(() => (seconds += whole));
  };

  let before = performance.now();
  setInterval(() => {
    const now = performance.now();
    const passed = Math.min((now - before) / 1000, 5); /* a sleeping computer does not read */
    before = now;
    if (document.visibilityState === "visible" && now - activeAt < IDLE_MS) {
      seconds += passed;
      here += passed;
      if (here >= STUCK_SECONDS && here - passed < STUCK_SECONDS && !document.querySelector("form[action$='/reopen']")) {
        send();
        setTimeout(() => dispatchEvent(new CustomEvent("nexus-stuck", { detail: lesson })), 1000);
      }
    }
    if (seconds >= SEND_SECONDS) send();
  }, 1000);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? send() : active()));
  addEventListener("pagehide", send);
}

if (end?.dataset.beacon) import(end.dataset.beacon).catch(() => {});
if (end?.dataset.csrf) countTime(end.dataset.lesson, end.dataset.csrf);

/* 2 keys --------------------------------------------------------------------------------------------------------- */
const keys = { j: 'a[rel="next"]', n: 'a[rel="next"]', k: 'a[rel="prev"]', p: 'a[rel="prev"]', b: 'form[action$="/bookmark"] button' };

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !(event.key in keys)) return;
  document.querySelector(keys[event.key])?.click();
});

/* 3 drafts ------------------------------------------------------------------------------------------------------- */
for (const field of document.querySelectorAll("textarea[data-draft]")) {
  const name = `nexus-draft-${field.dataset.draft}`;
  try {
    /* The page that follows a saved note tells so by its address. */
    if (location.hash.startsWith("#note-") && localStorage.getItem(`${name}-sent`)) localStorage.removeItem(name);
    localStorage.removeItem(`${name}-sent`);
    if (field.value === "") field.value = localStorage.getItem(name) ?? "";
    field.addEventListener("input", () => {
      if (field.value === "") localStorage.removeItem(name);
      else localStorage.setItem(name, field.value);
    });
    field.form.addEventListener("submit", () => localStorage.setItem(`${name}-sent`, "1"));
  } catch {
    /* a browser without storage: the note is still saved by its button */
  }
}

/* 4 where one is in a long outline -------------------------------------------------------------------------------- */
const outline = document.querySelector(".outline");
const here = outline?.querySelector("[aria-current]");
if (here && outline.scrollHeight > outline.clientHeight) {
  outline.scrollTop = here.offsetTop - outline.clientHeight / 2;
}

/* 5 the words that the coach quoted --------------------------------------------------------------------------------- */

/* The text of an element with its white space folded, and for each character where it stands. */
function foldText(within) {
  const nodes = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  const places = [];
  let text = "";
  while (nodes.nextNode()) {
    const { data } = nodes.currentNode;
    for (let at = 0; at < data.length; at++) {
      const space = /\s/.test(data[at]);
      if (space && (text === "" || text.endsWith(" "))) continue;
      text += space ? " " : data[at].toLowerCase();
      places.push({ node: nodes.currentNode, at });
    }
  }
  return { text, places };
}

/* Marks the characters [from, to) of a folded text, piece by piece, so that no element is cut. */
function markPlaces(places, from, to) {
  const pieces = [];
  for (const { node, at } of places.slice(from, to)) {
    if (pieces.at(-1)?.node === node) pieces.at(-1).end = at + 1;
    else pieces.push({ node, start: at, end: at + 1 });
  }
  return pieces.filter(({ node, start, end }) => node.data.slice(start, end).trim()).map(({ node, start, end }) => {
    const range = document.createRange();
    const mark = document.createElement("mark");
    range.setStart(node, start);
    range.setEnd(node, end);
    range.surroundContents(mark);
    return mark;
  });
}

/* The whole quote, else its first half: an answer may have joined what stands in two blocks. */
function markQuote(prose, quote) {
  const { text, places } = foldText(prose);
  const words = quote.toLowerCase().trim().split(/\s+/);
  for (let count = words.length; count >= Math.min(4, words.length); count = Math.floor(count / 2)) {
    const wanted = words.slice(0, count).join(" ");
    const from = text.indexOf(wanted);
    if (from < 0) continue;
    const [first] = markPlaces(places, from, from + wanted.length);
    first?.scrollIntoView({ block: "center", behavior: "instant" });
    return;
  }
}

const quote = new URLSearchParams(location.search).get("quote");
const prose = document.querySelector(".reading .prose");
if (quote && prose) markQuote(prose, quote);
