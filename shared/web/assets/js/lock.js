// An idle desk locks. The page stays in place, hidden, so that what was typed survives; the server
// decides, this only asks and shows.
import htmx from "htmx.org";

const PING_EVERY_MS = 60_000;
const LOOK_EVERY_MS = 5_000;
const idleMs = Number(document.body?.dataset.idleSeconds ?? 0) * 1000;
let touchedAt = Date.now();
let pingedAt = Date.now();

const dialog = () => document.getElementById("lock");
const isLocked = () => document.body.classList.contains("is-locked");

function lock() {
  if (isLocked() || !dialog()) return;
  document.body.classList.add("is-locked");
  dialog().showModal();
  dialog().querySelector("#lock-password").focus();
}

function unlock() {
  dialog().querySelector("form").reset();
  dialog().querySelector("#lock-refused").hidden = true;
  dialog().close();
  document.body.classList.remove("is-locked");
  touchedAt = pingedAt = Date.now();
  htmx.trigger(document.body, "live:look");
}

// A 401 that says "locked" comes as the event desk-locked, from here and from any part of the page.
async function ask(method) {
  const body = method === "POST" ? new URLSearchParams({ csrf_token: token() }) : undefined;
  try {
    const answer = await fetch("/presence", { method, body, headers: { "hx-request": "true" } });
    if (answer.headers.get("hx-trigger") === "desk-locked") lock();
    else if (answer.status === 401) window.location.assign("/sign-in");
    else if (answer.ok) touchedAt = Math.max(touchedAt, Date.now() - idleMs / 2);
  } catch {
    // No network: the server locks by itself, and the next part that is fetched says so.
  }
}

const token = () => document.querySelector("#lock input[name=csrf_token]").value;

function look() {
  if (isLocked()) return;
  const now = Date.now();
  if (now - touchedAt > idleMs) ask("GET");
  else if (touchedAt > pingedAt && now - pingedAt > Math.min(PING_EVERY_MS, idleMs / 3)) {
    pingedAt = now;
    ask("POST");
  }
}

if (idleMs) {
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) {
    document.addEventListener(kind, () => { touchedAt = Date.now(); }, { passive: true, capture: true });
  }
  document.addEventListener("desk-locked", lock);
  document.addEventListener("desk-unlocked", unlock);
  document.addEventListener("desk-refused", () => {
    const refused = dialog().querySelector("#lock-refused");
    refused.hidden = false;
    dialog().querySelector("#lock-password").select();
  });
  document.addEventListener("cancel", (event) => {
    if (event.target === dialog()) event.preventDefault(); // Escape does not open a lock
  }, true);
  setInterval(look, Math.min(LOOK_EVERY_MS, idleMs / 4));
}
