// Buttons that copy the text in `data-copy`; a link without a text copies its address, unless it is opened elsewhere.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const text = button.dataset.copy || button.href;
  if (button.href !== undefined) event.preventDefault();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // The clipboard is closed to pages that are not on a secure address: an area and the old command serve them.
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "sr-only" });
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.dataset.done = "";
  setTimeout(() => delete button.dataset.done, 1500);
});

// The parts of a purl would be copied as lines of their own: while the browser takes the text, they stand in one.
document.addEventListener("copy", () => {
  document.documentElement.dataset.copying = "";
  setTimeout(() => delete document.documentElement.dataset.copying);
});
