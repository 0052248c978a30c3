// Some work before a booking that looks like a robot's. The proof travels in the form's field.
import { solveChallenge } from "altcha-lib/v1";

async function prove(form) {
  const asked = JSON.parse(form.dataset.challenge);
  const { salt, challenge, algorithm, maxnumber, signature } = asked;
  const found = await solveChallenge(challenge, salt, algorithm, maxnumber).promise;
  const proof = { algorithm, challenge, number: found.number, salt, signature };
  form.elements.namedItem("altcha").value = btoa(JSON.stringify(proof));
  form.hidden = false;
  const state = document.getElementById("challenge-state");
  state.textContent = form.dataset.ready;
}

for (const form of document.querySelectorAll("form[data-challenge]")) {
  if (globalThis.crypto?.subtle) prove(form);
}
