// Forms that are left before they are taken: what was entered comes back, as long as the page still says what it said then.
const { type, responseStatus } = performance.getEntriesByType("navigation")[0];
const sent = sessionStorage.getItem("sent");
sessionStorage.removeItem("sent");
// Where a refusal came in answer, or no page at all, nothing was taken.
if (sent && type !== "back_forward" && !(responseStatus >= 400)) localStorage.removeItem(sent);
const fields = (form) => [...form.elements].filter((field) => field.matches("select, textarea, input:not([type=file], [type=hidden])"));
const read = (form) => JSON.stringify(fields(form).map(({ value, checked }) => [value, checked]));
for (const form of document.querySelectorAll("form.form[method=post]")) {
  const [key, fresh] = [["draft", form.getAttribute("action"), ...fields(form).map((field) => field.name)].join(" "), form.cloneNode(true)];
  fresh.reset();
  const [draft, refused] = [JSON.parse(localStorage.getItem(key)), responseStatus === 422];
  const before = refused && draft ? draft.before : read(fresh);
  if (!refused && draft?.before === before) {
    JSON.parse(draft.after).forEach(([value, checked], at) => Object.assign(fields(form)[at], { value, checked }));
    form.insertAdjacentHTML("afterbegin", '<p class="draft" role="status">What you had entered here is back. <button type="reset">Discard it</button></p>');
  }
  form.addEventListener("input", () => read(form) === before ? localStorage.removeItem(key) : localStorage.setItem(key, JSON.stringify({ before, after: read(form) })));
  form.addEventListener("submit", () => sessionStorage.setItem("sent", key));
  form.addEventListener("reset", () => (localStorage.removeItem(key), form.querySelector(".draft")?.remove()));
}
