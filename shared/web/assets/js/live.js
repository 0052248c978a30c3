import htmx from "htmx.org";

// The browser resumes a dropped stream by itself with Last-Event-ID. After an answer that is not a
// stream (a restart, a proxy error) it gives up, and the extension opens a new one, which knows
// nothing of the old: so the last id also travels in the address, as `last_event_id`.
let lastEventId = "";

htmx.createEventSource = (address) => {
  const url = new URL(address, document.baseURI);
  if (lastEventId) url.searchParams.set("last_event_id", lastEventId);
  return new EventSource(url);
};

function show(state) {
  for (const sign of document.querySelectorAll("[data-live]")) {
    if (sign.dataset.state === state) continue;
    sign.dataset.state = state;
    sign.textContent = sign.dataset[state];
  }
}

document.addEventListener("htmx:sseOpen", () => show("live"));
document.addEventListener("htmx:sseError", () => show("waiting"));
document.addEventListener("htmx:sseMessage", (event) => {
  lastEventId = event.detail.lastEventId || lastEventId;
});

// Without a stream the page looks for news by itself: parts listen for "live:look from:body".
const LOOK_EVERY_MS = 15_000;

setInterval(() => {
  const sign = document.querySelector("[data-live]");
  if (sign && sign.dataset.state !== "live") htmx.trigger(document.body, "live:look");
}, LOOK_EVERY_MS);
