// Theme, density and shortcuts follow at once; the server keeps them in a cookie. Times are shown in the reader's zone.
// Menus and what shows beside a number close with Escape.
const root = document.documentElement;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-preferences]");
  const choice = event.submitter;
  if (!form || !choice?.name) return;
  event.preventDefault();
  if (choice.value === "system") delete root.dataset[choice.name];
  else root.dataset[choice.name] = choice.value;
  for (const button of form.querySelectorAll(`button[name="${choice.name}"]`)) {
    button.setAttribute("aria-pressed", String(button === choice));
  }
  fetch(form.action, { method: "POST", body: new URLSearchParams([[choice.name, choice.value]]), redirect: "manual" });
  document.dispatchEvent(new CustomEvent("mainstay:theme"));
});

// A menu closes when the page is used elsewhere or Escape is pressed.
const close = (keep) => {
  for (const menu of document.querySelectorAll("details.menu[open], details.rail-menu[open]")) {
    if (!menu.contains(keep)) menu.open = false;
  }
};
document.addEventListener("click", (event) => close(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open], details.rail-menu[open]");
  close(null);
  menu?.querySelector("summary").focus();
});

// What shows beside a number goes with Escape, until the pointer or the focus comes again (WCAG 1.4.13).
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const stat of document.querySelectorAll(".stat:is(:hover, :focus-within)")) stat.dataset.quiet = "";
});
for (const left of ["pointerout", "focusout"]) {
  document.addEventListener(left, (event) => {
    const stat = event.target.closest?.(".stat[data-quiet]");
    if (stat && !stat.contains(event.relatedTarget)) delete stat.dataset.quiet;
  });
}

const two = (number) => String(number).padStart(2, "0");
const local = (at) =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;

const showTimes = () => {
  if (new Date().getTimezoneOffset() === 0) return;
  for (const time of document.querySelectorAll('time[datetime$="Z"]:not([data-local])')) {
    time.dataset.local = "";
    (time.querySelector(".absolute") ?? time).textContent = local(new Date(time.dateTime));
  }
};
showTimes();
document.addEventListener("htmx:after:swap", showTimes);
