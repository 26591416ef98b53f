// Forms that are left before they are taken: what was entered comes back, as long as the page still says what it said then.
const sent = JSON.parse(sessionStorage.getItem("sent"));
const refused = document.querySelector(".error-summary, form [aria-invalid=true]") !== null;
// A page that comes from where something was sent, and tells no error, says that it was taken; another tab may have typed more since.
const taken = sent && document.referrer === sent.from && !refused && !(performance.getEntriesByType("navigation")[0].responseStatus >= 400);
if (taken && JSON.parse(localStorage.getItem(sent.key))?.after === sent.after) localStorage.removeItem(sent.key);
const fields = (form) => [...form.elements].filter((field) => field.matches("select, textarea, input:not([type=file], [type=hidden], [type=password])"));
const read = (form) => JSON.stringify(fields(form).map(({ value, checked }) => [value, checked]));
for (const form of document.querySelectorAll("form.form[method=post]")) {
  const [key, fresh] = [["draft", form.getAttribute("action"), ...fields(form).map((field) => field.name)].join(" "), form.cloneNode(true)];
  fresh.reset();
  const draft = JSON.parse(localStorage.getItem(key));
  const before = refused && draft ? draft.before : read(fresh);
  if (!refused && draft?.before === before) {
    JSON.parse(draft.after).forEach(([value, checked], at) => Object.assign(fields(form)[at], { value, checked }));
    form.insertAdjacentHTML("afterbegin", '<p class="draft" role="status">What you had entered here is back. <button type="reset">Discard it</button></p>');
  }
  form.addEventListener("input", () => read(form) === before ? localStorage.removeItem(key) : localStorage.setItem(key, JSON.stringify({ before, after: read(form) })));
  form.addEventListener("submit", () => sessionStorage.setItem("sent", JSON.stringify({ key, after: read(form), from: location.href.split("#")[0] })));
  form.addEventListener("reset", () => (localStorage.removeItem(key), form.querySelector(".draft")?.remove()));
}
