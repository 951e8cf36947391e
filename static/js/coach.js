/* coach.js - the panel behind the coach's bubble. Imported by nexus.js at the first click, so that no page waits for it; the bubble
 * is a link to the coach's page without it.
 *
 * The panel is a part of a page from the server (/chat/panel); chat.js runs the conversation in it. It goes on with the
 * conversation of this tab. Not modal on wide screens, so that the lesson stays in reach; it fills a phone. */

const phone = matchMedia("(max-width: 39.99rem)");
const kept = "nexus-chat";
let panel = null;
let bubble = null;

/* A browser without storage begins anew on each page. */
function storage(kind, value) {
  try {
    if (value === undefined) return window[kind].getItem(kept);
    window[kind].setItem(kept, value);
  } catch {
    return null;
  }
}

/* The heading that is read: the last one above the middle of the window. */
function heading() {
  const above = [...document.querySelectorAll(".prose :is(h2, h3)")].filter((one) => one.getBoundingClientRect().top < innerHeight / 2);
  return above.at(-1)?.firstChild?.textContent.trim() ?? "";
}

async function fetchPanel(address, conversation) {
  const url = new URL(address, location.href);
  url.pathname = "/chat/panel";
  if (conversation) url.searchParams.set("conversation", conversation);
  const response = await fetch(url);
  if (response.status === 404 && conversation) return fetchPanel(address, null);
  if (!response.ok || response.redirected) throw new Error(`panel: ${response.status}`);
  return new DOMParser().parseFromString(`<body>${await response.text()}`, "text/html");
}

/* Its styles first: nothing is shown before it looks right. */
function addStyles(part) {
  const have = new Set([...document.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href")));
  const missing = [...part.querySelectorAll("link[rel=stylesheet]")].filter((link) => !have.has(link.getAttribute("href")));
  return Promise.all(missing.map((link) => new Promise((resolve) => {
    const copy = Object.assign(document.createElement("link"), { rel: "stylesheet", href: link.getAttribute("href"), onload: resolve, onerror: resolve });
    document.head.append(copy);
  })));
}

async function build(address, conversation) {
  const part = await fetchPanel(address, conversation);
  await addStyles(part);
  const made = document.importNode(part.querySelector("dialog"), true);
  const { openChat } = await import(made.dataset.script);
  panel?.remove();
  panel = made;
  bubble.parentElement.append(panel);
  openChat(panel.querySelector("[data-chat]"), { heading, begun });
  listen();
  if (storage("localStorage") === "wide") widen();
}

function begun({ conversation, title }) {
  storage("sessionStorage", String(conversation));
  panel.querySelector("[data-whole]").href = `/chat/${conversation}`;
  if (title) panel.querySelector("[data-title]").textContent = title;
}

function widen() {
  const wide = panel.toggleAttribute("data-wide");
  panel.querySelector("[data-widen]").setAttribute("aria-pressed", String(wide));
  storage("localStorage", wide ? "wide" : "");
}

function listen() {
  const on = (name, work) => panel.querySelector(`[data-${name}]`).addEventListener("click", work);
  on("shut", () => panel.close());
  on("widen", widen);
  on("fresh", async () => {
    storage("sessionStorage", "");
    await build(bubble.href, null);
    show();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    const menu = panel.querySelector("details.menu[open]");
    if (menu) menu.open = false;
    else panel.close();
  });
  panel.addEventListener("close", () => {
    bubble.setAttribute("aria-expanded", "false");
    bubble.focus({ preventScroll: true });
  });
}

function show() {
  if (phone.matches) panel.showModal();
  else panel.show();
  bubble.setAttribute("aria-expanded", "true");
  const log = panel.querySelector("[data-log]");
  log.scrollTop = log.scrollHeight;
  panel.querySelector("[data-question]").focus();
}

/* Opens the panel, or closes it. `address`: a link to the coach with a question to begin with (a card of its own). */
export async function toggle(link, address = null) {
  bubble = link;
  if (panel?.open && !address) return panel.close();
  if (!panel || address) await build(address ?? link.href, address ? null : storage("sessionStorage"));
  show();
}
