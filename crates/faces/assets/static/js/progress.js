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
