// Lists: select all rows, count the selection, "Previous" as the browser's own step back.
const boxes = (form) => [...form.querySelectorAll("tbody .select input")];

const update = (form) => {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked).length;
  const head = form.querySelector("[data-select-all]");
  head.checked = chosen > 0 && chosen === all.length;
  head.indeterminate = chosen > 0 && chosen < all.length;
  form.querySelector("[data-bulk-count]").textContent = chosen === 1 ? "1 row selected" : `${chosen} rows selected`;
};

let last = null;
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-back]")) history.back();
  const form = event.target.closest("form.bulk");
  if (!form || !event.target.matches("input[type=checkbox]")) return;
  const all = boxes(form);
  if (event.target.matches("[data-select-all]")) {
    for (const box of all) box.checked = event.target.checked;
  } else if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
    for (const box of all.slice(from, to + 1)) box.checked = event.target.checked;
  }
  last = event.target;
  update(form);
});

// A page that the browser brings back keeps its boxes; the count must follow.
addEventListener("pageshow", () => document.querySelectorAll("form.bulk").forEach(update));

// Tabs wider than the screen: the current one is in sight.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const row = tab.closest(".tabs");
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}
