// Keeps the page live and sends what is typed. All HTML comes from the server's templates.

const shelf = document.querySelector("[data-shelf]");
const picker = document.querySelector("[data-picker]");
const clock = document.querySelector("[data-clock]");
const OUTCOMES = ["undelivered", "failed"];

// --- asking the simulator ---------------------------------------------------

async function ask(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options).catch(() => null);
  const ok = answer?.ok ?? false;
  showProblem(ok ? "" : await reasonOf(answer));
  return ok;
}

async function reasonOf(answer) {
  if (!answer) return "The simulator does not answer.";
  const detail = (await answer.json().catch(() => ({}))).detail;
  const said = Array.isArray(detail) ? detail.map((item) => item.msg).join("; ") : detail;
  return `That did not work: ${said ?? answer.status}`;
}

function showProblem(words) {
  const banner = document.querySelector("[data-problem]");
  banner.textContent = words;
  banner.hidden = !words;
}

// --- phones and their texts -------------------------------------------------

function elementFrom(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

function handsetOf(number) {
  return shelf.querySelector(`[data-number="${CSS.escape(number)}"]`);
}

function showText({ sid, phone, html }) {
  const thread = html && handsetOf(phone)?.querySelector("[data-thread]");
  if (!thread) return;
  const view = thread.parentElement;
  const atEnd = view.scrollHeight - view.scrollTop - view.clientHeight < 80;
  const fresh = elementFrom(html);
  const shown = document.getElementById(`text-${sid}`);
  if (shown) shown.replaceWith(fresh);
  else insertInOrder(thread, fresh);
  markDays(thread);
  if (atEnd) view.scrollTop = view.scrollHeight;
}

function insertInOrder(thread, fresh) {
  const later = [...thread.children].find(
    (item) => Number(item.dataset.text) > Number(fresh.dataset.text),
  );
  fresh.classList.add("fresh");
  thread.insertBefore(fresh, later ?? null);
}

function markDays(thread) {
  let day = "";
  for (const item of thread.children) {
    item.classList.toggle("new-day", item.dataset.day !== day);
    day = item.dataset.day;
  }
}

function showPhone({ number, head, html }) {
  const handset = handsetOf(number);
  if (handset) {
    handset.querySelector("[data-head]").innerHTML = head;
  } else {
    const fresh = elementFrom(html);
    shelf.append(fresh);
    settle(fresh);
    document.querySelector("[data-empty]").hidden = true;
    const label = fresh.dataset.label;
    document.querySelector("[data-phones]").append(new Option(label, number));
  }
  drawPicker();
}

function settle(handset) {
  const thread = handset.querySelector("[data-thread]");
  markDays(thread);
  thread.parentElement.scrollTop = thread.parentElement.scrollHeight;
}

function drawPicker() {
  const links = [...shelf.children].map((handset) => {
    const link = document.createElement("a");
    link.href = `#${handset.id}`;
    link.textContent = handset.querySelector("h2").textContent;
    return link;
  });
  picker.replaceChildren(...links);
}

// --- time -------------------------------------------------------------------

let clockShift = Date.parse(clock.dataset.now) - Date.now();

function showClock({ now }) {
  clockShift = Date.parse(now) - Date.now();
  tick();
}

function tick() {
  const now = new Date(Date.now() + clockShift);
  const timeZone = clock.dataset.zone;
  clock.textContent = now.toLocaleTimeString("en-US", { timeZone, hour: "numeric", minute: "2-digit" });
  clock.dateTime = now.toISOString();
  document.querySelector("[data-clock-day]").textContent = now.toLocaleDateString("en-US", {
    timeZone, weekday: "long", month: "long", day: "numeric", year: "numeric",
  });
}

// Another process may have moved the clock, which no event tells of.
async function readClock() {
  const answer = await fetch("/api/clock").catch(() => null);
  if (answer?.ok) showClock(await answer.json());
}

// --- live -------------------------------------------------------------------

function listen() {
  const live = new EventSource(`/live?after=${document.body.dataset.lastChange}`);
  const on = (kind, show) => live.addEventListener(kind, (event) => show(JSON.parse(event.data)));
  on("text", showText);
  on("removed", ({ sid }) => document.getElementById(`text-${sid}`)?.remove());
  on("phone", showPhone);
  on("faults", ({ html }) => { document.querySelector("[data-orders]").innerHTML = html; });
  on("clock", showClock);
  on("reload", () => location.reload());
  live.addEventListener("open", () => showLink("live", "Live"));
  live.addEventListener("error", () => showLink("lost", "Reconnecting"));
}

function showLink(state, label) {
  document.querySelector("[data-link]").dataset.link = state;
  document.querySelector("[data-link-label]").textContent = label;
}

// --- what people do ---------------------------------------------------------

const forms = {
  async reply(form, values) {
    const body = values.get("body");
    if (!body.trim()) return;
    if (await sendReply(form, { body })) form.reset();
    grow(form.elements.body);
  },
  async phone(form, values) {
    const number = international(values.get("number"));
    if (await ask("POST", "/api/phones", { number, name: values.get("name") })) form.reset();
  },
  async fault(_form, values) {
    const kind = values.get("kind");
    await ask("POST", "/api/faults", {
      kind,
      to: values.get("to") || null,
      times: Number(values.get("times")) || null,
      error_code: OUTCOMES.includes(kind) ? Number(values.get("error_code")) : null,
    });
  },
  async travel(form, values) {
    const seconds = Number(values.get("amount")) * Number(values.get("unit"));
    if (await ask("POST", "/api/clock/advance", { seconds })) form.closest("details").open = false;
  },
};

function sendReply(inside, text) {
  const { number } = inside.closest("[data-number]").dataset;
  return ask("POST", `/api/phones/${encodeURIComponent(number)}/texts`, text);
}

function international(typed) {
  const digits = typed.replace(/\D/g, "");
  if (typed.trim().startsWith("+")) return `+${digits}`;
  return digits.length === 10 ? `+1${digits}` : `+${digits}`;
}

function grow(area) {
  area.style.height = "";
  area.style.height = `${Math.min(area.scrollHeight, 120)}px`;
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  forms[event.target.dataset.form]?.(event.target, new FormData(event.target));
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { quick, seconds, until, removeFault } = button.dataset;
  if (quick) sendReply(button, { body: quick });
  if ("picture" in button.dataset) sendReply(button, { pictures: 1 });
  if (seconds) ask("POST", "/api/clock/advance", { seconds: Number(seconds) });
  if (until) ask("POST", "/api/clock/advance", { until });
  if (removeFault) ask("DELETE", `/api/faults/${removeFault}`);
  if ("clearFaults" in button.dataset) ask("DELETE", "/api/faults");
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches(".composer textarea");
  if (typing && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

document.addEventListener("input", (event) => {
  if (event.target.matches(".composer textarea")) grow(event.target);
  if (event.target.name === "kind") {
    document.querySelector('[data-only="outcome"]').hidden = !OUTCOMES.includes(event.target.value);
  }
});

for (const handset of shelf.children) settle(handset);
drawPicker();
tick();
setInterval(tick, 1000);
setInterval(readClock, 5000);
listen();
