/* lesson.js - comforts of the lesson page; it reads and works without them. Loaded as a module by learner/lesson.
 *
 * Reading time: counted second by second while the page is visible and its reader was active within the last minute, sent
 * once a minute and when the page is left; the server caps it by the real time, so nothing can be made up. Keys: j or n next,
 * k or p previous, b bookmark. What is typed into a note is kept in this browser until it is saved. */

const end = document.querySelector("[data-lesson]");

/* 1 reading time ------------------------------------------------------------------------------------------------- */
const IDLE_MS = 60_000;
const SEND_SECONDS = 60;

function countTime(lesson, csrf) {
  let activeAt = performance.now();
  let seconds = 0;
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
    if (document.visibilityState === "visible" && now - activeAt < IDLE_MS) seconds += passed;
    if (seconds >= SEND_SECONDS) send();
  }, 1000);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? send() : active()));
  addEventListener("pagehide", send);
}

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
