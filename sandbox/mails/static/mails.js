// Says when a new e-mail has come; what is being typed stays where it is.

const seen = Number(document.body.dataset.last);
const EVERY_MS = 2000;

async function look() {
  const answer = await fetch("/api/last").catch(() => null);
  const last = answer?.ok ? await answer.json() : seen;
  if (last === seen) return;
  const typing = document.activeElement?.matches("input, select");
  if (typing) document.querySelector("[data-fresh]").hidden = false;
  else location.reload();
}

setInterval(look, EVERY_MS);
