/* analytics.js - keeps the strip "now" of the analytics overview current: asks every few seconds while the page is looked at, more
 * seldom while the server does not answer, and not at all while it is paused. Without it the strip shows what was when it opened. */

const strip = document.querySelector("[data-now]"), pause = document.querySelector("[data-now-pause]");
const EVERY = 5000, SELDOM = 60000;
let wait = EVERY, timer = 0, asking = false;

const resting = () => document.hidden || pause.getAttribute("aria-pressed") === "true";

function plan() {
  clearTimeout(timer);
  if (!resting()) timer = setTimeout(refresh, wait);
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
  document.addEventListener("visibilitychange", () => { document.hidden ? clearTimeout(timer) : refresh(); });
  plan();
}
