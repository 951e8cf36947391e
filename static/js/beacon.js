/* beacon.js - tells reports what only a browser knows: how long and how far a lesson was read, clicks on what is marked (data-event) and
 * on links to other sites. Sent when the page is hidden or left; never loaded for people who are not to be counted. */

const about = document.querySelector("[data-lesson], [data-course]")?.dataset ?? {};
const prose = about.lesson && document.querySelector(".prose");
const waiting = [];
let seconds = 0, percent = 0, activeAt = Date.now();

function note(name, properties) {
  const subject = about.lesson ? { lesson: +about.lesson } : about.course ? { course: +about.course } : {};
  if (waiting.length < 100) waiting.push({ name, properties, ...subject, at: Date.now() });
}

/* `age` needs no clock that is right. What can't be sent waits for the next time. */
function send() {
  if (seconds) note("lesson.read", { seconds, percent });
  seconds = 0;
  const events = waiting.map(({ at, ...event }) => ({ ...event, age: Math.max(0, Date.now() - at) }));
  if (events[0] && navigator.sendBeacon("/api/analytics/track", JSON.stringify({ events }))) waiting.length = 0;
}

if (prose) {
  for (const sign of ["pointermove", "keydown", "scroll", "touchstart"]) addEventListener(sign, () => (activeAt = Date.now()), { passive: true, capture: true });
  setInterval(() => {
    if (document.hidden || Date.now() - activeAt > 60_000) return;
    const { top, height } = prose.getBoundingClientRect();
    seconds++;
    percent = Math.max(percent, Math.min(100, Math.round((100 * (innerHeight - top)) / height)));
  }, 1000);
}

addEventListener("click", ({ target }) => {
  const marked = target.closest("[data-event]");
  const link = target.closest("a[href]");
  if (marked) note(marked.dataset.event);
  if (link?.host && link.host !== location.host) note("link.left", { host: link.host });
}, true);
document.addEventListener("visibilitychange", () => document.hidden && send());
addEventListener("pagehide", send);
