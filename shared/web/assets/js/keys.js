// Single keys for the desk. They can be turned off (WCAG 2.1.4), and do nothing while one types.
const STORED = "desk-keys";
const PLACES = { t: "/", c: "/calendar", i: "/inbox" };

const isOn = () => localStorage.getItem(STORED) !== "off";
const types = (element) => element.closest("input, textarea, select, [contenteditable], dialog");

function findPatient() {
  document.getElementById("words")?.focus();
}

// On another page this leads to the inbox, which begins with the first unread one.
function nextUnread() {
  const waiting = [...document.querySelectorAll(".thread-waiting .person, .unread .person")];
  if (!waiting.length) {
    if (location.pathname !== "/inbox") location.assign("/inbox#next");
    return;
  }
  waiting[(waiting.indexOf(document.activeElement) + 1) % waiting.length].focus();
}

// The first press only shows which one; the second one takes it.
function acknowledge() {
  const button = document.querySelector('form[action^="/alerts/"][action$="/acknowledge"] button');
  if (!button) {
    if (location.pathname !== "/alerts") location.assign("/alerts");
  } else if (document.activeElement === button) button.click();
  else button.focus();
}

function help() {
  document.getElementById("keys")?.showModal();
}

const DOES = { "/": findPatient, n: nextUnread, a: acknowledge, "?": help };

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || types(event.target)) return;
  if (document.body.classList.contains("is-locked") || (!isOn() && event.key !== "?")) return;
  const does = DOES[event.key];
  if (does) {
    event.preventDefault();
    does();
  } else if (PLACES[event.key]) location.assign(PLACES[event.key]);
}

const choice = document.getElementById("keys-on");
if (choice) {
  choice.checked = isOn();
  choice.addEventListener("change", () => localStorage.setItem(STORED, choice.checked ? "on" : "off"));
  document.addEventListener("keydown", onKey);
  if (location.hash === "#next") nextUnread();
}
