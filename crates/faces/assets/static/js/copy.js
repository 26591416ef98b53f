// Buttons that copy the text in `data-copy`.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    // The clipboard is closed to pages that are not on a secure address: an area and the old command serve them.
    const area = document.createElement("textarea");
    area.value = button.dataset.copy;
    area.className = "sr-only";
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.dataset.done = "";
  setTimeout(() => delete button.dataset.done, 1500);
});
