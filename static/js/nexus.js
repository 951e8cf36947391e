/* nexus.js - small comforts on every page, which works without them. Its data- attributes: templates/README.md. */

const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const word = (key, otherwise) => document.body.dataset[key] ?? otherwise;

root.classList.add("js");

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  const close = on("[data-close]");
  if (close) (close.closest("dialog")?.close(), close.closest("[data-dismiss]")?.remove());
  const fold = on("[data-fold]")?.closest("details");
  if (fold) {
    fold.open = false;
    fold.querySelector("summary").focus();
  }
  const dialog = on("[data-dialog]");
  if (dialog) {
    event.preventDefault();
    document.getElementById(dialog.dataset.dialog)?.showModal();
  }
  if (on("[data-print]")) window.print();
  const copy = on("[data-copy]");
  if (copy) copyText(copy, copy.dataset.copy);
  for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = all("details.menu[open], details.confirm[open]").filter((one) => one.matches(".menu") || one.contains(event.target));
    for (const one of open) {
      one.open = false;
      one.querySelector("summary").focus();
    }
  }
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = all("[data-hotkey]").find((one) => one.dataset.hotkey === event.key && one.checkVisibility());
  if (field) {
    event.preventDefault();
    field.focus();
  }
});

/* Contents stand open where there is room; browsers that style ::details-content show them anyway. */
const wide = matchMedia("(min-width: 60rem)");
const unfold = () => all("details[data-open-wide]").forEach((one) => (one.open = wide.matches));
wide.addEventListener("change", unfold);
unfold();

/* The theme changes at once; the server is told in the background, so that it lasts. */
for (const group of all("[data-theme-choice]")) {
  const mark = () => {
    for (const one of group.children) one.setAttribute("aria-pressed", String(one.value === root.dataset.theme));
  };
  group.addEventListener("click", (event) => {
    const choice = event.target.closest("button");
    if (!choice) return;
    event.preventDefault();
    root.dataset.theme = choice.value;
    mark();
    const form = choice.form;
    const body = new URLSearchParams(new FormData(form, choice));
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
  });
  mark();
}

/* Copy buttons. The words come with the page (data-word-copy, data-word-copied on <body>), so they are translated. */
async function copyText(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    const before = button.textContent;
    button.textContent = word("wordCopied", "Copied");
    setTimeout(() => (button.textContent = before), 1600);
  } catch {
    /* no permission: the text can still be marked by hand */
  }
}
for (const block of all(".prose pre")) {
  const frame = document.createElement("div");
  const button = document.createElement("button");
  frame.className = "code";
  button.className = "button button-quiet button-small copy";
  button.type = "button";
  button.textContent = word("wordCopy", "Copy");
  button.addEventListener("click", () => copyText(button, block.innerText));
  block.replaceWith(frame);
  frame.append(block, button);
  block.tabIndex = 0;
}

/* The coach: its panel is fetched at the first click, and whether it has something to say when the page is quiet. */
const coach = document.querySelector("[data-coach]");
if (coach) {
  coach.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    import(coach.dataset.coach).then((panel) => panel.toggle(coach)).catch(() => location.assign(coach.href));
  });
  addEventListener("load", () => setTimeout(() => import(coach.dataset.nudge).catch(() => {}), 2000));
}
