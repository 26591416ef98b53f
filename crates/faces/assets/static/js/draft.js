// Forms that are left before they are sent: what was typed comes back, as long as the page still says what it said then.
const KINDS = "textarea, select, input:not([type=file], [type=hidden], [type=password])";
const fields = (form) => [...form.elements].filter((field) => field.name && field.matches(KINDS));
const key = (form) => `draft ${form.getAttribute("action")}`;
const typed = (form) => fields(form).map((field) => (field.type === "checkbox" ? field.checked : field.value));
const told = (form) =>
  fields(form).map((field) => {
    if (field.type === "checkbox") return field.defaultChecked;
    if (field.type !== "select-one") return field.defaultValue;
    return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value;
  });
const fill = (form, values) =>
  fields(form).forEach((field, at) => (field[field.type === "checkbox" ? "checked" : "value"] = values[at]));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const forms = [...document.querySelectorAll("form.form[method=post]")];
const sent = sessionStorage.getItem("sent");
sessionStorage.removeItem("sent");
// The next page is another one: it was taken in.
if (sent && !forms.some((form) => key(form) === sent)) localStorage.removeItem(sent);

for (const form of forms) {
  const draft = JSON.parse(localStorage.getItem(key(form)));
  if (draft && !same(draft.told, told(form))) localStorage.removeItem(key(form));
  else if (draft) {
    fill(form, draft.typed);
    const note = document.createElement("p");
    note.className = "draft";
    note.role = "status";
    note.innerHTML = 'What you had typed here is back. <button type="button">Discard it</button>';
    note.querySelector("button").addEventListener("click", () => {
      fill(form, told(form));
      localStorage.removeItem(key(form));
      note.remove();
    });
    form.prepend(note);
  }
  form.addEventListener("input", () => {
    if (same(typed(form), told(form))) localStorage.removeItem(key(form));
    else localStorage.setItem(key(form), JSON.stringify({ told: told(form), typed: typed(form) }));
  });
  form.addEventListener("submit", () => sessionStorage.setItem("sent", key(form)));
}
