// Keys: `/` search, `?` help, `g` and a letter for a section, `j` `k` rows, `x` select, Enter open, `y` copy the permalink.
// They can be switched off (WCAG 2.1.4), and never act while somebody types.
let pending = false;

const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, dialog[open]");
const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr")];

const move = (step) => {
  const all = rows();
  if (all.length === 0) return;
  const at = all.findIndex((row) => row.classList.contains("cursor"));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all[at]?.classList.remove("cursor");
  next.classList.add("cursor");
  const link = next.querySelector("a") ?? next.querySelector("input");
  link ? link.focus({ preventScroll: true }) : next.scrollIntoView({ block: "nearest" });
  next.scrollIntoView({ block: "nearest" });
};

const actions = {
  "/": () => document.querySelector("#search")?.focus(),
  "?": () => document.querySelector("dialog[data-shortcuts]")?.showModal(),
  j: () => move(1),
  k: () => move(-1),
  x: () => document.querySelector("tr.cursor .select input")?.click(),
  y: () => navigator.clipboard?.writeText(location.href),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.shortcuts === "off") return;
  if (typing(event.target)) {
    // A menu gives the focus back to its head and a dialog to who opened it; only a field is left for the page.
    if (event.key === "Escape" && !event.target.closest("dialog, details.menu")) event.target.blur();
    return;
  }
  if (pending) {
    pending = false;
    document.querySelector(`a[data-key="${event.key}"]`)?.click();
    return;
  }
  if (event.key === "g") {
    pending = true;
    setTimeout(() => (pending = false), 1000);
  } else if (event.key === "Enter" && event.target === document.body) {
    document.querySelector("tr.cursor a")?.click();
  } else if (actions[event.key]) {
    event.preventDefault();
    actions[event.key]();
  }
});
