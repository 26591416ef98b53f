// Forms that are left before they are sent: the text comes back, as long as the page still says what it said then.
for (const form of document.querySelectorAll("form.form[method=post]")) {
  const key = `draft ${form.getAttribute("action")}`;
  const fields = [...form.elements].filter((field) => field.matches("textarea, input:is([type=text], [type=email], [type=url])"));
  const told = JSON.stringify(fields.map((field) => field.defaultValue));
  const draft = JSON.parse(localStorage.getItem(key));
  if (draft?.told === told) {
    fields.forEach((field, at) => (field.value = draft.typed[at]));
    form.insertAdjacentHTML("afterbegin", '<p class="draft" role="status">What you had typed here is back. <button type="reset">Discard it</button></p>');
  }
  form.addEventListener("input", () => localStorage.setItem(key, JSON.stringify({ told, typed: fields.map((field) => field.value) })));
  for (const end of ["submit", "reset"]) form.addEventListener(end, () => (localStorage.removeItem(key), form.querySelector(".draft")?.remove()));
}
