// Live progress: the server sends the inner part anew; the final state reloads the page, which then shows the result.
const watch = () => {
  for (const part of document.querySelectorAll("[data-events]:not([data-watched])")) {
    part.dataset.watched = "";
    const source = new EventSource(part.dataset.events);
    source.addEventListener("progress", (event) => {
      // The reply is HTML of this server, escaped there; it holds no script and the policy of the page would not run one.
      part.innerHTML = event.data;
    });
    source.addEventListener("done", (event) => {
      source.close();
      part.innerHTML = event.data;
      part.removeAttribute("data-events");
      if (part.dataset.reload !== undefined) location.reload();
    });
    addEventListener("pagehide", () => source.close(), { once: true });
  }
};
watch();
document.addEventListener("htmx:after:swap", watch);

// Uploads: what is too large is told before it is sent, and a bar shows how far the sending is. The server's answer is shown as it would be
// without this: another page, or the form again with what is wrong.
const say = (form, words) => {
  const note = form.querySelector("[data-upload-error]");
  note.textContent = words;
  note.hidden = !words;
  if (words) sessionStorage.removeItem("sent");
  form.querySelector("[data-upload-progress]").hidden = true;
  form.querySelector("[type=submit]").disabled = false;
};

const again = (text) => {
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  if (!fresh) return false;
  sessionStorage.removeItem("sent");
  const main = document.querySelector("main");
  const [chosen, empty] = [main, fresh].map((part) => part.querySelector("input[type=file]"));
  if (chosen && empty && empty.getAttribute("aria-invalid") !== "true") empty.replaceWith(chosen);
  main.replaceWith(fresh);
  const summary = fresh.querySelector(".error-summary");
  summary?.focus();
  summary?.scrollIntoView({ block: "nearest" });
  return true;
};

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-upload]");
  const file = form?.querySelector("input[type=file]").files[0];
  if (!file) return;
  event.preventDefault();
  const words = form.querySelector("[data-upload-error]").dataset;
  if (file.size > Number(form.dataset.upload)) return say(form, words.tooLarge);
  say(form, "");
  const request = new XMLHttpRequest();
  const part = form.querySelector("[data-upload-progress]");
  const [bar, share] = [part.querySelector("progress"), part.querySelector("[data-upload-share]")];
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = total ? loaded / total : 0;
    share.textContent = `${Math.floor(bar.value * 100)} %`;
  });
  request.addEventListener("load", () => {
    const moved = new URL(request.responseURL).pathname !== new URL(form.action).pathname;
    // Who comes back by the browser's own step finds the form ready.
    say(form, "");
    if (moved) location.assign(request.responseURL);
    else if (!again(request.responseText)) say(form, words.broken);
  });
  request.addEventListener("error", () => say(form, words.broken));
  request.addEventListener("abort", () => say(form, ""));
  part.querySelector("[data-upload-cancel]").onclick = () => request.abort();
  part.hidden = false;
  form.querySelector("[type=submit]").disabled = true;
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(new FormData(form));
});
