/* analytics.js - keeps the strip "now" of the analytics overview current: asks every few seconds while the page is looked at, more
 * seldom while the server does not answer, and not at all while it is paused. Without it the strip shows what was when it opened.
 *
 * Where the server pushes (data-live) it asks when it hears of a change, and once a minute in any case, for a message may get lost
 * and time passes also while nothing happens. When the stream breaks it asks as before, and tries the stream again after a while. */

const strip = document.querySelector("[data-now]"), pause = document.querySelector("[data-now-pause]");
const EVERY = 5000, SELDOM = 60000, SOON = 1000;
let wait = EVERY, timer = 0, asking = false, stream = null, open = false, retry = EVERY, retryAt = 0, due = 0;

const resting = () => document.hidden || pause.getAttribute("aria-pressed") === "true";

function planIn(delay) {
  clearTimeout(timer);
  due = Date.now() + delay;
  if (!resting()) timer = setTimeout(refresh, delay);
}

function plan() {
  listen();
  planIn(open && wait === EVERY ? SELDOM : wait);
}

function hush() {
  stream?.close();
  stream = null;
  open = false;
}

// Opens the stream where there is one and somebody looks, and closes it otherwise.
function listen() {
  if (resting()) hush();
  if (!strip.dataset.live || stream || resting() || Date.now() < retryAt) return;
  stream = new EventSource(strip.dataset.live);
  stream.addEventListener("open", () => { open = true; retry = EVERY; refresh(); });
  stream.addEventListener("now", () => { if (due - Date.now() > SOON) planIn(SOON); });
  stream.addEventListener("error", () => {
    hush();
    retryAt = Date.now() + retry;
    retry = Math.min(retry * 2, SELDOM);
    planIn(wait);
  });
}

async function refresh() {
  if (asking || resting()) return;
  asking = true;
  const answer = await fetch(strip.dataset.now, { headers: { Accept: "text/html" }, redirect: "error" }).catch(() => null);
  const piece = await answer?.text().catch(() => null), ours = answer?.status === 200 && Boolean(piece);
  if (ours) {
    const part = new DOMParser().parseFromString(piece, "text/html");
    strip.replaceChildren(...[...part.body.childNodes].map((node) => document.importNode(node, true)));
  }
  wait = ours ? EVERY : Math.min(wait * 2, SELDOM);
  strip.dataset.stale = String(!ours);
  asking = false;
  plan();
}

if (strip && pause) {
  pause.hidden = false;
  pause.addEventListener("click", () => {
    pause.setAttribute("aria-pressed", String(pause.getAttribute("aria-pressed") !== "true"));
    refresh();
    plan();
  });
  document.addEventListener("visibilitychange", () => { clearTimeout(timer); listen(); refresh(); });
  plan();
}
