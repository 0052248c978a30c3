// Beside the clinic's time, the time where the reader is, if that is another one.

function wallClock(at, zone, locale) {
  const parts = { weekday: "short", hour: "numeric", minute: "2-digit" };
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone: zone }).format(at);
}

function addOwnTimes(root) {
  const note = root.querySelector?.("[data-zone]");
  if (!note) return;
  const { zone, locale, own } = note.dataset;
  let differs = false;
  for (const slot of root.querySelectorAll("button.slot[value]")) {
    const at = new Date(slot.value);
    if (wallClock(at, zone) === wallClock(at)) continue;
    differs = true;
    const here = document.createElement("span");
    here.className = "slot-note";
    here.textContent = `(${wallClock(at, undefined, locale)})`;
    slot.firstElementChild.append(here);
  }
  if (differs) note.append(` ${own}`);
}

addOwnTimes(document);
document.addEventListener("htmx:afterSwap", (event) => addOwnTimes(event.target));
