/* nudge.js - asks the server, once a page is quiet, whether the coach has something to say first. Imported by nexus.js for people who
 * are signed in. The server decides (at most one card a day); this tells it what only the browser knows: the last pages of the
 * catalogue, and a reader who does not get on (lesson.js says so by the event "nexus-stuck"). */

const bubble = document.querySelector("[data-coach]");
const place = bubble?.parentElement;

/* Slugs of courses, or names of skills, that were looked at last in this tab, each page once. */
function seenPages() {
  try {
    const kept = JSON.parse(sessionStorage.getItem("nexus-seen") ?? "[]");
    const [, part, course] = location.pathname.split("/");
    const what = part !== "courses" ? null : (course ?? new URLSearchParams(location.search).get("skill"));
    const page = location.pathname + location.search;
    const seen = what ? [...kept.filter((one) => one.page !== page), { page, what }].slice(-3) : kept;
    sessionStorage.setItem("nexus-seen", JSON.stringify(seen));
    return seen.map((one) => one.what);
  } catch {
    return [];
  }
}

async function ask(signs) {
  const response = await fetch(`/coach/nudge?${signs}`).catch(() => null);
  if (response?.status !== 200) return;
  const part = new DOMParser().parseFromString(`<body>${await response.text()}`, "text/html");
  const card = document.importNode(part.querySelector("[data-card]"), true);
  await new Promise((resolve) => {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: part.querySelector("link").getAttribute("href"), onload: resolve, onerror: resolve });
    document.head.append(style);
  });
  place.prepend(card);
  card.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } })
      .then((answer) => answer.json()).then(({ text }) => {
        card.replaceChildren(Object.assign(document.createElement("p"), { className: "small", textContent: text }));
        setTimeout(() => card.remove(), 4000);
      }).catch(() => card.remove());
  });
  card.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='/chat']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    import(bubble.dataset.coach).then((coach) => coach.toggle(bubble, link.href)).then(() => card.remove(), () => location.assign(link.href));
  });
}

if (place) {
  ask(new URLSearchParams(seenPages().map((what) => ["seen", what])));
  addEventListener("nexus-stuck", (event) => ask(new URLSearchParams({ lesson: event.detail })));
}
