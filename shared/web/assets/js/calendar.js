// Dragging a visit to a free quarter of an hour opens the form that moves it, and a tap there the form
// for a new visit; nothing happens before.
import htmx from "htmx.org";

const free = (event) => event.target.closest?.("td[data-time]");
let visit = null;
let missed = false;

document.addEventListener("dragstart", (event) => {
  visit = event.target.closest?.("[data-visit]")?.dataset.visit ?? null;
});

// News that came meanwhile would take the visit from under the hand; it is fetched afterwards.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (visit && event.detail.target.id === "calendar") {
    event.detail.shouldSwap = false;
    missed = true;
  }
});

document.addEventListener("dragend", () => {
  visit = null;
  if (missed) {
    missed = false;
    htmx.trigger(document.body, "live:look");
  }
  document.querySelector(".calendar-drop")?.classList.remove("calendar-drop");
});

document.addEventListener("dragover", (event) => {
  const cell = visit && free(event);
  document.querySelector(".calendar-drop")?.classList.remove("calendar-drop");
  if (cell) {
    event.preventDefault();
    cell.classList.add("calendar-drop");
  }
});

document.addEventListener("drop", async (event) => {
  const cell = visit && free(event);
  if (!cell) {
    return;
  }
  event.preventDefault();
  const asked = wish(cell);
  await htmx.ajax("GET", `/visits/${visit}/move?${asked}`, { target: "#move-form" });
  document.getElementById("move-dialog").showModal();
});

// A tap on a free quarter of an hour opens the form for a new visit then.
document.addEventListener("click", async (event) => {
  const cell = free(event);
  const dialog = document.getElementById("new-dialog");
  if (!cell || !dialog) {
    return;
  }
  await htmx.ajax("GET", `/visits/new?${wish(cell)}`, { target: "#new-form" });
  dialog.showModal();
  dialog.querySelector("[autofocus]")?.focus();
});

// A column is a practitioner, a room, or a day of one practitioner's week.
function wish(cell) {
  const shown = new URLSearchParams(location.search);
  const asked = new URLSearchParams({ time: cell.dataset.time });
  const field = { rooms: "room", week: "day" }[shown.get("view")] ?? "practitioner";
  if (shown.has("day")) {
    asked.set("day", shown.get("day"));
  }
  if (field === "day") {
    asked.set("practitioner", shown.get("who") ?? "");
  }
  asked.set(field, cell.dataset.column);
  return asked;
}
